import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ServerProcess } from './server-process.ts'
import { TestConsumer } from './test-consumer.ts'

const DAY_MS = 86_400_000
/** The machine's clock, as the process sees it: SIGUSR2 sets it forward by 8 days, and the next one back. */
const settableClock = `
  const real = Date.now
  let by = 0
  Date.now = () => real() + by
  process.on('SIGUSR2', () => { by = by === 0 ? ${8 * DAY_MS} : 0 })
`

interface Event {
  readonly consumer_id?: string
  readonly type: string
  readonly data: { readonly state?: string; readonly change?: string; readonly by?: number }
}

it(
  '[LV-7] neither a clock that is set nor a process that is stopped loses anybody or anything',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'batchdeck-clock-'))
    const settings = {
      'monitor.liveness.suspect-after': '2s',
      'monitor.liveness.lost-after': '4s',
      'monitor.liveness.grace': '4s',
    }
    const given = Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`])
    const server = await ServerProcess.start(['--port', '0', '--data-dir', folder, ...given], {
      nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(settableClock)}`],
    })
    const events = async (query: string) => {
      const response = await fetch(`${server.url}/api/events?order=asc&limit=1000${query}`)
      return ((await response.json()) as { events: Event[] }).events
    }
    const clock = async () =>
      (await events('&type=clock')).map(({ data }) => [data.change, Math.round((data.by ?? 0) / 1000)])
    const consumer = await TestConsumer.register(`${server.url.replace('http', 'ws')}/websocket/monitor`, 'c1')
    const beating = setInterval(() => consumer.send({ type: 'ping' }), 300)
    try {
      const [first] = await events('')
      process.kill(server.pid, 'SIGUSR2')
      await expect.poll(clock, { timeout: 10_000 }).toEqual([['stepped', 691_200]])
      process.kill(server.pid, 'SIGUSR2')
      await expect.poll(clock, { timeout: 10_000 }).toEqual([
        ['stepped', 691_200],
        ['stepped', -691_200],
      ])
      process.kill(server.pid, 'SIGSTOP')
      // Longer than it takes to be lost; what the consumer says meanwhile waits in the socket.
      await pause(4600)
      process.kill(server.pid, 'SIGCONT')
      await expect.poll(async () => (await clock())[2]?.[0], { timeout: 10_000 }).toBe('gap')
      const states = (await events('&type=consumer_status')).map(({ consumer_id, data }) => [consumer_id, data.state])
      expect(states).toEqual([['c1', 'online']])
      expect((await events(''))[0]).toEqual(first)
      expect(consumer.socket.readyState).toBe(consumer.socket.OPEN)
    } finally {
      clearInterval(beating)
      await consumer[Symbol.asyncDispose]()
      await server.end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
