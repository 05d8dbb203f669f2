import { type AlertResource, isOutgrown } from '../contract/resources/alert.ts'
import {
  type AlertAct,
  type AlertMarks,
  marksAfter,
  marksAt,
  restoredMarks,
  shiftedMarks,
  withMarks,
} from './alert-marks.ts'

/** An alert as it follows from its reason, which knows nothing of when it began, nor of what was said of it. */
export type Alert = Omit<AlertResource, 'since' | 'acknowledged' | 'snoozed' | 'muted'>

/** What came and what went with a look at the reasons. */
export interface AlertChanges {
  readonly raised: readonly AlertResource[]
  readonly cleared: readonly AlertResource[]
}

const noMarks: AlertMarks = {}

/**
 * `[AL-1]` Which alerts are in force, and since when. An alert goes with its reason, but for one that was in force before a
 * restart: it stays as it was until its reason is seen again, or was not for as long as it takes to see it. `[AL-6]` What
 * operators said of it is a part of it, and goes with it.
 */
export class StandingAlerts {
  private inForce: readonly AlertResource[] = []
  /** Of before the restart, whose reasons were not seen yet: until when they stay, ms. */
  private readonly held = new Map<string, number>()
  /** When the first snooze ends, ms. */
  private snoozeEnd = Infinity

  /** The gravest first. */
  get all(): readonly AlertResource[] {
    return this.inForce
  }

  /** When the first of those is over that stay without a reason, or a snooze ends, ms. */
  get nextEnd(): number {
    return Math.min(this.snoozeEnd, ...this.held.values())
  }

  /**
   * Takes over what was in force before a restart. What the clock says is not believed blindly: nothing began later than now.
   * @param heldFor for how long it takes to see the reason of an alert, ms
   */
  restore(open: readonly AlertResource[], heldFor: (alert: AlertResource) => number, now: number): void {
    this.take(
      open.map((alert) => ({
        ...withMarks(alert, restoredMarks(alert, now), null),
        since: Math.min(alert.since, now),
      })),
    )
    for (const alert of open) this.held.set(alert.alert_id, now + heldFor(alert))
  }

  /**
   * What follows from the reasons at this moment.
   * @param isPast whether an alert of before the restart can have no reason any more: what it is about is gone
   * @param mutedBy `[AL-7]` which window mutes it
   * @returns null where nothing is other than before
   */
  update(
    derived: readonly Alert[],
    isPast: (alert: AlertResource) => boolean,
    now: number,
    mutedBy: (alert: Alert) => AlertResource['muted'] | null = () => null,
  ): AlertChanges | null {
    const before = new Map(this.inForce.map((alert) => [alert.alert_id, alert]))
    const alerts = derived.map((alert): AlertResource => {
      const was = before.get(alert.alert_id)
      return withMarks({ ...alert, since: was?.since ?? now }, was ? marksOf(was, alert, now) : noMarks, mutedBy(alert))
    })
    const ids = new Set(alerts.map(({ alert_id }) => alert_id))
    for (const [id, until] of this.held) {
      const alert = before.get(id)
      if (!alert || ids.has(id) || now >= until || isPast(alert)) this.held.delete(id)
      else alerts.push(withMarks(alert, marksAt(alert, now), mutedBy(alert)))
    }
    if (JSON.stringify(alerts) === JSON.stringify(this.inForce)) return null
    for (const id of this.held.keys()) ids.add(id)
    const cleared = this.inForce.filter(({ alert_id }) => !ids.has(alert_id))
    this.take(alerts)
    return { raised: alerts.filter(({ alert_id }) => !before.has(alert_id)), cleared }
  }

  /** `[AL-6]` Those of them that are in force and would be otherwise, as they would be; nothing has changed. */
  marked(ids: readonly string[], act: AlertAct): AlertResource[] {
    const wanted = new Set(ids)
    return this.inForce.flatMap((alert) => {
      const marks = wanted.has(alert.alert_id) ? marksAfter(alert, act) : null
      return marks ? [withMarks(alert, counted(marks, alert))] : []
    })
  }

  /**
   * `[AL-6]` Says it of these. One that is over meanwhile is none of them, also where the like of it was raised again.
   * @returns those that are otherwise now
   */
  mark(alerts: readonly AlertResource[], act: AlertAct): AlertResource[] {
    const since = new Map(alerts.map((alert) => [alert.alert_id, alert.since]))
    const ids = this.inForce.flatMap((alert) => (since.get(alert.alert_id) === alert.since ? [alert.alert_id] : []))
    const marked = new Map(this.marked(ids, act).map((alert) => [alert.alert_id, alert]))
    this.take(this.inForce.map((alert) => marked.get(alert.alert_id) ?? alert))
    return [...marked.values()]
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    this.take(
      this.inForce.map((alert) => ({
        ...withMarks(alert, shiftedMarks(alert, by)),
        since: alert.since + by,
        ...(alert.next_at !== undefined && { next_at: alert.next_at + by }),
      })),
    )
    this.renew(by)
  }

  /** `[LV-7]` For so many ms nobody could be heard: there is as much time for a reason to be seen as before. */
  renew(gap: number): void {
    for (const [id, until] of this.held) this.held.set(id, until + gap)
  }

  private take(alerts: readonly AlertResource[]): void {
    this.inForce = alerts
    this.snoozeEnd = alerts.reduce((first, { snoozed }) => Math.min(first, snoozed?.until ?? Infinity), Infinity)
  }
}

/** What is left at a moment of what was said: what got much worse has outgrown it. */
function marksOf(was: AlertResource, is: Alert, now: number): AlertMarks {
  const { acknowledged, ...rest } = marksAt(was, now)
  return acknowledged && !isOutgrown(is, acknowledged) ? { ...rest, acknowledged } : rest
}

function counted(marks: AlertMarks, { count }: AlertResource): AlertMarks {
  if (!marks.acknowledged || count === undefined) return marks
  return { ...marks, acknowledged: { ...marks.acknowledged, count } }
}
