import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dailyCron, dailyTime } from './daily-time.ts'

describe('a time of day', () => {
  it('is the same again after it was a rhythm', () => {
    const times = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'))
    fc.assert(fc.property(times, (time) => dailyTime(dailyCron(time)) === time))
  })

  it('is that of a rhythm which is once a day, however it is written; no other rhythm has one', () => {
    expect(dailyTime(' 5  08 * * * ')).toBe('08:05')
    for (const cron of ['0 8 * * 1-5', '*/5 * * * *', '0 8,20 * * *', '0 24 * * *', '60 8 * * *', '0 0 8 * * *', '']) {
      expect(dailyTime(cron), cron).toBe(null)
    }
  })
})
