import type { Sentence } from '../contract/phrase.ts'
import type { AlertResource, Concern } from '../contract/resources/alert.ts'
import type { Admission } from './admission.ts'
import type { BatchBoard } from './batch-board.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Consumers } from './consumers.ts'
import type { FlapWatch } from './flap-watch.ts'
import type { RefusalWatch } from './refusal-watch.ts'
import type { TakeoverWatch } from './takeover-watch.ts'
import type { Tasks } from './tasks.ts'

type Alert = Omit<AlertResource, 'since'>

/** What alerts follow from. */
interface Parts {
  readonly consumers: Consumers
  readonly tasks: Tasks
  readonly board: BatchBoard
  readonly takeovers: TakeoverWatch
  readonly refusals: RefusalWatch
  readonly admission: Admission
  readonly flaps: FlapWatch
  readonly recorder: ChangeRecorder
}

/** What alerts are told by the monitor around the engine; all others follow from what the engine knows. */
export type AlertInputs = Pick<Alerts, 'setStorageProblem' | 'setEventLogProblem' | 'setOfMonitor' | 'setConcern'>

/**
 * What needs an operator, derived from everything else: nothing is switched on or off, an alert goes away with its reason.
 * It is derived anew only where something is other than it was.
 */
export class Alerts {
  private readonly parts: Parts
  private inForce: readonly AlertResource[] = []
  /** The disk's complaint while it refuses to write the database or the events. */
  private readonly complaints = { storage: null as Sentence | null, event_log: null as Sentence | null }
  private ofMonitor: readonly Alert[] = []
  private readonly concerns = new Map<Concern, Sentence>()
  private derivedFrom = ''

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** The gravest first. */
  list(): readonly AlertResource[] {
    return this.inForce
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

  /** Brings them up to date; epochs and due syncs are. */
  refresh(now: number): void {
    const situation = this.situation()
    if (situation === this.derivedFrom) return
    this.derivedFrom = situation
    const since = new Map(this.inForce.map((alert) => [alert.alert_id, alert.since]))
    const alerts = this.derive().map((alert) => ({ ...alert, since: since.get(alert.alert_id) ?? now }))
    if (JSON.stringify(alerts) === JSON.stringify(this.inForce)) return
    this.note('AlertCleared', this.inForce, alerts, now)
    this.note('AlertRaised', alerts, this.inForce, now)
    this.inForce = alerts
    this.parts.recorder.allAlerts(alerts)
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.inForce = this.inForce.map((alert) => ({ ...alert, since: alert.since + by }))
    this.parts.recorder.allAlerts(this.inForce)
  }

  private situation(): string {
    const { consumers, tasks, board, takeovers, refusals, admission, flaps } = this.parts
    return JSON.stringify([
      consumers.revision,
      tasks.revision,
      takeovers.revision,
      refusals.revision,
      admission.refused,
      flaps.revision,
      board.failures,
      this.complaints.storage,
      this.complaints.event_log,
      this.ofMonitor,
      [...this.concerns],
    ])
  }

  private note(
    kind: 'AlertCleared' | 'AlertRaised',
    of: readonly AlertResource[],
    others: readonly AlertResource[],
    now: number,
  ): void {
    const known = new Set(others.map(({ alert_id }) => alert_id))
    for (const alert of of) if (!known.has(alert.alert_id)) this.parts.recorder.fact({ kind, at: now, alert })
  }

  private derive(): Alert[] {
    const { board, takeovers, refusals, admission } = this.parts
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
    return [...alerts, ...ofConsumers]
  }

  private ofConsumers(): { online: readonly string[]; ofConsumers: readonly Alert[] } {
    const online: string[] = []
    const absent: Alert[] = []
    const stuck: Alert[] = []
    const flapping: Alert[] = []
    const { consumers, flaps } = this.parts
    for (const { id, state, drainedAt, stuckSince } of consumers.all()) {
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
      if (state === 'lost' && !isOftenLost) absent.push(ofConsumer('consumer_lost', id))
      // That it is away for a moment is a part of it.
      if (state === 'offline' && !isFlapping) absent.push(ofConsumer('consumer_offline', id))
    }
    return { online, ofConsumers: [...flapping, ...stuck, ...absent] }
  }

  private ofTasks(online: readonly string[]): Alert[] {
    const alerts: Alert[] = []
    for (const task of this.parts.tasks.all()) {
      const { id: task_id, epoch, targets } = task
      const uncovered = targets - task.coveredBy(online)
      if (uncovered > 0) alerts.push({ alert_id: `coverage:${task_id}`, kind: 'coverage', task_id, count: uncovered })
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
}

function ofConsumer(kind: AlertResource['kind'], consumer_id: string): Alert {
  return { alert_id: `${kind}:${consumer_id}`, kind, consumer_id }
}
