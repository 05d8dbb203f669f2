import { expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const CONSUMERS = 10
const REPORTS = 4000
const ACTS = 20

it('[EV-7] [EV-8] under a flood of reports everything operators do is written down and stays', async () => {
  await using running = await runMonitor({
    'monitor.limits.frames-per-second': 1_000_000,
    'monitor.limits.frame-burst': 1_000_000,
    'monitor.retention.event-count': 1000,
  })
  await running.send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  const consumers = await Promise.all(
    Array.from({ length: CONSUMERS }, (_, i) => TestConsumer.register(running.consumerUrl, `c${i}`)),
  )
  for (let act = 0; act < ACTS; act++) {
    for (const consumer of consumers) {
      for (let n = 0; n < REPORTS / ACTS; n++) {
        const message = `${act} ${n}`
        consumer.send({ type: 'batch_status', batch_id: n, status: 'running', message, progress: 1 })
      }
    }
    expect((await running.send('PATCH', '/api/tasks/1', { name: `Watch ${act}` })).status).toBe(200)
  }
  for (const consumer of consumers) {
    consumer.send({ type: 'ping' })
    await consumer.next('pong')
  }
  for (const consumer of consumers) await consumer[Symbol.asyncDispose]()
  const eventsOf = async (type: string) =>
    ((await running.get(`/api/events?order=asc&limit=100000&type=${type}`)) as { events: EventResource[] }).events

  const acts = (await eventsOf('operator')).filter(({ data }) => 'action' in data && data.action === 'task.change')
  expect(acts.map(({ data }) => 'name' in data && data.name)).toEqual(
    Array.from({ length: ACTS }, (_, i) => `Watch ${i}`),
  )
  const lost = (await eventsOf('storage')).filter(({ data }) => 'lost' in data)
  expect(lost).toEqual([])
  // A burst of each and what came back meanwhile, instead of 40,000.
  const { newest } = await running.monitor.api.call('events.query', { limit: 1 })
  expect(newest).toBeLessThan(CONSUMERS * 2300)
})
