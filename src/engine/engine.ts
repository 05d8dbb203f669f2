import type { ConsumerFrame } from '../contract/consumer-frames.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { AlertKind, AlertResource } from '../contract/resources/alert.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import type { WindowResource } from '../contract/resources/window.ts'
import type { OutlineChange } from '../planner/assignment.ts'
import { Admission, type Admitted } from './admission.ts'
import { ActiveWindows } from './active-windows.ts'
import type { AlertAct } from './alert-marks.ts'
import { type AlertInputs, Alerts } from './alerts.ts'
import { AuditNotes } from './audit-notes.ts'
import { BatchBoard } from './batch-board.ts'
import { Brake } from './brake.ts'
import { ChangeRecorder } from './change-recorder.ts'
import type { ChangeSet } from './change-set.ts'
import { Consumers } from './consumers.ts'
import { otherwiseDrained } from './decision.ts'
import { type DueSync, DueSyncs } from './due-syncs.ts'
import type { Effect } from './effects.ts'
import type { EngineSettings } from './engine-settings.ts'
import { Floods } from './floods.ts'
import { Observers } from './observers.ts'
import { Queries } from './queries.ts'
import type { EpochRecord, StoredState } from './records.ts'
import { FlapWatch } from './flap-watch.ts'
import { heldFor } from './alert-hold.ts'
import { Holds } from './holds.ts'
import { IdleWatch, type Share } from './idle-watch.ts'
import { PendingWatch } from './pending-watch.ts'
import { RefusalWatch } from './refusal-watch.ts'
import { Samples } from './samples.ts'
import { Sessions } from './sessions.ts'
import { StuckWatch } from './stuck-watch.ts'
import { TakeoverWatch } from './takeover-watch.ts'
import { TargetSayings } from './target-sayings.ts'
import { Tasks } from './tasks.ts'

/**
 * The whole state of the monitor and everything that changes it, as a pure state machine: it is given frames, commands and
 * the time (ms since 1970), and says what to send. What changed by all that is one {@link ChangeSet}, handed out by
 * {@link drain}. What is asked of it ({@link Queries}) changes nothing.
 */
export class Engine extends Queries {
  /** For what is wrong around it. */
  readonly alerts: AlertInputs
  /** For what happens around it. */
  readonly audit: AuditNotes
  private readonly recorder: ChangeRecorder
  private readonly windows: ActiveWindows
  private readonly sessions: Sessions
  private readonly observers = new Observers()
  private readonly floods: Floods
  private readonly refusals: RefusalWatch
  private readonly flaps: FlapWatch
  private readonly stuckWatch: StuckWatch
  private readonly idle: IdleWatch
  private readonly pending: PendingWatch
  private readonly dueSyncs: DueSyncs
  private readonly sayings: TargetSayings

  /** @param openAlerts those in force when what is gone on with was left (AL-1) */
  constructor(settings: EngineSettings, state: StoredState, now: number, openAlerts: readonly AlertResource[] = []) {
    const recorder = new ChangeRecorder()
    const windows = new ActiveWindows()
    const consumers = new Consumers(settings.fleet, recorder, windows)
    const board = new BatchBoard(settings.unplannedBatches, recorder)
    const tasks = new Tasks(settings.rollout, consumers, board, recorder)
    const brake = new Brake(settings.brake, consumers, tasks, windows)
    const holds = new Holds(windows, brake, consumers)
    const takeovers = new TakeoverWatch()
    const refusals = new RefusalWatch()
    const admission = new Admission(settings.maxConsumers, consumers)
    const flaps = new FlapWatch({ ...settings.flaps, grace: settings.fleet.grace }, consumers)
    const idle = new IdleWatch(consumers, tasks)
    const pending = new PendingWatch(settings.pendingAfter, consumers, board, tasks)
    const alerts = new Alerts({
      consumers,
      tasks,
      board,
      takeovers,
      refusals,
      admission,
      flaps,
      idle,
      pending,
      windows,
      brake,
      holds,
      recorder,
    })
    super({
      consumers,
      board,
      tasks,
      alerts,
      takeovers,
      admission,
      brake,
      holds,
      samples: new Samples(board, recorder),
    })
    const { heartbeatInterval, stuckAfter } = settings
    this.recorder = recorder
    this.windows = windows
    this.floods = new Floods(recorder)
    this.refusals = refusals
    this.alerts = alerts
    this.audit = new AuditNotes({ recorder, floods: this.floods, refusals })
    this.flaps = flaps
    this.idle = idle
    this.pending = pending
    this.dueSyncs = new DueSyncs(consumers, tasks, holds)
    this.stuckWatch = new StuckWatch(stuckAfter, consumers, board)
    this.sayings = new TargetSayings(settings.targetReports)
    const { observers } = this
    this.sessions = new Sessions({
      consumers,
      board,
      tasks,
      observers,
      takeovers,
      refusals,
      admission,
      flaps,
      recorder,
      sayings: this.sayings,
      heartbeatInterval,
    })
    this.restore(state, now)
    this.restoreAlerts(openAlerts, settings, now)
  }

  // ---- what comes in

  /** `[WS-1]` A socket opened. */
  connected(sessionId: string, remote: string, now: number): Effect[] {
    return this.sessions.connected(sessionId, remote, now)
  }

  /** It closed. @param code why the monitor closed it; null where it did not */
  disconnected(sessionId: string, now: number, code: ErrorCode | null = null): void {
    this.sessions.disconnected(sessionId, now, code)
  }

  /**
   * @param by what whoever registers comes in by
   * @throws {BatchdeckError} what to answer; nothing of the frame has been applied then (WS-12)
   */
  received(sessionId: string, frame: ConsumerFrame, now: number, by?: Admitted): Effect[] {
    return this.sessions.received(sessionId, frame, now, by)
  }

  /** `[LV-1]` A frame came that is not taken, whatever it was: a sign of life all the same. */
  heard(sessionId: string, now: number): void {
    const consumerId = this.sessions.consumerOf(sessionId)
    if (consumerId !== null) this.parts.consumers.heard(consumerId, now)
  }

  /** `[LV-1]` @param roundTrip what a ping and its answer took on this connection, ms */
  answeredPing(sessionId: string, roundTrip: number): void {
    this.sessions.answeredPing(sessionId, roundTrip)
  }

  /** Who speaks on a connection; null where nobody has registered on it. */
  consumerOf(sessionId: string): string | null {
    return this.sessions.consumerOf(sessionId)
  }

  /** The connection that speaks for a consumer; null where none does. */
  sessionOf(consumerId: string): string | null {
    return this.sessions.sessionOf(consumerId)
  }

  /** Lets time pass: silence, repeats of unanswered reloads, samples. */
  tick(now: number): Effect[] {
    const { consumers, tasks, takeovers, admission, samples, holds } = this.parts
    holds.lookAtWindows(now)
    for (const forgotten of consumers.tick(now)) this.forget(forgotten)
    holds.lookAtLosses(now)
    takeovers.tick(now)
    this.refusals.tick(now)
    admission.tick(now)
    this.flaps.tick(now)
    this.stuckWatch.tick(now)
    this.idle.tick(now)
    this.pending.tick(now)
    this.floods.tick(now)
    samples.tick(now)
    const untold = consumers.drainUntold()
    const effects: Effect[] = []
    for (const task of tasks.all()) {
      for (const consumerId of untold) {
        if (task.epoch > 0 && !task.rollout.get(consumerId)) effects.push(...this.sessions.tell(task, consumerId, now))
      }
      for (const consumerId of task.rollout.tick(now)) {
        effects.push(...this.sessions.sendReload(task, consumerId, now, true))
      }
    }
    return effects
  }

  /**
   * `[LV-7]` The clock that gives the time was set by so many ms, and `now` is what it says from here on. Nothing that goes
   * on has become older by that.
   */
  stepClock(by: number, now: number): void {
    const { consumers, tasks, takeovers, admission, samples, alerts } = this.parts
    for (const part of [
      consumers,
      takeovers,
      admission,
      samples,
      alerts,
      this.refusals,
      this.flaps,
      this.stuckWatch,
      this.idle,
      this.pending,
      this.sessions,
    ])
      part.shift(by)
    for (const task of tasks.all()) task.shift(by, now)
    this.dueSyncs.shift(by)
    this.recorder.fact({ kind: 'ClockChanged', at: now, change: 'stepped', by })
  }

  /** `[LV-7]` The monitor did not run for so many ms: nobody is to blame for a silence that nobody could have broken. */
  passGap(length: number, now: number): void {
    const { consumers, tasks, alerts } = this.parts
    consumers.renew(length, now)
    this.stuckWatch.shift(length)
    this.idle.shift(length)
    this.pending.shift(length)
    alerts.renew(length)
    for (const task of tasks.all()) task.rollout.renew(now)
    this.recorder.fact({ kind: 'ClockChanged', at: now, change: 'gap', by: length })
  }

  /**
   * `[LV-3]` Tasks that need an epoch because the members changed, once that has settled, with the causes; each once.
   * Those without auto-sync wait for an operator (EP-8).
   */
  drainDueSyncs(now: number): DueSync[] {
    return this.dueSyncs.drain(now)
  }

  /** An automatic epoch could not be written: try again in a while. */
  retrySyncs(now: number): void {
    this.dueSyncs.retry(now)
  }

  // ---- what goes out

  /** Everything that happened and changed since the last call, or null. Whoever is given it has it alone. */
  drain(now: number): ChangeSet | null {
    const { tasks, alerts, board, consumers } = this.parts
    tasks.refresh(now)
    alerts.refresh(now)
    for (const [consumerId, count] of board.drainTargetsInError()) consumers.setTargetsInError(consumerId, count)
    return this.recorder.drain(now, this.sayings.drain())
  }

  /** `[WS-11]` What observers are to hear of what changed. */
  announce(changes: ChangeSet): Effect[] {
    return this.observers.announce(changes)
  }

  // ---- what is said of alerts; silences and maintenance

  /** `[AL-6]` What an operator said of alerts, and is on disk. @returns those that are otherwise now */
  markAlerts(alerts: readonly AlertResource[], act: AlertAct, now: number): readonly AlertResource[] {
    return this.parts.alerts.mark(alerts, act, now)
  }

  /** `[MW-1]` All that are open now. Whoever knows their times says so each second, and whenever one begins or ends. */
  setWindows(open: readonly WindowResource[]): void {
    this.windows.set(open)
  }

  // ---- single targets

  /** `[WS-27]` How many targets of these batches are reported in error now, as whoever has the targets has counted. */
  setTargetsInError(counts: Iterable<readonly [batchId: number, count: number]>): void {
    for (const [batchId, count] of counts) this.parts.board.setTargetsInError(batchId, count)
  }

  /** `[WS-27]` What was said of single targets is forgotten, until it is said again. */
  forgetTargetsInError(): void {
    this.parts.board.forgetTargetsInError()
  }

  /** `[WS-27]` Reports about single targets that ever came, and those that found no room on their way. */
  get targetReports(): { readonly received: number; readonly dropped: number } {
    return { received: this.sayings.receivedEver, dropped: this.sayings.dropped }
  }

  // ---- tasks and epochs

  /** A new task that is on disk. */
  addTask(task: TaskResource): void {
    this.parts.tasks.add(task)
  }

  /** Whoever had batches of it is told (EP-2). @throws {BatchdeckError} `UNKNOWN_TASK` */
  removeTask(taskId: number): Effect[] {
    const task = this.parts.tasks.get(taskId)
    this.parts.tasks.remove(taskId)
    return this.sessions.taskGone(task)
  }

  /** Takes over options that are on disk and need no epoch. @throws {BatchdeckError} `UNKNOWN_TASK` */
  changeTask(taskId: number, change: TaskChange): void {
    this.parts.tasks.change(taskId, change)
  }

  /** Takes over an epoch that is on disk and tells whom it concerns (EP-2). @param message the text for consumers */
  adopt(record: EpochRecord, change: OutlineChange, message: string, now: number): Effect[] {
    const task = this.parts.tasks.adopt(record, change, message, now)
    return record.rollout.flatMap(({ consumer_id }) => this.sessions.tell(task, consumer_id, now))
  }

  /** Sends the current epoch's `batch_reload`, now or when the consumer is back. */
  reload(taskId: number, consumers: readonly string[], now: number): Effect[] {
    const task = this.parts.tasks.get(taskId)
    return consumers.flatMap((consumerId) => this.sessions.tell(task, consumerId, now))
  }

  /** `[EP-3]` A consumer fetched its batches of this epoch. */
  confirmFetch(taskId: number, consumerId: string, epoch: number, now: number): void {
    const task = this.parts.tasks.get(taskId)
    if (task.epoch === epoch) task.rollout.confirm(consumerId, now)
  }

  // ---- consumers

  /**
   * `[LV-5]` The slots of these consumers move away with the next epoch, or they may own some again.
   * @returns those that were otherwise before
   * @throws {BatchdeckError} `UNKNOWN_CONSUMER`, and nothing has changed
   */
  setDrained(consumerIds: readonly string[], isDrained: boolean, now: number): readonly string[] {
    const { consumers } = this.parts
    const others = otherwiseDrained(consumers, consumerIds, isDrained).map(({ id }) => id)
    for (const id of others) {
      if (isDrained) consumers.drain(id, now)
      else consumers.undrain(id, now)
    }
    return others
  }

  /** `[BR-2]` The slots of these consumers are kept for them no more. @returns those whose slots were */
  release(consumerIds: readonly string[], now: number): readonly string[] {
    const { consumers, brake } = this.parts
    const kept = consumerIds.filter((id) => consumers.kept.has(id))
    brake.letGo(kept, now)
    return kept
  }

  /** `[LV-4]` Takes those of these consumers out of the list that are lost; all others stay. @returns who is gone */
  dismissLost(consumerIds: readonly string[], now: number): readonly string[] {
    const { consumers } = this.parts
    const lost = [...new Set(consumerIds)].filter((id) => consumers.get(id)?.state === 'lost')
    for (const id of lost) {
      consumers.remove(id, now)
      this.forget(id)
    }
    return lost
  }

  /** How much it holds of what comes and goes: once everybody is gone and all is drained, nothing. */
  inventory(): Readonly<Record<string, number>> {
    const { consumers, board, tasks, takeovers } = this.parts
    return {
      facts: this.recorder.size,
      sayings: this.sayings.size,
      connections: this.sessions.size,
      observers: this.observers.size,
      announced: this.observers.known,
      takeovers: takeovers.size,
      refusals: this.refusals.size,
      flaps: this.flaps.size,
      floods: this.floods.size,
      released: this.parts.brake.size,
      waiting: this.dueSyncs.size,
      untold: consumers.untoldCount,
      silences: consumers.armed,
      answers: [...tasks.all()].reduce((sum, { rollout }) => sum + rollout.armed, 0),
      foreignSpeakers: board.foreignSpeakers,
      running: this.stuckWatch.size,
      unheard: this.pending.size,
    }
  }

  /** Nothing is remembered of a consumer that is gone. */
  private forget(consumerId: string): void {
    this.parts.board.forget(consumerId)
    this.refusals.forget(consumerId)
    this.flaps.forget(consumerId)
    this.parts.brake.forget(consumerId)
  }

  /** `[AL-1]` */
  private restoreAlerts(open: readonly AlertResource[], settings: EngineSettings, now: number): void {
    const shareOf = (kind: AlertKind): Share | null => {
      const alert = open.find((each) => each.kind === kind)
      return alert ? { count: alert.count ?? 0, of: alert.of ?? 0 } : null
    }
    const stuck = open.filter(({ kind }) => kind === 'consumer_stuck')
    this.stuckWatch.restore(new Map(stuck.map(({ consumer_id = '', since }) => [consumer_id, Math.min(since, now)])))
    this.idle.restore(shareOf('consumers_idle'), settings.fleet.grace, now)
    const ofBatches = open.filter(({ kind }) => kind === 'batches_pending' || kind === 'batches_unreported')
    if (ofBatches.length > 0) {
      const said = { overdue: shareOf('batches_pending'), unreported: shareOf('batches_unreported') }
      this.pending.restore(said, Math.min(now, ...ofBatches.map(({ since }) => since)))
    }
    this.parts.alerts.restore(open, ({ kind }) => heldFor(kind, settings), now)
  }

  private restore(state: StoredState, now: number): void {
    const { consumers, board, tasks } = this.parts
    for (const { task, outline } of state.tasks) board.adopt(task.task_id, outline)
    board.restore(state.progress, state.unplanned)
    // It is on disk as it is.
    this.recorder.forget()
    consumers.restore(state.consumers, now)
    this.flaps.restore(now)
    tasks.restore(state, now)
    // The monitor may have stopped between a change of members and the epoch that was to follow it.
    if ([...tasks.all()].some(({ isSyncDue }) => isSyncDue)) {
      consumers.note({ kind: 'restored', consumer_id: '' }, now)
    }
    const { consumers: known, epochs } = this.snapshot()
    this.observers.know({ at: now, consumers: known, consumersGone: [], epochs, tasksGone: [] })
  }
}
