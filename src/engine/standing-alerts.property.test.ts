import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../contract/resources/alert.ts'
import { type Alert, StandingAlerts } from './standing-alerts.ts'

const ids = ['a', 'b', 'c', 'd'] as const
const HOLD_MS = 60_000

const alertOf = (id: string): Alert => ({ alert_id: id, kind: 'consumer_stuck', consumer_id: id })

/** What can happen to alerts, one after the other. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('look' as const), reasons: fc.subarray([...ids]) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), by: fc.integer({ min: 1, max: 90_000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), off: fc.integer({ min: 0, max: 200_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('step' as const), by: fc.integer({ min: -1e7, max: 1e7 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const), by: fc.integer({ min: 1, max: 1e6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gone' as const), id: fc.constantFrom(...ids) }) },
)

/** The same told by hand: of each alert since when it is, and until when it is believed without a reason. */
interface Known {
  since: number
  heldUntil: number | null
}

describe('[AL-1] StandingAlerts', () => {
  it('an alert is one from its first reason to its last, over restarts; raised once, cleared once', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        let standing = new StandingAlerts()
        let now = 1_000_000
        const gone = new Set<string>()
        const model = new Map<string, Known>()
        /** As the events have it. */
        const told = new Set<string>()
        const look = (reasons: readonly string[]) => {
          const changes = standing.update(reasons.map(alertOf), ({ alert_id }) => gone.has(alert_id), now)
          for (const { alert_id: id } of changes?.cleared ?? []) {
            expect(told.delete(id), `${id} was not there`).toBe(true)
          }
          for (const { alert_id: id } of changes?.raised ?? []) {
            expect(told.has(id), `${id} was there already`).toBe(false)
            told.add(id)
          }
          for (const id of ids) {
            const known = model.get(id)
            if (reasons.includes(id)) model.set(id, { since: known?.since ?? now, heldUntil: null })
            else if (known && (known.heldUntil === null || now >= known.heldUntil || gone.has(id))) model.delete(id)
          }
          const shown = Object.fromEntries(standing.all.map(({ alert_id, since }) => [alert_id, since]))
          expect(shown).toEqual(Object.fromEntries(Array.from(model, ([id, { since }]) => [id, since])))
          expect([...told].toSorted()).toEqual(Object.keys(shown).toSorted())
          const ends = [...model.values()].flatMap(({ heldUntil }) => heldUntil ?? [])
          expect(standing.nextEnd).toBe(Math.min(...ends))
        }
        for (const each of happenings) {
          switch (each.kind) {
            case 'look':
              look(each.reasons)
              break
            case 'pass':
              now += each.by
              break
            case 'restart': {
              now += each.off
              const kept: readonly AlertResource[] = JSON.parse(JSON.stringify(standing.all)) as AlertResource[]
              standing = new StandingAlerts()
              standing.restore(kept, () => HOLD_MS, now)
              for (const known of model.values()) {
                known.since = Math.min(known.since, now)
                known.heldUntil = now + HOLD_MS
              }
              break
            }
            case 'step':
              now += each.by
              standing.shift(each.by)
              for (const known of model.values()) {
                known.since += each.by
                if (known.heldUntil !== null) known.heldUntil += each.by
              }
              break
            case 'gap':
              now += each.by
              standing.renew(each.by)
              for (const known of model.values()) if (known.heldUntil !== null) known.heldUntil += each.by
              break
            case 'gone':
              gone.add(each.id)
          }
        }
        look([])
      }),
      { numRuns: 500 },
    )
  })

  it('what is about to happen by itself moves with the clock', () => {
    const standing = new StandingAlerts()
    standing.update([{ ...alertOf('a'), next_at: 5000 }], () => false, 1000)
    standing.shift(-300)
    expect(standing.all).toEqual([{ ...alertOf('a'), since: 700, next_at: 4700 }])
  })

  it('what only says more than before is news for those who look, and no event', () => {
    const standing = new StandingAlerts()
    standing.update([{ ...alertOf('a'), count: 1 }], () => false, 1000)
    const more = [{ ...alertOf('a'), count: 2 }]
    expect(standing.update(more, () => false, 2000)).toEqual({ raised: [], cleared: [] })
    expect(standing.update(more, () => false, 3000)).toBeNull()
    expect(standing.all).toEqual([{ ...alertOf('a'), count: 2, since: 1000 }])
  })
})
