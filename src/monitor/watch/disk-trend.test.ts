import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DiskTrend, TREND_STEP_MS } from './disk-trend.ts'

const MINUTE_MS = 60_000
const GB = 1e9

/** A disk that is looked at each minute. @param freeAt of the minute */
function trendOf(minutes: number, freeAt: (minute: number) => number): number | null {
  const trend = new DiskTrend()
  for (let minute = 0; minute <= minutes; minute++) trend.add(minute * MINUTE_MS, freeAt(minute))
  return trend.rate
}
const perHour = (rate: number | null) => (rate === null ? null : Math.round((rate * 3_600_000) / 1e6) / 1000)

it('[AL-8] knows no trend before two hours, and then how fast a disk fills', () => {
  const filling = (minute: number) => 100 * GB - (minute * GB) / 60
  expect(trendOf(149, filling)).toBeNull()
  expect(perHour(trendOf(150, filling))).toBe(1)
  expect(perHour(trendOf(3000, filling))).toBe(1)
})

it('[AL-8] a backup that is written is no trend, nor is one that comes and goes, however large', () => {
  const daily = (minute: number) => 100 * GB - Math.floor(minute / 1440) * 20 * GB
  const sawtooth = (minute: number) => 100 * GB - (minute % 120 < 70 ? 50 * GB : 0)
  for (let end = 150; end < 4000; end += 10) {
    expect(trendOf(end, daily), `${end}`).toBe(0)
    expect(trendOf(end, sawtooth), `${end}`).toBe(0)
  }
})

it('[AL-8] what comes and goes within a half hour is no trend, however it grows', () => {
  const temporary = (minute: number) => 100 * GB - (minute % 30 >= 25 ? minute * 0.01 * GB : 0)
  for (let end = 150; end < 1000; end += 7) expect(trendOf(end, temporary), `${end}`).toBe(0)
})

it('[AL-8] says that nothing goes once nothing does', () => {
  const stopped = (minute: number) => 100 * GB - (Math.min(minute, 600) * GB) / 60
  expect(perHour(trendOf(600, stopped))).toBe(1)
  expect(trendOf(600 + 7 * 60, stopped)).toBe(0)
})

it('[AL-8] does not take it for a jump when nobody looked for a while', () => {
  const trend = new DiskTrend()
  const free = (at: number) => 100 * GB - (at / 3_600_000) * GB
  for (const step of [0, 1, 2, 5, 6, 9, 10]) trend.add(step * TREND_STEP_MS, free(step * TREND_STEP_MS))
  expect(perHour(trend.rate)).toBe(1)
})

it('[AL-8] a disk that never has less than before never fills, and no figure is ever odd', () => {
  const frees = fc.array(fc.integer({ min: 0, max: 1e15 }), { minLength: 2, maxLength: 60 })
  fc.assert(
    fc.property(frees, (given) => {
      const [trend, growing] = [new DiskTrend(), new DiskTrend()]
      const sorted = given.toSorted((a, b) => a - b)
      for (const [i, free] of given.entries()) {
        trend.add(i * TREND_STEP_MS, free)
        growing.add(i * TREND_STEP_MS, sorted[i]!)
        expect(trend.rate ?? 0).toBeGreaterThanOrEqual(0)
        expect(growing.rate ?? 0).toBe(0)
      }
    }),
  )
})
