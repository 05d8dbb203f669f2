import { deriveAlerts } from './alerts.ts'
import { BatchBoard } from './batch-board.ts'
import type { EpochCause } from '../contract/cause.ts'
import type { Changes, Snapshot } from '../contract/feed.ts'
import type { BatchResource, BatchStatus } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { EventData, EventSubject } from '../contract/events.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { priorities } from '../planner/priority.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import { ConsumerSessions } from './sessions.ts'
import type { Effect } from './effects.ts'
import { EventJournal } from './event-journal.ts'
import { Fleet, type FleetSettings } from './fleet.ts'
import { isNews, memberCauses } from './member-events.ts'
import { emptyAssignment, type OutlineChange, outlineChange, type PlanOptions } from '../planner/assignment.ts'
import type { Batch } from '../planner/batch-list.ts'
import { sameList } from '../planner/diff.ts'
import { Observers } from './observers.ts'
import type { PlanSummary } from '../planner/plan.ts'
import type { EpochRecord, StoredState } from './records.ts'
import { type RolloutSettings, waitingView } from './rollout.ts'
import { StuckWatch } from './stuck-watch.ts'
import { newEpochView, TaskState, unknownTask } from './task-state.ts'

export interface EngineSettings {
  readonly fleet: FleetSettings
  readonly rollout: RolloutSettings
  /** Unplanned batches remembered for one consumer. */
  readonly unplannedBatches: number
  /** What consumers are told to keep to, ms. */
  readonly heartbeatInterval: number
  /** Time without progress after which a consumer is stuck, ms. */
  readonly stuckAfter: number
}

/** Everything a plan depends on besides the targets and the epoch before. */
export interface PlanTerms {
  readonly members: readonly string[]
  readonly options: PlanOptions
  readonly nextBatchId: number
}

const SAMPLE_INTERVAL = 5000
const SAMPLES = 720
const SPARE_BATCHES = 1
const nothing = outlineChange(emptyAssignment, emptyAssignment)
/** Before another attempt at an epoch that could not be written, ms. */
const RETRY_AFTER = 5000

/**
 * The whole state of the monitor and everything that changes it, as a pure state machine: it is given frames and the
 * time, and says what to send. What changed is collected until {@link take}, newest values only.
 */
export class Engine {
  readonly fleet: Fleet
  readonly board: BatchBoard
  readonly tasks = new Map<number, TaskState>()
  readonly sessions: ConsumerSessions
  readonly observers = new Observers()
  /** What happened and is not written down yet. */
  readonly journal = new EventJournal()
  private readonly settings: EngineSettings
  private readonly stuckWatch: StuckWatch
  private readonly goneTasks = new Set<number>()
  private samples: Sample[] = []
  private newSamples: Sample[] = []
  private alerts: readonly AlertResource[] = []
  private storageProblem: string | null = null
  private eventLogProblem: string | null = null
  private nextBatchId: number
  private nextTaskId: number
  private retrySyncAt: number | null = null

  constructor(settings: EngineSettings, state: StoredState, now: number) {
    this.settings = settings
    this.fleet = new Fleet(settings.fleet, this.journal)
    this.board = new BatchBoard(settings.unplannedBatches, this.journal)
    this.stuckWatch = new StuckWatch(settings.stuckAfter)
    this.sessions = new ConsumerSessions({
      fleet: this.fleet,
      board: this.board,
      observers: this.observers,
      journal: this.journal,
      tasks: this.tasks,
      heartbeatInterval: settings.heartbeatInterval,
      wasPlanned: (batchId) => batchId > 0 && batchId < this.nextBatchId,
    })
    this.nextBatchId = state.nextBatchId
    this.nextTaskId = state.nextTaskId
    this.fleet.restore(state.consumers, now)
    for (const stored of state.tasks) {
      this.tasks.set(stored.task.task_id, new TaskState(stored, now, this.journal))
      this.board.adopt(stored.task.task_id, stored.outline)
    }
    this.board.restore(state.progress, state.unplanned)
    this.board.take()
    this.shareLoad()
    // The monitor may have stopped between a change of members and the epoch that was to follow it.
    if (this.updateSyncDue()) this.fleet.note({ kind: 'restored', consumer_id: '' }, now)
  }

  // ---- time

  /** Lets time pass: silence, repeats of unanswered reloads, samples. */
  tick(now: number): Effect[] {
    this.fleet.tick(now)
    this.sessions.takeovers.tick(now)
    this.stuckWatch.tick(this.fleet, this.board, now)
    this.journal.tick(now)
    const strays = this.fleet.takeStrays()
    const effects: Effect[] = []
    for (const task of this.tasks.values()) {
      for (const consumerId of strays) {
        if (task.view.epoch > 0 && !task.rollout.view(consumerId)) {
          effects.push(...this.sessions.tell(task, consumerId, now))
        }
      }
      for (const consumerId of task.rollout.tick(now, this.settings.rollout)) {
        effects.push(...this.sessions.sendReload(task, consumerId, now, true))
      }
    }
    const last = this.samples.at(-1)
    if (!last || now - last.at >= SAMPLE_INTERVAL) {
      const sample = this.board.sample(now)
      this.samples = [...this.samples.slice(1 - SAMPLES), sample]
      this.newSamples.push(sample)
    }
    return effects
  }

  /**
   * `[LV-3]` Tasks that need an epoch because the members changed, once that has settled, with the causes.
   * Those without auto-sync wait for an operator (EP-8).
   */
  takeDueSyncs(now: number): { taskId: number; causes: readonly EpochCause[] }[] {
    const events = this.fleet.takeMemberEvents(now)
    const isRetry = this.retrySyncAt !== null && now >= this.retrySyncAt
    if (events.length === 0 && !isRetry) return []
    this.retrySyncAt = null
    this.updateSyncDue()
    const due = [...this.tasks.values()].filter(({ view }) => view.sync_due && view.auto_sync)
    return due.map(({ view, members }) => {
      // An epoch for another reason may have counted with some of them already.
      const news = events.filter((event) => isNews(event, new Set(members)))
      const causes = memberCauses(news)
      return {
        taskId: view.task_id,
        causes: causes.length > 0 ? causes : [{ kind: 'members' as const, change: 'changed' as const }],
      }
    })
  }

  /**
   * `[EP-5]` The changes of members that an epoch with these is the first to count with; none for the first epoch of a
   * task, which counts with everybody.
   * @param isForMembers its causes name what {@link takeDueSyncs} took: only what came after that is news
   */
  memberNews(taskId: number, members: readonly string[], isForMembers: boolean, now: number): EpochCause[] {
    const { view, members: before } = this.task(taskId)
    return view.epoch === 0 ? [] : memberCauses(this.fleet.memberNews(before, members, isForMembers, now))
  }

  /** An automatic epoch could not be written: try again in a while. */
  retrySyncs(now: number): void {
    this.retrySyncAt = now + RETRY_AFTER
  }

  /** The disk's complaint while it refuses to write, null once it works again. */
  setStorageProblem(problem: string | null, now: number): void {
    if ((problem === null) !== (this.storageProblem === null)) {
      const action = problem === null ? 'recovered' : 'failed'
      this.journal.note('storage', now, {}, { what: 'database', action, ...(problem !== null && { message: problem }) })
    }
    this.storageProblem = problem
  }

  /** The same of the event log. */
  setEventLogProblem(problem: string | null, now: number): void {
    if (problem === null && this.eventLogProblem !== null) {
      this.journal.note('storage', now, {}, { what: 'events', action: 'recovered', message: this.eventLogProblem })
    }
    this.eventLogProblem = problem
  }

  // ---- tasks and epochs

  /** @throws {BatchdeckError} `UNKNOWN_TASK` */
  task(taskId: number): TaskState {
    const task = this.tasks.get(taskId)
    if (!task) throw unknownTask(taskId)
    return task
  }

  /** The id for a new task whose creator gives none. */
  freeTaskId(): number {
    return this.nextTaskId
  }

  addTask(view: TaskResource): void {
    const task = new TaskState({ task: view, outline: nothing, epochs: [], rollout: [] }, view.created_at, this.journal)
    task.isChanged = true
    task.areSlotsChanged = true
    this.tasks.set(view.task_id, task)
    this.nextTaskId = Math.max(this.nextTaskId, view.task_id + 1)
  }

  removeTask(taskId: number): void {
    this.board.adopt(taskId, { put: [], closed: [...this.task(taskId).batches.keys()] })
    this.tasks.delete(taskId)
    this.goneTasks.add(taskId)
    this.shareLoad()
  }

  /** Takes over options that are on disk and need no epoch. */
  changeTask(taskId: number, change: TaskChange): void {
    const task = this.task(taskId)
    Object.assign(task.view, change)
    task.isChanged = true
  }

  /** What to plan a task with at this moment. @param change options it is to have */
  planTerms(taskId: number, change: TaskChange = {}): PlanTerms {
    const view = { ...this.task(taskId).view, ...change }
    return {
      members: this.fleet.members(),
      options: {
        batchSize: view.batch_size,
        virtualNodes: view.virtual_nodes,
        strategy: view.strategy,
        spareBatches: SPARE_BATCHES,
        priorityLevels: view.priority_levels,
      },
      nextBatchId: this.nextBatchId,
    }
  }

  /**
   * The next epoch, to be written to disk and then given to {@link adopt}; nothing has changed yet (EP-1).
   * @param reason why there is one, and the same in words
   * @param change options the task has from then on
   */
  draft(
    taskId: number,
    plan: PlanSummary,
    reason: Pick<EpochResource, 'cause' | 'causes'>,
    tell: 'changed' | 'all' | readonly string[],
    now: number,
    change: TaskChange = {},
  ): EpochRecord {
    const { view, rollout } = this.task(taskId)
    const { counts, nextBatchId } = plan
    const canBeTold = this.canBeTold(plan.members)
    // Whoever has not answered the epoch before hears of this one, whatever it changes (EP-3).
    const chosen =
      tell === 'all'
        ? canBeTold
        : new Set(tell === 'changed' ? [...plan.consumersTouched, ...rollout.unanswered()] : tell)
    const told = [...chosen].filter((id) => canBeTold.has(id)).toSorted()
    const epoch = view.epoch + 1
    return {
      task: { ...view, ...change, epoch, targets: counts.targets, batches: counts.batches, sync_due: false },
      epoch: newEpochView({ task_id: taskId, epoch, created_at: now, ...reason, counts }, told.length),
      rollout: told.map((id) => waitingView(taskId, epoch, id, rollout.unansweredFrom(id))),
      nextBatchId,
    }
  }

  /** Who hears of an epoch with these members: they, and the drained who are here to let go of what they own (LV-5). */
  canBeTold(members: readonly string[]): ReadonlySet<string> {
    const ids = new Set(members)
    for (const { consumer_id, state, session_id, drained_at } of this.fleet.views()) {
      if (drained_at !== null && state !== 'lost' && session_id !== null) ids.add(consumer_id)
    }
    return ids
  }

  /** Takes over an epoch that is on disk and tells whom it concerns (EP-2). @param message the text for consumers */
  adopt(record: EpochRecord, change: OutlineChange, message: string, now: number): Effect[] {
    const task = this.task(record.task.task_id)
    // What was answered since the last beat still counts for the epoch that this one supersedes.
    task.refreshEpoch(this.isLost, now)
    this.board.adopt(task.view.task_id, change)
    task.adopt(record, change, message, now)
    this.nextBatchId = record.nextBatchId
    this.shareLoad()
    return this.reload(
      task.view.task_id,
      record.rollout.map(({ consumer_id }) => consumer_id),
      now,
    )
  }

  /** Sends the current epoch's `batch_reload`, now or when the consumer is back. */
  reload(taskId: number, consumers: readonly string[], now: number): Effect[] {
    const task = this.task(taskId)
    return consumers.flatMap((consumerId) => this.sessions.tell(task, consumerId, now))
  }

  private readonly isLost = (id: string): boolean => (this.fleet.get(id)?.state ?? 'lost') === 'lost'

  private shareLoad(): void {
    const tasks = [...this.tasks.values()]
    const slots = new Map<string | null, number>()
    for (const { owners } of tasks) {
      for (const owner of owners) slots.set(owner, (slots.get(owner) ?? 0) + 1)
    }
    for (const { consumer_id } of this.fleet.views()) {
      const targets = tasks.reduce((sum, task) => sum + task.targetCount(consumer_id), 0)
      this.fleet.setLoad(consumer_id, slots.get(consumer_id) ?? 0, targets)
    }
  }

  // ---- what can be asked: copies of what there is, and nothing changes by it

  hasTask(taskId: number): boolean {
    return this.tasks.has(taskId)
  }

  taskResources(): TaskResource[] {
    return Array.from(this.tasks.values(), (task) => this.resourceOf(task))
  }

  /** @throws {BatchdeckError} `UNKNOWN_TASK`, as everything that is asked about one task */
  taskResource(taskId: number): TaskResource {
    return this.resourceOf(this.task(taskId))
  }

  /** Whom the current epoch of a task counts with, in code-unit order. */
  membersOf(taskId: number): readonly string[] {
    return this.task(taskId).members
  }

  /** Of the current epoch. */
  slotsResource(taskId: number): SlotsResource {
    return this.task(taskId).slotsView()
  }

  /** The last hundred, newest first; the current one as its rollout says at this moment (EP-4). */
  epochResources(taskId: number): EpochResource[] {
    return this.task(taskId).epochResources(this.isLost)
  }

  /** Of the current epoch. */
  rolloutResources(taskId: number): RolloutResource[] {
    return copies(this.task(taskId).rollout.views())
  }

  /** All planned batches of a task in order of id; those of one consumer most urgent first (PL-5). */
  batchIds(taskId: number, consumerId?: string): number[] {
    const task = this.task(taskId)
    const batches = consumerId === undefined ? [...task.batches.values()] : mostUrgentFirst(task.batchesOf(consumerId))
    return batches.map(({ batch_id }) => batch_id)
  }

  /** A planned batch as it was last reported; undefined where there is none of this id. */
  batchResource(batchId: number): BatchResource | undefined {
    const view = this.board.get(batchId)
    return view && { ...view }
  }

  /** What a consumer has and says, unplanned and stale ones last (WS-15, WS-16). */
  batchResourcesOf(consumerId: string): BatchResource[] {
    return copies(this.board.ofConsumer(consumerId))
  }

  /** Batches of each consumer by status, without stale ones. A consumer without any is not in it. */
  batchCounts(): ReadonlyMap<string | null, Readonly<Record<BatchStatus, number>>> {
    const counts = new Map<string | null, Record<BatchStatus, number>>()
    for (const { consumer_id, status, stale } of this.board.all()) {
      if (stale) continue
      const own = counts.get(consumer_id) ?? { pending: 0, running: 0, completed: 0, error: 0 }
      own[status]++
      counts.set(consumer_id, own)
    }
    return counts
  }

  hasConsumer(consumerId: string): boolean {
    return this.fleet.get(consumerId) !== undefined
  }

  /** In the order they were first seen. */
  consumerResources(): ConsumerResource[] {
    return copies(this.fleet.views())
  }

  /** @throws {BatchdeckError} `UNKNOWN_CONSUMER` */
  consumerResource(consumerId: string): ConsumerResource {
    const view = this.fleet.get(consumerId)
    if (!view) throw new BatchdeckError('UNKNOWN_CONSUMER', `There is no consumer ${consumerId}.`)
    return { ...view }
  }

  /** Who speaks on a connection; null where nobody has registered on it. */
  consumerOf(sessionId: string): string | null {
    return this.sessions.consumerOf(sessionId)
  }

  // ---- what operators and consumers do

  /** `[EP-3]` A consumer fetched its batches of this epoch. */
  confirmFetch(taskId: number, consumerId: string, epoch: number, now: number): void {
    const task = this.task(taskId)
    if (task.view.epoch === epoch) task.rollout.confirm(consumerId, now)
  }

  /**
   * `[LV-5]` The slots of these consumers move away with the next epoch, or they may own some again.
   * @returns those that were otherwise before
   * @throws {BatchdeckError} `UNKNOWN_CONSUMER`, and nothing has changed
   */
  setDrained(consumerIds: readonly string[], isDrained: boolean, now: number): readonly string[] {
    const known = [...new Set(consumerIds)].map((id) => this.consumerResource(id))
    const others = known.filter(({ drained_at }) => (drained_at !== null) !== isDrained)
    return others.map(({ consumer_id }) => {
      if (isDrained) this.fleet.drain(consumer_id, now)
      else this.fleet.undrain(consumer_id, now)
      return consumer_id
    })
  }

  /** `[LV-4]` Takes those of these consumers out of the list that are lost; all others stay. @returns who is gone */
  dismissLost(consumerIds: readonly string[], now: number): readonly string[] {
    const lost = [...new Set(consumerIds)].filter((id) => this.fleet.get(id)?.state === 'lost')
    for (const id of lost) this.fleet.remove(id, now)
    return lost
  }

  /** What an operator did or was refused, for the audit log: it stands in order with what came of it. */
  noteOperator(now: number, subject: EventSubject, data: EventData<'operator'>): void {
    this.journal.note('operator', now, subject, data)
  }

  /** A start or an end of the monitor, for the audit log. */
  noteMonitor(now: number, data: EventData<'monitor'>): void {
    this.journal.note('monitor', now, {}, data)
  }

  /** One of what may come in floods, for the audit log: the like of one second and origin are one event (EV-3). */
  countRefusal(now: number, subject: EventSubject, data: Omit<EventData<'error'>, 'count'>): void {
    this.journal.count('error', now, subject, data)
  }

  /** The same for a limit that was hit (WS-18). */
  countLimit(now: number, subject: EventSubject, data: Omit<EventData<'limit'>, 'count'>): void {
    this.journal.count('limit', now, subject, data)
  }

  private resourceOf({ view, members }: TaskState): TaskResource {
    return { ...view, sync_due: view.epoch > 0 && !sameList(this.fleet.members(), members) }
  }

  // ---- what is shown

  /** Brings everything derived up to date: epochs' states, due syncs, alerts. @returns whether the alerts changed */
  refresh(now: number): boolean {
    for (const task of this.tasks.values()) task.refreshEpoch(this.isLost, now)
    this.updateSyncDue()
    const alerts = deriveAlerts(
      {
        consumers: this.fleet.views(),
        tasks: this.tasks.values(),
        batches: this.board.all(),
        storms: this.sessions.takeovers.storms,
        storage: this.storageProblem,
        eventLog: this.eventLogProblem,
      },
      this.alerts,
      now,
    )
    if (JSON.stringify(alerts) === JSON.stringify(this.alerts)) return false
    this.noteAlerts(alerts, now)
    this.alerts = alerts
    return true
  }

  /** Everything that changed since the last call, or null. */
  take(now: number): Changes | null {
    const areAlertsChanged = this.refresh(now)
    for (const id of this.fleet.gone) if (!this.fleet.get(id)) this.board.forget(id)
    const tasks = [...this.tasks.values()]
    const changes = {
      tasks: copies(tasks.filter((task) => task.isChanged).map(({ view }) => view)),
      tasks_gone: [...this.goneTasks],
      consumers: copies([...this.fleet.changed].flatMap((id) => this.fleet.get(id) ?? [])),
      consumers_gone: [...this.fleet.gone],
      ...this.board.take(),
      slots: tasks.filter((task) => task.areSlotsChanged).map((task) => task.slotsView()),
      epochs: copies(tasks.flatMap((task) => [...task.changedEpochs])),
      rollouts: copies(tasks.flatMap((task) => task.takeRollouts())),
      samples: this.newSamples,
    } satisfies Changes
    for (const task of tasks) {
      task.isChanged = false
      task.areSlotsChanged = false
      task.changedEpochs.clear()
    }
    this.fleet.changed.clear()
    this.fleet.gone.clear()
    this.goneTasks.clear()
    this.newSamples = []
    const entries = Object.entries(changes).filter(([, list]) => list.length > 0)
    if (entries.length === 0 && !areAlertsChanged) return null
    return { ...(Object.fromEntries(entries) as Changes), ...(areAlertsChanged && { alerts: this.alerts }) }
  }

  /** All there is to show. Take the changes first: a snapshot includes them. */
  snapshot(): Omit<Snapshot, 'server' | 'imports'> {
    const tasks = [...this.tasks.values()]
    return {
      tasks: copies(tasks.map(({ view }) => view)),
      consumers: copies(this.fleet.views()),
      batches: copies(this.board.all()),
      slots: tasks.map((task) => task.slotsView()),
      epochs: copies(tasks.flatMap(({ epochs }) => epochs)),
      rollouts: copies(tasks.flatMap(({ rollout }) => [...rollout.views()])),
      alerts: this.alerts,
      samples: this.samples,
    }
  }

  private noteAlerts(alerts: readonly AlertResource[], now: number): void {
    const note = (action: 'raised' | 'cleared', others: readonly AlertResource[], list: readonly AlertResource[]) => {
      const known = new Set(others.map(({ alert_id }) => alert_id))
      for (const { alert_id, since: _, kind, consumer_id, task_id, ...data } of list) {
        if (known.has(alert_id)) continue
        const subject = { ...(consumer_id !== undefined && { consumer_id }), ...(task_id !== undefined && { task_id }) }
        this.journal.note('alert', now, subject, { action, kind, ...data })
      }
    }
    note('cleared', alerts, this.alerts)
    note('raised', this.alerts, alerts)
  }

  private updateSyncDue(): boolean {
    const members = this.fleet.members()
    let isAny = false
    for (const task of this.tasks.values()) {
      const isDue = task.view.epoch > 0 && !sameList(members, task.members)
      if (isDue !== task.view.sync_due) {
        task.view.sync_due = isDue
        task.isChanged = true
      }
      isAny ||= isDue
    }
    return isAny
  }
}

function mostUrgentFirst(batches: readonly Batch[]): Batch[] {
  return batches.toSorted(
    (a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || a.batch_id - b.batch_id,
  )
}

/** What is handed out must not change any more. */
function copies<T extends object>(views: Iterable<T>): T[] {
  return Array.from(views, (view) => ({ ...view }))
}
