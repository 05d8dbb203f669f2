import type { EpochCause } from '../contract/cause.ts'
import type { Snapshot } from '../contract/feed.ts'
import { refusal } from '../contract/refusal.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { BatchResource, BatchStatus } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import type { PlanSummary } from '../planner/plan.ts'
import type { Admission } from './admission.ts'
import type { AlertAct } from './alert-marks.ts'
import type { Alerts } from './alerts.ts'
import { batchResource } from './batch.ts'
import type { BatchBoard } from './batch-board.ts'
import { consumerResource, isSetAside } from './consumer.ts'
import type { Brake } from './brake.ts'
import type { Consumers } from './consumers.ts'
import { type Decision, draftDismissal, draftDrain, draftRelease, draftReload } from './decision.ts'
import { draftEpoch, type EpochReason, type Tell } from './draft.ts'
import {
  type BatchFigures,
  batchFigures,
  type ConsumerFigures,
  consumerFigures,
  progressByConsumer,
  type TaskFigures,
  taskFigures,
  type WorkFigures,
  workFigures,
} from './figures.ts'
import type { Holds } from './holds.ts'
import type { UndoableChange } from './last-change.ts'
import { memberCauses } from './member-events.ts'
import type { EpochRecord } from './records.ts'
import type { Samples } from './samples.ts'
import type { TakeoverWatch } from './takeover-watch.ts'
import type { PlanTerms, Tasks } from './tasks.ts'

/** What the engine knows. */
export interface Parts {
  readonly consumers: Consumers
  readonly board: BatchBoard
  readonly tasks: Tasks
  readonly alerts: Alerts
  readonly takeovers: TakeoverWatch
  readonly admission: Admission
  readonly brake: Brake
  readonly holds: Holds
  readonly samples: Samples
}

/**
 * What can be asked of the engine: copies of what there is at this moment, and nothing changes by it. Whatever is asked
 * about one task or consumer throws `UNKNOWN_TASK` or `UNKNOWN_CONSUMER` where there is none.
 */
export class Queries {
  protected readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  hasTask(taskId: number): boolean {
    return this.parts.tasks.find(taskId) !== undefined
  }

  taskResources(): TaskResource[] {
    return Array.from(this.parts.tasks.all(), (task) => task.resource())
  }

  taskResource(taskId: number): TaskResource {
    return this.parts.tasks.get(taskId).resource()
  }

  /** The id for a new task whose creator gives none. */
  freeTaskId(): number {
    return this.parts.tasks.freeId
  }

  /** Whom the current epoch of a task counts with, in code-unit order. */
  membersOf(taskId: number): readonly string[] {
    return this.parts.tasks.get(taskId).members
  }

  /** Of the current epoch. */
  slotsResource(taskId: number): SlotsResource {
    return this.parts.tasks.get(taskId).slotsResource()
  }

  /** The last hundred, newest first; the current one as its rollout says at this moment (EP-4). */
  epochResources(taskId: number): EpochResource[] {
    return this.parts.tasks.get(taskId).epochResources()
  }

  /** Of the current epoch. */
  rolloutResources(taskId: number): RolloutResource[] {
    return this.parts.tasks.get(taskId).rollout.resources()
  }

  /** All planned batches of a task in order of id; those of one consumer most urgent first (PL-5). */
  batchIds(taskId: number, consumerId?: string): number[] {
    return this.parts.tasks.get(taskId).batchIds(consumerId)
  }

  /** A planned batch as it was last reported; undefined where there is none of this id. */
  batchResource(batchId: number): BatchResource | undefined {
    const batch = this.parts.board.get(batchId)
    return batch && batchResource(batch)
  }

  /** What a consumer has and says, unplanned and stale ones last (WS-15, WS-16). */
  batchResourcesOf(consumerId: string): BatchResource[] {
    return Array.from(this.parts.board.ofConsumer(consumerId), batchResource)
  }

  /** `[UI-10]` Those in error: planned ones, and such as were planned nowhere; a stale report says nothing. */
  batchesInError(): BatchResource[] {
    const inError: BatchResource[] = []
    for (const batch of this.parts.board.all()) {
      if (batch.status === 'error' && batch.kind !== 'stale') inError.push(batchResource(batch))
    }
    return inError
  }

  /** Batches of each consumer by status, without stale ones. A consumer without any is not in it. */
  batchCounts(): ReadonlyMap<string | null, Readonly<Record<BatchStatus, number>>> {
    const counts = new Map<string | null, Record<BatchStatus, number>>()
    for (const { kind, owner, status } of this.parts.board.all()) {
      if (kind === 'stale') continue
      const own = counts.get(owner) ?? { pending: 0, running: 0, completed: 0, error: 0 }
      own[status]++
      counts.set(owner, own)
    }
    return counts
  }

  hasConsumer(consumerId: string): boolean {
    return this.parts.consumers.get(consumerId) !== undefined
  }

  /** The network address that somebody speaks from for a consumer at this moment; null where nobody does. */
  connectedFrom(consumerId: string): string | null {
    return this.parts.consumers.get(consumerId)?.session?.remote ?? null
  }

  /** `[WS-21]` Registrations of new ids that were refused since the start. */
  get consumersRefused(): number {
    return this.parts.admission.refusedEver
  }

  /** Ids that became known by a token and still are. */
  consumersOfToken(token: string): number {
    return this.parts.consumers.countOf(token)
  }

  /** In the order they were first seen. */
  consumerResources(): ConsumerResource[] {
    return Array.from(this.parts.consumers.all(), consumerResource)
  }

  consumerResource(consumerId: string): ConsumerResource {
    const consumer = this.parts.consumers.get(consumerId)
    if (!consumer) throw refusal('consumer_unknown', { consumer: consumerId })
    return consumerResource(consumer)
  }

  /** Who hears of an epoch with these members: they, and the drained who are here to let go of what they own (LV-5). */
  canBeTold(members: readonly string[]): ReadonlySet<string> {
    const ids = new Set(members)
    for (const consumer of this.parts.consumers.all()) {
      const { id, state, session } = consumer
      if (isSetAside(consumer) && state !== 'lost' && session !== null) ids.add(id)
    }
    return ids
  }

  /** What to plan a task with at this moment. @param change options it is to have */
  planTerms(taskId: number, change: TaskChange = {}): PlanTerms {
    return this.parts.tasks.planTerms(taskId, change)
  }

  /** The same for a task as it is to be, which may not be there yet. */
  planTermsOf(task: TaskResource): PlanTerms {
    return this.parts.tasks.planTermsOf(task)
  }

  /** `[MW-2]` `[BR-1]` Whom an epoch of a task counts with that nobody asked for, and of these whose slots do not move. */
  termsByItself(taskId: number): {
    readonly members: readonly string[]
    readonly pinned: readonly string[]
    readonly resting: readonly string[]
  } {
    const task = this.parts.tasks.get(taskId)
    const { holds } = this.parts
    return {
      members: holds.membersByItself(task),
      pinned: holds.pinnedByItself(task),
      resting: holds.restingByItself(task),
    }
  }

  /** `[BR-1]` Whose slots are kept though they are lost, in code-unit order. */
  keptConsumers(): readonly string[] {
    return [...this.parts.consumers.kept].toSorted()
  }

  /** `[BR-1]` Whether a task counts with somebody whose slots are kept. */
  isBraked(taskId: number): boolean {
    return this.parts.brake.isOn(this.parts.tasks.get(taskId))
  }

  /** `[EP-12]` What is undone now. @param meant which change is meant @throws {BatchdeckError} `CONFLICT` */
  undoable(taskId: number, now: number, meant?: number): UndoableChange {
    return this.parts.tasks.get(taskId).undoable(now, meant)
  }

  /**
   * `[EP-5]` The changes of members that an epoch with these is the first to count with; none for the first epoch of a
   * task, which counts with everybody.
   * @param isForMembers its causes name what was due: only what came after that is news
   */
  memberNews(taskId: number, members: readonly string[], isForMembers: boolean, now: number): EpochCause[] {
    const task = this.parts.tasks.get(taskId)
    if (task.epoch === 0) return []
    return memberCauses(this.parts.consumers.memberNews(task.members, members, isForMembers, now))
  }

  /**
   * The next epoch, to be written to disk and then adopted; nothing has changed yet (EP-1).
   * @param change options the task has from then on
   */
  draft(
    taskId: number,
    plan: PlanSummary,
    reason: EpochReason,
    tell: Tell,
    now: number,
    change: TaskChange = {},
  ): EpochRecord {
    const { tasks } = this.parts
    const given = tasks.givenEpochs(taskId)
    return draftEpoch(tasks.get(taskId), plan, reason, tell, this.canBeTold(plan.members), given, now, change)
  }

  /** `[CH-4]` The first epoch of a task that is made with it. */
  draftFirst(task: TaskResource, plan: PlanSummary, reason: EpochReason, now: number): EpochRecord {
    const { tasks } = this.parts
    const given = tasks.givenEpochs(task.task_id)
    return draftEpoch(tasks.unborn(task), plan, reason, 'changed', this.canBeTold(plan.members), given, now, {})
  }

  /** `[LV-5]` @throws {BatchdeckError} `UNKNOWN_CONSUMER` */
  draftDrain(consumerIds: readonly string[], isDrained: boolean, now: number): Decision {
    return draftDrain(this.parts.consumers, consumerIds, isDrained, now)
  }

  /** `[BR-2]` Those of them whose slots are kept. */
  draftRelease(consumerIds: readonly string[]): Decision {
    return draftRelease(this.parts.consumers, consumerIds)
  }

  /** `[LV-4]` Of those of these consumers that are lost. */
  draftDismissal(consumerIds: readonly string[]): Decision {
    return draftDismissal(this.parts.consumers, this.parts.board, consumerIds)
  }

  /** Of a `batch_reload` of the current epoch. */
  draftReload(taskId: number, consumerIds: readonly string[]): Decision {
    return draftReload(this.parts.tasks.get(taskId), consumerIds)
  }

  /** `[AL-1]` Those in force, the gravest first. */
  alertsInForce(): readonly AlertResource[] {
    return this.parts.alerts.list()
  }

  /** `[AL-6]` Those of these that would be otherwise, as they would be. */
  draftMark(alertIds: readonly string[], act: AlertAct): readonly AlertResource[] {
    return this.parts.alerts.draftMark(alertIds, act)
  }

  consumerFigures(): ConsumerFigures {
    return consumerFigures(this.parts.consumers.all())
  }

  batchFigures(): BatchFigures {
    return batchFigures(this.parts.board.all())
  }

  /** Of each task that has batches, and of those of no task. */
  workFigures(): Map<number | null, WorkFigures> {
    return workFigures(this.parts.board.all())
  }

  /** Mean progress of the batches of each consumer that has any, 0–100. */
  progressByConsumer(): Map<string, number> {
    return progressByConsumer(this.parts.board.all())
  }

  /** In the order in which the tasks were made. */
  taskFigures(): TaskFigures[] {
    return taskFigures(this.parts.tasks.all(), this.parts.consumers.all())
  }

  /** All there is to show. Drain the changes first: a snapshot includes them. */
  snapshot(): Omit<Snapshot, 'server' | 'imports' | 'sources'> {
    const { board, tasks, alerts, samples } = this.parts
    const all = [...tasks.all()]
    return {
      tasks: this.taskResources(),
      consumers: this.consumerResources(),
      batches: Array.from(board.all(), batchResource),
      slots: all.map((task) => task.slotsResource()),
      epochs: all.flatMap((task) => task.epochResources()),
      rollouts: all.flatMap(({ rollout }) => rollout.resources()),
      alerts: alerts.list(),
      samples: samples.list(),
    }
  }
}
