import { emptyAssignment, placedTargets, type PlanOptions } from '../src/planner/assignment.ts'
import { type Plan, plan, type TargetEdit } from '../src/planner/plan.ts'

/** What a task has unless its operator chose otherwise. */
export const defaults: PlanOptions = {
  batchSize: 99,
  virtualNodes: 150,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 'auto',
}

/** So many consumers, in the order of their names. */
export function fleet(consumers: number): string[] {
  return Array.from({ length: consumers }, (_, i) => `c${String(i).padStart(3, '0')}`)
}

/** The first plan of a list. */
export function planFirst(targets: readonly string[], members: readonly string[], options = defaults): Plan {
  const edit: TargetEdit = { kind: 'replace', targets }
  return plan({ previous: emptyAssignment, edit, members, options, nextBatchId: 1 })
}

/** The plan after another: targets come and go. */
export function planTargets(before: Plan, add: readonly string[], remove: readonly string[]): Plan {
  const edit: TargetEdit = { kind: 'change', add: { targets: add }, remove }
  const { assignment: previous, nextBatchId, members } = before
  return plan({ previous, edit, members, options: defaults, nextBatchId })
}

/** The plan after another: consumers come and go. */
export function planMembers(before: Plan, members: readonly string[], options = defaults): Plan {
  const { assignment: previous, nextBatchId } = before
  return plan({ previous, edit: { kind: 'keep' }, members, options, nextBatchId })
}

/** Surviving targets that are in another batch, in per cent of all survivors. */
export function batchMoves({ counts }: Plan): number {
  return (100 * counts.moved_batch) / (counts.targets - counts.added)
}

/** All targets of a plan, in the planner's own order. */
export function targetsOf({ assignment }: Plan): string[] {
  return Array.from(placedTargets(assignment), ({ target }) => target)
}
