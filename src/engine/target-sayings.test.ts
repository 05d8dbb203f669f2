import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TargetSayings } from './target-sayings.ts'

const report = (target: string, status: 'running' | 'error' = 'running') => ({ target, status })

describe('[WS-27] what is said of single targets', () => {
  it('is handed on once, of each target and consumer the newest, with when it was said', () => {
    const sayings = new TargetSayings(10)
    sayings.note('a', [report('x'), report('y')], 1)
    sayings.note('b', [report('x')], 2)
    sayings.note('a', [{ ...report('x', 'error'), message: 'timeout', value: 0 }], 3)
    expect(sayings.drain()).toEqual([
      {
        consumer_id: 'a',
        reports: [
          { target: 'x', status: 'error', message: 'timeout', value: 0, at: 3 },
          { target: 'y', status: 'running', at: 1 },
        ],
      },
      { consumer_id: 'b', reports: [{ target: 'x', status: 'running', at: 2 }] },
    ])
    expect(sayings.drain()).toEqual([])
    expect(sayings.receivedEver).toBe(4)
  })

  it('never waits beyond its limit, and what found no room is counted', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 6 }),
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y', 'z', 'w')), { maxLength: 30 }),
        (limit, said) => {
          const sayings = new TargetSayings(limit)
          const expected = new Set<string>()
          let dropped = 0
          for (const [i, [consumer, target]] of said.entries()) {
            sayings.note(consumer, [report(target)], i)
            const key = `${consumer} ${target}`
            if (expected.has(key)) continue
            if (expected.size < limit) expected.add(key)
            else dropped++
          }
          expect(sayings.size).toBe(expected.size)
          expect(sayings.dropped).toBe(dropped)
          const handed = sayings
            .drain()
            .flatMap(({ consumer_id, reports }) => reports.map(({ target }) => `${consumer_id} ${target}`))
          expect(new Set(handed)).toEqual(expected)
          expect(handed).toHaveLength(expected.size)
        },
      ),
    )
  })
})
