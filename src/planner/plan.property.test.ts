import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assignment, emptyAssignment, placedTargets, type PlanOptions, type Strategy } from './assignment.ts'
import { deltaOf } from './delta.ts'
import { diffAssignments } from './diff.ts'
import { slotOf } from './hash.ts'
import { type Plan, plan, type TargetEdit } from './plan.ts'
import { UNRATED } from './priority.ts'
import type { GivenTargets } from './target-run.ts'
import { faultsOf, stored } from '../../tests/planner-invariants.ts'

const memberSets = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
const scattered = Array.from({ length: 400 }, (_, n) => `t${n}`)
/** Many targets in three slots, as they are in a task of a million, and some that share all 32 bits of their hash. */
const crowded = Array.from({ length: 40_000 }, (_, n) => `t${n}`)
  .filter((target) => [7, 8, 200].includes(slotOf(target)))
  .concat(['t24266', 't120296', 't97778', 't160077', 't12066', 't242296'])
const targetSets = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...scattered), { maxLength: 200 }),
  fc.uniqueArray(fc.constantFrom(...crowded), { maxLength: 300, size: 'max' }),
)
const givenTargets: fc.Arbitrary<GivenTargets> = fc.oneof(
  targetSets.map((targets) => ({ targets })),
  targetSets.chain((targets) =>
    fc
      .uint8Array({ minLength: targets.length, maxLength: targets.length, max: 4 })
      .map((ratings) => ({ targets, ratings: ratings.map((rating) => (rating === 4 ? UNRATED : rating)) })),
  ),
)
const edits: fc.Arbitrary<TargetEdit> = fc.oneof(
  fc.constant<TargetEdit>({ kind: 'keep' }),
  givenTargets.map((given): TargetEdit => ({ kind: 'replace', ...given })),
  fc
    .record({ add: givenTargets, remove: targetSets })
    .map(({ add, remove }): TargetEdit => ({ kind: 'change', add, remove })),
)
const planOptions: fc.Arbitrary<PlanOptions> = fc.record({
  batchSize: fc.integer({ min: 1, max: 30 }),
  virtualNodes: fc.constant(20),
  strategy: fc.constantFrom<Strategy[]>('balanced', 'ring'),
  spareBatches: fc.integer({ min: 0, max: 2 }),
  priorityLevels: fc.constantFrom<PlanOptions['priorityLevels'][]>('auto', 1, 2, 4),
})
const steps = fc.array(fc.record({ members: memberSets, edit: edits }), { minLength: 1, maxLength: 8 })

interface PlannedStep {
  readonly members: readonly string[]
  readonly edit: TargetEdit
  readonly pinned?: readonly string[]
  readonly resting?: readonly string[]
}

/** Plans one step after the other and shows each with what was before it. */
function history(
  options: PlanOptions,
  list: readonly PlannedStep[],
  look: (before: Assignment, result: Plan, step: PlannedStep, nextBatchId: number) => void,
): void {
  let previous = emptyAssignment
  let nextBatchId = 1
  for (const step of list) {
    const result = plan({ previous, options, nextBatchId, ...step })
    look(previous, result, step, nextBatchId)
    previous = result.assignment
    nextBatchId = result.nextBatchId
  }
}

describe('plan, for any history', () => {
  it('[PL-2] [PL-3] [PL-5] [PL-6] keeps every invariant of a plan', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        history(options, list, (before, result, _step, nextBatchId) => {
          expect(faultsOf({ before, result, options, nextBatchId })).toEqual([])
        })
      }),
      { numRuns: 200 },
    )
  })

  it('[MW-2] [PL-2] [PL-6] leaves the slots of those who are pinned where they are, and is a plan as any other', () => {
    const pinnedSteps = fc.array(fc.record({ members: memberSets, edit: edits, pinned: memberSets }), { maxLength: 8 })
    fc.assert(
      fc.property(planOptions, pinnedSteps, (options, list) => {
        history(options, list, (before, result, { members, pinned = [] }, nextBatchId) => {
          expect(faultsOf({ before, result, options, nextBatchId })).toEqual([])
          const staying = pinned.filter((id) => members.includes(id))
          const own = (owners: readonly (string | null)[]) =>
            before.owners.map((owner, slot) => (owner !== null && staying.includes(owner) ? owners[slot] : null))
          expect(own(result.owners)).toEqual(own(before.owners))
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[MW-2] [PL-2] gives those who rest just the slots they have, as long as there is anybody else', () => {
    const restingSteps = fc.array(fc.record({ members: memberSets, edit: edits, resting: memberSets }), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(planOptions, restingSteps, (options, list) => {
        history(options, list, (before, result, { members, resting = [] }) => {
          const still = resting.filter((id) => members.includes(id))
          if (members.every((id) => still.includes(id))) return
          const own = (owners: readonly (string | null)[]) =>
            owners.map((owner) => (owner !== null && still.includes(owner) ? owner : null))
          expect(own(result.owners)).toEqual(own(before.owners))
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-8] is the same for any order of the input', () => {
    fc.assert(
      fc.property(
        planOptions,
        steps,
        fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
        (options, list, numbers) => {
          const shuffled = <T>(items: readonly T[]) =>
            items
              .map((item) => ({ item, rank: numbers.next().value as number }))
              .toSorted((a, b) => a.rank - b.rank)
              .map(({ item }) => item)
          const mix = ({ targets, ratings }: GivenTargets): GivenTargets => {
            const order = shuffled(targets.map((_, i) => i))
            return {
              targets: order.map((i) => targets[i]!),
              ratings: ratings && Uint8Array.from(order, (i) => ratings[i]!),
            }
          }
          history(options, list, (previous, result, { members, edit }, nextBatchId) => {
            const mixed: TargetEdit =
              edit.kind === 'replace'
                ? { kind: 'replace', ...mix(edit) }
                : edit.kind === 'change'
                  ? { kind: 'change', add: mix(edit.add), remove: shuffled(edit.remove) }
                  : edit
            const again = plan({ previous, options, nextBatchId, members: shuffled(members), edit: mixed })
            expect([...again.assignment.batches]).toEqual([...result.assignment.batches])
            expect([...placedTargets(again.assignment)]).toEqual([...placedTargets(result.assignment)])
            expect(again.assignment.owners).toEqual(result.assignment.owners)
            // Nor does it matter whether what was before was planned here or read from the disk.
            const restored = plan({ previous: stored(previous), options, nextBatchId, members, edit })
            expect([...placedTargets(restored.assignment)]).toEqual([...placedTargets(result.assignment)])
            expect(restored.counts).toEqual(result.counts)
            expect(again.counts).toEqual(result.counts)
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('[PL-6] its delta, applied to what was before, gives what is after', () => {
    fc.assert(
      fc.property(planOptions, steps, (options, list) => {
        history(options, list, (before, { assignment }) => {
          const delta = deltaOf(before, assignment)
          const sorted = (places: Iterable<readonly [string, string]>) => new Map([...places].toSorted())
          const places = (of: Assignment) => {
            return new Map(Array.from(placedTargets(of), (t) => [t.target, `${t.batch_id} ${t.priority}`] as const))
          }
          const forward = places(before)
          for (const [target] of delta.removed) forward.delete(target)
          for (const [target, batch, priority] of delta.added) forward.set(target, `${batch} ${priority}`)
          const edit = (map: Map<string, string>, target: string, part: 0 | 1, value: string | number) => {
            map.set(target, map.get(target)!.split(' ').with(part, String(value)).join(' '))
          }
          for (const [target, , to] of delta.moved) edit(forward, target, 0, to)
          for (const [target, , to] of delta.rerated) edit(forward, target, 1, to)
          expect(sorted(forward)).toEqual(sorted(places(assignment)))
          const back = places(assignment)
          for (const [target] of delta.added) back.delete(target)
          for (const [target, batch, priority] of delta.removed) back.set(target, `${batch} ${priority}`)
          for (const [target, from] of delta.moved) edit(back, target, 0, from)
          for (const [target, from] of delta.rerated) edit(back, target, 1, from)
          expect(sorted(back)).toEqual(sorted(places(before)))

          const owner = new Map([...before.batches].map((batch) => [batch.batch_id, batch.consumer_id]))
          for (const [id] of delta.closed) owner.delete(id)
          for (const [id, consumer] of delta.opened) owner.set(id, consumer)
          for (const [id, , to] of delta.handed) owner.set(id, to)
          for (const batch of assignment.batches) expect(owner.get(batch.batch_id)).toBe(batch.consumer_id)
          expect(owner.size).toBe(assignment.batches.size)
          const slots = [...before.owners]
          for (const [slot, , to] of delta.slots) slots[slot] = to
          expect(slots).toEqual(assignment.owners)
          // Two epochs that lie apart are compared by the same function.
          expect(diffAssignments(assignment, assignment).changed).toBe(false)
          expect(diffAssignments(stored(before), assignment, options.strategy).counts).toEqual(
            diffAssignments(before, assignment, options.strategy).counts,
          )
        })
      }),
      { numRuns: 100 },
    )
  })

  it('[PL-6] no assignment as balanced as this one could have moved fewer than the least', () => {
    // Few targets in few slots, so that every way to give slots to members can be tried.
    const few = fc.uniqueArray(
      fc.integer({ min: 0, max: 40 }).map((n) => `t${n}`),
      { minLength: 1, maxLength: 7 },
    )
    const some = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(few, some, some, (targets, members, later) => {
        const options: PlanOptions = {
          batchSize: 3,
          virtualNodes: 1,
          strategy: 'balanced',
          spareBatches: 1,
          priorityLevels: 1,
        }
        const { assignment: before } = plan({
          previous: emptyAssignment,
          edit: { kind: 'replace', targets },
          members,
          options,
          nextBatchId: 1,
        })
        const result = plan({ previous: before, edit: { kind: 'keep' }, members: later, options, nextBatchId: 100 })
        const load = new Map<string | null, number>()
        for (const batch of result.assignment.batches) {
          load.set(batch.consumer_id, (load.get(batch.consumer_id) ?? 0) + batch.size)
        }
        const most = Math.max(...load.values())
        const fewest = Math.min(...later.map((member) => load.get(member) ?? 0))
        const slots = [...new Set(targets.map(slotOf))]
        let least = Infinity
        const choose = (index: number, owners: ReadonlyMap<number, string>) => {
          if (index < slots.length) {
            for (const member of later) choose(index + 1, new Map(owners).set(slots[index]!, member))
            return
          }
          const loads = later.map((member) => targets.filter((t) => owners.get(slotOf(t)) === member).length)
          if (Math.max(...loads) > most || Math.min(...loads) < fewest) return
          least = Math.min(least, targets.filter((t) => owners.get(slotOf(t)) !== before.owners[slotOf(t)]).length)
        }
        choose(0, new Map())
        expect(result.counts.least_moved_consumer).toBeLessThanOrEqual(least)
      }),
      { numRuns: 100 },
    )
  })
})
