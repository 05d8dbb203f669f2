import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment } from './assignment.ts'
import { deltaOf, type PlanDelta } from './delta.ts'
import { composeDeltas, invertDelta } from './history.ts'
import { plan, type TargetEdit } from './plan.ts'
import type { PriorityLevels } from './priority.ts'

const names = Array.from({ length: 60 }, (_, n) => `t${n}`)
const sets = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 60 })
const given = sets.chain((targets) =>
  fc
    .option(fc.uint8Array({ minLength: targets.length, maxLength: targets.length, max: 3 }), { nil: undefined })
    .map((ratings) => ({ targets, ratings })),
)
const edit: fc.Arbitrary<TargetEdit> = fc.oneof(
  fc.constant<TargetEdit>({ kind: 'keep' }),
  given.map((list): TargetEdit => ({ kind: 'replace', ...list })),
  fc.record({ add: given, remove: sets }).map((change): TargetEdit => ({ kind: 'change', ...change })),
)
const steps = fc.array(
  fc.record({
    edit,
    members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }),
    // Batches that survive another number of levels may be of another one.
    priorityLevels: fc.constantFrom<PriorityLevels[]>(1, 1, 2, 4),
  }),
  { minLength: 1, maxLength: 8 },
)

/** The assignments from before the first epoch to the last. */
function assignmentsOf(list: readonly { edit: TargetEdit; members: string[]; priorityLevels: PriorityLevels }[]) {
  const all: Assignment[] = [emptyAssignment]
  let nextBatchId = 1
  for (const { priorityLevels, ...step } of list) {
    const options = { batchSize: 5, virtualNodes: 20, strategy: 'balanced', spareBatches: 1, priorityLevels } as const
    const result = plan({ previous: all.at(-1)!, options, nextBatchId, ...step })
    nextBatchId = result.nextBatchId
    all.push(result.assignment)
  }
  return all
}

function deltasOf(all: readonly Assignment[]): PlanDelta[] {
  return all.slice(1).map((after, i) => deltaOf(all[i]!, after))
}

/** The order within a list says nothing. */
function inOrder(delta: PlanDelta): Record<string, string[]> {
  const lists = Object.entries(delta) as [string, readonly unknown[]][]
  return Object.fromEntries(lists.map(([name, list]) => [name, list.map((item) => JSON.stringify(item)).toSorted()]))
}

const nothing = inOrder(deltaOf(emptyAssignment, emptyAssignment))

describe('deltas, for any history', () => {
  it('[EP-6] composed, those from one epoch to another are what the two differ in', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const all = assignmentsOf(list)
        const deltas = deltasOf(all)
        for (let from = 0; from < all.length; from++) {
          for (let to = from; to < all.length; to++) {
            const composed = inOrder(composeDeltas(deltas.slice(from, to)))
            expect(composed).toEqual(inOrder(deltaOf(all[from]!, all[to]!)))
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('[EP-6] the inverse is the way back, and after the way there it is nothing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const all = assignmentsOf(list)
        const deltas = deltasOf(all)
        const there = composeDeltas(deltas)
        expect(inOrder(invertDelta(there))).toEqual(inOrder(deltaOf(all.at(-1)!, emptyAssignment)))
        expect(inOrder(composeDeltas([there, invertDelta(there)]))).toEqual(nothing)
        const back = deltas.map(invertDelta).toReversed()
        expect(inOrder(composeDeltas([...deltas, ...back]))).toEqual(nothing)
        expect(inOrder(composeDeltas(back))).toEqual(inOrder(invertDelta(there)))
      }),
      { numRuns: 60 },
    )
  })
})

describe('composeDeltas', () => {
  const after = (delta: Partial<PlanDelta>): PlanDelta => ({ ...deltaOf(emptyAssignment, emptyAssignment), ...delta })

  it('[EP-6] what went there and back is no difference', () => {
    const deltas = [
      after({
        added: [['new', 1, 'low']],
        removed: [['old', 2, 'high']],
        handed: [[3, 'a', 'b']],
        slots: [[7, 'a', null]],
      }),
      after({
        added: [['old', 2, 'high']],
        removed: [['new', 1, 'low']],
        handed: [[3, 'b', 'a']],
        slots: [[7, null, 'a']],
      }),
    ]
    expect(inOrder(composeDeltas(deltas))).toEqual(nothing)
  })

  it('[EP-6] who left and came back otherwise has moved and is rated anew; what is left says what it was at first', () => {
    const deltas = [
      after({
        moved: [
          ['x', 1, 2],
          ['y', 1, 2],
        ],
        handed: [[4, 'a', null]],
      }),
      after({
        removed: [
          ['x', 2, 'low'],
          ['y', 2, 'low'],
        ],
        closed: [[4, null, 'medium']],
        opened: [[5, 'a', 'medium']],
      }),
      after({ added: [['x', 3, 'high']], handed: [[5, 'a', 'b']] }),
    ]
    expect(composeDeltas(deltas)).toEqual(
      after({
        removed: [['y', 1, 'low']],
        moved: [['x', 1, 3]],
        rerated: [['x', 'low', 'high']],
        closed: [[4, 'a', 'medium']],
        opened: [[5, 'b', 'medium']],
      }),
    )
  })
})
