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

  it('[EV-7] a flood of consumers leaves room for what operators do', () => {
    const outbox = new Outbox()
    for (let n = 0; n < 100_000; n++) {
      outbox.accept({ at: n, type: 'consumer_status', consumer_id: 'c', data: { state: 'online' } })
      if (n % 1000 === 0) outbox.accept({ at: n, type: 'monitor', data: { action: 'started', version: '1' } })
    }
    const events = outbox.drain(Infinity)
    expect(events.filter(({ type }) => type === 'monitor').map(({ at }) => at)).toEqual(
      Array.from({ length: 100 }, (_, i) => i * 1000),
    )
    outbox.tick(7)
    expect(outbox.drain(9)).toMatchObject([{ type: 'storage', data: { lost: 50_000 } }])
  })
})
