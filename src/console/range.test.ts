import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { liveRanges, parseRange, rangeParam, shifted, zoomed } from './range.ts'

const time = fc.integer({ min: 0, max: 4e12 })

describe('[UI-8] a range in the address', () => {
  it('is read back as it was written', () => {
    for (const name of liveRanges) expect(parseRange(rangeParam(name))).toBe(name)
    fc.assert(
      fc.property(time, time, (a, b) => {
        const read = parseRange(rangeParam({ from: a, to: b }))
        if (typeof read === 'string') throw new Error('It is a span.')
        expect(read.to - read.from).toBeGreaterThanOrEqual(10_000)
        expect(read.from).toBeLessThanOrEqual(Math.min(a, b))
        expect(read.to).toBeGreaterThanOrEqual(Math.max(a, b))
      }),
    )
  })

  it.each(['', 'x', '1h', '5-', '-5', '9-3', '1-2', '1e9-2e9', '0-9999999999999999', '1000-900000<script>'])(
    'is an hour where it cannot be read: %s',
    (param) => {
      expect(parseRange(param)).toBe('1h')
      expect(rangeParam('1h')).toBe('')
    },
  )
})

describe('a range that is moved', () => {
  it('keeps its length and never reaches beyond the present', () => {
    fc.assert(
      fc.property(
        time,
        fc.integer({ min: 10_000, max: 1e10 }),
        fc.constantFrom(1 as const, -1 as const),
        (to, span, by) => {
          const now = to + 60_000
          const moved = shifted({ from: Math.max(0, to - span), to }, by, now)
          expect(moved.to).toBeLessThanOrEqual(Math.max(now, span))
          expect(moved.from).toBeGreaterThanOrEqual(0)
        },
      ),
    )
    expect(shifted({ from: 1000, to: 3000 }, -1, 9000)).toEqual({ from: 0, to: 2000 })
    expect(shifted({ from: 1000, to: 3000 }, 1, 3500)).toEqual({ from: 1500, to: 3500 })
  })

  it('is zoomed around its middle', () => {
    expect(zoomed({ from: 4000, to: 6000 }, 2, 10_000)).toEqual({ from: 3000, to: 7000 })
    expect(zoomed({ from: 4000, to: 6000 }, 2, 6000)).toEqual({ from: 2000, to: 6000 })
    expect(zoomed({ from: 4000, to: 6000 }, 0.5, 6000)).toEqual({ from: 4500, to: 5500 })
  })
})
