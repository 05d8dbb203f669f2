import type { Changes } from '../../contract/feed.ts'
import type { EpochResource, RolloutResource } from '../../contract/resources/epoch.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { SlotMap } from '../../contract/slot-history.ts'
import type { Decision } from '../../engine/decision.ts'
import type { EpochRecord, StoredState } from '../../engine/records.ts'
import type { Assignment, OutlineChange } from '../../planner/assignment.ts'
import type { PlanDelta } from '../../planner/delta.ts'
import type { Identity } from '../../planner/identity.ts'
import type { LevelCount } from '../../planner/priority.ts'
import type { StoredSource } from '../sources/source-state.ts'
import type { StoredRecord, StoredToken, TokenUse } from './port.ts'

/** What is kept of every epoch, to compare epochs and to go back to one. */
export interface History {
  /** Newest first, those before `before`. */
  epochs(taskId: number, before: number, limit: number): EpochResource[]
  /** The first that is kept; null before any is published. */
  oldestEpoch(taskId: number): number | null
  /** What an epoch that is kept changed; null where the first version published it, whose deltas said less. */
  change(taskId: number, epoch: number): EpochChange | null
  /** The first epoch that is kept whose slots were written down; null before any is. */
  oldestSlotMap(taskId: number): number | null
  /** `[EP-10]` The slots of the kept ones of these epochs, both ends among them. */
  slotMaps(taskId: number, from: number, to: number): SlotMap[]
  rollout(taskId: number, epoch: number): RolloutResource[]
}

/** What an epoch changed: enough to make the assignment after of the one before (`applyDelta`). */
export interface EpochChange {
  readonly delta: PlanDelta
  /** Null where they stay; and, beside levels that are null, where they were not written down. */
  readonly members: readonly string[] | null
  /** Those in force; null where an earlier version published it. */
  readonly levels: LevelCount | null
  /** The one in force (ID-1); earlier versions knew `exact` only. */
  readonly identity: Identity
}

/** An epoch as it is committed. */
export interface EpochEntry extends EpochChange {
  readonly record: EpochRecord
  readonly outline: OutlineChange
}

/**
 * What a `Planning` has to have written, to be there after a restart: state and history, no plans and no lists. All
 * methods throw `STORAGE_FAILED`, having changed nothing.
 */
export interface Store extends History {
  /** All that a restarted monitor needs to go on, and of each task the current assignment. */
  load(): { state: StoredState; assignments: Map<number, Assignment> }
  createTask(task: TaskResource): void
  /** Other options of a task, where the epoch stays; as durable as an epoch. */
  changeTask(task: TaskResource): void
  deleteTask(taskId: number): void
  /**
   * `[EP-1]` Writes an epoch, all or nothing; it is durable when this returns. A task that is not there is made with it.
   */
  commit(entry: EpochEntry, before: Assignment, after: Assignment): void
  /** What changed, but for tasks. It survives a crash of the process; after a power failure the last may be missing. */
  save(changes: Changes): void
  /** The same, as durable as an epoch. */
  decide(decision: Decision): void
  tokens(): StoredToken[]
  /** Durable when these return. */
  putToken(token: StoredToken): void
  deleteToken(name: string): void
  /** As lasting as {@link save}. */
  saveTokenUse(used: readonly TokenUse[]): void
  sources(): StoredSource[]
  /** Durable when these return. */
  putSource(source: StoredSource): void
  deleteSource(taskId: number): void
  /** As lasting as {@link save}. */
  saveSource(source: StoredSource): void
  records(): StoredRecord[]
  putRecord(record: StoredRecord): void
  deleteRecord(kind: string, name: string): void
  close(): void
}
