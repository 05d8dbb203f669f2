import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Mark, placeMarks } from './marks.ts'

const span = { from: 1000, to: 2000 }
const mark = (at: number, change: Partial<Mark> = {}): Mark => ({
  key: String(at),
  lane: 'alerts',
  at,
  short: '',
  text: '',
  href: '',
  ...change,
})

describe('[UI-11] placeMarks', () => {
  it('loses none within the span, shows none outside, and lays none upon another', () => {
    const times = fc.array(fc.integer({ min: 800, max: 2200 }), { maxLength: 60 })
    fc.assert(
      fc.property(times, fc.integer({ min: 100, max: 2000 }), (list, width) => {
        const placed = placeMarks(
          list.map((at) => mark(at)),
          span,
          width,
        )
        const shown = list.filter((at) => at >= span.from && at <= span.to)
        expect(placed.flatMap(({ marks }) => marks.map(({ at }) => at))).toEqual(shown.toSorted((a, b) => a - b))
        const lefts = placed.map(({ left }) => left * width)
        for (const [i, left] of lefts.slice(1).entries()) expect(left - lefts[i]!).toBeGreaterThanOrEqual(12 - 1e-9)
      }),
    )
  })

  it('show the gravest of those that are near each other, and of these the newest', () => {
    const [placed] = placeMarks(
      [
        mark(1500, { severity: 'warning' }),
        mark(1501, { severity: 'critical' }),
        mark(1502, { severity: 'critical' }),
        mark(1503, { severity: 'info' }),
      ],
      span,
      500,
    )
    expect(placed).toMatchObject({ main: { at: 1502 }, left: 0.5, room: 'short' })
    expect(placed!.marks).toHaveLength(4)
  })

  it('say as much as there is room for up to the next', () => {
    const named = (at: number) => mark(at, { short: '42', text: 'Contracts mainnet' })
    const rooms = (...times: number[]) => placeMarks(times.map(named), span, 500).map(({ room }) => room)
    expect(rooms(1000, 1500)).toEqual(['text', 'text'])
    expect(rooms(1000, 1080, 1110)).toEqual(['short', 'none', 'text'])
    expect(rooms(1990)).toEqual(['text'])
  })

  it('have their words at the left where they are the last, and there is no room at the right', () => {
    const sides = (...times: number[]) =>
      placeMarks(
        times.map((at) => mark(at, { short: '42', text: 'Contracts mainnet' })),
        span,
        500,
      ).map(({ side, room }) => `${side} ${room}`)
    expect(sides(1000, 1990)).toEqual(['right text', 'left text'])
    expect(sides(1600, 1990)).toEqual(['right text', 'left short'])
    expect(sides(1900, 1970)).toEqual(['right short', 'left none'])
  })

  it('know that Chinese takes twice the room', () => {
    const rooms = (text: string) => placeMarks([mark(1000, { text }), mark(1200, { text })], span, 500)[0]?.room
    expect(rooms('abcdefghij')).toBe('text')
    expect(rooms('合约主网已生效合约主')).toBe('none')
  })
})
