import type { AlertResource } from '../contract/resources/alert.ts'

/** An alert as it follows from its reason, which knows nothing of when it began. */
export type Alert = Omit<AlertResource, 'since'>

/** What came and what went with a look at the reasons. */
export interface AlertChanges {
  readonly raised: readonly AlertResource[]
  readonly cleared: readonly AlertResource[]
}

/**
 * `[AL-1]` Which alerts are in force, and since when. An alert goes with its reason, but for one that was in force before a
 * restart: it stays as it was until its reason is seen again, or was not for as long as it takes to see it.
 */
export class StandingAlerts {
  private inForce: readonly AlertResource[] = []
  /** Of before the restart, whose reasons were not seen yet: until when they stay, ms. */
  private readonly held = new Map<string, number>()

  /** The gravest first. */
  get all(): readonly AlertResource[] {
    return this.inForce
  }

  /** When the first of those is over that stay without a reason, ms. */
  get nextEnd(): number {
    return Math.min(...this.held.values())
  }

  /**
   * Takes over what was in force before a restart. What the clock says is not believed blindly: nothing began later than now.
   * @param heldFor for how long it takes to see the reason of an alert, ms
   */
  restore(open: readonly AlertResource[], heldFor: (alert: AlertResource) => number, now: number): void {
    this.inForce = open.map((alert) => ({ ...alert, since: Math.min(alert.since, now) }))
    for (const alert of open) this.held.set(alert.alert_id, now + heldFor(alert))
  }

  /**
   * What follows from the reasons at this moment.
   * @param isPast whether an alert of before the restart can have no reason any more: what it is about is gone
   * @returns null where nothing is other than before
   */
  update(derived: readonly Alert[], isPast: (alert: AlertResource) => boolean, now: number): AlertChanges | null {
    const before = new Map(this.inForce.map((alert) => [alert.alert_id, alert]))
    const alerts = derived.map((alert) => ({ ...alert, since: before.get(alert.alert_id)?.since ?? now }))
    const ids = new Set(alerts.map(({ alert_id }) => alert_id))
    for (const [id, until] of this.held) {
      const alert = before.get(id)
      if (!alert || ids.has(id) || now >= until || isPast(alert)) this.held.delete(id)
      else alerts.push(alert)
    }
    if (JSON.stringify(alerts) === JSON.stringify(this.inForce)) return null
    for (const id of this.held.keys()) ids.add(id)
    const cleared = this.inForce.filter(({ alert_id }) => !ids.has(alert_id))
    this.inForce = alerts
    return { raised: alerts.filter(({ alert_id }) => !before.has(alert_id)), cleared }
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    this.inForce = this.inForce.map((alert) => ({
      ...alert,
      since: alert.since + by,
      ...(alert.next_at !== undefined && { next_at: alert.next_at + by }),
    }))
    this.renew(by)
  }

  /** `[LV-7]` For so many ms nobody could be heard: there is as much time for a reason to be seen as before. */
  renew(gap: number): void {
    for (const [id, until] of this.held) this.held.set(id, until + gap)
  }
}
