import { expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/demo/random.ts'
import { SimulatedConsumer } from '../../src/demo/simulated-consumer.ts'
import { runMonitor } from './running-monitor.ts'

const wait = { timeout: 20_000, interval: 30 }

interface BatchRow {
  readonly status: string
  readonly progress: number
}

it('a simulated consumer works like any other: it goes on where it was left, dies, returns, and has a log', async () => {
  await using running = await runMonitor({ 'monitor.liveness.member-debounce': '20ms' })
  const { url } = running.monitor.address
  const context = { consumerUrl: running.consumerUrl, httpUrl: url, token: null, certificate: null }
  const consumer = new SimulatedConsumer('demo-1', context, seededRandom(3))
  try {
    await consumer.registered
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Demo', batch_size: 20 })
    await running.send('PUT', '/api/tasks/1/targets', Array.from({ length: 80 }, (_, i) => `t${i}`).join('\n'))
    const shown = async () =>
      (await running.get('/api/consumers/demo-1')) as { state: string; pid: number; hostname: string; version: string }
    const batches = async () => ((await running.get('/api/tasks/1/batches')) as { batches: BatchRow[] }).batches
    const { pid, ...first } = await shown()
    expect(first).toMatchObject({ state: 'online', hostname: 'demo-1.demo', version: 'demo', heartbeat_interval: 10 })
    await vi.waitFor(async () => expect((await batches()).some(({ progress }) => progress >= 3)).toBe(true), wait)

    const read = async () =>
      (await running.get('/api/consumers/demo-1/log')) as { lines: { level: string; text: string }[] }
    await vi.waitFor(async () => {
      expect((await read()).lines.map(({ text }) => text).join()).toMatch(/batch \d: watching 20 targets/)
    }, wait)

    const before = await batches()
    consumer.crash(100)
    expect(consumer.isOnline).toBe(false)
    await vi.waitFor(async () => expect((await shown()).pid).not.toBe(pid), wait)
    await vi.waitFor(() => expect(consumer.isOnline).toBe(true), wait)
    let hasFallen = false
    await vi.waitFor(async () => {
      const after = await batches()
      const gains = before.flatMap(({ status, progress }, i) =>
        status === 'running' ? [(after[i]?.progress ?? 0) - progress] : [],
      )
      hasFallen ||= gains.some((gain) => gain < 0)
      expect(gains.some((gain) => gain > 1)).toBe(true)
    }, wait)
    expect(hasFallen).toBe(false)
    await consumer.leave()
    await vi.waitFor(async () => expect(await running.get('/api/consumers')).toMatchObject({ consumers: [] }), wait)
  } finally {
    await consumer.leave()
  }
})
