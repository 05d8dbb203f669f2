import BetterSqlite, { type Database } from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_ALERT_SPANS } from '../../contract/resources/alert-span.ts'
import type { AlertKind, AlertResource } from '../../contract/resources/alert.ts'
import { ALERTS_STEP, type AlertRecord, AlertStore } from './alert-store.ts'

const FOREVER = 1e15

const alert = (kind: AlertKind, since: number, more: Partial<AlertResource> = {}): AlertResource => ({
  alert_id: `${kind}:${more.consumer_id ?? more.task_id ?? ''}`,
  kind,
  since,
  ...more,
})
const inForce = (of: AlertResource): AlertRecord => ({ alert: of, most: of.count ?? null, clearedAt: null })
const over = (of: AlertResource, clearedAt: number): AlertRecord => ({ ...inForce(of), clearedAt })

describe('[AL-2] AlertStore', () => {
  let database: Database
  let store: AlertStore

  beforeEach(() => {
    database = new BetterSqlite(':memory:')
    database.exec(ALERTS_STEP)
    store = open()
  })
  afterEach(() => database.close())

  const open = (keptCount = 1000, keptFor = FOREVER) => new AlertStore(database, { keptCount, keptFor })
  const history = (from: number, to: number, task_id?: number) =>
    store.history({ from, to, ...(task_id !== undefined && { task_id }) }).alerts

  it('has what is in force with all it says, and what is over from when to when', () => {
    const coverage = alert('coverage', 10, { task_id: 1, count: 5, of: 9, message: 'm', reason: 'r', values: { n: 1 } })
    store.write([inForce(coverage)])
    store.write([inForce({ ...coverage, count: 8 })])
    store.write([inForce({ ...coverage, count: 2, next_at: 99 })])
    expect(open().inForce()).toEqual([{ ...coverage, count: 2 }])
    const span = { alert_id: 'coverage:1', kind: 'coverage', severity: 'critical', task_id: 1, count: 8, raised_at: 10 }
    expect(history(0, 100)).toEqual([{ ...span, cleared_at: null }])
    store.write([over({ ...coverage, count: 2 }, 30), inForce({ ...coverage, since: 40 })])
    expect(history(0, 100)).toEqual([
      { ...span, raised_at: 40, count: 5, cleared_at: null },
      { ...span, cleared_at: 30 },
    ])
  })

  it('[CN-7] tells what happened as incidents: also more than a history has, and who acknowledged it', () => {
    const lost = (i: number) => alert('consumer_lost', 1000 + i, { consumer_id: `c${i}` })
    const acknowledged = { at: 5, by: 'anna', why: 'on it' }
    store.write(Array.from({ length: 10_000 }, (_, i) => over(lost(i), 2_000_000)))
    store.write([inForce(alert('coverage', 2_000_000, { task_id: 1, count: 5, acknowledged }))])
    store.write([over(alert('storage', 10), 20), inForce(alert('backup_failed', 3_000_000))])
    database.exec("UPDATE alerts SET data = 'no JSON' WHERE kind = 'backup_failed'")
    const loss = { kind: 'consumer_lost', alerts: 10_000, times: 10_000, raised_at: 1000, cleared_at: 2_000_000 }
    const coverage = { kind: 'coverage', severity: 'critical', task_id: 1, count: 5, cleared_at: null, acknowledged }
    expect(store.incidents(1000, FOREVER)).toMatchObject({
      incidents: [coverage, { kind: 'backup_failed', cleared_at: null }, loss],
      leftOut: 0,
    })
    expect(store.incidents(15, 1000)).toMatchObject({ incidents: [{ kind: 'storage' }] })
    expect(store.incidents(21, 1000)).toEqual({ incidents: [], leftOut: 0 })
    database.exec("UPDATE alerts SET kind = 'of_tomorrow'")
    expect(store.incidents(0, FOREVER).incidents).toEqual([])
  })

  it('[AL-6] [AL-7] has what operators said, in force and over, and no window', () => {
    const stuck = alert('consumer_stuck', 10, { consumer_id: 'c' })
    const acknowledged = { at: 15, by: null, why: 'looking' }
    store.write([inForce({ ...stuck, acknowledged, muted: { window_id: 1, until: 99 } })])
    expect(open().inForce()).toEqual([{ ...stuck, acknowledged }])
    const said = { acknowledged_at: 15, acknowledged_by: null, why: 'looking' }
    expect(history(0, 100)).toMatchObject([{ cleared_at: null, ...said }])
    store.write([over({ ...stuck, acknowledged }, 30), inForce({ ...stuck, since: 40 })])
    const [again, before] = history(0, 100)
    expect(before).toMatchObject({ cleared_at: 30, ...said })
    expect(again).not.toHaveProperty('acknowledged_at')
  })

  it('moves what is in force with the clock, and not what is over', () => {
    const stuck = alert('consumer_stuck', 10, { consumer_id: 'c' })
    store.write([over(stuck, 20), inForce({ ...stuck, since: 30 })])
    store.write([inForce({ ...stuck, since: 1030 })])
    expect(history(0, 9999).map(({ raised_at, cleared_at }) => [raised_at, cleared_at])).toEqual([
      [1030, null],
      [10, 20],
    ])
  })

  it('answers what was in force in a range, of a task and of none', () => {
    store.write([
      over(alert('coverage', 10, { task_id: 1 }), 20),
      over(alert('coverage', 10, { task_id: 2 }), 50),
      over(alert('consumer_lost', 25, { consumer_id: 'c' }), 26),
      inForce(alert('batch_errors', 30, { count: 3 })),
    ])
    const ids = (...range: [number, number, number?]) => history(...range).map(({ alert_id }) => alert_id)
    expect(ids(20, 25)).toEqual(['coverage:1', 'coverage:2'].toReversed())
    expect(ids(21, 30)).toEqual(['consumer_lost:c', 'coverage:2'])
    expect(ids(51, 99)).toEqual(['batch_errors:'])
    expect(ids(0, 99, 1)).toEqual(['batch_errors:', 'consumer_lost:c', 'coverage:1'])
  })

  it('is bounded by severity, and says so', () => {
    const many = Array.from({ length: MAX_ALERT_SPANS + 10 }, (_, i) =>
      over(alert('consumer_offline', 100 + i, { consumer_id: `c${i}` }), 9000),
    )
    store.write([over(alert('coverage', 1, { task_id: 1 }), 9000), ...many])
    const { alerts, partial } = store.history({ from: 0, to: 9999 })
    expect(partial).toBe(true)
    expect(alerts).toHaveLength(MAX_ALERT_SPANS + 1)
    expect(alerts.at(-1)).toMatchObject({ kind: 'coverage' })
    expect(alerts[0]).toMatchObject({ raised_at: 100 + MAX_ALERT_SPANS + 9 })
    expect(store.history({ from: 0, to: 50 })).not.toHaveProperty('partial')
  })

  it('knows nothing of kinds of a later version', () => {
    store.write([inForce(alert('alien' as AlertKind, 1)), inForce(alert('storage', 2))])
    expect(store.inForce().map(({ kind }) => kind)).toEqual(['storage'])
    expect(history(0, 9).map(({ kind }) => kind)).toEqual(['storage'])
  })

  it('one whose words cannot be read keeps none of the others from being known', () => {
    const lost = alert('consumer_lost', 2, { consumer_id: 'c' })
    store.write([inForce(alert('storage', 1)), inForce(lost)])
    database.exec("UPDATE alerts SET data = 'no JSON' WHERE kind = 'storage'")
    expect(open().inForce()).toEqual([alert('storage', 1), lost])
  })

  it('keeps so many of those that are over, the newest, and all in force', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.boolean()), { maxLength: 80 }), (steps) => {
        database.exec('DELETE FROM alerts')
        store = open(5)
        const standing = new Map<number, number>()
        const closed: string[] = []
        for (const [at, [id, isOpen]] of steps.entries()) {
          const since = standing.get(id) ?? at
          const of = alert('consumer_lost', since, { consumer_id: `c${id}` })
          store.write([isOpen ? inForce(of) : over(of, at)])
          if (isOpen) standing.set(id, since)
          else {
            standing.delete(id)
            closed.push(`${of.alert_id} ${since} ${at}`)
          }
        }
        while (store.trim(0));
        const kept = history(0, FOREVER)
        const past = kept.flatMap((span) =>
          span.cleared_at === null ? [] : [`${span.alert_id} ${span.raised_at} ${span.cleared_at}`],
        )
        expect(past).toHaveLength(Math.min(5, closed.length))
        for (const one of past) expect(closed).toContain(one)
        expect(kept.filter(({ cleared_at }) => cleared_at === null)).toHaveLength(standing.size)
      }),
    )
  })

  it('[LV-7] deletes by age only as far as the time is believed', () => {
    store = open(1000, 100)
    store.write([over(alert('storage', 1), 10), over(alert('event_log', 1), 50)])
    expect(store.trim(105)).toBe(false)
    expect(history(0, 999)).toHaveLength(2)
    store.trim(111)
    expect(history(0, 999).map(({ kind }) => kind)).toEqual(['event_log'])
  })

  it('a write that fails leaves nothing behind', () => {
    const poison = { alert: { ...alert('storage', 1), since: {} }, most: null, clearedAt: null }
    expect(() => store.write([over(alert('coverage', 1, { task_id: 1 }), 2), poison as never])).toThrow('bind')
    expect(history(0, 999)).toEqual([])
    expect(store.trim(0)).toBe(false)
  })
})
