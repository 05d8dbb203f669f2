import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Deadlines } from './deadlines.ts'

/** The same, as plainly as possible: a sorted list. */
class SortedList {
  private entries: { key: number; at: number; order: number }[] = []
  private orders = 0

  get size(): number {
    return this.entries.length
  }

  arm(key: number, at: number): void {
    const known = this.entries.find((entry) => entry.key === key)
    if (!Number.isFinite(at) || (known && known.at <= at)) return
    this.disarm(key)
    this.entries.push({ key, at, order: this.orders++ })
    this.entries.sort((a, b) => a.at - b.at || a.order - b.order)
  }

  disarm(key: number): void {
    this.entries = this.entries.filter((entry) => entry.key !== key)
  }

  drainDue(now: number): number[] {
    const due = this.entries.filter(({ at }) => at <= now)
    this.entries = this.entries.filter(({ at }) => at > now)
    return due.map(({ key }) => key)
  }
}

const key = fc.nat({ max: 20 })
const time = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constant(Infinity))
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('arm' as const), key, time }) },
    fc.record({ kind: fc.constant('disarm' as const), key, time: fc.constant(0) }),
    fc.record({ kind: fc.constant('due' as const), key: fc.constant(0), time: fc.integer({ min: -50, max: 50 }) }),
  ),
  { maxLength: 200 },
)

describe('Deadlines', () => {
  it('are those of a sorted list, whatever is armed, disarmed and drained', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const [heap, list] = [new Deadlines<number>(), new SortedList()]
        for (const step of history) {
          if (step.kind === 'due') expect(heap.drainDue(step.time)).toEqual(list.drainDue(step.time))
          else for (const deadlines of [heap, list]) deadlines[step.kind](step.key, step.time)
          expect(heap.size).toBe(list.size)
        }
        expect(heap.drainDue(Infinity)).toEqual(list.drainDue(Infinity))
      }),
      { numRuns: 500 },
    )
  })

  it('keep the earliest time of a key, and each key once', () => {
    const deadlines = new Deadlines<string>()
    for (const at of [30, 10, 20, 10]) deadlines.arm('a', at)
    expect([deadlines.drainDue(9), deadlines.drainDue(10), deadlines.drainDue(1000)]).toEqual([[], ['a'], []])
  })
})
