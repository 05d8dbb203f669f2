/** What is kept on disk: an epoch as it is published, and everything a restarted monitor needs to go on. */
import type { ProgressTuple } from './console-api.ts'
import type { BatchView, ConsumerView, EpochView, RolloutView, TaskView } from './views.ts'
import type { OutlineChange } from './planner/assignment.ts'

/** What is decided about one publication; it is written with its plan, in one transaction, before the first consumer is told (EP-1). */
export interface EpochRecord {
  /** The task as it is with this epoch. */
  readonly task: TaskView
  readonly epoch: EpochView
  /** Who is to be told, all of them `waiting`. */
  readonly rollout: readonly RolloutView[]
  /** The first `batch_id` never used so far, over all tasks. */
  readonly nextBatchId: number
}

export interface StoredTask {
  readonly task: TaskView
  /** Of the current epoch, as the change from nothing. */
  readonly outline: OutlineChange
  /** Newest first, at most 100. */
  readonly epochs: readonly EpochView[]
  /** Of the current epoch. */
  readonly rollout: readonly RolloutView[]
}

export interface StoredState {
  readonly tasks: readonly StoredTask[]
  readonly consumers: readonly ConsumerView[]
  /** Last reports about planned batches; without one a batch is pending at 0. */
  readonly progress: readonly ProgressTuple[]
  readonly unplanned: readonly BatchView[]
  readonly nextBatchId: number
  /** No task ever gets the id of a deleted one. */
  readonly nextTaskId: number
}
