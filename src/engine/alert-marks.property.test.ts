import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertMark, AlertResource } from '../contract/resources/alert.ts'
import type { AlertAct } from './alert-marks.ts'
import { type Alert, StandingAlerts } from './standing-alerts.ts'

const ids = ['a', 'b', 'c'] as const
const MINUTE_MS = 60_000
const MAX_SNOOZE_MS = 10 * MINUTE_MS

const alertOf = (id: string): Alert => ({ alert_id: id, kind: 'consumer_stuck', consumer_id: id })
const some = fc.subarray([...ids])

const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), reasons: some }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('acknowledged', 'unacknowledged', 'unsnoozed'),
      on: some,
      why: fc.option(fc.constantFrom('x', 'y'), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('snoozed' as const),
      on: some,
      for: fc.integer({ min: 1, max: MAX_SNOOZE_MS }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: 1, max: MAX_SNOOZE_MS }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), off: fc.integer({ min: 0, max: MINUTE_MS }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: -1e7, max: 1e7 }) }) },
)

/** The same told by hand, of each alert that has its reason. */
interface Known {
  since: number
  acknowledged?: { at: number; why: string | undefined } | undefined
  snoozed?: { at: number; until: number } | undefined
}

describe('[AL-6] what operators say of alerts', () => {
  it('is of the one in force, over restarts and clocks that are set; never of the one before, and a snooze ends', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        let standing = new StandingAlerts()
        let now = 1_000_000
        let reasons: readonly string[] = []
        const model = new Map<string, Known>()
        const look = () => {
          standing.update(reasons.map(alertOf), () => false, now)
          for (const id of ids) {
            const known = model.get(id)
            if (!reasons.includes(id)) model.delete(id)
            else if (!known) model.set(id, { since: now })
            else if (known.snoozed && known.snoozed.until <= now) known.snoozed = undefined
          }
          const shown = standing.all.map(({ alert_id, since, acknowledged, snoozed }) => [
            alert_id,
            since,
            acknowledged && [acknowledged.at, acknowledged.why],
            snoozed && [snoozed.at, snoozed.until],
          ])
          const told = Array.from(model, ([id, { since, acknowledged, snoozed }]) => [
            id,
            since,
            acknowledged && [acknowledged.at, acknowledged.why],
            snoozed && [snoozed.at, snoozed.until],
          ])
          expect(shown.toSorted()).toEqual(told.toSorted())
          const ends = [...model.values()].flatMap(({ snoozed }) => snoozed?.until ?? [])
          expect(standing.nextEnd).toBe(Math.min(...ends))
        }
        const say = (on: readonly string[], act: AlertAct, tell: (known: Known) => boolean) => {
          const drafted = standing.marked(on, act)
          const before = standing.all
          // Nothing has changed by that.
          expect(standing.all).toBe(before)
          const said = standing.mark(drafted, act).map(({ alert_id }) => alert_id)
          expect(said.toSorted()).toEqual(on.filter((id) => model.has(id) && tell(model.get(id)!)).toSorted())
        }
        for (const each of happenings) {
          switch (each.kind) {
            case 'look':
              ;({ reasons } = each)
              break
            case 'pass':
              now += each.by
              break
            case 'restart': {
              now += each.off
              const kept = JSON.parse(JSON.stringify(standing.all)) as AlertResource[]
              standing = new StandingAlerts()
              standing.restore(kept, () => MINUTE_MS, now)
              // Their reasons are seen at once.
              break
            }
            case 'step':
              now += each.by
              standing.shift(each.by)
              for (const known of model.values()) {
                known.since += each.by
                if (known.acknowledged) known.acknowledged.at += each.by
                if (known.snoozed) {
                  known.snoozed.at += each.by
                  known.snoozed.until += each.by
                }
              }
              break
            case 'snoozed': {
              const mark = { at: now, by: 'o', until: now + each.for }
              say(each.on, { action: 'snoozed', mark }, (known) => {
                known.acknowledged = undefined
                known.snoozed = { at: now, until: mark.until }
                return true
              })
              break
            }
            case 'acknowledged': {
              const { why } = each
              const mark: AlertMark = { at: now, by: 'o', ...(why !== undefined && { why }) }
              say(each.on, { action: 'acknowledged', mark }, (known) => {
                if (known.acknowledged && why === undefined) return false
                known.acknowledged = { at: now, why }
                known.snoozed = undefined
                return true
              })
              break
            }
            case 'unacknowledged':
              say(each.on, { action: 'unacknowledged', mark: { at: now, by: 'o' } }, (known) => {
                const was = known.acknowledged !== undefined
                known.acknowledged = undefined
                return was
              })
              break
            case 'unsnoozed':
              say(each.on, { action: 'unsnoozed', mark: { at: now, by: 'o' } }, (known) => {
                const was = known.snoozed !== undefined
                known.snoozed = undefined
                return was
              })
          }
          look()
        }
      }),
      { numRuns: 500 },
    )
  })

  it('[EP-11] is not said of another alert of the same name that was raised while it went to disk', () => {
    const standing = new StandingAlerts()
    standing.update([alertOf('a')], () => false, 1)
    const act: AlertAct = { action: 'acknowledged', mark: { at: 2, by: null } }
    const drafted = standing.marked(['a'], act)
    standing.update([], () => false, 3)
    standing.update([alertOf('a')], () => false, 4)
    expect(standing.mark(drafted, act)).toEqual([])
    expect(standing.all).toEqual([{ ...alertOf('a'), since: 4 }])
  })

  it('[LV-7] believes no clock that was set back while the monitor did not run: no snooze is longer than it was', () => {
    const standing = new StandingAlerts()
    const snoozed = { at: 1_000_000, by: 'anna', until: 1_060_000 }
    standing.restore([{ ...alertOf('a'), since: 900_000, snoozed }], () => MINUTE_MS, 5000)
    expect(standing.all).toEqual([{ ...alertOf('a'), since: 5000, snoozed: { at: 5000, by: 'anna', until: 65_000 } }])
  })

  it('[AL-7] is muted for as long as a window says, also where it is believed without a reason', () => {
    const standing = new StandingAlerts()
    const muted = { window_id: 7, until: 99 }
    standing.restore([{ ...alertOf('a'), since: 1, muted: { window_id: 3, until: 50 } }], () => MINUTE_MS, 5)
    expect(standing.all[0]).not.toHaveProperty('muted')
    standing.update(
      [alertOf('b')],
      () => false,
      6,
      () => muted,
    )
    expect(standing.all.map((alert) => [alert.alert_id, alert.muted])).toEqual([
      ['b', muted],
      ['a', muted],
    ])
    expect(
      standing.update(
        [alertOf('b')],
        () => false,
        7,
        () => muted,
      ),
    ).toBeNull()
    expect(standing.update([alertOf('b')], () => false, 8)).toEqual({ raised: [], cleared: [] })
    expect(standing.all.every((alert) => !('muted' in alert))).toBe(true)
  })
})
