import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { severities } from '../../../contract/resources/alert.ts'
import { barsOf, stepOf, topOf, totalsOf, wholeSteps } from './histogram.ts'

const counts = (points: number) => fc.array(fc.nat(1000), { minLength: points, maxLength: points })
const histograms = fc.integer({ min: 0, max: 40 }).chain((points) =>
  fc.record({
    from: fc.nat(1e9),
    step: fc.integer({ min: 1000, max: 60_000 }),
    points: fc.constant(points),
    critical: counts(points),
    warning: counts(points),
    info: counts(points),
    others: counts(points),
    batch_statuses: fc.nat(1000),
  }),
)
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

describe('the histogram of events', () => {
  it('[UI-10] counts every event once, whichever severities are chosen', () => {
    fc.assert(
      fc.property(histograms, fc.subarray([...severities]), (histogram, chosen) => {
        const bars = barsOf(histogram, chosen)
        const totals = totalsOf(histogram)
        expect(sum(bars.map(({ critical, warning, info, others }) => critical + warning + info + others))).toBe(
          sum(Object.values(totals)),
        )
        for (const severity of severities) {
          const isShown = chosen.length === 0 || chosen.includes(severity)
          expect(sum(bars.map((bar) => bar[severity]))).toBe(isShown ? totals[severity] : 0)
        }
        const shown = Math.max(0, ...bars.map((bar) => bar.critical + bar.warning + bar.info))
        const all = Math.max(0, ...bars.map((bar) => bar.critical + bar.warning + bar.info + bar.others))
        expect(topOf(bars)).toBeGreaterThanOrEqual(shown)
        expect(topOf(bars)).toBeLessThanOrEqual(all)
        // What matches is never less than a quarter of the height.
        if (shown > 0) expect(topOf(bars) / shown).toBeLessThanOrEqual(4)
      }),
    )
  })

  it('[UI-11] stays as it is while a range goes on, and has no more bars than can be pointed at', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 366 * 86_400_000 }), fc.nat(2e12), (span, from) => {
        const { step, ...whole } = wholeSteps({ from, to: from + span })
        expect(whole.from).toBeLessThanOrEqual(from)
        expect(whole.to).toBeGreaterThanOrEqual(from + span)
        expect([whole.from % step, whole.to % step]).toEqual([0, 0])
        expect((whole.to - whole.from) / step).toBeLessThanOrEqual(146)
        // Those that are of a later range as well are the same.
        expect(wholeSteps({ from: from + step, to: from + span + step })).toEqual({
          from: whole.from + step,
          to: whole.to + step,
          step,
        })
      }),
    )
    expect([stepOf(900_000), stepOf(3_600_000), stepOf(86_400_000)]).toEqual([10_000, 30_000, 900_000])
  })
})
