import type { EpochCause } from '../contract/cause.ts'
import type { Counts } from '../planner/diff.ts'
import type { BatchResource, BatchWithTargets } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochDiff, EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { ChangedTask, PlanPreview, Publication } from '../contract/resources/plan.ts'
import type { SettingResource } from '../contract/resources/setting.ts'
import type { SlotHistory, SlotsAnswer } from '../contract/resources/slots.ts'
import type { TaskChange, TaskOptions, TaskResource } from '../contract/resources/task.ts'
import type { BatchStatus } from '../contract/resources/batch.ts'
import type { RatedTarget, TargetPage } from '../contract/resources/target.ts'
import type { EditRequest, TargetPageQuery, TargetsFormat } from './storage/port.ts'

/** Why there is to be an epoch, given what the plan adds and removes. */
export type Causes = (counts: Counts) => readonly EpochCause[]

export interface PublishOptions {
  /** For the history (EP-5). What became of the members is added. */
  causes: Causes
  /** The causes name those members that had settled; only later ones are added. */
  isForMembers?: boolean
  /** Refused with `STALE_EPOCH` when this is no longer the current epoch (EP-7). */
  baseEpoch?: number | undefined
  /** Who is sent `batch_reload` (EP-2); `changed` by default. */
  tell?: 'changed' | 'all' | readonly string[] | undefined
  /** The text in `batch_reload`; by default the causes in words. */
  message?: string | undefined
  /** Evens the load out although the members are the same (PL-2). */
  rebalance?: boolean | undefined
  /** Told before the plan is made, and before it goes to disk: what it throws is the end of it, and nothing has changed. */
  proceed?: ((step: 'planning' | 'writing') => void) | undefined
  /** Options to plan with; the task has them with the epoch (EP-1). */
  change?: TaskChange | undefined
}

/** A hypothesis to plan with (PL-7). */
export interface WhatIf {
  /** In place of the present targets. */
  edit?: EditRequest | undefined
  /** Consumers to do without. */
  without?: readonly string[] | undefined
  /** So many consumers more. */
  more?: number | undefined
  rebalance?: boolean | undefined
  /** Other options of the task. */
  change?: TaskChange | undefined
}

/** What can be asked of the monitor and done with it, whichever way it is asked. All throw `BatchdeckError`. */
export interface Operations {
  /** `TASK_EXISTS` */
  createTask(options: TaskOptions): Promise<TaskResource>
  deleteTask(taskId: number): Promise<void>
  /** What a change of options would do to the plan, and does not. */
  previewChange(taskId: number, change: TaskChange): Promise<PlanPreview>
  /** Where the plan changes, the options are there with the epoch or not at all (EP-1). `STALE_EPOCH` holds a fresh preview. */
  changeTask(taskId: number, change: TaskChange, baseEpoch?: number): Promise<ChangedTask>
  tasks(): readonly TaskResource[]
  /** `UNKNOWN_TASK`, as with every method that names a task. */
  task(taskId: number): TaskResource
  /** All targets in code-unit order, as the bytes of an answer; in JSON those with a priority are objects. */
  targets(taskId: number, format: TargetsFormat): Promise<Uint8Array>
  /** Some of them, as they are read on a screen. */
  targetPage(taskId: number, page: TargetPageQuery): Promise<TargetPage>
  /** What would change, and does not. `INVALID_TARGETS` */
  preview(taskId: number, edit: EditRequest, whatIf?: WhatIf): Promise<PlanPreview>
  /** Publishes one after the other; nothing changed, nothing published. `STALE_EPOCH` holds a fresh preview. */
  publish(taskId: number, edit: EditRequest, options: PublishOptions): Promise<Publication>
  /** `UNKNOWN_CONSUMER` where a named one is not known; the answer lists those it was sent to. */
  reload(
    taskId: number,
    consumers: 'all' | readonly string[],
  ): { task_id: number; epoch: number; consumers_told: readonly string[] }
  /** Batches from the place `from` on: those of one consumer most urgent first (PL-5), all of them in order of id. */
  batches(
    taskId: number,
    query: { consumerId?: string | undefined; from: number; limit: number },
  ): Promise<{ task_id: number; epoch: number; batches: readonly BatchWithTargets[]; next: number | null }>
  /** EP-3: this consumer fetched its batches of this epoch. */
  confirmFetch(taskId: number, consumerId: string, epoch: number): void
  /** Newest first, those before `before`. */
  epochs(taskId: number, before: number | undefined, limit: number): Promise<readonly EpochResource[]>
  /** `UNKNOWN_EPOCH` */
  epoch(taskId: number, epoch: number): Promise<EpochResource & { rollout: readonly RolloutResource[] }>
  /** `[EP-6]` Of each list so many from the place `start` on. `UNKNOWN_EPOCH`, `CONFLICT` */
  epochDiff(taskId: number, from: number, to: number, page: { start: number; limit: number }): Promise<EpochDiff>
  consumers(): readonly (ConsumerResource & { batch_counts: Record<BatchStatus, number> })[]
  /** `UNKNOWN_CONSUMER` */
  consumer(consumerId: string): ConsumerResource & { batches: readonly BatchResource[] }
  /** `CONFLICT` unless it is lost. */
  dismissConsumer(consumerId: string): void
  /** Those of them that are lost; all others stay. Answers who was dismissed. */
  dismissLost(consumerIds: readonly string[]): readonly string[]
  /** `[LV-5]` Its slots move away with the next epoch; undone, it may own some again. `UNKNOWN_CONSUMER` */
  setDrained(consumerId: string, isDrained: boolean): ConsumerResource
  /** The same for many at once: one change of the members. Answers those that were otherwise. `UNKNOWN_CONSUMER` */
  setAllDrained(consumerIds: readonly string[], isDrained: boolean): readonly string[]
  /** Those in force; what is secret without its value. */
  settings(): readonly SettingResource[]
  /** `[EP-10]` Of the present epoch, or of an earlier one. `UNKNOWN_EPOCH`, `CONFLICT` */
  slots(taskId: number, epoch?: number): Promise<SlotsAnswer>
  /** `[EP-10]` Of at most 500 epochs, the last of those asked for that are kept. `UNKNOWN_EPOCH`, `CONFLICT` */
  slotHistory(taskId: number, from: number, to: number): Promise<SlotHistory>
  /** In code-unit order. `UNKNOWN_BATCH` */
  batchTargets(batchId: number): Promise<readonly RatedTarget[]>
}
