import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstRun, nextRegular, retryDelay } from './schedule.ts'

const every = { interval: 60_000, cron: null, time_zone: 'UTC', jitter: 0 }
const daily = { interval: null, cron: '0 3 * * *', time_zone: 'Asia/Shanghai', jitter: 0 }
const at = (text: string) => Date.parse(text)

describe('[SO-2] a source runs', () => {
  it('so long after the run before, a little later where it is told so', () => {
    expect(nextRegular(every, 1000, 0.5)).toBe(61_000)
    expect(nextRegular({ ...every, jitter: 10_000 }, 1000, 0.5)).toBe(66_000)
  })

  it('by the clock on the wall of its time zone', () => {
    expect(nextRegular(daily, at('2026-03-01T00:00:00Z'), 0)).toBe(at('2026-03-01T19:00:00Z'))
    expect(nextRegular(daily, at('2026-03-01T19:00:00Z'), 0)).toBe(at('2026-03-02T19:00:00Z'))
    expect(nextRegular({ ...daily, cron: '*/10 * * * * *' }, 5000, 0)).toBe(10_000)
  })

  it('after a restart when it would have been its turn, at once where that is over, and never later than from now', () => {
    expect(firstRun(every, null, 5000, 0)).toBe(7000)
    expect(firstRun(every, 1000, 30_000, 0)).toBe(61_000)
    expect(firstRun(every, 1000, 500_000, 0)).toBe(502_000)
    // The clock was set back meanwhile.
    expect(firstRun(every, 10_000_000, 5000, 0)).toBe(65_000)
  })

  it('again after a failure, later each time, and so often only', () => {
    const retries = { retries: 3 }
    expect([1, 2, 3, 4].map((failures) => retryDelay(failures, retries, 0))).toEqual([10_000, 20_000, 40_000, null])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const delay = retryDelay(failures, { retries: 20 }, random)!
        expect(delay).toBeGreaterThanOrEqual(10_000 * 2 ** (failures - 1))
        expect(delay).toBeLessThanOrEqual(12_500 * 2 ** (failures - 1))
      }),
    )
  })
})
