import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localTime, parseLocalTime } from './local-time.ts'

const now = new Date(2026, 10, 29, 12, 31, 8).getTime()
const at = (...parts: [number, number, number, number, number, number]) => new Date(...parts).getTime()

describe('[UI-11] a moment as it is typed', () => {
  it('is read as it is written, by the same clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), (seconds) => {
        const text = localTime(seconds * 1000)
        // An hour that comes twice a year is read as the first.
        const read = parseLocalTime(text, now)
        expect(read === null ? null : localTime(read)).toBe(text)
      }),
    )
  })

  it.each([
    ['2026-11-28 03:04:05', at(2026, 10, 28, 3, 4, 5)],
    ['2026-11-28 03:04', at(2026, 10, 28, 3, 4, 0)],
    ['2026-11-28T03:04', at(2026, 10, 28, 3, 4, 0)],
    ['2026-11-28', at(2026, 10, 28, 0, 0, 0)],
    [' 9:05 ', at(2026, 10, 29, 9, 5, 0)],
    ['now', now],
    ['-90m', now - 5_400_000],
    ['3d', now - 259_200_000],
    ['2026-11-28T03:04:05Z', Date.UTC(2026, 10, 28, 3, 4, 5)],
    ['2026-11-28T03:04:05.5+02:00', Date.UTC(2026, 10, 28, 1, 4, 5, 500)],
  ])('%s', (text, expected) => {
    expect(parseLocalTime(text, now)).toBe(expected)
  })

  it.each(['', 'soon', '2026-02-30', '25:00', '12:60', '2026-13-01', '12', '-5y'])('is none: %s', (text) => {
    expect(parseLocalTime(text, now)).toBeNull()
  })
})
