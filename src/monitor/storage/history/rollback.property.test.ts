import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyEdit, anyIdentity } from '../../../../tests/planner-lists.ts'
import { type Assignment, emptyAssignment, placedTargets } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { composeDeltas, invertDelta } from '../../../planner/history.ts'
import { canonical, type Identity } from '../../../planner/identity.ts'
import { plan, type TargetEdit } from '../../../planner/plan.ts'
import { editOf } from './way-back.ts'

const step = fc.record({
  edit: anyEdit,
  members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
})

function next(previous: Assignment, edit: TargetEdit, members: readonly string[], identity: Identity, id: number) {
  const options = { batchSize: 4, virtualNodes: 20, strategy: 'balanced', spareBatches: 1, priorityLevels: 2 } as const
  return plan({ previous, edit, members, options: { ...options, identity }, nextBatchId: id })
}

/** What anybody sees of a target set, by canonical form. */
function setOf(assignment: Assignment, identity: Identity) {
  return new Map(
    Array.from(placedTargets(assignment), ({ target, priority, attributes }) => [
      canonical(identity, target),
      { priority, attributes },
    ]),
  )
}

it('[EP-6] [AT-2] takes targets, priorities and attributes of an earlier epoch back, whatever came between', () => {
  fc.assert(
    fc.property(anyIdentity, fc.array(step, { minLength: 2, maxLength: 6 }), (identity, steps) => {
      const all = [emptyAssignment]
      let nextBatchId = 1
      for (const { edit, members } of steps) {
        const made = next(all.at(-1)!, edit, members, identity, nextBatchId)
        nextBatchId = made.nextBatchId
        all.push(made.assignment)
      }
      const last = all.at(-1)!
      const deltas = all.slice(1).map((after, i) => deltaOf(all[i]!, after))
      for (const [epoch, wanted] of all.entries()) {
        const back = editOf(invertDelta(composeDeltas(deltas.slice(epoch))), last)
        const { assignment } = next(last, back, last.members, identity, nextBatchId)
        expect(setOf(assignment, identity)).toEqual(setOf(wanted, identity))
      }
    }),
    { numRuns: 60 },
  )
})

it('[ID-2] takes those of an epoch of another identity back under the present one', () => {
  fc.assert(
    fc.property(anyEdit, anyEdit, anyIdentity, anyIdentity, (first, second, before, after) => {
      const old = next(emptyAssignment, first, ['a', 'b'], before, 1)
      const changed = next(old.assignment, { kind: 'keep' }, ['a', 'b'], after, old.nextBatchId)
      const edited = next(changed.assignment, second, ['a', 'b'], after, changed.nextBatchId)
      const deltas = [deltaOf(old.assignment, changed.assignment), deltaOf(changed.assignment, edited.assignment)]
      const back = editOf(invertDelta(composeDeltas(deltas)), edited.assignment)
      const { assignment } = next(edited.assignment, back, ['a', 'b'], after, edited.nextBatchId)
      expect(setOf(assignment, after)).toEqual(setOf(changed.assignment, after))
    }),
    { numRuns: 200 },
  )
})
