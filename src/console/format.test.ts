import { describe, expect, it } from 'vitest'
import { createFormat } from './format.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const english = createFormat('en-GB')
const chinese = createFormat('zh-CN')

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
    [0, '0 sec ago', '0秒前'],
    [12 * SECOND, '12 sec ago', '12秒前'],
    [59 * SECOND, '59 sec ago', '59秒前'],
    [MINUTE, '1 min ago', '1分钟前'],
    [2 * MINUTE - SECOND, '1 min ago', '1分钟前'],
    [HOUR, '1 hr ago', '1小时前'],
    [DAY - SECOND, '23 hr ago', '23小时前'],
    [400 * DAY, '400 days ago', '400天前'],
  ])('[UI-7] writes %d ms in the biggest unit that has passed', (span, inEnglish, inChinese) => {
    const now = 2e12
    expect(english.ago(now - span, now)).toBe(inEnglish)
    expect(chinese.ago(now - span, now)).toBe(inChinese)
  })

  it('[WS-14] takes a time ahead of our clock for now', () => {
    expect(english.ago(5 * MINUTE, 0)).toBe('0 sec ago')
    expect(chinese.ago(5 * MINUTE, 0)).toBe('0秒前')
  })
})

describe('duration', () => {
  it.each([
    [0, '0 ms', '0毫秒'],
    [1.4, '1 ms', '1毫秒'],
    [999, '999 ms', '999毫秒'],
    [SECOND, '1 sec', '1秒'],
    [1234, '1.2 secs', '1.2秒'],
    [MINUTE - 1, '60 secs', '60秒'],
    [MINUTE, '1 min', '1分钟'],
    [90 * SECOND, '1.5 mins', '1.5分钟'],
    [HOUR - 1, '60 mins', '60分钟'],
    [HOUR, '1 hr', '1小时'],
    [90 * MINUTE, '1.5 hrs', '1.5小时'],
    [48 * HOUR, '48 hrs', '48小时'],
    [-1500, '-1.5 secs', '-1.5秒'],
  ])('[UI-7] writes %d ms in the unit of its size', (ms, inEnglish, inChinese) => {
    expect(english.duration(ms)).toBe(inEnglish)
    expect(chinese.duration(ms)).toBe(inChinese)
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

  it('[UI-7] writes the exact time with its day as the locale does', () => {
    expect(english.exact(time)).toMatch(/^4 Mar 2026\D+0?0:05:09$/)
    expect(chinese.exact(time)).toMatch(/^2026年3月4日\s0?0:05:09$/)
  })
})
