import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterScroll, placeAt, reveal, type RowWindow } from './row-window.ts'

const million: RowWindow = { rows: 1_000_000, held: 100_000, view: 25.5 }
const anyWindow = fc
  .record({
    rows: fc.nat(3_000_000),
    held: fc.integer({ min: 200, max: 100_000 }),
    view: fc.double({ min: 1, max: 90, noNaN: true }),
  })
  .map(({ rows, held, view }): RowWindow => ({ rows, held: Math.min(rows, held), view }))
const withPlace = anyWindow.chain((window) =>
  fc.tuple(fc.constant(window), fc.double({ min: 0, max: Math.max(0, window.rows - window.view), noNaN: true })),
)
const farthest = ({ held, view }: RowWindow) => Math.max(0, held - view)

describe('the rows that a scroller holds of a very long list', () => {
  it('are at the wanted place, whole rows apart, and never out of reach', () => {
    fc.assert(
      fc.property(withPlace, ([window, place]) => {
        const { first, top } = placeAt(place, window)
        expect(first + top).toBeCloseTo(place, 6)
        expect(Number.isInteger(first)).toBe(true)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(first + window.held).toBeLessThanOrEqual(window.rows)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(top).toBeLessThanOrEqual(farthest(window) + 1e-6)
      }),
    )
  })

  it('are all of a list that fits', () => {
    const window = { rows: 500, held: 500, view: 20 }
    expect(placeAt(123.4, window)).toEqual({ first: 0, top: 123.4 })
    expect(afterScroll({ first: 0, top: 10 }, 400, window)).toEqual({ first: 0, top: 400 })
  })

  it('move with a step as the scroller does', () => {
    fc.assert(
      fc.property(withPlace, fc.double({ min: -1.9, max: 1.9, noNaN: true }), ([window, place], step) => {
        const before = placeAt(place, window)
        const top = Math.max(0, Math.min(farthest(window), before.top + step * window.view))
        const after = afterScroll(before, top, window)
        expect(after.first + after.top).toBeCloseTo(before.first + top, 6)
      }),
    )
  })

  it('are those of the same share of the list where the bar was dragged', () => {
    const start = placeAt(0, million)
    expect(afterScroll(start, farthest(million), million)).toEqual({ first: 900_000, top: farthest(million) })
    const middle = afterScroll(start, farthest(million) / 2, million)
    expect((middle.first + middle.top) / million.rows).toBeCloseTo(0.5, 3)
    expect(afterScroll(middle, 0, million)).toEqual({ first: 0, top: 0 })
  })

  it('go on at an end of the scroller that is no end of the list', () => {
    const atTop = afterScroll({ first: 4000, top: 3 }, 0, million)
    expect(atTop.first + atTop.top).toBe(4000)
    expect(atTop.top).toBeGreaterThan(100)
    const last = farthest(million)
    const atBottom = afterScroll({ first: 4000, top: last - 3 }, last, million)
    expect(atBottom.first + atBottom.top).toBeCloseTo(4000 + last, 6)
    expect(atBottom.top).toBeLessThan(last - 100)
  })

  it('reach the first and the last row', () => {
    expect(placeAt(-5, million)).toEqual({ first: 0, top: 0 })
    const { first, top } = placeAt(Infinity, million)
    expect(first).toBe(900_000)
    expect(top).toBeCloseTo(99_974.5, 6)
  })

  it('are scrolled no farther than a row asks for', () => {
    const at = placeAt(500_000, million)
    expect(reveal(499_990, at, million)).toBe(499_990)
    expect(reveal(500_010, at, million)).toBe(500_000)
    expect(reveal(500_025, at, million)).toBe(500_000.5)
    expect(reveal(999_999, at, million)).toBe(999_974.5)
  })
})
