import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RateLimit } from './rate-limit.ts'

it('[WS-18] in any second of any history, lets no more through than the burst and what was earned', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 300 }),
      (rate, burst, gaps) => {
        const limit = new RateLimit(rate, burst, 0)
        let now = 0
        const passed: number[] = []
        for (const gap of gaps) {
          now += gap
          if (limit.tryAcquire(now)) passed.push(now)
        }
        for (const start of passed) {
          const within = passed.filter((at) => at >= start && at < start + 1000).length
          expect(within).toBeLessThanOrEqual(burst + rate)
        }
      },
    ),
  )
})

it('[WS-18] lets the whole burst through at once, then the rate', () => {
  const limit = new RateLimit(10, 5, 0)
  const acquired = Array.from({ length: 6 }, () => limit.tryAcquire(0))
  expect(acquired).toEqual([true, true, true, true, true, false])
  expect([limit.tryAcquire(99), limit.tryAcquire(100), limit.tryAcquire(150)]).toEqual([false, true, false])
})

it('[WS-29] leaves a reserve to others', () => {
  const limit = new RateLimit(10, 6, 0)
  const acquired = Array.from({ length: 4 }, () => limit.tryAcquire(0, 1, 3))
  expect(acquired).toEqual([true, true, true, false])
  expect(Array.from({ length: 4 }, () => limit.tryAcquire(0))).toEqual([true, true, true, false])
})

it('[WS-18] [LV-7] after a gap lets through what would have been within the limit meanwhile, and no more', () => {
  const limit = new RateLimit(10, 5, 0)
  for (let i = 0; i < 5; i++) limit.tryAcquire(0)
  limit.passGap(3000, 3000)
  const acquired = Array.from({ length: 40 }, () => limit.tryAcquire(3000))
  expect(acquired.filter(Boolean)).toHaveLength(5 + 30)
  limit.passGap(3000, 10_000)
  expect(Array.from({ length: 40 }, () => limit.tryAcquire(13_001)).filter(Boolean)).toHaveLength(5)
})
