import type { ProgressTuple } from '../../../contract/feed.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import type { StoredRecord, StoredToken } from '../port.ts'
import type { EpochEntry } from '../store.ts'

/** An epoch that is kept. */
export interface KeptEpoch {
  readonly entry: EpochEntry
  /** As it is by now. */
  epoch: EpochResource
  /** By consumer. */
  readonly rollout: Map<string, RolloutResource>
}

export interface KeptTask {
  task: TaskResource
  /** The assignment before the oldest epoch that is kept: with these it gives the present one. */
  base: Assignment
  assignment: Assignment
  /** Ascending, without a gap. */
  readonly epochs: KeptEpoch[]
}

/** What was committed. */
export type Commit =
  | { readonly kind: 'epoch'; readonly entry: EpochEntry }
  | { readonly kind: 'task'; readonly task: TaskResource }
  | { readonly kind: 'task_gone'; readonly taskId: number }

/** What storages in memory write to; several that share it are several monitors on one store. */
export class SharedMemory {
  readonly tasks = new Map<number, KeptTask>()
  readonly consumers = new Map<string, ConsumerResource>()
  /** By batch. */
  readonly progress = new Map<number, ProgressTuple>()
  /** By consumer and batch. */
  readonly unplanned = new Map<string, BatchResource>()
  /** By name. */
  readonly tokens = new Map<string, StoredToken>()
  /** By task. */
  readonly sources = new Map<number, StoredSource>()
  records: StoredRecord[] = []
  nextBatchId = 1
  nextTaskId = 1
  private readonly followers = new Map<object, (commit: Commit) => void>()

  /** Tells of what others commit. @returns ends it */
  follow(self: object, follower: (commit: Commit) => void): () => void {
    this.followers.set(self, follower)
    return () => void this.followers.delete(self)
  }

  tellOthers(self: object, commit: Commit): void {
    for (const [other, follower] of this.followers) if (other !== self) follower(commit)
  }
}
