import type { AlertResource } from '../contract/resources/alert.ts'
import type { AlertAct } from './alert-marks.ts'
import { AlertReasons } from './alert-reasons.ts'
import { MutedAlerts } from './muted-alerts.ts'
import { StandingAlerts } from './standing-alerts.ts'

/** What alerts are told by the monitor around the engine; all others follow from what the engine knows. */
export type AlertInputs = Pick<
  Alerts,
  'setStorageProblem' | 'setEventLogProblem' | 'setOfMonitor' | 'setConcern' | 'end'
>

/**
 * What needs an operator, derived from everything else: nothing is switched on or off, an alert goes away with its reason.
 * It is derived anew only where something is other than it was.
 */
export class Alerts extends AlertReasons {
  private readonly standing = new StandingAlerts()
  private readonly muted = new MutedAlerts(this.parts.windows, this.parts.consumers, this.parts.tasks)
  private derivedFrom = ''
  private isEnded = false

  /** The gravest first. */
  list(): readonly AlertResource[] {
    return this.standing.all
  }

  /** `[AL-1]` Takes over what was in force before a restart. @param heldFor how long it takes to see why there is one, ms */
  restore(open: readonly AlertResource[], heldFor: (alert: AlertResource) => number, now: number): void {
    this.startedAt = now
    const absent = new Set(open.flatMap(({ kind, consumer_id }) => (kind === 'consumer_offline' ? consumer_id : [])))
    for (const { id, state } of this.parts.consumers.all()) {
      if (state === 'offline' && !absent.has(id)) this.awaited.add(id)
    }
    this.standing.restore(open, heldFor, now)
    if (open.length > 0) this.parts.recorder.allAlerts(this.standing.all)
  }

  /** `[AL-1]` The monitor ends: that it lets everybody go is nobody's trouble. What is in force stays so. */
  end(): void {
    this.isEnded = true
  }

  /** Brings them up to date; epochs and due syncs are. */
  refresh(now: number): void {
    const situation = this.situation()
    if (this.isEnded || (situation === this.derivedFrom && now < this.standing.nextEnd)) return
    this.derivedFrom = situation
    this.muted.begin()
    const changes = this.standing.update(this.derive(), this.isPast, now, this.muted.of)
    if (!changes) return
    const { recorder } = this.parts
    for (const alert of changes.cleared) recorder.fact({ kind: 'AlertCleared', at: now, alert })
    for (const alert of changes.raised) recorder.fact({ kind: 'AlertRaised', at: now, alert })
    recorder.allAlerts(this.standing.all)
  }

  /** `[AL-6]` Those of them that would be otherwise, as they would be; nothing has changed yet. */
  draftMark(ids: readonly string[], act: AlertAct): readonly AlertResource[] {
    return this.standing.marked(ids, act)
  }

  /** `[AL-6]` What was said of alerts, and is on disk. @returns those that are otherwise now */
  mark(alerts: readonly AlertResource[], { action, mark }: AlertAct, now: number): readonly AlertResource[] {
    const marked = this.standing.mark(alerts, { action, mark } as AlertAct)
    if (marked.length === 0) return marked
    const { recorder } = this.parts
    for (const alert of marked) recorder.fact({ kind: 'AlertMarked', at: now, alert, action, mark })
    recorder.allAlerts(this.standing.all)
    return marked
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.startedAt += by
    this.standing.shift(by)
    this.derivedFrom = ''
    this.parts.recorder.allAlerts(this.standing.all)
  }

  /** `[LV-7]` For so many ms nobody could be heard: what happens by itself happens later. */
  renew(gap: number): void {
    this.standing.renew(gap)
    this.derivedFrom = ''
  }

  private readonly isPast = ({ kind, consumer_id, task_id, epoch }: AlertResource): boolean => {
    const { consumers, tasks } = this.parts
    if (consumer_id !== undefined && !consumers.get(consumer_id)) return true
    if (task_id === undefined) return false
    const task = tasks.find(task_id)
    return !task || (kind === 'rollout_stuck' && task.epoch !== epoch)
  }
}
