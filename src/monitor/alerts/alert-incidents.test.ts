import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertKinds } from '../../contract/resources/alert.ts'
import { IncidentBook, type PastAlert } from './alert-incidents.ts'

const MINUTE_MS = 60_000

function told(alerts: readonly PastAlert[], most?: number) {
  const book = new IncidentBook()
  for (const alert of alerts) book.add(alert)
  return book.told(most)
}
const lost = (id: number, raised_at: number, cleared_at: number | null): PastAlert => ({
  alert_id: `consumer_lost:c${id}`,
  kind: 'consumer_lost',
  consumer_id: `c${id}`,
  raised_at,
  cleared_at,
})

describe('[CN-7] incidents', () => {
  it('[CN-7] three hundred that are lost together are one, from the first until the last is back', () => {
    const alerts = Array.from({ length: 300 }, (_, i) => lost(i, i * 1000, 20 * MINUTE_MS + i))
    expect(told(alerts)).toEqual({
      incidents: [
        {
          kind: 'consumer_lost',
          severity: 'warning',
          alerts: 300,
          times: 300,
          raised_at: 0,
          cleared_at: 20 * MINUTE_MS + 299,
        },
      ],
      leftOut: 0,
    })
  })

  it('[CN-7] what comes and goes is one as long as it comes again within five minutes, and says of what it is', () => {
    const again = [0, 4, 9, 15].map((minute) => lost(7, minute * MINUTE_MS, (minute + 1) * MINUTE_MS))
    expect(told(again).incidents).toEqual([
      expect.objectContaining({ consumer_id: 'c7', alerts: 1, times: 3, raised_at: 0, cleared_at: 10 * MINUTE_MS }),
      expect.objectContaining({ consumer_id: 'c7', alerts: 1, times: 1, raised_at: 15 * MINUTE_MS }),
    ])
  })

  it('[CN-7] of each task there is its own, with the most that there were, and whoever acknowledged it', () => {
    const acknowledged = { at: 2, by: 'anna', why: 'on it' }
    const of = (task_id: number, count: number, more: Partial<PastAlert> = {}): PastAlert => ({
      alert_id: `coverage:${task_id}`,
      kind: 'coverage',
      task_id,
      count,
      raised_at: 0,
      cleared_at: 1,
      ...more,
    })
    expect(told([of(1, 5), of(2, 9), of(1, 7, { acknowledged }), of(1, 6, { cleared_at: null })]).incidents).toEqual([
      {
        kind: 'coverage',
        severity: 'critical',
        alerts: 1,
        times: 3,
        task_id: 1,
        count: 7,
        raised_at: 0,
        cleared_at: null,
        acknowledged,
      },
      {
        kind: 'coverage',
        severity: 'critical',
        alerts: 1,
        times: 1,
        task_id: 2,
        count: 9,
        raised_at: 0,
        cleared_at: 1,
      },
    ])
  })

  it('[CN-7] the gravest are first, of these what is not over, then the longest; the rest is counted', () => {
    const one = (kind: PastAlert['kind'], raised_at: number, cleared_at: number | null): PastAlert => ({
      alert_id: `${kind} ${raised_at}`,
      kind,
      raised_at,
      cleared_at,
    })
    const hour = 60 * MINUTE_MS
    const all = [
      one('sync_due', 0, null),
      one('storage', 0, 5),
      one('backup_failed', 0, 9 * hour),
      one('storage', hour, hour + 9),
      one('coverage', hour, null),
      one('coverage', 2 * hour, null),
      one('backups_gone', 2 * hour, null),
    ].toSorted((a, b) => a.raised_at - b.raised_at)
    expect(told(all).incidents.map(({ kind, raised_at: at }) => `${kind} ${at / hour}`)).toEqual([
      'coverage 1',
      'coverage 2',
      'storage 1',
      'storage 0',
      'backups_gone 2',
      'backup_failed 0',
      'sync_due 0',
    ])
    expect(told(all, 2)).toMatchObject({ incidents: [{ kind: 'coverage' }, { kind: 'coverage' }], leftOut: 5 })
  })

  it('[CN-7] leave no alert out and tell none twice, whatever there was', () => {
    const alert = fc.record({
      kind: fc.constantFrom(...alertKinds.slice(0, 4)),
      subject: fc.integer({ min: 1, max: 5 }),
      task: fc.option(fc.integer({ min: 1, max: 2 })),
      raised_at: fc.integer({ min: 0, max: 100 * MINUTE_MS }),
      length: fc.option(fc.integer({ min: 0, max: 30 * MINUTE_MS })),
    })
    fc.assert(
      fc.property(fc.array(alert, { maxLength: 60 }), (given) => {
        const alerts = given
          .map(({ kind, subject, task, raised_at, length }): PastAlert => ({
            alert_id: `${kind}:${task ?? ''}:${subject}`,
            kind,
            ...(task !== null && { task_id: task }),
            raised_at,
            cleared_at: length === null ? null : raised_at + length,
          }))
          .toSorted((a, b) => a.raised_at - b.raised_at)
        const { incidents, leftOut } = told(alerts, Infinity)
        expect(leftOut).toBe(0)
        expect(incidents.reduce((sum, { times }) => sum + times, 0)).toBe(alerts.length)
        for (const { kind, task_id, raised_at, cleared_at, times, alerts: count } of incidents) {
          const within = alerts.filter(
            (each) =>
              each.kind === kind &&
              each.task_id === task_id &&
              each.raised_at >= raised_at &&
              (each.cleared_at ?? Infinity) <= (cleared_at ?? Infinity),
          )
          expect(within.length).toBeGreaterThanOrEqual(times)
          expect(times).toBeGreaterThanOrEqual(count)
          expect(within.some((each) => each.raised_at === raised_at)).toBe(true)
          expect(within.some((each) => each.cleared_at === cleared_at)).toBe(true)
        }
      }),
    )
  })
})
