import type { EpochRecord } from '../../../engine/records.ts'
import { type Assignment, outlineChange } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { sameList } from '../../../planner/diff.ts'
import type { EpochEntry } from '../store.ts'

/** What is decided about an epoch, with all that it changes. */
export function epochEntry(record: EpochRecord, before: Assignment, after: Assignment): EpochEntry {
  return {
    record,
    outline: outlineChange(before, after),
    delta: deltaOf(before, after),
    members: sameList(before.members, after.members) ? null : after.members,
    levels: after.levels,
  }
}
