import type { AlertResource } from '../contract/resources/alert.ts'
import { Incident, type IncidentState, type Moment, type ResolvedAlert } from './incident.ts'
import type { NotifierRules } from './notifier-rules.ts'

/** What is told at once, and no more. */
export type Notice<Key extends string = string> =
  | {
      readonly type: 'raised'
      readonly key: Key
      /** When the first of all that was told of, and not over, was raised. */
      readonly since: number
      /** News. What was kept back until it was over is among the resolved as well. */
      readonly alerts: readonly AlertResource[]
      /** Over since the message before. */
      readonly resolved: readonly ResolvedAlert[]
      /** How many of those told before are in force. */
      readonly open: number
    }
  /** All that was told of is over. */
  | {
      readonly type: 'recovered'
      readonly key: Key
      /** When the first of it was raised, ms. */
      readonly since: number
      /** What was not said to be over yet. */
      readonly resolved: readonly ResolvedAlert[]
    }

/** What is the case besides the alerts. */
export interface Circumstances<Key extends string = string> {
  /** Nothing is told before, ms. */
  readonly pausedUntil: number
  /** Whether the operator has the place of this key before the eyes, or wants to hear nothing of it. */
  readonly isWatched: (key: Key) => boolean
  /** Whether it can wait for the morning. What is critical never does. */
  readonly isQuiet: (alert: AlertResource) => boolean
}

/** What is kept over a restart: plain JSON, no larger than what was told and is not over. */
export interface NotifierState {
  /** Since when the alerts are as they are, ms. */
  readonly at: number
  readonly incidents: Readonly<Record<string, IncidentState>>
  /** When the messages of the last hour were made. */
  readonly sent_at: readonly number[]
}

const HOUR_MS = 3_600_000
/** Of the messages of an hour, the share that only what is critical, and ends, may take. */
const RESERVED_SHARE = 1 / 4
/** Whoever is told of something is told of its end. */
const ROOM_FOR_END = 1

/**
 * `[DT-1]` `[CN-6]` Which alerts somebody is told of, and when. It has no clock: whoever uses it says what time it is,
 * whenever something has changed and at {@link nextAt}.
 *
 * - Nothing for the grace after the start: what is over by then was never told. What is critical and was seen longer than
 *   that, over restarts, does not wait for another.
 * - What comes together is one notice, and the next of the same key comes after a while; what is over before it could be
 *   told is not told, but for what is critical and was kept back.
 * - An alert that comes and goes while others of its key stay is told once, until it was over for a while.
 * - One "recovered" when all that was told of a key is over.
 * - What somebody has before the eyes, or looks after, counts as told. In a pause everything waits; what is snoozed or
 *   muted does until that ends.
 * - Of the messages of an hour, one is left for the end, and some for what is critical.
 */
export class Notifier<Key extends string = string> {
  private readonly rules: NotifierRules<Key>
  private readonly incidents = new Map<Key, Incident>()
  private startsUntil: number
  private sentAt: number[]
  /** Before that, nobody knows what of the state is still so. */
  private hasHeard = false
  private heardAt: number
  private changes = 0

  /** @param state of the one before, where there was one: it goes on, and {@link accept} says what became of it */
  constructor(now: number, rules: NotifierRules<Key>, state?: NotifierState) {
    this.rules = rules
    this.heardAt = now
    this.startsUntil = now + rules.graceMs
    this.sentAt = (state?.sent_at ?? []).map((at) => Math.min(at, now))
    for (const [key, incident] of Object.entries(state?.incidents ?? {})) {
      this.incidents.set(key as Key, new Incident(rules, now, incident, state?.at))
    }
  }

  /** All alerts in force now. At the start it is to be told of them even where there are none. */
  accept(alerts: readonly AlertResource[], now: number): void {
    // That it is there is to be kept as well: whoever starts again and again knows for how long.
    if (!this.hasHeard) this.changes++
    this.hasHeard = true
    this.heardAt = now
    const byKey = new Map<Key, AlertResource[]>([...this.incidents.keys()].map((key) => [key, []]))
    for (const alert of alerts) {
      // What was told is followed to its end, though this outlet may be for other things by now.
      const key = this.rules.keyOf(alert) ?? this.keyOfTold(alert)
      if (key === null) continue
      const ofKey = byKey.get(key)
      if (ofKey) ofKey.push(alert)
      else byKey.set(key, [alert])
    }
    for (const [key, ofKey] of byKey) this.incidentOf(key, now).accept(ofKey, now)
  }

  /** What is to be told now. It counts as told. */
  due(now: number, { pausedUntil, isWatched, isQuiet }: Circumstances<Key>): Notice<Key>[] {
    if (!this.hasHeard) return []
    const moment: Moment = { now, isStarting: now < this.startsUntil, isQuiet, hasRoom: this.hasRoom }
    const notices: Notice<Key>[] = []
    this.sentAt = this.sentAt.filter((at) => now - at < HOUR_MS)
    for (const [key, incident] of this.incidents) {
      incident.wake(now)
      if (isWatched(key)) incident.watch()
      else if (now >= pausedUntil) notices.push(...this.dueOf(key, incident, moment))
    }
    return notices
  }

  /** When something may be due though nothing changes until then, ms; null where nothing is. */
  nextAt(now: number): number | null {
    const incidents = [...this.incidents.values()]
    const moments = [this.startsUntil, ...incidents.map((incident) => incident.nextAt(now))]
    if (incidents.some(({ isEmpty }) => !isEmpty)) moments.push(...this.sentAt.map((at) => at + HOUR_MS))
    const next = Math.min(...moments.filter((at) => at > now))
    return next === Infinity ? null : next
  }

  /** Grows with whatever {@link state} should be kept for. */
  get revision(): number {
    return [...this.incidents.values()].reduce((sum, { revision }) => sum + revision, this.changes)
  }

  get state(): NotifierState {
    const incidents = [...this.incidents].map(([key, incident]) => [key, incident.state] as const)
    return { at: this.heardAt, incidents: Object.fromEntries(incidents), sent_at: this.sentAt }
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    this.startsUntil += by
    this.heardAt += by
    this.sentAt = this.sentAt.map((at) => at + by)
    for (const incident of this.incidents.values()) incident.shift(by)
    this.changes++
  }

  private dueOf(key: Key, incident: Incident, moment: Moment): Notice<Key>[] {
    const notices: Notice<Key>[] = []
    const recovered = moment.isStarting ? null : incident.recover(moment, this.hasRoomForEnd())
    if (recovered) {
      notices.push({ type: 'recovered', key, ...recovered })
      this.count(moment.now)
    }
    const raised = incident.raise(moment)
    if (raised) {
      notices.push({ type: 'raised', key, ...raised })
      this.count(moment.now)
    }
    return notices
  }

  private count(now: number): void {
    if (this.rules.perHour !== null) this.sentAt.push(now)
  }

  private readonly hasRoom = (isUrgent: boolean): boolean => {
    const { perHour } = this.rules
    if (perHour === null) return true
    const reserved = isUrgent ? 0 : Math.floor(perHour * RESERVED_SHARE)
    return this.sentAt.length + ROOM_FOR_END + reserved < perHour
  }

  private hasRoomForEnd(): boolean {
    const { perHour } = this.rules
    return perHour === null || this.sentAt.length < perHour
  }

  private incidentOf(key: Key, now: number): Incident {
    const incident = this.incidents.get(key) ?? new Incident(this.rules, now)
    this.incidents.set(key, incident)
    return incident
  }

  private keyOfTold({ alert_id }: AlertResource): Key | null {
    for (const [key, incident] of this.incidents) if (incident.hasTold(alert_id)) return key
    return null
  }
}
