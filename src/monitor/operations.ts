import type {
  BatchView,
  ConsumerView,
  EpochView,
  InvalidLine,
  PlanPreview,
  Publication,
  RolloutView,
  TaskOptions,
  TaskView,
} from '../core/console-api.ts'
import type { TargetEdit } from '../core/planner/plan.ts'
import type { BatchStatus } from '../core/batch-status.ts'

/** A batch as its consumer loads it after a reload. */
export interface BatchWithTargets {
  batch_id: number
  consumer_id: string | null
  priority: 'medium'
  status: BatchStatus
  progress: number
  targets: readonly string[]
}

export interface PublishOptions {
  /** In words, for the history (EP-5). */
  cause: string
  /** Refused with `STALE_EPOCH` when this is no longer the current epoch (EP-7). */
  baseEpoch?: number | undefined
  /** Who is sent `batch_reload` (EP-2); `changed` by default. */
  tell?: 'changed' | 'all' | readonly string[] | undefined
  /** The text in `batch_reload`; by default the cause. */
  message?: string | undefined
  /** Lines that were left out, to be reported in the answer (HT-1). */
  skipped?: readonly InvalidLine[] | undefined
}

/** What can be asked of the monitor and done with it, whichever way it is asked. All throw `BatchdeckError`. */
export interface Operations {
  /** `TASK_EXISTS` */
  createTask(options: TaskOptions): TaskView
  deleteTask(taskId: number): Promise<void>
  tasks(): readonly TaskView[]
  /** `UNKNOWN_TASK`, as with every method that names a task. */
  task(taskId: number): TaskView
  /** In code-unit order. */
  targets(taskId: number): { epoch: number; targets: readonly string[] }
  preview(taskId: number, edit: TargetEdit, skipped?: readonly InvalidLine[]): PlanPreview
  /** Publishes one after the other; nothing changed, nothing published. `STALE_EPOCH` holds a fresh preview. */
  publish(taskId: number, edit: TargetEdit, options: PublishOptions): Promise<Publication>
  /** `UNKNOWN_CONSUMER` where a named one is not known; the answer lists those it was sent to. */
  reload(
    taskId: number,
    consumers: 'all' | readonly string[],
  ): { task_id: number; epoch: number; consumers_told: readonly string[] }
  /** Batches in ascending order of id, those above `after`. */
  batches(
    taskId: number,
    query: { consumerId?: string | undefined; after?: number | undefined; limit: number },
  ): { task_id: number; epoch: number; batches: readonly BatchWithTargets[]; nextAfter: number | null }
  /** EP-3: this consumer fetched its batches of the current epoch. */
  confirmFetch(taskId: number, consumerId: string): void
  /** Newest first, those before `before`. */
  epochs(taskId: number, before: number | undefined, limit: number): readonly EpochView[]
  /** `UNKNOWN_EPOCH` */
  epoch(taskId: number, epoch: number): EpochView & { rollout: readonly RolloutView[] }
  consumers(): readonly (ConsumerView & { batch_counts: Record<BatchStatus, number> })[]
  /** `UNKNOWN_CONSUMER` */
  consumer(consumerId: string): ConsumerView & { batches: readonly BatchView[] }
  /** `CONFLICT` unless it is lost. */
  dismissConsumer(consumerId: string): void
  slots(taskId: number): {
    task_id: number
    epoch: number
    slots: readonly { slot: number; consumer_id: string | null; targets: number }[]
  }
  /** `UNKNOWN_BATCH` */
  batchTargets(batchId: number): readonly string[]
}
