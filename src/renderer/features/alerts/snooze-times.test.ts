import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextMorning } from './snooze-times.ts'

it('[AL-6] the next morning is eight o’clock, ahead, and less than a day and an hour away', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
      const at = nextMorning(now)
      const { 0: hour, 1: minute } = [new Date(at).getHours(), new Date(at).getMinutes()]
      expect([hour, minute]).toEqual([8, 0])
      expect(at).toBeGreaterThan(now)
      // Where clocks are set back that night, it is an hour more.
      expect(at - now).toBeLessThanOrEqual(25 * 3_600_000)
    }),
  )
})
