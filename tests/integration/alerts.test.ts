import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { AlertHistory, AlertSpan } from '../../src/contract/resources/alert-span.ts'
import type { BatchResource } from '../../src/contract/resources/batch.ts'
import { runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

/** On a machine that has other things to do. */
const WAIT = { timeout: 20_000 }

describe('alerts over a kill', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-alerts-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[AL-1] [AL-2] are the same ones, raised once; over where their reason is, or nobody comes back to have one', async () => {
    const given = ['monitor.liveness.stuck-after=1s', 'monitor.liveness.grace=2s', 'console.update-interval=20ms']
    const args = ['--port', '0', '--data-dir', folder, ...given.flatMap((each) => ['--set', each])]
    let server = await ServerProcess.start(args)
    const get = async (path: string) => (await fetch(server.url + path)).json() as Promise<unknown>
    const history = async () => ((await get('/api/alerts/history')) as AlertHistory).alerts
    const spanOf = async (id: string) => (await history()).filter(({ alert_id }) => alert_id === id)
    const isOpen = ({ cleared_at }: AlertSpan) => cleared_at === null
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
        expect(after.filter(({ kind }) => kind !== 'coverage')).toEqual(before)
        expect(after.filter(isOpen)).toHaveLength(4)
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
    const { alerts } = (await running.get(`/api/alerts/history?from=${started}`)) as AlertHistory
    // After the start nobody is there yet, and that is one alert.
    expect(alerts.map(({ kind, cleared_at }) => [kind, cleared_at])).toEqual([['coverage', null]])
    rmSync(own, { recursive: true, force: true })
  })

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
