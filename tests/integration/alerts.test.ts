import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { AlertHistory, AlertSpan } from '../../src/contract/resources/alert-span.ts'
import type { BatchResource } from '../../src/contract/resources/batch.ts'
import { runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { SteppedTime } from './stepped-time.ts'
import { TestConsumer } from './test-consumer.ts'

/** On a machine that has other things to do. */
const WAIT = { timeout: 20_000 }

const MINUTE_MS = 60_000

const isOpen = ({ cleared_at }: AlertSpan) => cleared_at === null

describe('alerts', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-alerts-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[AL-1] [AL-2] are the same ones over a kill, raised once; over where their reason is, or nobody comes back to have one', async () => {
    const given = ['monitor.liveness.stuck-after=1s', 'monitor.liveness.grace=2s', 'console.update-interval=20ms']
    const args = ['--port', '0', '--data-dir', folder, ...given.flatMap((each) => ['--set', each])]
    let server = await ServerProcess.start(args)
    const get = async (path: string) => (await fetch(server.url + path)).json() as Promise<unknown>
    const history = async () => ((await get('/api/alerts/history')) as AlertHistory).alerts
    const spanOf = async (id: string) => (await history()).filter(({ alert_id }) => alert_id === id)
    const told = async (kind: string) => {
      const { events } = (await get('/api/events?type=alert&order=asc&limit=1000')) as { events: EventResource[] }
      return events.flatMap(({ type, data, consumer_id }) =>
        type === 'alert' && data.kind === kind ? [`${data.action} ${consumer_id ?? ''}`] : [],
      )
    }
    const open = () => `${server.url.replace('http', 'ws')}/websocket/monitor`
    try {
      {
        await using first = await TestConsumer.register(open(), 'c1')
        await using second = await TestConsumer.register(open(), 'c2')
        await send(server.url, 'POST', '/api/tasks', { task_id: 1, name: 'Kept', batch_size: 10 })
        await send(server.url, 'PUT', '/api/tasks/1/targets', {
          targets: Array.from({ length: 100 }, (_, i) => `t${i}`),
        })
        const { batches } = (await get('/api/tasks/1/batches?limit=1000')) as { batches: BatchResource[] }
        const batchOf = (id: string) => batches.find(({ consumer_id }) => consumer_id === id)!.batch_id
        const failing = batches.findLast(({ consumer_id }) => consumer_id === 'c1')!.batch_id
        const report = { type: 'batch_status', status: 'running', progress: 10, message: '' }
        first.send({ ...report, batch_id: failing, status: 'error', message: 'no' })
        first.send({ ...report, batch_id: batchOf('c1') })
        second.send({ ...report, batch_id: batchOf('c2') })
        await expect
          .poll(
            async () =>
              (await history())
                .filter(isOpen)
                .map(({ alert_id }) => alert_id)
                .toSorted(),
            WAIT,
          )
          .toEqual(['batch_errors', 'consumer_stuck:c1', 'consumer_stuck:c2'])
        const before = await history()
        await server.end('SIGKILL')
        server = await ServerProcess.start(args)
        const after = await history()
        // That nobody watches is new.
        expect(after.filter(({ kind }) => kind !== 'coverage' && kind !== 'consumers_awaited')).toEqual(before)
        // Which the first look after the start finds.
        await expect.poll(async () => (await history()).filter(isOpen).length, WAIT).toBe(5)
      }
      const [was] = await spanOf('consumer_stuck:c1')
      await using first = await TestConsumer.register(open(), 'c1')
      // The other one does not come back: of it nobody can say that it is stuck.
      await expect.poll(async () => (await spanOf('consumer_stuck:c2')).map(isOpen), WAIT).toEqual([false])
      expect(await spanOf('consumer_stuck:c1')).toEqual([was])
      expect((await spanOf('consumer_lost:c2')).map(isOpen)).toEqual([true])
      expect((await history()).filter(({ kind }) => kind === 'consumer_offline')).toEqual([])
      const { batches } = (await get('/api/tasks/1/batches?limit=1000')) as { batches: BatchResource[] }
      const running = batches.find(({ consumer_id, status }) => consumer_id === 'c1' && status === 'running')!
      first.send({ type: 'batch_status', batch_id: running.batch_id, status: 'completed', progress: 100, message: '' })
      await expect.poll(async () => (await spanOf('consumer_stuck:c1')).map(isOpen), WAIT).toEqual([false])
      expect((await spanOf('consumer_stuck:c1')).map(({ raised_at }) => raised_at)).toEqual([was?.raised_at])
      expect(await told('consumer_stuck')).toEqual(
        expect.arrayContaining(['raised c1', 'raised c2', 'cleared c1', 'cleared c2']),
      )
      expect(await told('consumer_stuck')).toHaveLength(4)
      expect(await told('batch_errors')).toEqual(['raised '])
    } finally {
      await server.end('SIGKILL')
    }
  }, 90_000)

  it('[AL-1] a clean end raises nothing of those whom it lets go', async () => {
    const own = mkdtempSync(join(tmpdir(), 'batchdeck-alerts-end-'))
    const time = () => Date.now()
    const started = time()
    {
      await using running = await runMonitor({}, own)
      await using consumer = await TestConsumer.register(running.consumerUrl, 'c1')
      await running.send('POST', '/api/tasks', { task_id: 1, name: 'Kept' })
      await running.send('PUT', '/api/tasks/1/targets', 'a\nb\n')
      await consumer.next('batch_reload')
      await running.monitor.close()
    }
    await using running = await runMonitor({}, own)
    const told = async () => {
      const { alerts } = (await running.get(`/api/alerts/history?from=${started}`)) as AlertHistory
      return alerts.map(({ kind, cleared_at }) => [kind, cleared_at]).toSorted()
    }
    // After the start nobody is there yet, which its first look finds.
    await expect.poll(told, WAIT).toEqual([
      ['consumers_awaited', null],
      ['coverage', null],
    ])
    rmSync(own, { recursive: true, force: true })
  })

  it('[AL-4] [AL-5] who owns nothing, and what nobody picks up or reports, is told of once it has lasted', async () => {
    const time = new SteppedTime(Date.UTC(2026, 0, 1))
    const patient = { 'monitor.liveness.suspect-after': '1h', 'monitor.liveness.lost-after': '2h' }
    await using running = await runMonitor(patient, undefined, null, { time })
    const inForce = async () => {
      const { alerts } = (await running.get('/api/alerts/history')) as AlertHistory
      return alerts.filter(isOpen).map(({ kind, count }) => `${kind} ${count ?? ''}`)
    }
    await using speaking = await TestConsumer.register(running.consumerUrl, 'c1')
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Pending', batch_size: 10, auto_sync: false })
    await running.send('PUT', '/api/tasks/1/targets', Array.from({ length: 100 }, (_, i) => `t${i}`).join('\n'))
    speaking.send({ type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' })
    const { batches } = (await running.get('/api/tasks/1/batches?limit=1000')) as { batches: BatchResource[] }
    await time.pass(9 * MINUTE_MS)
    expect(await inForce()).toEqual([])
    // It says nothing at all, and may work at them.
    await time.pass(2 * MINUTE_MS)
    expect(await inForce()).toEqual([`batches_unreported ${batches.length}`])
    // It speaks of one, and of the others it does not.
    const { batch_id } = batches[0]!
    speaking.send({ type: 'batch_status', batch_id, status: 'completed', progress: 100, message: '' })
    speaking.send({ type: 'ping' })
    await speaking.next('pong')
    await time.pass(10_000)
    expect(await inForce()).toEqual([`batches_pending ${batches.length - 1}`])
    // Another one comes, and owns nothing before somebody syncs.
    await using idle = await TestConsumer.register(running.consumerUrl, 'c2')
    await time.pass(50_000)
    expect(await inForce()).toEqual(['sync_due ', `batches_pending ${batches.length - 1}`])
    await time.pass(30_000)
    expect(await inForce()).toEqual(['consumers_idle 1', 'sync_due ', `batches_pending ${batches.length - 1}`])
    expect(idle.id).toBe('c2')
    const waiting = batches.slice(1).map((batch) => ({ batch_id: batch.batch_id, status: 'pending', progress: 0 }))
    speaking.send({ type: 'heartbeat', consumer_id: 'c1', batches: waiting, timestamp: 1 })
    await speaking.next('pong')
    await time.pass(10_000)
    expect(await inForce()).toEqual(['consumers_idle 1', 'sync_due '])
  }, 60_000)

  it('[AL-2] says what of a question it cannot answer', async () => {
    await using running = await runMonitor()
    const asked = async (query: string) =>
      (await fetch(`${running.monitor.address.url}/api/alerts/history?${query}`)).status
    expect(await asked('from=2026-01-02&to=2026-01-01')).toBe(422)
    expect(await asked('from=yesterday')).toBe(422)
    expect(await asked('kind=coverage')).toBe(422)
    expect(await running.get('/api/alerts/history?task_id=9')).toEqual({ alerts: [] })
  })
})

async function send(url: string, method: string, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  expect(response.ok).toBe(true)
}
