import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EventData, EventResource } from '../../src/contract/events.ts'
import type { AlertHistory } from '../../src/contract/resources/alert-span.ts'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { ServerProcess } from './server-process.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

/** On a machine that has other things to do. */
const WAIT = { timeout: 20_000 }

it('[AL-6] [EP-11] what is said of alerts is there after a kill, in the history and the events, and goes with its alert', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-marks-'))
  const args = ['--port', '0', '--data-dir', folder, '--set', 'console.update-interval=20ms', '--token', 'operate']
  let server = await ServerProcess.start(args)
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: 'Bearer operate', ...(body && { 'content-type': 'application/json' }) }
    const response = await fetch(server.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    expect(response.ok, path).toBe(true)
    return (await response.json()) as Record<string, unknown>
  }
  const marks = async () => {
    const { alerts } = (await ask('GET', '/api/alerts')) as unknown as { alerts: AlertResource[] }
    return alerts
      .filter(({ kind }) => kind === 'consumer_offline')
      .map(({ consumer_id, acknowledged, snoozed }) => [consumer_id, acknowledged?.why, snoozed?.until])
  }
  const come = (id: string) =>
    TestConsumer.register(`${server.url.replace('http', 'ws')}/websocket/monitor?token=operate`, id)
  try {
    for (const id of ['a', 'b']) await (await come(id))[Symbol.asyncDispose]()
    await expect.poll(marks, WAIT).toHaveLength(2)
    const [a, b] = ['consumer_offline:a', 'consumer_offline:b']
    const until = Date.now() + 3_600_000
    const said = await ask('POST', '/api/alerts/acknowledge', { alerts: [a, b, 'coverage:7'], why: ' looking\u0007 ' })
    expect(said).toEqual({ alerts: [a, b] })
    expect(await ask('POST', '/api/alerts/acknowledge', { alerts: [a] })).toEqual({ alerts: [] })
    expect(await ask('POST', '/api/alerts/snooze', { alerts: [b], until })).toEqual({ alerts: [b] })
    await server.end('SIGKILL')
    server = await ServerProcess.start(args)
    expect(await marks()).toEqual([
      ['a', 'looking', undefined],
      ['b', undefined, until],
    ])
    expect(await ask('POST', '/api/alerts/unacknowledge', { alerts: [a, b] })).toEqual({ alerts: [a] })
    expect(await ask('POST', '/api/alerts/snooze', { alerts: [b], until: null })).toEqual({ alerts: [b] })
    await ask('POST', '/api/alerts/acknowledge', { alerts: [b], why: 'mine' })
    // It comes back, and what it goes with next is another alert.
    await using back = await come('b')
    await expect.poll(marks, WAIT).toEqual([['a', undefined, undefined]])
    await back[Symbol.asyncDispose]()
    await expect.poll(marks, WAIT).toEqual([
      ['a', undefined, undefined],
      ['b', undefined, undefined],
    ])
    const { alerts: spans } = (await ask('GET', '/api/alerts/history')) as unknown as AlertHistory
    const ofB = spans.filter(({ consumer_id }) => consumer_id === 'b')
    expect(ofB.map((span) => [span.cleared_at === null, span.acknowledged_by, span.why])).toEqual([
      [true, undefined, undefined],
      [false, 'server.token', 'mine'],
    ])
    const eventsOf = async (query: string) =>
      ((await ask('GET', `/api/events?order=asc&${query}`)) as unknown as { events: EventResource[] }).events
    const told = (await eventsOf('type=alert&consumer_id=b')).map(({ data }) => data as EventData<'alert'>)
    expect(told.map(({ action, token, why }) => [action, token, why])).toEqual([
      ['raised', undefined, undefined],
      ['acknowledged', 'server.token', 'looking'],
      ['snoozed', 'server.token', undefined],
      ['unsnoozed', 'server.token', undefined],
      ['acknowledged', 'server.token', 'mine'],
      ['cleared', undefined, undefined],
      ['raised', undefined, undefined],
    ])
    const acts = (await eventsOf('type=operator')).map(({ data }) => data as EventData<'operator'>)
    expect(acts.map(({ action, alert_id, alerts }) => [action, alert_id ?? alerts])).toEqual([
      ['alerts.acknowledge', 2],
      ['alerts.acknowledge', 0],
      ['alerts.snooze', b],
      ['alerts.unacknowledge', a],
      ['alerts.snooze', b],
      ['alerts.acknowledge', b],
    ])
  } finally {
    await server.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)

it('[AL-6] every console sees what is said, and until when', async () => {
  await using running: RunningMonitor = await runMonitor()
  await using console = await TestConsole.open(running.monitor.address.url)
  await (await TestConsumer.register(running.consumerUrl, 'a'))[Symbol.asyncDispose]()
  const shown = () => console.data?.alerts.find(({ consumer_id }) => consumer_id === 'a')
  await expect.poll(shown, WAIT).toBeDefined()
  const until = Date.now() + 600
  await console.call('alerts.snooze', { alerts: [shown()!.alert_id], until, why: 'x' })
  await expect.poll(() => shown()?.snoozed, WAIT).toEqual({ at: expect.any(Number), by: null, why: 'x', until })
  await expect.poll(() => shown()?.snoozed, WAIT).toBeUndefined()
  expect(Date.now()).toBeGreaterThanOrEqual(until)
})
