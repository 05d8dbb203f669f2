import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventJournal } from './event-journal.ts'

const refused = { code: 'INVALID_JSON', message: 'The frame is not JSON.', remote: '10.0.0.1' } as const

describe('EventJournal', () => {
  it('[EV-3] makes one event of all that is refused of one origin and code within a second', () => {
    const journal = new EventJournal()
    for (let at = 0; at < 1000; at++) journal.count('error', at, { consumer_id: 'c1' }, refused)
    journal.count('error', 10, { consumer_id: 'c2' }, refused)
    journal.count('limit', 20, { consumer_id: 'c1' }, { code: 'RATE_LIMITED', remote: '10.0.0.1' })
    journal.tick(999)
    expect(journal.take(10)).toEqual([])
    journal.tick(1000)
    journal.count('error', 1000, { consumer_id: 'c1' }, refused)
    expect(journal.take(10)).toEqual([{ at: 0, type: 'error', consumer_id: 'c1', data: { ...refused, count: 1000 } }])
    journal.tick(2000)
    expect(journal.take(10)).toEqual([
      { at: 10, type: 'error', consumer_id: 'c2', data: { ...refused, count: 1 } },
      { at: 20, type: 'limit', consumer_id: 'c1', data: { code: 'RATE_LIMITED', remote: '10.0.0.1', count: 1 } },
      { at: 1000, type: 'error', consumer_id: 'c1', data: { ...refused, count: 1 } },
    ])
  })

  it('[EV-3] counts those who are nobody by their address, and closes a window also when the clock was set back', () => {
    const journal = new EventJournal()
    journal.count('error', 5000, {}, refused)
    journal.count('error', 5001, {}, { ...refused, remote: '10.0.0.2' })
    journal.count('error', 5002, {}, refused)
    journal.tick(10)
    expect(journal.take(10).map(({ data }) => data)).toMatchObject([
      { remote: '10.0.0.1', count: 2 },
      { remote: '10.0.0.2', count: 1 },
    ])
  })

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
        const journal = new EventJournal()
        let noted = 0
        const taken: number[] = []
        let lost = 0
        const take = (most: number) => {
          for (const event of journal.take(most)) {
            if (event.type === 'storage') lost += event.data.lost ?? 0
            else taken.push(event.at)
          }
        }
        for (const step of history) {
          if ('take' in step) take(step.take)
          else
            for (let i = 0; i < step.note; i++)
              journal.note('monitor', noted++, {}, { action: 'started', version: '1' })
          // One more than the bound: the loss itself.
          expect(journal.size).toBeLessThanOrEqual(50_001)
        }
        take(Infinity)
        journal.tick(noted)
        take(Infinity)
        expect(taken.length + lost).toBe(noted)
        expect(taken).toEqual(taken.toSorted((a, b) => a - b))
      }),
      { numRuns: 15 },
    )
  })
})
