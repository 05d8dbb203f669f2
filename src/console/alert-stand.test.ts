import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../contract/resources/alert.ts'
import { needsSomebody, standOf, tendedConsumers } from './alert-stand.ts'

const mark = { at: 1, by: 'anna' }
const marks = {
  acknowledged: { acknowledged: mark },
  snoozed: { snoozed: { ...mark, until: 9 } },
  muted: { muted: { window_id: 1, until: 9 } },
} as const
const lost = (consumer_id: string, more: Partial<AlertResource> = {}): AlertResource => ({
  alert_id: `${consumer_id} ${JSON.stringify(more)}`,
  kind: 'consumer_lost',
  since: 0,
  consumer_id,
  ...more,
})

describe('[UI-10] which alerts need somebody', () => {
  it('those of which nothing is said, and an acknowledgement says most', () => {
    expect(standOf({})).toBe('open')
    for (const [stand, own] of Object.entries(marks)) {
      expect(standOf(own)).toBe(stand)
      expect(needsSomebody(own)).toBe(false)
    }
    expect(standOf({ ...marks.muted, ...marks.snoozed, ...marks.acknowledged })).toBe('acknowledged')
    expect(standOf({ ...marks.muted, ...marks.snoozed })).toBe('snoozed')
    expect(needsSomebody({})).toBe(true)
  })

  it('a consumer is looked after when all that is wrong with it is', () => {
    const anyMark = fc.constantFrom({}, ...Object.values(marks))
    const anyAlert = fc.tuple(fc.constantFrom('c1', 'c2', 'c3'), anyMark)
    fc.assert(
      fc.property(fc.array(anyAlert, { maxLength: 8 }), (given) => {
        const alerts = given.map(([id, own]) => lost(id, own))
        const tended = tendedConsumers([...alerts, { alert_id: 'x', kind: 'coverage', since: 0 }])
        for (const id of ['c1', 'c2', 'c3']) {
          const own = alerts.filter(({ consumer_id }) => consumer_id === id)
          expect(tended.has(id)).toBe(own.length > 0 && !own.some(needsSomebody))
        }
        expect(tended.has('')).toBe(false)
      }),
    )
  })
})
