import { expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsole } from './test-console.ts'
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

const CONSOLES = 20
const CALLS = 100

it('[EV-7] [EV-8] under a flood of what viewers try in their consoles, too', async () => {
  const token = 'viewer-of-the-flood'
  await using running = await runMonitor({ 'server.token': 'operator-of-the-flood', 'server.viewer-token': token })
  const { api, address } = running.monitor
  await api.call('task.create', { task_id: 1, name: 'Watch' })
  const consoles = await Promise.all(Array.from({ length: CONSOLES }, () => TestConsole.open(address.url, token)))
  const tried = consoles.flatMap((console) =>
    Array.from({ length: CALLS }, () => console.call('task.delete', { task_id: 1 })),
  )
  for (let act = 0; act < ACTS; act++) {
    // oxlint-disable-next-line no-await-in-loop
    await api.call('task.change', { task_id: 1, options: { name: `Watch ${act}` } })
  }
  const outcomes = await Promise.all(tried)
  expect(new Set(outcomes.map(({ problem }) => problem?.code))).toEqual(new Set(['FORBIDDEN']))
  for (const console of consoles) console.close()
  const all = async () => (await api.call('events.query', { limit: 1000 })).events
  const refusedIn = (events: Awaited<ReturnType<typeof all>>) =>
    events.filter(({ data }) => 'code' in data && data.code === 'FORBIDDEN')
  // Those of a second are one, which is written when it is over (EV-3).
  await expect.poll(async () => refusedIn(await all()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  const events = await all()
  const names = events.flatMap(({ data }) => ('name' in data && 'action' in data ? [data.name] : []))
  for (let act = 0; act < ACTS; act++) expect(names).toContain(`Watch ${act}`)
  expect(refusedIn(events).length).toBeLessThan(100)
  expect(events.some(({ data }) => 'lost' in data)).toBe(false)
})
