import { setImmediate as immediate } from 'node:timers/promises'
import { causeText } from '../../console/words/cause.ts'
import type { EpochCause } from '../../contract/cause.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ChangedTask, Guard, PlanPreview, Publication } from '../../contract/resources/plan.ts'
import type { TargetChangePage } from '../../contract/resources/target-change.ts'
import type { TaskChange, TaskOptions, TaskResource } from '../../contract/resources/task.ts'
import { choosesOwners, concernsPlan, optionsCause, realChange } from '../../contract/task-change.ts'
import type { Decision } from '../../engine/decision.ts'
import type { Effect } from '../../engine/effects.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Counts } from '../../planner/diff.ts'
import type { Settings } from '../../settings/settings.ts'
import type { EditRequest, PlanReport, PlanRequest, Storage, TargetChangeQuery } from '../storage/port.ts'
import { newTask } from './new-task.ts'
import { baseOfNew, listFindings, type PreviewBase, previewOf } from './preview.ts'
import { assertConfirmed, type Changer, guardOf, removalLimit } from './removal-guard.ts'
import type { GuardedChanges } from './guarded-changes.ts'
import type { Turns } from './turns.ts'

/** What is changed, and everybody who has to know. */
export interface ChangeParts {
  readonly engine: Engine
  readonly storage: Storage
  readonly turns: Turns
  readonly settings: Settings
  /** `[SO-1]` Who gives the targets of a task by itself; null where nobody does. */
  readonly sourceOf: (taskId: number) => string | null
  readonly now: () => number
  /** Lets the sockets do what the engine says. */
  readonly perform: (effects: readonly Effect[]) => void
  /** Told of each change of targets that was accepted, and of those that have to be confirmed. */
  readonly guarded: Pick<GuardedChanges, 'note' | 'settle'>
  /** Writes and shows what changed. */
  readonly flush: () => void
  /** Has a decision written and then done; see `Recorder.decide`. */
  readonly decide: <T>(decision: Decision, act: () => { readonly result: T; readonly isWhole: boolean }) => Promise<T>
  /** The same promise; that the disk has refused a change is an alert. */
  readonly written: <T>(change: Promise<T>) => Promise<T>
}

/** `[CH-4]` A task, or the options of one that is made with its first epoch. */
export type TaskPlace = number | TaskOptions

/** The same as it is at this moment. */
interface Subject {
  readonly task: TaskResource
  readonly isNew: boolean
}

/** Why there is to be an epoch, given what the plan adds and removes. */
export type Causes = (counts: Counts) => readonly EpochCause[]

export interface PublishOptions {
  /** For the history (EP-5). What became of the members is added. */
  readonly causes: Causes
  /** Nobody asked for it: the causes name those members that had settled; only later ones are added. */
  readonly isForMembers?: boolean
  /** Refused with `STALE_EPOCH` when this is no longer the current epoch (EP-7). */
  readonly baseEpoch?: number | undefined
  /** Who is sent `batch_reload` (EP-2); `changed` by default. */
  readonly tell?: 'changed' | 'all' | readonly string[] | undefined
  /** The text in `batch_reload`; by default the causes in words. */
  readonly message?: string | undefined
  /** Evens the load out although the members are the same (PL-2). */
  readonly rebalance?: boolean | undefined
  /** `[BR-2]` Without those whose slots the brake keeps. */
  readonly release?: boolean | undefined
  /** Told before the plan is made, and before it goes to disk: what it throws is the end of it, and nothing has changed. */
  readonly proceed?: ((step: 'planning' | 'writing') => void) | undefined
  /** Options to plan with; the task has them with the epoch (EP-1). */
  readonly change?: TaskChange | undefined
  /** `[CH-2]` Who changes the targets; `person` by default. */
  readonly by?: Changer | undefined
  /** `[CH-2]` What was confirmed; without it `GUARDED` where something has to be. */
  readonly confirm?: { readonly removed: number } | undefined
}

/** A hypothesis to plan with (PL-7). */
export interface WhatIf {
  /** Consumers to do without. */
  readonly without?: readonly string[] | undefined
  /** So many consumers more. */
  readonly more?: number | undefined
  readonly rebalance?: boolean | undefined
  /** `[BR-2]` Without those whose slots the brake keeps. */
  readonly release?: boolean | undefined
  /** `[MW-2]` `[BR-1]` Nobody asked for it: nothing is taken from those who are held or kept. So it is with a source's. */
  readonly isByItself?: boolean | undefined
  /** Other options of the task. */
  readonly change?: TaskChange | undefined
  /** `[CH-2]` Who would change the targets; `person` by default. */
  readonly by?: Changer | undefined
}

const keep = { kind: 'keep' } as const

/**
 * Makes epochs and tries them out. What is decided goes to disk first, then to the consumers, then to consoles; whatever
 * fails before the disk has it has changed nothing (EP-1).
 */
export class Publisher {
  private readonly parts: ChangeParts

  constructor(parts: ChangeParts) {
    this.parts = parts
  }

  /**
   * What would change, and does not.
   * @throws {BatchdeckError} `UNKNOWN_TASK`, `UNKNOWN_CONSUMER`, `INVALID_TARGETS`, `UNKNOWN_EPOCH`, `CONFLICT`; of a new task
   *   `TASK_EXISTS`
   */
  async preview(place: TaskPlace, edit: EditRequest, whatIf?: WhatIf): Promise<PlanPreview> {
    const { storage } = this.parts
    const subject = this.subjectOf(place)
    const report = await storage.preview(subject.task.task_id, this.planRequest(subject, edit, whatIf))
    const preview = this.previewOf(subject, report, this.guardOf(subject, report, whatIf?.by))
    return { ...preview, ...this.sourceOf(subject, edit, whatIf?.by) }
  }

  /** `[CH-3]` What a preview of this edit counts, one by one. It refuses as {@link preview} does. */
  async targetChanges(
    place: TaskPlace,
    edit: EditRequest,
    query: TargetChangeQuery,
    whatIf?: WhatIf,
  ): Promise<TargetChangePage> {
    const subject = this.subjectOf(place)
    return this.parts.storage.targetChanges(subject.task.task_id, this.planRequest(subject, edit, whatIf), query)
  }

  /**
   * Publishes one after the other; nothing changed, nothing published.
   * @throws {BatchdeckError} as {@link preview}; `STALE_EPOCH` and `GUARDED` with a fresh preview; `STORAGE_FAILED`
   */
  publish(place: TaskPlace, edit: EditRequest, options: PublishOptions): Promise<Publication> {
    return this.parts.turns.inTurn(() => this.publishNow(place, edit, options))
  }

  /** `[EP-9]` What a change of options would do to the plan, and does not. */
  async previewChange(taskId: number, given: TaskChange): Promise<PlanPreview> {
    const { engine, storage } = this.parts
    const task = engine.taskResource(taskId)
    const change = realChange(task, given)
    if (concernsPlan(task, change)) {
      return this.preview(taskId, keep, { change, rebalance: choosesOwners(task, change) })
    }
    // Members that wait for a sync are none of its business.
    const members = engine.membersOf(taskId)
    const request = { ...engine.planTerms(taskId), members, edit: keep, rebalance: false }
    return previewOf(engine.slotsResource(taskId), await storage.preview(taskId, request), new Set(), null)
  }

  /**
   * `[EP-9]` Where the plan changes, the options are there with the epoch or not at all (EP-1).
   * @throws {BatchdeckError} `UNKNOWN_TASK`, `STORAGE_FAILED`; `STALE_EPOCH` and `GUARDED` with a fresh preview
   */
  changeTask(
    taskId: number,
    given: TaskChange,
    { baseEpoch, confirm }: Pick<PublishOptions, 'baseEpoch' | 'confirm'> = {},
  ): Promise<ChangedTask> {
    return this.parts.turns.inTurn(async () => {
      const { engine, storage, flush, written } = this.parts
      const task = engine.taskResource(taskId)
      await refuseStale(task, baseEpoch, () => this.previewChange(taskId, given))
      const change = realChange(task, given)
      if (Object.keys(change).length === 0) return { task, publication: null }
      if (concernsPlan(task, change)) {
        const causes = [optionsCause(task, change)]
        const options = { causes: () => causes, change, rebalance: choosesOwners(task, change), confirm }
        const publication = await this.publishNow(taskId, keep, options)
        if (publication.published) return { task: engine.taskResource(taskId), publication }
      }
      await written(storage.changeTask({ ...task, ...change }))
      engine.changeTask(taskId, change)
      flush()
      return { task: engine.taskResource(taskId), publication: null }
    })
  }

  private async publishNow(place: TaskPlace, edit: EditRequest, options: PublishOptions): Promise<Publication> {
    const { engine, storage, now, perform, flush, written } = this.parts
    const { baseEpoch, tell = 'changed', message, rebalance = false, release = false, change, proceed, by } = options
    proceed?.('planning')
    const subject = this.subjectOf(place)
    const { task, isNew } = subject
    await refuseStale(task, baseEpoch, () => this.preview(place, edit, { rebalance, release, change, by }))
    const chosen = typeof tell === 'string' ? tell : knownConsumers(engine, tell)
    const request = this.planRequest(subject, edit, {
      rebalance,
      release,
      change,
      by,
      isByItself: options.isForMembers,
    })
    const { plan, report } = await storage.prepare(task.task_id, request)
    const guard = this.guardOf(subject, report, options.by)
    assertConfirmed(guard, options.confirm?.removed, () => this.previewOf(subject, report, guard))
    const answer = {
      task_id: task.task_id,
      counts: report.counts,
      ...listFindings(report),
      guard,
      ...this.sourceOf(subject, edit, options.by),
    }
    if (!report.changed) {
      if (isNew) await this.make(task)
      if (edit.kind !== 'keep') this.parts.guarded.settle(task.task_id)
      return { ...answer, published: false, epoch: task.epoch, consumers_told: [] }
    }
    proceed?.('writing')
    const reason = this.reasonOf(subject, report, options)
    const record = isNew
      ? engine.draftFirst(task, report, reason, now())
      : engine.draft(task.task_id, report, reason, chosen, now(), change)
    const outline = await written(storage.commit(plan, record, isNew ? null : task.epoch))
    if (edit.kind !== 'keep') this.parts.guarded.settle(task.task_id)
    // Ten thousand batches take some 10 ms each to receive, to adopt, to tell of and to show: others come in between
    // (PL-9). Whoever connects meanwhile is told by itself.
    await nextTurn()
    if (isNew) engine.addTask(task)
    const effects = engine.adopt(record, outline, message ?? reason.cause, now())
    await nextTurn()
    perform(effects)
    await nextTurn()
    flush()
    const consumersTold = record.rollout.map(({ consumer_id }) => consumer_id)
    return { ...answer, published: true, epoch: record.epoch.epoch, consumers_told: consumersTold }
  }

  private subjectOf(place: TaskPlace): Subject {
    return typeof place === 'number'
      ? { task: this.parts.engine.taskResource(place), isNew: false }
      : { task: newTask(this.parts, place), isNew: true }
  }

  /** A task whose first list changes nothing: without a target and without a consumer. */
  private async make(task: TaskResource): Promise<void> {
    const { engine, storage, flush, written } = this.parts
    await written(storage.createTask(task))
    engine.addTask(task)
    flush()
  }

  private reasonOf(
    { task, isNew }: Subject,
    report: PlanReport,
    { causes: why, isForMembers = false }: PublishOptions,
  ) {
    const { engine, now } = this.parts
    const news = isNew ? [] : engine.memberNews(task.task_id, report.members, isForMembers, now())
    const causes = [...why(report.counts), ...news]
    return { cause: causeText('en', causes), causes }
  }

  /** `[CH-2]` However targets go: another identity that makes one of several removes the others. */
  private guardOf({ task }: Subject, { counts }: PlanReport, by: Changer = 'person'): Guard | null {
    return guardOf(task.targets, counts, removalLimit(this.parts.settings, task, by), by)
  }

  /** `[SO-1]` Whose next run takes back what somebody else changes. */
  private sourceOf({ task }: Subject, edit: EditRequest, by: Changer = 'person'): { source?: string } {
    const source = edit.kind === 'keep' || by === 'source' ? null : this.parts.sourceOf(task.task_id)
    return source === null ? {} : { source }
  }

  private previewOf({ task, isNew }: Subject, report: PlanReport, guard: Guard | null): PlanPreview {
    const { engine } = this.parts
    const base: PreviewBase = isNew ? baseOfNew(task.task_id) : engine.slotsResource(task.task_id)
    return previewOf(base, report, engine.canBeTold(report.members), guard)
  }

  private planRequest(subject: Subject, edit: EditRequest, whatIf: WhatIf = {}): PlanRequest {
    const { without = [], more = 0, rebalance = false, change } = whatIf
    const { members: planned, ...terms } = this.parts.engine.planTermsOf({ ...subject.task, ...change })
    const { members, ...staying } = this.partakers(subject, planned, edit, whatIf)
    const left = new Set(without)
    const partaking = members.filter((id) => !left.delete(id))
    const [unknown] = left
    if (unknown !== undefined) throw refusal('consumer_not_a_member', { consumer: unknown })
    return { ...terms, ...staying, members: [...partaking, ...newNames(more, members)], edit, rebalance }
  }

  /** Who takes part in a plan, of those whom an operator's would count with, and whose slots it leaves where they are. */
  private partakers(
    { task: { task_id: taskId }, isNew }: Subject,
    planned: readonly string[],
    edit: EditRequest,
    { by, release = false, isByItself = by === 'source' }: WhatIf,
  ): Pick<PlanRequest, 'members' | 'pinned' | 'resting'> {
    const { engine } = this.parts
    // EP-6, EP-12: the way back changes targets only; members that wait for a sync go on waiting.
    if (edit.kind === 'epoch' || edit.kind === 'before') return { members: engine.membersOf(taskId) }
    if (isByItself && !isNew) return engine.termsByItself(taskId)
    const kept = new Set(release ? engine.keptConsumers() : [])
    return { members: planned.filter((id) => !kept.has(id)) }
  }
}

/** Each of them once. @throws {BatchdeckError} `UNKNOWN_CONSUMER` */
export function knownConsumers(engine: Engine, consumers: readonly string[]): readonly string[] {
  return [...new Set(consumers)].map((id) => engine.consumerResource(id).consumer_id)
}

/** `[EP-7]` */
async function refuseStale(
  { epoch }: TaskResource,
  baseEpoch: number | undefined,
  fresh: () => Promise<PlanPreview>,
): Promise<void> {
  if (baseEpoch === undefined || baseEpoch === epoch) return
  throw refusal('plan_is_stale', { base: baseEpoch, epoch }, { detail: await fresh() })
}

/** When the event loop has looked after timers and sockets: one `setImmediate` alone comes before these. */
async function nextTurn(): Promise<void> {
  await immediate()
  await immediate()
}

/** Names of consumers that do not exist, `new-1`, `new-2`, …; none that does. */
function newNames(count: number, taken: readonly string[]): string[] {
  const names: string[] = []
  for (let n = 1; names.length < count; n++) if (!taken.includes(`new-${n}`)) names.push(`new-${n}`)
  return names
}
