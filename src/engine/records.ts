/** What is kept on disk: an epoch as it is published, and everything a restarted monitor needs to go on. Plain data. */
import type { ProgressTuple } from '../contract/feed.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import type { OutlineChange } from '../planner/assignment.ts'

/** Epochs of a task that are kept in memory and sent to every console; older ones are asked for. */
export const MAX_RECENT_EPOCHS = 100

/** What is decided about one publication; it is written with its plan, in one transaction, before the first consumer is told (EP-1). */
export interface EpochRecord {
  /** The task as it is with this epoch. */
  readonly task: TaskResource
  readonly epoch: EpochResource
  /** Those before it that were given to epochs that are lost (ST-3), ascending: they changed nothing. */
  readonly lost?: readonly EpochResource[]
  /** `[EP-12]` The change of targets that can be undone from then on: what it changed is kept, and all since. */
  readonly undoable?: number | null
  /** Who is to be told, all of them `waiting`. */
  readonly rollout: readonly RolloutResource[]
  /** The first `batch_id` never used so far, over all tasks. */
  readonly nextBatchId: number
}

export interface StoredTask {
  readonly task: TaskResource
  /** Of the current epoch, as the change from nothing. */
  readonly outline: OutlineChange
  /** Newest first, at most {@link MAX_RECENT_EPOCHS}. */
  readonly epochs: readonly EpochResource[]
  /** Of the current epoch. */
  readonly rollout: readonly RolloutResource[]
}

/** What of a consumer outlives its connection; what earlier versions did not write down may be missing. */
export type StoredConsumer = Pick<
  ConsumerResource,
  | 'consumer_id'
  | 'state'
  | 'state_since'
  | 'last_seen_at'
  | 'remote'
  | 'hostname'
  | 'pid'
  | 'version'
  | 'labels'
  | 'clock_skew'
> &
  Partial<
    Pick<
      ConsumerResource,
      | 'drained_at'
      | 'flapping_since'
      | 'kept_since'
      | 'restarts'
      | 'was_too_slow'
      | 'heartbeat_interval'
      | 'admitted_by'
    >
  >

export interface StoredState {
  readonly tasks: readonly StoredTask[]
  readonly consumers: readonly StoredConsumer[]
  /** Last reports about planned batches; without one a batch is pending at 0. */
  readonly progress: readonly ProgressTuple[]
  readonly unplanned: readonly BatchResource[]
  readonly nextBatchId: number
  /** No task ever gets the id of a deleted one. */
  readonly nextTaskId: number
  /** `[ST-3]` Numbers of epochs up to which they were given out by a state that is lost. */
  readonly givenEpochs?: readonly GivenEpochs[]
}

/** Of one task, which may be gone, the highest number of an epoch that was ever given out. */
export interface GivenEpochs {
  readonly task_id: number
  readonly epoch: number
}
