import { type AlertKind, type AlertResource, isOutgrown, severityOf } from '../contract/resources/alert.ts'
import type { NotifierRules } from './notifier-rules.ts'

/** An alert that is over, as it was last. */
export interface ResolvedAlert {
  readonly alert: AlertResource
  readonly cleared_at: number
}

/** One alert, as far as somebody is told of it. */
interface Entry {
  /** As it was last. */
  alert: AlertResource
  /** Since when it could be told, ms. */
  since: number
  /** Until when it may be over by itself, ms; the same as `since` where nothing happens by itself. */
  waitsUntil: number
  /** Since when it is over, ms; null while in force. */
  over: number | null
  /** Whether it is to be told. */
  isNews: boolean
  /** Whether it was told, and its end was not. */
  isTold: boolean
  /** Critical, and a limit kept it back: it is told even where it is over by then. */
  isHeld: boolean
  /** An operator does not want to hear of it for a while: after that it is news again. */
  isSnoozed: boolean
}

/** What is kept of an incident over a restart: plain JSON. */
export interface IncidentState {
  readonly entries: readonly Readonly<Entry>[]
  readonly ended: readonly ResolvedAlert[]
  /** Null where nothing was told yet. */
  readonly raised_at: number | null
  readonly began_at: number | null
}

/** What is the case besides the alerts, when an incident is asked. */
export interface Moment {
  readonly now: number
  /** In the grace after the start. */
  readonly isStarting: boolean
  readonly isQuiet: (alert: AlertResource) => boolean
  /** Whether the hour has room for news. */
  readonly hasRoom: (isUrgent: boolean) => boolean
}

export interface Raised {
  /** When the first of what was told was raised. */
  readonly since: number
  readonly alerts: readonly AlertResource[]
  readonly resolved: readonly ResolvedAlert[]
  readonly open: number
}
export interface Recovered {
  readonly since: number
  readonly resolved: readonly ResolvedAlert[]
}

/** Whose end may be what happens by itself at `next_at`; that a lost consumer is forgotten some day is none. */
const healing: ReadonlySet<AlertKind> = new Set([
  'coverage',
  'consumer_offline',
  'consumers_awaited',
  'source_failed',
  'source_stale',
])

/** How many critical alerts that are over wait to be told: of a storm that long, the first are enough. */
const MAX_HELD = 1000

/** What is told together, from the first alert to "all back", and all that is waiting to be. */
export class Incident {
  private readonly rules: NotifierRules
  private readonly entries: Map<string, Entry>
  /** Told, over for long, and their end is told with the next message: by their id. */
  private readonly ended: Map<string, ResolvedAlert>
  private raisedAt: number
  private beganAt: number
  private inForce: readonly AlertResource[] = []
  private changes = 0

  /** @param keptAt when the state was as it is */
  constructor(rules: NotifierRules, now: number, state?: IncidentState, keptAt = now) {
    this.rules = rules
    // The clock may have been set back while nobody was there to follow.
    const past = (at: number) => Math.min(at, now)
    // What was not ripe, so long ago, is new when it is there again.
    const isKnown = ({ isTold, isHeld }: Entry) => isTold || isHeld || now - keptAt < rules.forgetMs
    this.entries = new Map(
      state?.entries.filter(isKnown).map((entry) => [
        entry.alert.alert_id,
        {
          ...entry,
          since: past(entry.since),
          waitsUntil: past(entry.waitsUntil),
          over: entry.over === null ? null : past(entry.over),
        },
      ]),
    )
    this.ended = new Map(state?.ended.map((over) => [over.alert.alert_id, over]))
    this.raisedAt = past(state?.raised_at ?? -Infinity)
    this.beganAt = past(state?.began_at ?? Infinity)
  }

  /** Grows with whatever is to be known after a restart. */
  get revision(): number {
    return this.changes
  }

  /** Whether there is anything to be told, now or later. */
  get isEmpty(): boolean {
    return this.entries.size === 0 && this.ended.size === 0
  }

  /** Whether somebody was told of it, and not of its end. */
  hasTold(alertId: string): boolean {
    return this.entries.get(alertId)?.isTold === true
  }

  /** All of its alerts in force now. */
  accept(alerts: readonly AlertResource[], now: number): void {
    this.inForce = alerts
    const ids = new Set<string>()
    for (const alert of alerts) {
      ids.add(alert.alert_id)
      this.see(alert, now)
    }
    for (const [id, entry] of this.entries) if (entry.over === null && !ids.has(id)) this.end(id, entry, now)
  }

  /** The operator sees all of it anyway, or wants to hear nothing of it: nor of its end. */
  watch(): void {
    if (this.isEmpty) return
    for (const [id, entry] of this.entries) {
      if (entry.over === null) Object.assign(entry, { isNews: false, isTold: false, isHeld: false })
      else this.entries.delete(id)
    }
    this.ended.clear()
    this.changes++
  }

  /** Which snoozes are over. To be asked before the others. */
  wake(now: number): void {
    for (const entry of this.entries.values()) {
      if (entry.isSnoozed && !isSnoozed(entry.alert, now)) this.rouse(entry, now)
    }
  }

  /** News to be told now; null where there are none. They count as told. */
  raise(moment: Moment): Raised | null {
    const { critical, limitMs } = this.rules
    const { now } = moment
    const news = this.news(moment)
    const ripe = news.filter((entry) => this.isRipe(entry, now))
    if (ripe.length === 0) return null
    const isUrgent = ripe.some(this.isCritical)
    const limit = critical && isUrgent ? critical.limitMs : limitMs
    if (now - this.raisedAt < limit || !moment.hasRoom(isUrgent)) {
      for (const entry of ripe) this.hold(entry)
      return null
    }
    const isOpen = ({ isTold, over }: Entry) => isTold && over === null
    const open = [...this.entries.values()].filter((entry) => isOpen(entry) && !entry.isNews).length
    if (!this.isTold) this.beganAt = Infinity
    for (const entry of news) this.tell(entry)
    this.raisedAt = now
    this.changes++
    const told = new Set(news.map(({ alert }) => alert))
    const passed = news.filter(({ over }) => over !== null).map(({ alert }) => alert)
    const alerts = [...passed, ...this.inForce.filter((alert) => told.has(alert))]
    return { since: this.beganAt, alerts, resolved: this.takeEnded(), open }
  }

  /** What is over now that all of it is; null where it is not, or was said. It counts as said. */
  recover(moment: Moment, hasRoom: boolean): Recovered | null {
    const { now, isQuiet } = moment
    this.forget(now)
    if (!this.isTold || !this.isOver(moment)) return null
    const told = [...this.entries.values()].filter(({ isTold }) => isTold)
    const over = [...this.ended.values(), ...told].map(({ alert }) => alert)
    const isWanted = over.some((alert) => this.isGrave(alert) || !isQuiet(alert))
    if (!isWanted || !hasRoom) return null
    for (const entry of told) this.finish(entry, entry.over ?? now)
    if (this.rules.waitsForAll) this.entries.clear()
    this.changes++
    return { since: this.beganAt, resolved: this.takeEnded() }
  }

  /** When something may be due though nothing changes until then, ms; infinite where nothing is. */
  nextAt(now: number): number {
    const { critical, graceMs, groupMs, limitMs, settleMs, forgetMs } = this.rules
    const grave = critical ?? { groupMs, limitMs }
    let next = Infinity
    const consider = (at: number) => {
      if (at > now && at < next) next = at
    }
    let hasNews = false
    for (const { alert, since, waitsUntil, over, isNews } of this.entries.values()) {
      if (over !== null) for (const ms of [settleMs, forgetMs, settleMs + limitMs]) consider(over + ms)
      else if (isNews) {
        for (const ms of [groupMs, grave.groupMs]) consider(Math.max(since, waitsUntil) + ms)
        consider(since + graceMs)
      }
      if (alert.snoozed) consider(alert.snoozed.until)
      if (alert.muted) consider(alert.muted.until)
      hasNews ||= isNews
    }
    if (hasNews) for (const ms of [limitMs, grave.limitMs]) consider(this.raisedAt + ms)
    // Over for long, and what stood in the way of saying so goes away by itself.
    for (const { cleared_at } of this.ended.values()) consider(cleared_at + settleMs + limitMs)
    return next
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const entry of this.entries.values()) {
      entry.alert = shifted(entry.alert, by)
      entry.since += by
      entry.waitsUntil += by
      if (entry.over !== null) entry.over += by
    }
    this.inForce = this.inForce.map((alert) => this.entries.get(alert.alert_id)?.alert ?? shifted(alert, by))
    for (const [id, { alert, cleared_at }] of this.ended) {
      this.ended.set(id, { alert: shifted(alert, by), cleared_at: cleared_at + by })
    }
    this.raisedAt += by
    this.beganAt += by
    this.changes++
  }

  get state(): IncidentState {
    const entries = [...this.entries.values()].filter(
      (entry) => entry.isTold || (entry.isNews && this.isCritical(entry)),
    )
    return {
      entries: entries.map((entry) => ({ ...entry, alert: bare(entry.alert) })),
      ended: [...this.ended.values()],
      raised_at: Number.isFinite(this.raisedAt) ? this.raisedAt : null,
      began_at: Number.isFinite(this.beganAt) ? this.beganAt : null,
    }
  }

  /** Whether anything was told whose end was not. */
  private get isTold(): boolean {
    return this.ended.size > 0 || [...this.entries.values()].some(({ isTold }) => isTold)
  }

  private readonly isGrave = ({ kind }: AlertResource) =>
    this.rules.critical !== null && severityOf(kind) === 'critical'
  private readonly isCritical = ({ alert }: Entry) => this.isGrave(alert)

  private see(alert: AlertResource, now: number): void {
    const isAcknowledged = alert.acknowledged !== undefined
    const entry = this.entries.get(alert.alert_id)
    if (!entry) {
      // Whoever was told of it and not of its end is told again, and then of that one's.
      const isTold = this.ended.delete(alert.alert_id)
      const usual = { over: null, isHeld: false, isSnoozed: false }
      const since = { since: now, waitsUntil: now }
      const added: Entry = { ...usual, ...since, alert, isNews: !isAcknowledged, isTold }
      this.awaitEnd(added)
      this.entries.set(alert.alert_id, added)
      this.changes++
      return
    }
    const wasAcknowledged = entry.alert.acknowledged !== undefined
    const isWorse = isOutgrown(alert, entry.alert.acknowledged)
    entry.alert = alert
    if (entry.over !== null) {
      this.changes++
      entry.over = null
    }
    if (isAcknowledged) Object.assign(entry, { isNews: false, isHeld: false })
    else if (wasAcknowledged && (isWorse || !entry.isTold)) Object.assign(entry, { isNews: true, since: now })
    this.awaitEnd(entry)
    if (isSnoozed(alert, now)) entry.isSnoozed = true
  }

  /** What happens by itself, and soon, may be its end: nobody has to be told before. */
  private awaitEnd(entry: Entry): void {
    const { alert, since, waitsUntil } = entry
    if (alert.next_at === undefined || !healing.has(alert.kind)) return
    entry.waitsUntil = Math.max(waitsUntil, Math.min(alert.next_at, since + this.rules.healMs))
  }

  private end(id: string, entry: Entry, now: number): void {
    const { alert, isNews, isTold, isHeld } = entry
    this.changes++
    entry.isSnoozed = false
    if (isTold || !isNews) Object.assign(entry, { over: now, isNews: false })
    // What is critical and comes again and again is not new each time.
    else if (isHeld || (this.isCritical(entry) && !isSilenced(alert, now))) entry.over = now
    else this.entries.delete(id)
  }

  /** It is in force, and its snooze is over. */
  private rouse(entry: Entry, now: number): void {
    entry.isSnoozed = false
    if (entry.over !== null || entry.isNews || !entry.isTold || entry.alert.acknowledged) return
    Object.assign(entry, { isNews: true, since: now })
    this.changes++
  }

  /** What is to be told as soon as it is time for it. */
  private news({ now, isStarting, isQuiet }: Moment): Entry[] {
    const { graceMs } = this.rules
    return [...this.entries.values()].filter((entry) => {
      const { alert, since, over, isNews, isHeld } = entry
      if (!isNews) return false
      if (over !== null) return isHeld && !isStarting
      if (isSilenced(alert, now)) return false
      const isCritical = this.isCritical(entry)
      // Whoever starts again and again tells of what outlasts a grace, too.
      if (isStarting && !(isCritical && now - since >= graceMs)) return false
      return isCritical || !isQuiet(alert)
    })
  }

  private isRipe(entry: Entry, now: number): boolean {
    const { critical, groupMs } = this.rules
    const from = Math.max(entry.since, entry.waitsUntil)
    return entry.over !== null || now - from >= (critical && this.isCritical(entry) ? critical.groupMs : groupMs)
  }

  private hold(entry: Entry): void {
    if (entry.isHeld || entry.isTold || !this.isCritical(entry)) return
    entry.isHeld = true
    this.changes++
  }

  private tell(entry: Entry): void {
    Object.assign(entry, { isNews: false, isTold: true, isHeld: false })
    this.beganAt = Math.min(this.beganAt, entry.alert.since)
    if (entry.over !== null) this.finish(entry, entry.over)
  }

  private finish({ alert }: Entry, over: number): void {
    this.ended.set(alert.alert_id, { alert, cleared_at: over })
    this.entries.delete(alert.alert_id)
  }

  private takeEnded(): ResolvedAlert[] {
    const ended = [...this.ended.values()].toSorted((a, b) => a.cleared_at - b.cleared_at)
    this.ended.clear()
    return ended
  }

  private isOver(moment: Moment): boolean {
    const { now } = moment
    const { settleMs, limitMs, waitsForAll } = this.rules
    const relevant = [...this.entries.values()].filter(({ isTold }) => isTold || waitsForAll)
    const isOverFor = (ms: number) =>
      relevant.every(({ over }) => over !== null && now - over >= ms) &&
      [...this.ended.values()].every(({ cleared_at }) => now - cleared_at >= ms)
    if (!isOverFor(settleMs)) return false
    const news = this.news(moment)
    // What comes and goes too fast to be told keeps the end back for a while only.
    return news.length === 0 || (isOverFor(settleMs + limitMs) && !news.some((entry) => this.isRipe(entry, now)))
  }

  private forget(now: number): void {
    let held = 0
    for (const [id, entry] of this.entries) {
      const { over, isTold, isHeld } = entry
      if (over === null) continue
      if (isHeld && ++held <= MAX_HELD) continue
      if (now - over < this.rules.forgetMs && !isHeld) continue
      if (isTold) this.finish(entry, over)
      else this.entries.delete(id)
      this.changes++
    }
  }
}

const isSnoozed = ({ snoozed }: AlertResource, now: number) => snoozed !== undefined && snoozed.until > now
const isSilenced = (alert: AlertResource, now: number) =>
  isSnoozed(alert, now) || (alert.muted !== undefined && alert.muted.until > now)

function shifted(alert: AlertResource, by: number): AlertResource {
  const { since, next_at, snoozed, muted } = alert
  return {
    ...alert,
    since: since + by,
    ...(next_at !== undefined && { next_at: next_at + by }),
    ...(snoozed && { snoozed: { ...snoozed, until: snoozed.until + by } }),
    ...(muted && { muted: { ...muted, until: muted.until + by } }),
  }
}

/** Without what is of no use once it is over; how it stands now is said anew after a restart. */
function bare({ next_at: _next, muted: _muted, ...alert }: AlertResource): AlertResource {
  return alert
}
