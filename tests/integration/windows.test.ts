import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventData, EventResource } from '../../src/contract/events.ts'
import type { AlertResource } from '../../src/contract/resources/alert.ts'
import type { WindowResource } from '../../src/contract/resources/window.ts'
import { type RunningMonitor, runMonitor } from './running-monitor.ts'
import { SteppedTime } from './stepped-time.ts'
import { TestConsole } from './test-console.ts'
import { TestConsumer } from './test-consumer.ts'

/** On a machine that has other things to do. */
const WAIT = { timeout: 20_000 }
const HOUR_MS = 3_600_000

const alertsOf = async (running: RunningMonitor) =>
  ((await running.get('/api/alerts')) as { alerts: AlertResource[] }).alerts
const windowsOf = async (running: RunningMonitor) =>
  ((await running.get('/api/windows')) as { windows: WindowResource[] }).windows
const create = async (running: RunningMonitor, draft: object) => {
  const { status, body } = await running.send('POST', '/api/windows', {
    mutes: true,
    holds: false,
    scope: {},
    ...draft,
  })
  expect(status).toBe(201)
  return body as WindowResource
}
/** Which window mutes which alert about a consumer. */
const mutedBy = async (running: RunningMonitor) =>
  (await alertsOf(running)).filter(isOfConsumer).map(({ alert_id, muted }) => [alert_id, muted?.window_id])
const isOfConsumer = ({ consumer_id }: AlertResource) => consumer_id !== undefined
const openOnes = async (running: RunningMonitor) =>
  (await windowsOf(running)).map(({ window_id, active }) => `${window_id}${active ? ' open' : ''}`)

describe('silences and maintenance', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-windows-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('[MW-1] [AL-7] mute what is about their consumers until they end, over a restart, and are events that last', async () => {
    const time = new SteppedTime(Date.UTC(2026, 0, 1))
    {
      await using running = await runMonitor({}, folder, null, { time })
      await using console = await TestConsole.open(running.monitor.address.url)
      for (const id of ['a', 'b']) await (await TestConsumer.register(running.consumerUrl, id))[Symbol.asyncDispose]()
      const window = await create(running, { duration: 2 * HOUR_MS, scope: { consumers: ['a'] }, why: ' deploy ' })
      expect(window).toMatchObject({ window_id: 1, active: true, by: null, why: 'deploy', from: window.made_at })
      expect(window.until - window.from).toBe(2 * HOUR_MS)
      await create(running, { duration: HOUR_MS, cron: '0 3 * * *' })
      expect(await mutedBy(running)).toEqual([
        ['consumer_offline:a', 1],
        ['consumer_offline:b', undefined],
      ])
      await expect.poll(() => console.data?.windows.map(({ window_id }) => window_id), WAIT).toEqual([1, 2])
      await running.monitor.close()
    }
    await using running = await runMonitor({}, folder, null, { time })
    expect(await openOnes(running)).toEqual(['1 open', '2'])
    expect((await mutedBy(running))[0]).toEqual(['consumer_offline:a', 1])
    time.skip(2 * HOUR_MS)
    await expect.poll(() => openOnes(running), WAIT).toEqual(['2'])
    expect((await mutedBy(running)).map(([, id]) => id)).toEqual([undefined, undefined])
    time.skip(HOUR_MS)
    await expect.poll(() => openOnes(running), WAIT).toEqual(['2 open'])
    expect((await mutedBy(running)).map(([, id]) => id)).toEqual([2, 2])
    // For this time; then it comes no more.
    for (const status of [204, 204, 404]) {
      expect((await running.send('DELETE', '/api/windows/2', {})).status).toBe(status)
    }
    // A number is never given twice.
    expect(await create(running, { duration: 1000, from: time.now + HOUR_MS })).toMatchObject({ window_id: 3 })
    const events = (await running.get('/api/events?order=asc&type=window')) as { events: EventResource[] }
    const told = events.events.map(({ severity, data }) => [severity, data as EventData<'window'>] as const)
    expect(told.map(([severity, { window_id, action }]) => `${severity} ${window_id} ${action}`)).toEqual([
      'info 1 created',
      'info 1 began',
      'info 2 created',
      'info 1 ended',
      'info 2 began',
      'info 2 ended',
      'info 2 cancelled',
      'info 3 created',
    ])
    expect(told[0]?.[1]).toMatchObject({ why: 'deploy', consumers: 1, mutes: true, holds: false })
  })
})
