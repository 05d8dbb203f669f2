import type { EpochRecord } from '../../../engine/records.ts'
import { applyDelta } from '../../../planner/apply-delta.ts'
import { type Assignment, outlineChange } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { sameList } from '../../../planner/diff.ts'
import type { EpochChange, EpochEntry } from '../store.ts'

/** What is decided about an epoch, with all that it changes. */
export function epochEntry(record: EpochRecord, before: Assignment, after: Assignment): EpochEntry {
  return {
    record,
    outline: outlineChange(before, after),
    delta: deltaOf(before, after),
    members: sameList(before.members, after.members) ? null : after.members,
    levels: after.levels,
    identity: after.identity,
  }
}

/**
 * The assignment after an epoch, of what was written down of it: for whoever did not plan it. It is what was planned,
 * only made more slowly: of a first epoch with a million targets in the threefold time of the plan.
 * @throws {Error} where an earlier version wrote it down
 */
export function assignmentAfter(before: Assignment, { delta, members, levels, identity }: EpochChange): Assignment {
  if (levels === null) throw new Error('What is written down of this epoch is not enough to have it again.')
  const terms = { members: members ?? before.members, levels, identity }
  return applyDelta(before, delta, terms)
}
