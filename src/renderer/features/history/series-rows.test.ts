import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeriesResource } from '../../../contract/resources/series.ts'
import {
  coverageFloor,
  endRow,
  gapsOf,
  highest,
  lowest,
  roundTop,
  rowAt,
  seriesRows,
  stepsOver,
} from './series-rows.ts'

const series = (values: Record<string, (number | null)[]>, change: Partial<SeriesResource> = {}): SeriesResource => ({
  task_id: null,
  from: 0,
  step: 10,
  points: Object.values(values)[0]!.length,
  oldest: 0,
  series: values,
  ...change,
})
const whole = { from: 0, to: 1000 }

describe('[UI-11] seriesRows', () => {
  it('stand in the middle of their steps, with what is known of now at the end', () => {
    const rows = seriesRows([series({ a: [1, null, 3, null] })], { from: 0, to: 40 }, { a: 9 })
    expect(rows).toEqual([
      { at: 5, a: 1 },
      { at: 15, a: null },
      { at: 25, a: 3 },
      { at: 40, a: 9 },
    ])
  })

  it('never lead over a gap to what is known of now', () => {
    const rows = seriesRows([series({ a: [1, null, null, null, null, null] })], { from: 0, to: 60 }, { a: 9 })
    expect(rows.slice(1, -1).map(({ a }) => a)).toEqual([null, null, null, null, null])
  })

  it('are of the series of several answers, each by its own time', () => {
    const rows = seriesRows(
      [series({ a: [1, 2] }, { step: 20 }), series({ b: [5, 6, 7, 8] }, { step: 10 })],
      whole,
      null,
    )
    expect(rows).toEqual([
      { at: 10, a: 1, b: 6 },
      { at: 30, a: 2, b: 8 },
    ])
  })

  it('are none outside the span', () => {
    expect(seriesRows([series({ a: [1, 2, 3] })], { from: 10, to: 20 }, null)).toEqual([{ at: 15, a: 2 }])
    expect(seriesRows([], whole, null)).toEqual([])
  })
})

describe('[UI-11] gapsOf', () => {
  it('cover exactly what was not read since there is anything, but for what is under way', () => {
    const value = fc.option(fc.integer(), { nil: null })
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.boolean(), (values, isOld) => {
        const begin = 2_000_000
        const oldest = isOld ? 1_000_000 : 1_999_000
        const answer = series({ a: values }, { from: begin, points: values.length, oldest })
        const gaps = gapsOf(answer, 'a', values.length).map((gap) => ({ from: gap.from - begin, to: gap.to - begin }))
        const first = values.findIndex((each) => each !== null)
        const isInGap = (at: number) => gaps.some(({ from, to }) => at >= from && at < to)
        const last = values.findLastIndex((each) => each !== null)
        const isUnderWay = values.length - 1 - last <= 3
        for (const [i, each] of values.entries()) {
          const isSince = isOld || (first >= 0 && i > first)
          const isMissing = each === null && isSince && !(i > last && isUnderWay)
          if (i <= last || !isUnderWay || isInGap(i * 10))
            expect(isInGap(i * 10), `${i} of ${values.join(' ')}`).toBe(isMissing)
        }
      }),
    )
  })

  it('are none where nothing was ever read', () => {
    const values = [null, null, null, null, null]
    expect(gapsOf(series({ a: values }, { oldest: null }), 'a', 5)).toEqual([])
  })
})

it('stepsOver counts the steps up to the last reading, without the one that is under way', () => {
  const over = (now: number) =>
    [[null], [], [1, null], [null, 2], [1, 2]].map((a) => stepsOver(series({ a }), 'a', now))
  expect(over(1000)).toEqual([0, 0, 1, 2, 2])
  expect(over(19)).toEqual([0, 0, 1, 0, 1])
  expect(over(-5)).toEqual([0, 0, 0, 0, 0])
})

describe('rowAt', () => {
  it('is the nearest row', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 })
    fc.assert(
      fc.property(times, fc.integer({ min: -10, max: 1010 }), (list, at) => {
        const rows = list.toSorted((a, b) => a - b).map((each) => ({ at: each }))
        const found = rowAt(rows, at)!
        expect(Math.abs(found.at - at)).toBe(Math.min(...list.map((each) => Math.abs(each - at))))
      }),
    )
    expect(rowAt([], 5)).toBeUndefined()
  })
})

describe('scales', () => {
  const rows = [
    { at: 1, a: 0.9, b: 1 },
    { at: 2, a: null, b: 5 },
    { at: 3, a: 0.38, b: null },
  ]

  it('know the least and the most', () => {
    expect(lowest(rows, 'a')).toEqual({ at: 3, value: 0.38 })
    expect(lowest(rows, 'c')).toBeNull()
    expect(highest(rows, ['a', 'b'])).toBe(5)
  })

  it('end above what they show, with little room', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (most) => {
        const top = roundTop(most)
        expect(top).toBeGreaterThanOrEqual(Math.max(1, most))
        expect(top).toBeLessThanOrEqual(Math.max(2, most * 2))
      }),
    )
    expect([0, 3, 38, 214, 990, 1000].map(roundTop)).toEqual([1, 4, 40, 250, 1000, 1000])
  })

  it('[UI-11] of coverage go to a half, and below it to nothing', () => {
    expect([null, 1, 0.5, 0.49].map(coverageFloor)).toEqual([0.5, 0.5, 0.5, 0])
  })
})

describe('[UI-11] endRow', () => {
  const rows = (...values: (number | null)[]) => values.map((a, i) => ({ at: i, a }))

  it('is the last that was read, over steps that are not in yet', () => {
    expect(endRow(rows(1, 2))).toEqual({ at: 1, a: 2 })
    expect(endRow(rows(1, 2, null, null, null))).toEqual({ at: 1, a: 2 })
  })

  it('is none where the monitor did not run at the end, or at all', () => {
    for (const none of [rows(1, 2, null, null, null, null), rows(null, null), rows()]) expect(endRow(none)).toBeNull()
  })
})
