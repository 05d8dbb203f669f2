import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Publication } from '../../src/contract/resources/plan.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-reconnect-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ids = Array.from({ length: 1000 }, (_, i) => `c${String(i).padStart(4, '0')}`)
const targets = (count: number) => Array.from({ length: count }, (_, i) => `target-${i}`)
const given = { 'monitor.liveness.member-debounce': '50ms' }

async function connectAll(running: RunningMonitor): Promise<TestConsumer[]> {
  return await Promise.all(ids.map(() => TestConsumer.connect(running.consumerUrl)))
}

/** One more round: whatever the monitor had to say before has come in when this is done. */
async function everythingHeard(fleet: readonly TestConsumer[]): Promise<void> {
  for (const consumer of fleet) consumer.send({ type: 'ping' })
  await Promise.all(fleet.map((consumer) => consumer.next('pong')))
}

it('[EP-3] [LV-2] 1,000 consumers that come back at once after a restart: no epoch, and told is only who had to wait', async () => {
  let epoch = 0
  let owners: ReadonlySet<string> = new Set()
  /** Told of the epoch only after the restart: they were away when it was published. */
  const waiting = new Set([3, 4, 500, 501, 999].map((index) => ids[index]!))
  /** Without `epochs`, so that only the rollout knows of them: every second one. */
  const isDeployed = (id: string) => ids.indexOf(id) % 2 === 0
  {
    await using running = await runMonitor(given, folder)
    const fleet = await connectAll(running)
    fleet.forEach((consumer, index) => consumer.send({ type: 'register', consumer_id: ids[index] }))
    await Promise.all(fleet.map((consumer) => consumer.next('registered')))
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
    const put = await running.send('PUT', '/api/tasks/1/targets', { targets: targets(5000) })
    const publication = put.body as Publication
    ;({ epoch } = publication)
    // There are 256 slots: the others own nothing and are told nothing. A Reload is for all.
    owners = new Set(publication.consumers_told)
    expect(owners.size).toBe(256)
    await Promise.all(
      fleet.filter((_, index) => waiting.has(ids[index]!)).map((consumer) => consumer[Symbol.asyncDispose]()),
    )
    await expect
      .poll(async () => (await consumers(running)).filter(({ state }) => state === 'offline').length)
      .toBe(waiting.size)
    await running.send('POST', '/api/tasks/1/reload', {})
    await Promise.all(
      fleet.map(async (consumer, index) => {
        const consumer_id = ids[index]!
        if (waiting.has(consumer_id)) return
        if (owners.has(consumer_id)) await consumer.next('batch_reload')
        const { changed = [] } = await consumer.next('batch_reload')
        consumer.send({ type: 'batch_reload_ack', task_id: 1, consumer_id, action: 'reloading' })
        // Half of the owners prove that they work with it: `confirmed`, all others stay `acked`.
        const batches = (changed as number[]).map((batch_id) => ({ batch_id, status: 'running', progress: 1 }))
        if (index % 4 < 2) consumer.send({ type: 'heartbeat', consumer_id, batches, timestamp: Date.now() })
      }),
    )
    await expect
      .poll(() => told(running, epoch), { timeout: 20_000 })
      .toMatchObject({ waiting: waiting.size, sent: 0, confirmed: expect.any(Number) as unknown })
  }

  await using running = await runMonitor(given, folder)
  const fleet = await connectAll(running)
  fleet.forEach((consumer, index) => {
    const consumer_id = ids[index]!
    const loaded = waiting.has(consumer_id) ? [] : [{ task_id: 1, epoch }]
    consumer.send({ type: 'register', consumer_id, ...(!isDeployed(consumer_id) && { epochs: loaded }) })
  })
  await Promise.all(fleet.map((consumer) => consumer.next('registered')))
  await everythingHeard(fleet)
  for (const [index, { frames }] of fleet.entries()) {
    const isTold = waiting.has(ids[index]!)
    expect(frames.map(({ type }) => type)).toEqual([
      'connected',
      'registered',
      ...(isTold ? ['batch_reload'] : []),
      'pong',
    ])
  }
  expect(await running.get('/api/tasks/1')).toMatchObject({ epoch, sync_due: false })

  // The next change of members makes the next epoch, and names only its own reason: there was nothing before it.
  const leaver = ids.findIndex((id) => owners.has(id) && !waiting.has(id))
  fleet[leaver]!.send({ type: 'leave' })
  await expect
    .poll(() => running.get('/api/tasks/1/epochs'), { timeout: 20_000 })
    .toMatchObject({ epochs: [{ epoch: epoch + 1, cause: `${ids[leaver]} left` }, { epoch }] })
  await Promise.all(fleet.map((consumer) => consumer[Symbol.asyncDispose]()))
}, 120_000)

async function consumers(running: RunningMonitor): Promise<{ consumer_id: string; state: string }[]> {
  return ((await running.get('/api/consumers')) as { consumers: { consumer_id: string; state: string }[] }).consumers
}

async function told(running: RunningMonitor, epoch: number): Promise<Record<string, number>> {
  const { rollout } = (await running.get(`/api/tasks/1/epochs/${epoch}`)) as { rollout: { state: string }[] }
  const states: Record<string, number> = { waiting: 0, sent: 0, acked: 0, confirmed: 0 }
  for (const { state } of rollout) states[state] = (states[state] ?? 0) + 1
  return states
}
