import fc from 'fast-check'
import { expect, it } from 'vitest'
import { localMoment } from './local-moment.ts'

it('[NT-1] the moment of a note is read back to the second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
      const text = localMoment(seconds * 1000 + 999)
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
      // An hour that the clock shows twice is one of two.
      expect([0, 3600, -3600]).toContain(Date.parse(text) / 1000 - seconds)
    }),
  )
})
