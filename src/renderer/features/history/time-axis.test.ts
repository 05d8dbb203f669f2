import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisTicks, drawnSpan, momentAt, momentLabel, shareOf, tickLabel } from './time-axis.ts'

const span = fc
  .tuple(fc.integer({ min: 1.6e12, max: 1.9e12 }), fc.integer({ min: 60_000, max: 40 * 86_400_000 }))
  .map(([from, length]) => ({ from, to: from + length }))

describe('axisTicks', () => {
  it('are within the span, in order, evenly apart but for summer time, and neither none nor too many', () => {
    fc.assert(
      fc.property(span, fc.integer({ min: 4, max: 12 }), (of, most) => {
        const ticks = axisTicks(of, most)
        expect(ticks.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
        expect(ticks).toEqual(ticks.toSorted((a, b) => a - b))
        expect(ticks[0]).toBeGreaterThanOrEqual(of.from)
        expect(ticks.at(-1)).toBeLessThanOrEqual(of.to)
        const gaps = ticks.slice(1).map((at, i) => at - ticks[i]!)
        if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })

  it('are what a clock on the wall calls round', () => {
    const from = new Date(2026, 4, 3, 12, 1, 8).getTime()
    const ticks = axisTicks({ from, to: from + 1_800_000 }, 7)
    expect(ticks.map((at) => new Date(at).getMinutes())).toEqual([5, 10, 15, 20, 25, 30])
    const days = axisTicks({ from, to: from + 7 * 86_400_000 }, 8)
    expect(days.map((at) => [new Date(at).getHours(), new Date(at).getDate()])).toEqual(
      [4, 5, 6, 7, 8, 9, 10].map((day) => [0, day]),
    )
  })
})

describe('labels of moments', () => {
  const midnight = new Date(2026, 4, 4).getTime()
  const hours = (count: number) => ({ from: midnight - count * 3_600_000, to: midnight + 3_600_000 })

  it('say the day where it begins, and are as exact as the span is short', () => {
    expect(tickLabel('en', midnight, hours(2))).toBe('4 May')
    expect(tickLabel('zh', midnight, hours(2))).toBe('5月4日')
    expect(tickLabel('en', midnight - 300_000, hours(2))).toBe('23:55')
    expect(momentLabel('en', midnight - 20_000, hours(2))).toBe('23:59:40')
    expect(momentLabel('en', midnight - 20_000, hours(48))).toBe('3 May 23:59')
  })
})

describe('momentAt', () => {
  it('is what shareOf says, and never outside', () => {
    fc.assert(
      fc.property(span, fc.double({ min: -1, max: 2, noNaN: true }), (of, share) => {
        const at = momentAt(of, share)
        expect(at >= of.from && at <= of.to).toBe(true)
        if (share >= 0 && share <= 1) expect(Math.abs(shareOf(of, at) - share)).toBeLessThan(1e-4)
      }),
    )
  })
})

describe('[UI-12] what is drawn of a span', () => {
  const live = { from: 0, to: 3_600_000, isLive: true }

  it('begins where there is anything, and is five minutes at least', () => {
    expect(drawnSpan(live, 1_800_000).from).toBe(1_800_000)
    expect(drawnSpan(live, 3_590_000).from).toBe(3_300_000)
    expect(drawnSpan(live, -5).from).toBe(0)
    expect(drawnSpan(live, null)).toBe(live)
  })

  it('is all of it where two ends were chosen', () => {
    const fixed = { ...live, isLive: false }
    expect(drawnSpan(fixed, 1_800_000)).toBe(fixed)
  })
})
