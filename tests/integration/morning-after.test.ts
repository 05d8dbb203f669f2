import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EventResource } from '../../src/contract/events.ts'
import type { AlertHistory } from '../../src/contract/resources/alert-span.ts'
import type { SeriesResource } from '../../src/contract/resources/series.ts'
import { come, names } from './night-shift.ts'
import { runMonitor } from './running-monitor.ts'
import { SteppedTime } from './stepped-time.ts'

const FLEET = 1000
const GONE = 300
const NIGHT = Date.UTC(2026, 0, 1, 2)
const MINUTE_MS = 60_000
const WAIT = { timeout: 30_000 }

const everybody = names(FLEET)
const victims = new Set(everybody.filter((_, i) => i % 10 < (10 * GONE) / FLEET))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-morning-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('[TS-1] [AL-1] [AL-2] 300 of 1,000 were gone for 70 s, and then there was a restart: what, when, whom, and whether it is over', async () => {
  const night = new SteppedTime(NIGHT)
  // Nobody here sends heartbeats: who has a connection is there.
  const given = { 'monitor.liveness.suspect-after': '1h', 'monitor.liveness.lost-after': '2h' }
  let goneAt = 0
  let backAt = 0
  let endedAt = 0
  {
    await using running = await runMonitor(given, folder, null, { time: night })
    const fleet = await come(running.consumerUrl, everybody)
    await running.send('POST', '/api/tasks', { task_id: 1, name: 'Night watch' })
    const targets = Array.from({ length: 5000 }, (_, i) => `target-${i}`)
    await running.send('PUT', '/api/tasks/1/targets', targets.join('\n'))
    await night.pass(4 * MINUTE_MS)

    goneAt = night.now
    for (const id of victims) fleet.get(id)!.socket.terminate()
    const states = async () =>
      Object.values(((await running.get('/api/consumers?limit=1000')) as { consumers: { state: string }[] }).consumers)
    await expect.poll(async () => (await states()).filter(({ state }) => state === 'offline').length, WAIT).toBe(GONE)
    await night.pass(70_000)
    // Time is stepped here, but a plan takes as long as it does.
    const epoch = async () => ((await running.get('/api/tasks/1')) as { epoch: number }).epoch
    await expect.poll(epoch, WAIT).toBe(2)
    for (const [id, consumer] of await come(running.consumerUrl, victims)) fleet.set(id, consumer)
    backAt = night.now
    await expect.poll(async () => (await states()).every(({ state }) => state === 'online'), WAIT).toBe(true)
    await night.pass(3 * MINUTE_MS)
    await expect.poll(epoch, WAIT).toBe(3)
    endedAt = night.now
    await running.monitor.close()
  }
  night.skip(30 * MINUTE_MS)

  await using running = await runMonitor(given, folder, null, { time: night })
  const restartedAt = night.now
  await come(running.consumerUrl, everybody)
  await night.pass(3 * MINUTE_MS)

  const range = `from=${NIGHT}&to=${night.now + 1}`
  const { alerts, partial } = (await running.get(`/api/alerts/history?${range}`)) as AlertHistory
  expect(partial).toBeUndefined()
  const ofKind = (kind: string) => alerts.filter((alert) => alert.kind === kind)
  const between = (at: number | null, from: number, to: number) => at !== null && at >= from && at <= to

  // Whom: those, and nobody else – neither at the end nor after the start.
  for (const kind of ['consumer_offline', 'consumer_lost']) {
    const hit = ofKind(kind)
    expect(hit.map(({ consumer_id }) => consumer_id ?? '').toSorted(), kind).toEqual([...victims].toSorted())
    for (const { raised_at, cleared_at } of hit) {
      expect(between(raised_at, goneAt, goneAt + 65_000), kind).toBe(true)
      expect(between(cleared_at, goneAt + 58_000, backAt + 10_000), kind).toBe(true)
    }
  }
  // What, and how bad: until others had their slots nobody watched these.
  const [after, during, ...more] = ofKind('coverage')
  expect(more).toEqual([])
  expect(between(during!.raised_at, goneAt, goneAt + 5000)).toBe(true)
  expect(between(during!.cleared_at, goneAt + 58_000, goneAt + 75_000)).toBe(true)
  expect(during!.count).toBeGreaterThan(500)
  expect(during!.count).toBeLessThan(3000)
  // The restart: until somebody had come back.
  expect(after!.raised_at).toBeGreaterThanOrEqual(restartedAt)
  const awaited = ofKind('consumers_awaited')
  expect(awaited).toHaveLength(1)
  expect(awaited[0]!.raised_at).toBeGreaterThanOrEqual(restartedAt)
  // Over: what is in force is of another kind.
  expect(alerts.filter(({ cleared_at }) => cleared_at === null).map(({ kind }) => kind)).toEqual(['consumers_idle'])
  const [idle] = ofKind('consumers_idle')
  expect(idle!.count).toBeGreaterThan(700)
  expect(between(idle!.raised_at, NIGHT + MINUTE_MS, goneAt)).toBe(true)

  // The same in the curves, with a gap where nobody looked.
  const { series, from, step } = (await running.get(
    `/api/history?${range}&step=10&series=coverage_min,consumers_online,consumers_lost`,
  )) as SeriesResource
  const at = (name: string, ms: number) => series[name]![Math.floor((ms - from) / step)]
  expect(at('coverage_min', goneAt - 30_000)).toBe(1)
  expect(at('coverage_min', goneAt + 30_000)).toBeLessThan(0.9)
  expect(at('consumers_online', goneAt + 30_000)).toBe(FLEET - GONE)
  expect(Math.max(...series['consumers_lost']!.map((value) => value ?? 0))).toBeGreaterThan(100)
  expect(at('coverage_min', backAt + 90_000)).toBe(1)
  expect(at('consumers_online', endedAt + 10 * MINUTE_MS)).toBeNull()
  expect(at('consumers_online', night.now - 30_000)).toBe(FLEET)
  expect(at('coverage_min', night.now - 30_000)).toBe(1)

  // And in the events: who was lost and came back, the epochs that followed, and every alert once.
  const events = async (query: string) => {
    const { events: page } = (await running.get(`/api/events?order=asc&limit=10000&${query}`)) as {
      events: EventResource[]
    }
    return page
  }
  const sinceThen = `since=${goneAt}&until=${endedAt}`
  const changes = (await events(`type=member&${sinceThen}`)).map(
    ({ consumer_id, data }) => [consumer_id, data] as const,
  )
  const who = (change: string) =>
    changes.flatMap(([id = '', data]) => ('change' in data && data.change === change ? [id] : [])).toSorted()
  expect(who('lost')).toEqual([...victims].toSorted())
  expect(who('returned')).toEqual([...victims].toSorted())
  const epochs = (await events(`type=epoch&${sinceThen}`)).flatMap(({ type, data }) =>
    type === 'epoch' && data.causes
      ? data.causes.map((cause) => (cause.kind === 'members' ? cause.change : cause.kind))
      : [],
  )
  expect(epochs).toEqual(['lost', 'returned'])
  // Others have their slots by then, and nobody who comes back has a need of any.
  expect(await running.get('/api/tasks/1/epochs/3')).toMatchObject({ counts: { consumers: FLEET, moved_consumer: 0 } })
  const told = (await events(`type=alert&since=${NIGHT}`)).map(({ type, data, consumer_id }) =>
    type === 'alert' ? `${data.action} ${data.kind} ${consumer_id ?? ''}` : '',
  )
  const raised = told.filter((text) => text.startsWith('raised'))
  expect(raised).toHaveLength(alerts.length)
  expect(told.filter((text) => text.startsWith('cleared'))).toHaveLength(alerts.length - 1)
}, 180_000)
