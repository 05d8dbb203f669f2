import type { Sentence } from '../contract/phrase.ts'
import type { AlertResource, Concern } from '../contract/resources/alert.ts'
import type { ActiveWindows } from './active-windows.ts'
import type { Admission } from './admission.ts'
import type { BatchBoard } from './batch-board.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Brake } from './brake.ts'
import { type Consumer, isSetAside } from './consumer.ts'
import type { Consumers } from './consumers.ts'
import type { FlapWatch } from './flap-watch.ts'
import type { Holds } from './holds.ts'
import type { IdleWatch } from './idle-watch.ts'
import type { PendingWatch } from './pending-watch.ts'
import type { RefusalWatch } from './refusal-watch.ts'
import type { Alert } from './standing-alerts.ts'
import type { TakeoverWatch } from './takeover-watch.ts'
import type { Task } from './task.ts'
import type { Tasks } from './tasks.ts'

/** What alerts follow from. */
export interface AlertParts {
  readonly consumers: Consumers
  readonly tasks: Tasks
  readonly board: BatchBoard
  readonly takeovers: TakeoverWatch
  readonly refusals: RefusalWatch
  readonly admission: Admission
  readonly flaps: FlapWatch
  readonly idle: IdleWatch
  readonly pending: PendingWatch
  readonly windows: ActiveWindows
  readonly brake: Brake
  readonly holds: Holds
  readonly recorder: ChangeRecorder
}

/** Why there are alerts: what the engine knows, and what it is told by the monitor around it. */
export class AlertReasons {
  protected readonly parts: AlertParts
  /** The disk's complaint while it refuses to write the database or the events. */
  private readonly complaints = { storage: null as Sentence | null, event_log: null as Sentence | null }
  private ofMonitor: readonly Alert[] = []
  private readonly concerns = new Map<Concern, Sentence>()
  /** When the monitor started, and who has been away since then, and was not before. */
  protected startedAt = -Infinity
  protected readonly awaited = new Set<string>()

  constructor(parts: AlertParts) {
    this.parts = parts
  }

  /** A disk's complaint while it refuses to write the database; null once it works again. */
  setStorageProblem(problem: Sentence | null, now: number): void {
    if ((problem === null) !== (this.complaints.storage === null)) {
      this.parts.recorder.fact(
        problem === null
          ? { kind: 'StorageRecovered', at: now, what: 'database', problem: null }
          : { kind: 'StorageFailed', at: now, what: 'database', problem },
      )
    }
    this.complaints.storage = problem
  }

  /** The same of the audit log. That it has failed cannot be written down; that it had is. */
  setEventLogProblem(problem: Sentence | null, now: number): void {
    const before = this.complaints.event_log
    if (problem === null && before !== null) {
      this.parts.recorder.fact({ kind: 'StorageRecovered', at: now, what: 'events', problem: before })
    }
    this.complaints.event_log = problem
  }

  /** What the monitor around the engine has to say: all of it, each time. */
  setOfMonitor(alerts: readonly Alert[]): void {
    this.ofMonitor = alerts
  }

  /** What is wrong with what is kept, beyond a disk that refuses; null once it is not. */
  setConcern(kind: Concern, problem: Sentence | null): void {
    if (problem === null) this.concerns.delete(kind)
    else this.concerns.set(kind, problem)
  }

  /** All that an alert follows from: where it is the same as before, so are they. */
  protected situation(): string {
    const { consumers, tasks, board, takeovers, refusals, admission, flaps, idle, pending, windows } = this.parts
    return JSON.stringify([
      consumers.revision,
      tasks.revision,
      takeovers.revision,
      refusals.revision,
      admission.refused,
      flaps.revision,
      board.failures,
      idle.revision,
      pending.revision,
      windows.revision,
      this.complaints.storage,
      this.complaints.event_log,
      this.ofMonitor,
      [...this.concerns],
    ])
  }

  /** The gravest first. */
  protected derive(): Alert[] {
    const { board, takeovers, refusals, admission, idle, pending } = this.parts
    const { storage, event_log: eventLog } = this.complaints
    const alerts: Alert[] = []
    if (storage !== null) alerts.push({ alert_id: 'storage', kind: 'storage', ...storage })
    if (eventLog !== null) alerts.push({ alert_id: 'event_log', kind: 'event_log', ...eventLog })
    alerts.push(...this.ofMonitor)
    for (const [kind, problem] of this.concerns) alerts.push({ alert_id: kind, kind, ...problem })
    const { online, ofConsumers } = this.ofConsumers()
    alerts.push(...this.ofTasks(online))
    for (const consumerId of takeovers.storms) alerts.push(ofConsumer('takeover_storm', consumerId))
    for (const [consumerId, { count, last }] of refusals.all()) {
      alerts.push({ ...ofConsumer('frames_refused', consumerId), count, ...last })
    }
    const { refused } = admission
    if (refused > 0) alerts.push({ alert_id: 'consumers_refused', kind: 'consumers_refused', count: refused })
    const { failures } = board
    if (failures > 0) alerts.push({ alert_id: 'batch_errors', kind: 'batch_errors', count: failures })
    const { overdue, unreported } = pending
    if (overdue) alerts.push({ alert_id: 'batches_pending', kind: 'batches_pending', ...overdue })
    alerts.push(...ofConsumers)
    if (unreported) alerts.push({ alert_id: 'batches_unreported', kind: 'batches_unreported', ...unreported })
    const { shown } = idle
    if (shown) alerts.push({ alert_id: 'consumers_idle', kind: 'consumers_idle', ...shown })
    return alerts
  }

  private ofConsumers(): { online: readonly string[]; ofConsumers: readonly Alert[] } {
    const online: string[] = []
    const absent: Alert[] = []
    const stuck: Alert[] = []
    const flapping: Alert[] = []
    const awaited = { count: 0, until: Infinity }
    const { consumers, flaps } = this.parts
    // Where nobody is there to take them over, slots stay.
    const movableFrom = consumers.onlineMembers > 0 ? this.movableFrom() : new Map<string | null, number>()
    for (const consumer of consumers.all()) {
      const { id, state, drainedAt, stuckSince } = consumer
      if (state === 'online') online.push(id)
      const restarts = flaps.all.get(id)
      const isFlapping = restarts !== undefined
      // Else that and this would come and go in turn, each time.
      const isOftenLost = flaps.oftenLost.has(id)
      if (isFlapping && (state !== 'lost' || isOftenLost))
        flapping.push({ ...ofConsumer('consumer_flapping', id), count: restarts })
      if (stuckSince !== null) stuck.push(ofConsumer('consumer_stuck', id))
      // That a drained consumer goes is what it was drained for (LV-5).
      if (drainedAt !== null) continue
      if (state === 'lost' && !isOftenLost)
        absent.push({ ...ofConsumer('consumer_lost', id), ...nextAt(consumers.nextChangeAt(id)) })
      // That it is away for a moment is a part of it.
      if (state !== 'offline' || isFlapping) continue
      const at = Math.max(consumers.nextChangeAt(id), movableFrom.get(id) ?? Infinity)
      if (this.isAwaited(consumer)) {
        awaited.count++
        awaited.until = Math.min(awaited.until, at)
      } else absent.push({ ...ofConsumer('consumer_offline', id), ...nextAt(at) })
    }
    if (awaited.count > 0) {
      const { count, until } = awaited
      absent.push({ alert_id: 'consumers_awaited', kind: 'consumers_awaited', count, ...nextAt(until) })
    }
    return { online, ofConsumers: [...flapping, ...stuck, ...absent] }
  }

  private ofTasks(online: readonly string[]): Alert[] {
    const alerts: Alert[] = []
    const { brake } = this.parts
    for (const task of this.parts.tasks.all()) {
      const { id: task_id, epoch, targets } = task
      const kept = brake.shareOf(task)
      if (kept) {
        const at = nextAt(brake.endsAt(task))
        alerts.push({ alert_id: `mass_loss:${task_id}`, kind: 'mass_loss', task_id, ...kept, ...at })
      }
      const uncovered = targets - task.coveredBy(online)
      if (uncovered > 0) {
        const at = this.slotsMoveAt(task)
        alerts.push({
          alert_id: `coverage:${task_id}`,
          kind: 'coverage',
          task_id,
          count: uncovered,
          of: targets,
          ...nextAt(at),
        })
      }
      const { stuck } = task.rollout.standing()
      if (stuck > 0) {
        alerts.push({ alert_id: `rollout_stuck:${task_id}`, kind: 'rollout_stuck', task_id, epoch, count: stuck })
      }
      if (task.isSyncDue && !task.isAutoSync) {
        alerts.push({ alert_id: `sync_due:${task_id}`, kind: 'sync_due', task_id })
      }
    }
    return alerts
  }

  /** `[AL-3]` When the first of those who do not watch what they own is lost, so that others get it, ms. */
  private slotsMoveAt(task: Task): number {
    const { consumers } = this.parts
    if (!task.isAutoSync || consumers.onlineMembers === 0) return Infinity
    let first = Infinity
    for (const owner of new Set(task.owners)) {
      const consumer = owner === null ? undefined : consumers.get(owner)
      if (!consumer || isSetAside(consumer)) continue
      if (consumer.state === 'offline' || consumer.state === 'suspect') {
        first = Math.min(first, consumers.nextChangeAt(consumer.id))
      }
    }
    return Math.max(first, this.parts.holds.untilOf(task) ?? first)
  }

  /**
   * Whose slots move by themselves when they are lost, where an epoch follows without an operator, and from when on that can
   * be (MW-2, BR-1), ms.
   */
  private movableFrom(): Map<string | null, number> {
    const from = new Map<string | null, number>()
    for (const task of this.parts.tasks.all()) {
      if (!task.isAutoSync) continue
      const until = this.parts.holds.untilOf(task) ?? -Infinity
      for (const owner of task.owners) from.set(owner, Math.min(until, from.get(owner) ?? Infinity))
    }
    return from
  }

  /** `[AL-1]` It is away since the monitor started, and was not before: all of those together are one alert. */
  private isAwaited({ id, stateSince }: Readonly<Consumer>): boolean {
    return stateSince <= this.startedAt && this.awaited.has(id)
  }
}

function ofConsumer(kind: AlertResource['kind'], consumer_id: string): Alert {
  return { alert_id: `${kind}:${consumer_id}`, kind, consumer_id }
}

function nextAt(at: number): Pick<Alert, 'next_at'> {
  return Number.isFinite(at) ? { next_at: Math.round(at) } : {}
}
