import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment, placedTargets, type PlanOptions, type Strategy } from './assignment.ts'
import { levelsFor } from './priority.ts'
import { type Plan, plan } from './plan.ts'
import { faultsOf, stored } from '../../tests/planner-invariants.ts'

// Options that change while the task runs (PL-2, PL-3, PL-5): the targets stay, the members too.

const planOptions: fc.Arbitrary<PlanOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 40 }),
  virtualNodes: fc.integer({ min: 1, max: 30 }),
  strategy: fc.constantFrom<Strategy[]>('balanced', 'ring'),
  spareBatches: fc.constant(1),
  priorityLevels: fc.constantFrom<PlanOptions['priorityLevels'][]>('auto', 1, 2, 4),
})
const targetLists = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 250 })
  .chain((numbers) =>
    fc
      .uint8Array({ minLength: numbers.length, maxLength: numbers.length, max: 3 })
      .map((ratings) => ({ targets: numbers.map((n) => `t${n}`), ratings })),
  )
const memberSets = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 })

interface History {
  readonly targets: { readonly targets: readonly string[]; readonly ratings: Uint8Array }
  readonly members: readonly string[]
  readonly steps: readonly PlanOptions[]
}
const histories: fc.Arbitrary<History> = fc.record({
  targets: targetLists,
  members: memberSets,
  steps: fc.array(planOptions, { minLength: 2, maxLength: 6 }),
})

/** Plans the targets with the first options, then changes the options step by step. */
function replan(
  { targets, members, steps }: History,
  look: (step: {
    before: Assignment
    result: Plan
    options: PlanOptions
    nextBatchId: number
    rebalance: boolean
    previous: PlanOptions | null
  }) => void,
): void {
  let before = emptyAssignment
  let nextBatchId = 1
  let previous: PlanOptions | null = null
  for (const options of steps) {
    const edit = previous ? ({ kind: 'keep' } as const) : ({ kind: 'replace', ...targets } as const)
    const rebalance = previous !== null && previous.strategy !== options.strategy
    const result = plan({ previous: before, edit, members, options, nextBatchId, rebalance })
    look({ before, result, options, nextBatchId, rebalance, previous })
    before = result.assignment
    nextBatchId = result.nextBatchId
    previous = options
  }
}

/** The least number of targets that must leave their batch where only the size of a full one changes. */
function leastMovedBatch({ batches }: Assignment, size: number, spare: number): number {
  let least = 0
  for (const own of Map.groupBy(batches, (batch) => `${batch.consumer_id}/${batch.priority}`).values()) {
    const sizes = own.map((batch) => batch.size).toSorted((a, b) => a - b)
    const targets = sizes.reduce((sum, one) => sum + one, 0)
    const surplus = Math.max(0, sizes.length - Math.ceil(targets / size) - spare)
    for (const [i, one] of sizes.entries()) least += i < surplus ? one : Math.max(0, one - size)
  }
  return least
}

describe('plan, with options that change', () => {
  it('[PL-2] [PL-3] [PL-5] keeps every invariant, and every target', () => {
    fc.assert(
      fc.property(histories, (history) => {
        replan(history, (step) => {
          expect(faultsOf(step)).toEqual([])
          const all = Array.from(placedTargets(step.result.assignment), ({ target }) => target)
          expect(all.toSorted()).toEqual(history.targets.targets.toSorted())
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-3] another batch size moves between batches the least that it has to, and nothing between consumers', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [first] = history.steps
        const steps = history.steps.map(({ batchSize }) => ({ ...first!, batchSize }))
        replan({ ...history, steps }, ({ before, result: { counts }, options: { batchSize }, previous }) => {
          if (!previous) return
          expect(counts.moved_consumer).toBe(0)
          expect(counts.moved_batch).toBe(leastMovedBatch(before, batchSize, 1))
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-2] from the ring to balanced, the load is within its bound where whole slots allow', () => {
    const targets = Array.from({ length: 6000 }, (_, n) => `t${n}`)
    const ring = { batchSize: 99, virtualNodes: 3, strategy: 'ring', spareBatches: 1, priorityLevels: 1 } as const
    const members = ['a', 'b', 'c', 'd', 'e']
    const edit = { kind: 'replace', targets } as const
    const before = plan({ previous: emptyAssignment, edit, members, options: ring, nextBatchId: 1 })
    expect(before.remarks).toMatchObject([{ kind: 'imbalance' }])
    const change = {
      previous: before.assignment,
      edit: { kind: 'keep' } as const,
      members,
      nextBatchId: before.nextBatchId,
    }
    const after = plan({ ...change, options: { ...ring, strategy: 'balanced' }, rebalance: true })
    expect(after.remarks).toEqual([])
    expect(after.counts.stray).toBeLessThanOrEqual(0.05 * targets.length)
  })

  it('[PL-8] is the same for members in any order, and from what is in memory as from what is on the disk', () => {
    fc.assert(
      fc.property(histories, (history) => {
        replan(history, ({ before, result, options, nextBatchId, rebalance, previous }) => {
          if (!previous) return
          const members = history.members.toReversed()
          // The levels of what is on the disk follow from the options the task has now.
          const levels = levelsFor(previous.priorityLevels, history.targets.targets.length)
          expect(before.levels).toBe(levels)
          const again = plan({
            previous: stored(before),
            edit: { kind: 'keep' },
            members,
            options,
            nextBatchId,
            rebalance,
          })
          expect([...again.assignment.batches]).toEqual([...result.assignment.batches])
          expect([...placedTargets(again.assignment)]).toEqual([...placedTargets(result.assignment)])
          expect(again.assignment.owners).toEqual(result.assignment.owners)
        })
      }),
      { numRuns: 40 },
    )
  })
})
