import fc from 'fast-check'
import { expect, it } from 'vitest'
import { barsOf } from './event-histogram.ts'

const hour = 3_600_000

it('[EV-12] begins where people look: an hour is 120 bars of 30 s, a week of two hours each', () => {
  expect(barsOf({ from: 7, to: hour, step: undefined })).toEqual({ from: 0, end: hour, step: 30_000 })
  expect(barsOf({ from: 0, to: 168 * hour, step: undefined })).toEqual({ from: 0, end: 168 * hour, step: 2 * hour })
})

it('[EV-12] never more than 1,000 bars, none shorter than asked for, and all of the range in them', () => {
  const time = fc.integer({ min: 0, max: 2_000_000_000_000 })
  fc.assert(
    fc.property(
      time,
      fc.integer({ min: 1, max: 400 * 24 * hour }),
      fc.option(fc.integer({ min: 1000, max: hour })),
      (from, span, wanted) => {
        const { from: first, end, step } = barsOf({ from, to: from + span, step: wanted ?? undefined })
        expect((end - first) / step).toBeLessThanOrEqual(1000)
        expect(Number.isInteger((end - first) / step)).toBe(true)
        expect(step).toBeGreaterThanOrEqual(wanted ?? 1000)
        expect(first).toBeLessThanOrEqual(from)
        expect(first).toBeGreaterThan(from - step)
        expect(end).toBeGreaterThanOrEqual(from + span)
        expect(end).toBeLessThan(from + span + step)
      },
    ),
  )
})
