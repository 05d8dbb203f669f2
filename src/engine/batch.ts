import type { BatchResource, BatchStatus } from '../contract/resources/batch.ts'
import type { Priority } from '../planner/priority.ts'

/** What was last said of a batch. */
interface Report {
  status: BatchStatus
  progress: number
  message: string
  /** ms; null before anybody spoke of it. */
  updatedAt: number | null
}

/** A batch of a task, as its consumer reports it. */
export interface PlannedBatch extends Report {
  readonly kind: 'planned'
  readonly id: number
  readonly taskId: number
  readonly owner: string | null
  readonly size: number
  readonly priority: Priority
  /** Of its targets, as they are reported one by one (WS-27). */
  targetsInError: number
}

/** What a consumer says of a batch that is not its own: it was never planned here (WS-15), or is stale (WS-16). */
export interface ForeignBatch extends Report {
  readonly kind: 'unplanned' | 'stale'
  readonly id: number
  /** Of a stale one that still is somebody's. */
  readonly taskId: number | null
  /** Who says it. */
  readonly owner: string
}

export type ReportedBatch = PlannedBatch | ForeignBatch

/** A batch as it is shown. */
export function batchResource(batch: ReportedBatch): BatchResource {
  const { kind } = batch
  return {
    batch_id: batch.id,
    task_id: batch.taskId,
    consumer_id: batch.owner,
    planned: kind === 'planned',
    stale: kind === 'stale',
    targets: kind === 'planned' ? batch.size : 0,
    priority: kind === 'planned' ? batch.priority : null,
    status: batch.status,
    progress: batch.progress,
    message: batch.message,
    updated_at: batch.updatedAt,
    ...(batch.kind === 'planned' && batch.targetsInError > 0 && { targets_in_error: batch.targetsInError }),
  }
}
