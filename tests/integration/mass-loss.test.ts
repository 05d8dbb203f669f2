import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import type { GivenSettings } from '../../src/settings/settings.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

const ids = Array.from({ length: 10 }, (_, n) => `c${n}`)
const settings: GivenSettings = { 'monitor.liveness.grace': '300ms', 'monitor.liveness.member-debounce': '50ms' }

/** A monitor with ten consumers, which share 500 targets, and a console. */
async function withTen() {
  const running = await runMonitor(settings)
  const { consumerUrl } = running
  const join = (names: readonly string[]) => Promise.all(names.map((id) => TestConsumer.register(consumerUrl, id)))
  const consumers = await join(ids)
  const console = await TestConsole.open(running.monitor.address.url)
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await running.send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 500 }, (_, i) => `t${i}`) })
  return {
    running,
    join,
    alerts: () => console.data!.alerts.filter(({ kind }: AlertResource) => kind === 'mass_loss'),
    async lose(count: number) {
      await Promise.all(consumers.slice(0, count).map((each) => each[Symbol.asyncDispose]()))
      const areLost = async () => {
        const { consumers: known } = (await running.get('/api/consumers')) as { consumers: { state: string }[] }
        return known.filter(({ state }) => state === 'lost').length
      }
      await expect.poll(areLost, { timeout: 10_000 }).toBe(count)
    },
    async [Symbol.asyncDispose]() {
      await console[Symbol.asyncDispose]()
      for (const each of consumers) await each[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}

const slots = async (running: RunningMonitor) => {
  const { slots: all } = (await running.get('/api/tasks/1/slots')) as { slots: { consumer_id: string }[] }
  return all.map(({ consumer_id }) => consumer_id)
}
const epoch = async (running: RunningMonitor) => ((await running.get('/api/tasks/1')) as { epoch: number }).epoch

describe('many that go at once', () => {
  it('[BR-1] keep their slots until they are back: no epoch, one alert', async () => {
    await using fleet = await withTen()
    const { running } = fleet
    const before = await slots(running)
    await fleet.lose(6)
    await expect.poll(fleet.alerts).toMatchObject([{ alert_id: 'mass_loss:1', count: 6, of: 10 }])
    // What a list changes leaves their slots with them.
    await running.send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 480 }, (_, i) => `t${i}`) })
    expect([await epoch(running), await slots(running)]).toEqual([2, before])
    expect(await (await fetch(`${running.monitor.address.url}/metrics`)).text()).toContain(
      'batchdeck_consumers_kept 6\n',
    )
    const back = await fleet.join(ids.slice(0, 6))
    await expect.poll(fleet.alerts).toEqual([])
    await expect.poll(async () => running.get('/api/consumers/c0')).toMatchObject({ state: 'online', kept_since: null })
    expect([await epoch(running), await slots(running)]).toEqual([2, before])
    for (const each of back) await each[Symbol.asyncDispose]()
  })

  it('[BR-2] give their slots to the others where an operator says so, who has seen what moves; and only on what he has seen', async () => {
    await using fleet = await withTen()
    const { running } = fleet
    await fleet.lose(6)
    await expect.poll(fleet.alerts).toHaveLength(1)
    const { api } = running.monitor
    const preview = await api.call('sync.preview', { task_id: 1, release: true })
    expect(preview).toMatchObject({ changed: true, base_epoch: 1 })
    expect(preview.counts.moved_consumer).toBeGreaterThan(200)
    expect(await api.call('sync.preview', { task_id: 1 })).toMatchObject({ changed: false })
    const stale = await running.send('POST', '/api/tasks/1/release', { base_epoch: 0 })
    expect(stale).toMatchObject({ status: 409, body: { code: 'STALE_EPOCH', context: { changed: true } } })
    const { body } = await running.send('POST', '/api/tasks/1/release', { base_epoch: 1 })
    expect(body).toMatchObject({ published: true, epoch: 2, counts: { moved_consumer: preview.counts.moved_consumer } })
    expect(new Set(await slots(running))).toEqual(new Set(ids.slice(6)))
    await expect.poll(fleet.alerts).toEqual([])
    expect(await running.get('/api/consumers/c0')).toMatchObject({ state: 'lost', kept_since: null, slots: 0 })
    const { epochs } = (await running.get('/api/tasks/1/epochs')) as { epochs: { cause: string; causes: object[] }[] }
    expect(epochs).toHaveLength(2)
    expect(epochs[0]).toMatchObject({
      cause: 'operator redistribution after a mass loss; c0, c1, c2 and 3 more lost',
      causes: [{ kind: 'release' }, { kind: 'members', change: 'lost', consumers: ids.slice(0, 6) }],
    })
    expect(await running.send('POST', '/api/tasks/1/release', {})).toMatchObject({ body: { code: 'CONFLICT' } })
  })

  it('[BR-1] [BR-2] [ST-1] over a restart all of them are kept; where nobody is there to take over nobody can', async () => {
    await using fleet = await withTen()
    const { running } = fleet
    const before = await slots(running)
    await fleet.lose(10)
    await expect.poll(fleet.alerts).toMatchObject([{ count: 10, of: 10 }])
    expect(await running.send('POST', '/api/tasks/1/release', {})).toMatchObject({
      status: 409,
      body: { detail: 'Nobody is there to take over the slots of task 1.' },
    })
    await running.monitor.close()
    await using again = await runMonitor(settings, running.dataDir)
    await using first = await TestConsumer.register(again.consumerUrl, 'c9')
    await expect.poll(async () => again.get('/api/consumers/c9')).toMatchObject({ state: 'online', kept_since: null })
    await expect
      .poll(async () => again.get('/api/consumers/c0'))
      .toMatchObject({ state: 'lost', kept_since: expect.any(Number) })
    first.send({ type: 'ping' })
    await first.next('pong')
    expect([await epoch(again), await slots(again)]).toEqual([1, before])
  })
})
