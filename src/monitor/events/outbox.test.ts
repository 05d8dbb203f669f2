import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Outbox } from './outbox.ts'

describe('Outbox', () => {
  it('[EV-1] loses nothing without saying so: what was taken and what was counted as lost is what was noted', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ note: fc.integer({ min: 1, max: 60_000 }) }),
        fc.record({ take: fc.integer({ min: 1, max: 70_000 }) }),
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(steps, (history) => {
        const outbox = new Outbox()
        let noted = 0
        const taken: number[] = []
        let lost = 0
        const take = (most: number) => {
          for (const event of outbox.drain(most)) {
            if (event.type === 'storage') lost += event.data.lost ?? 0
            else taken.push(event.at)
          }
        }
        for (const step of history) {
          if ('take' in step) take(step.take)
          else
            for (let i = 0; i < step.note; i++)
              outbox.accept({ at: noted++, type: 'monitor', data: { action: 'started', version: '1' } })
          // One more than the bound: the loss itself.
          expect(outbox.size).toBeLessThanOrEqual(50_001)
        }
        take(Infinity)
        outbox.tick(noted)
        take(Infinity)
        expect(taken.length + lost).toBe(noted)
        expect(taken).toEqual(taken.toSorted((a, b) => a - b))
      }),
      { numRuns: 15 },
    )
  })
})
