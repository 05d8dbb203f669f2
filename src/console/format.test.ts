import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const english = createFormat('en')
const chinese = createFormat('zh')

it('[UI-7] groups big numbers', () => {
  for (const format of [english, chinese]) expect(format.number(1_234_567)).toBe('1,234,567')
})

describe('percent', () => {
  it.each([
    [0, '0%'],
    [0.5, '50%'],
    [0.1234, '12.3%'],
    [1, '100%'],
  ])('writes %d as %s', (share, text) => {
    for (const format of [english, chinese]) expect(format.percent(share)).toBe(text)
  })

  it.each([0.999, 0.9994, 0.9995, 0.999_99, 1 - Number.EPSILON])('never shows %d as everything', (share) => {
    for (const format of [english, chinese]) expect(format.percent(share)).toBe('99.9%')
  })
})

describe('ago', () => {
  it.each([
    [0, '0s ago', '0秒前'],
    [12 * SECOND, '12s ago', '12秒前'],
    [59 * SECOND, '59s ago', '59秒前'],
    [MINUTE, '1m ago', '1分钟前'],
    [2 * MINUTE - SECOND, '1m ago', '1分钟前'],
    [HOUR, '1h ago', '1小时前'],
    [DAY - SECOND, '23h ago', '23小时前'],
    [400 * DAY, '400d ago', '400天前'],
  ])('[UI-7] writes %d ms in the biggest unit that has passed', (span, inEnglish, inChinese) => {
    const now = 2e12
    expect(english.ago(now - span, now)).toBe(inEnglish)
    expect(chinese.ago(now - span, now)).toBe(inChinese)
  })

  it('[WS-14] takes a time ahead of our clock for now', () => {
    expect(english.ago(5 * MINUTE, 0)).toBe('0s ago')
    expect(chinese.ago(5 * MINUTE, 0)).toBe('0秒前')
  })
})

describe('duration', () => {
  it.each([
    [0, '0ms', '0毫秒'],
    [-0.4, '0ms', '0毫秒'],
    [1.4, '1ms', '1毫秒'],
    [999, '999ms', '999毫秒'],
    [999.5, '1s', '1秒'],
    [SECOND, '1s', '1秒'],
    [1234, '1.2s', '1.2秒'],
    [9949, '9.9s', '9.9秒'],
    [9950, '10s', '10秒'],
    [28_400, '28s', '28秒'],
    [MINUTE - 1, '1m', '1分钟'],
    [MINUTE, '1m', '1分钟'],
    [66 * SECOND, '1m 06s', '1分6秒'],
    [78 * SECOND, '1m 18s', '1分18秒'],
    [HOUR - 1, '1h', '1小时'],
    [HOUR, '1h', '1小时'],
    [125 * MINUTE + 59 * SECOND, '2h 05m', '2小时5分'],
    [DAY, '24h', '24小时'],
    [2 * DAY - MINUTE, '47h 59m', '47小时59分'],
    [2 * DAY, '2d', '2天'],
    [6 * DAY + 4 * HOUR, '6d 4h', '6天4小时'],
    [1400 * DAY, '1,400d', '1,400天'],
    [-1500, '−1.5s', '−1.5秒'],
    [-78 * SECOND, '−1m 18s', '−1分18秒'],
  ])('[UI-7] writes %d ms in the units of its size, two at most', (ms, inEnglish, inChinese) => {
    expect(english.duration(ms)).toBe(inEnglish)
    expect(chinese.duration(ms)).toBe(inChinese)
  })

  it('[UI-7] has no sixty seconds or minutes, and never falls while the span grows', () => {
    const size = { d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1 }
    const parts = (text: string) =>
      [...text.replaceAll(',', '').matchAll(/([\d.]+)(ms|[dhms])/g)].map(
        ([, value, unit]) => [Number(value), unit as keyof typeof size] as const,
      )
    let before = 0
    for (let ms = 0; ms < 4 * DAY; ms += 1 + Math.floor(ms / 977)) {
      const said = parts(english.duration(ms))
      for (const [value, unit] of said) if (unit === 's' || unit === 'm') expect(value).toBeLessThan(60)
      const sum = said.reduce((total, [value, unit]) => total + value * size[unit], 0)
      expect(sum).toBeGreaterThanOrEqual(before)
      before = sum
    }
  })
})

describe('bytes', () => {
  it.each([
    [0, '0 kB', '0 kB'],
    [4, '0.1 kB', '0.1 kB'],
    [1234, '1.2 kB', '1.2 kB'],
    [999_900, '999.9 kB', '999.9 kB'],
    [1_000_000, '1 MB', '1 MB'],
    [45_849_000, '45.8 MB', '45.8 MB'],
  ])('[UI-7] writes %d bytes in the unit of their size', (count, inEnglish, inChinese) => {
    expect(english.bytes(count)).toBe(inEnglish)
    expect(chinese.bytes(count)).toBe(inChinese)
  })
})

describe('times', () => {
  const time = new Date(2026, 2, 4, 0, 5, 9).getTime()

  it('[UI-7] has a clock of 24 hours that begins at 00, in two digits each', () => {
    for (const format of [english, chinese]) expect(format.clock(time)).toBe('00:05:09')
  })

  it('[UI-7] writes the day of a moment where it is not that of now', () => {
    const evening = new Date(2026, 2, 4, 23, 59, 59).getTime()
    expect(english.moment(time, evening)).toBe('00:05:09')
    expect(english.moment(time, evening + 1000)).toBe('4 Mar 00:05:09')
    expect(chinese.moment(time, evening + 1000)).toBe('3月4日 00:05:09')
  })

  it('[UI-7] writes the year of a moment of another year, also on the same day of it', () => {
    const yearLater = new Date(2027, 2, 4, 0, 5, 9).getTime()
    expect(english.moment(time, yearLater)).toBe('4 Mar 2026 00:05:09')
    expect(chinese.moment(time, yearLater)).toBe('2026年3月4日 00:05:09')
  })

  it('[UI-7] says how long something has been so in whole seconds, also where it is less than one', () => {
    expect([0, 999, 1000, 78_900].map((passed) => english.age(time, time + passed))).toEqual([
      '0s',
      '0s',
      '1s',
      '1m 18s',
    ])
    expect(chinese.age(time, time + 10)).toBe('0秒')
    expect(english.age(time, time - 5000)).toBe('0s')
  })

  it('[UI-7] writes the exact time with its day as the locale does', () => {
    expect(english.exact(time)).toMatch(/^4 Mar 2026\D+0?0:05:09$/)
    expect(chinese.exact(time)).toMatch(/^2026年3月4日\s0?0:05:09$/)
  })
})

describe('[UI-7] a span of time', () => {
  const at = (day: number, hour: number, minute: number, second = 0) =>
    new Date(2026, 10, day, hour, minute, second).getTime()
  const now = at(29, 12, 31)
  // Spaces and dashes are those of the locale.
  const span = (from: number, to: number) => english.span(from, to, now).replaceAll(/[\u2009\u202f ]/g, ' ')

  it('is told as short as it can be', () => {
    expect(span(at(29, 12, 12), at(29, 12, 21))).toBe('12:12:00 – 12:21:00')
    expect(span(at(29, 9, 0), at(29, 12, 21))).toBe('09:00–12:21')
    expect(span(at(28, 22, 0), at(29, 6, 30))).toBe('28 Nov, 22:00 – 29 Nov, 06:30')
    expect(span(at(18, 22, 0), at(25, 6, 30))).toBe('18 – 25 Nov')
    expect(chinese.span(at(18, 22, 0), at(25, 6, 30), now)).toContain('11/18')
  })
})
