import { expect, it } from 'vitest'
import type { ConsoleFrame } from '../../src/contract/feed.ts'
import type { RolloutResource } from '../../src/contract/resources/epoch.ts'
import { operationsOf } from './api-contract.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

const tokens = { operator: 'operate', consumer: 'fleet', viewer: 'look' } as const
type Role = keyof typeof tokens

/** Two consumers of which neither has answered: `near` is where the tests are, `far` at another address of this machine. */
async function runFleet() {
  const running = await runMonitor({
    'server.token': tokens.operator,
    'server.consumer-token': tokens.consumer,
    'server.viewer-token': tokens.viewer,
    // Nothing is to happen by itself.
    'monitor.liveness.ping-interval': '1h',
    'monitor.rollout.ack-timeout': '1h',
  })
  const url = `${running.consumerUrl}?token=${tokens.consumer}`
  const near = await TestConsumer.register(url, 'near')
  const far = await TestConsumer.register(url, 'far', { localAddress: '127.0.0.2' })
  const headers = { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json' }
  const send = (method: string, path: string, body: object) =>
    fetch(running.monitor.address.url + path, { method, headers, body: JSON.stringify(body) })
  await send('POST', '/api/tasks', { task_id: 1, name: 'Watch' })
  await send('PUT', '/api/tasks/1/targets', { targets: Array.from({ length: 500 }, (_, i) => `target-${i}`) })
  for (const each of [near, far]) await each.next('batch_reload')
  return {
    running,
    async [Symbol.asyncDispose]() {
      for (const each of [near, far, running]) await each[Symbol.asyncDispose]()
    },
  }
}

async function read({ monitor }: RunningMonitor, path: string, role: Role, method = 'GET') {
  const headers = { authorization: `Bearer ${tokens[role]}` }
  const response = await fetch(monitor.address.url + path, { method, headers })
  await response.arrayBuffer()
  return response.status
}

/** All that a console is shown, but for what time alone changes. */
function shown({ monitor }: RunningMonitor) {
  let first: ConsoleFrame | undefined
  monitor.api.subscribe((frame) => (first ??= frame))()
  const { snapshot } = first as Extract<ConsoleFrame, { type: 'snapshot' }>
  const { server: _, samples: _samples, consumers, ...others } = snapshot
  return { ...others, consumers: consumers.map((consumer) => ({ ...consumer, round_trip: null })) }
}

/** What has been written down, but for who was refused. */
async function written({ monitor }: RunningMonitor) {
  const { events } = await monitor.api.call('events.query', {})
  return events.filter(({ type }) => type !== 'error')
}

function rollout({ monitor }: RunningMonitor): Record<string, RolloutResource['state']> {
  let states = {}
  monitor.api.subscribe((frame) => {
    if (frame.type !== 'snapshot') return
    states = Object.fromEntries(frame.snapshot.rollouts.map(({ consumer_id, state }) => [consumer_id, state]))
  })()
  return states
}

it('[EP-3] no read changes anything, whoever asks: every route that is a GET, with every role', async () => {
  await using fleet = await runFleet()
  const { running } = fleet
  const before = shown(running)
  const events = await written(running)
  const operations = [...operationsOf(await running.apiDocument())].filter(({ method }) => method === 'GET')
  expect(operations.length).toBeGreaterThan(15)
  for (const { path: template, operation } of operations) {
    const path = template.replaceAll('{consumer_id}', 'far').replaceAll(/\{\w+\}/g, '1')
    const queries = operation.parameters?.some(({ name }) => name === 'consumer_id') ? ['', '?consumer_id=far'] : ['']
    for (const role of ['viewer', 'operator', 'consumer'] as const) {
      for (const query of queries) {
        for (const method of ['HEAD', 'GET']) {
          // A consumer that fetches its batches has them: that is what the next test is about.
          if (role === 'consumer' && query !== '' && operation.operationId === 'listBatches' && method === 'GET')
            continue
          const status = await read(running, path + query, role, method)
          expect([role, method, path + query, status === 500]).toEqual([role, method, path + query, false])
        }
      }
    }
    expect([path, shown(running)]).toEqual([path, before])
  }
  expect(await written(running)).toEqual(events)
})

it('[EP-3] a fetch confirms where the consumer itself fetches: by its token, or from where it is connected', async () => {
  await using fleet = await runFleet()
  const { running } = fleet
  const fetchOf = (consumer: string, role: Role, method?: string) =>
    read(running, `/api/tasks/1/batches?consumer_id=${consumer}`, role, method)
  for (const role of ['viewer', 'operator'] as const) expect(await fetchOf('far', role)).toBe(200)
  expect(await fetchOf('near', 'viewer')).toBe(200)
  expect(await fetchOf('near', 'consumer', 'HEAD')).toBe(200)
  expect(rollout(running)).toEqual({ near: 'sent', far: 'sent' })
  expect(await fetchOf('near', 'operator')).toBe(200)
  expect(rollout(running)).toEqual({ near: 'confirmed', far: 'sent' })
  expect(await fetchOf('far', 'consumer')).toBe(200)
  expect(rollout(running)).toEqual({ near: 'confirmed', far: 'confirmed' })
})
