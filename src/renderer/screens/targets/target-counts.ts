import type { BatchResource, BatchStatus } from '../../../contract/resources/batch.ts'

/** Targets by the status of their batch, and those that their consumers report in error one by one. */
export type TargetCounts = Readonly<Record<BatchStatus | 'ownErrors', number>>

/** @param batches of all tasks, planned */
export function countTargets(batches: Iterable<BatchResource>, taskId: number): TargetCounts {
  const counts = { pending: 0, running: 0, completed: 0, error: 0, ownErrors: 0 }
  for (const { task_id, status, targets, targets_in_error = 0 } of batches) {
    if (task_id !== taskId) continue
    counts[status] += targets
    counts.ownErrors += targets_in_error
  }
  return counts
}
