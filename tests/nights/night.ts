import type { ChannelMessage } from '../../src/contract/channel-message.ts'
import { CHANNEL_GRACE_MS } from '../../src/console/notifier-rules.ts'
import { type AlertResource, severityOf } from '../../src/contract/resources/alert.ts'
import type { ChannelDefinition } from '../../src/contract/resources/channel.ts'
import type { Delivery } from '../../src/monitor/channels/delivery.ts'
import type { ChannelState } from '../../src/monitor/channels/delivery-store.ts'
import { LiveChannel } from '../../src/monitor/channels/live-channel.ts'
import type { SendOutcome } from '../../src/monitor/channels/message.ts'
import { HOUR, MINUTE, type Mood, NIGHT, SECOND, type Weather } from './weather.ts'

/** 22:00 on a Saturday. */
const EVENING = Date.UTC(2026, 10, 28, 22)
/** After the night so long for what is late. */
const MORNING = 4 * HOUR
const TICK = 5 * SECOND
/** Where nothing has changed for long, somebody looks less often: the night is as dark, and over sooner. */
const SLOW_TICK = MINUTE
const CALM_AFTER = 7 * MINUTE
/** What was in force before a restart is until it is seen again, or not (AL-1). */
const HELD = 5 * SECOND
const SEND_TIMEOUT = 30 * SECOND

/** A critical alert that the channel knew of for a while in which it could have told. */
export interface Stretch {
  readonly id: string
  readonly from: number
  readonly to: number
}

/** What came of a night at one channel. All times in ms since 22:00. */
export interface NightReport {
  /** Every message that was on disk, as it was last, oldest first. */
  readonly made: readonly Delivery[]
  /** Those that the receiver has, in order of when they came first. */
  readonly received: readonly { readonly message: ChannelMessage; readonly id: number; readonly at: number }[]
  readonly repeated: number
  readonly stretches: readonly Stretch[]
}

interface Attempt {
  readonly delivery: Delivery
  readonly arrivesAt: number
  readonly endsAt: number
  readonly outcome: SendOutcome
  hasArrived: boolean
}

const retry = (after: number | null): SendOutcome => ({ kind: 'retry', problem: { message: 'not now' }, after })
/** When a message arrives, when the attempt ends, and what is made of it. */
const behaviour: Record<Mood['manner'], { arrives: number; ends: number; outcome: SendOutcome }> = {
  takes: { arrives: SECOND, ends: SECOND, outcome: { kind: 'delivered' } },
  slow: { arrives: 20 * SECOND, ends: 25 * SECOND, outcome: { kind: 'delivered' } },
  fails: { arrives: Infinity, ends: SECOND, outcome: retry(null) },
  hangs: { arrives: Infinity, ends: SEND_TIMEOUT, outcome: retry(null) },
  busy: { arrives: Infinity, ends: SECOND, outcome: retry(2 * MINUTE) },
  dead: { arrives: Infinity, ends: 0, outcome: retry(null) },
  'takes and says nothing': { arrives: SECOND, ends: SEND_TIMEOUT, outcome: retry(null) },
}

/** One channel through a night: its rules and its queue as they are, a disk, and a receiver in changing moods. */
export class Night {
  private readonly definition: ChannelDefinition
  private readonly weather: Weather
  private readonly moods: readonly Mood[]
  private readonly random: () => number
  private channel: LiveChannel
  private attempt: Attempt | null = null
  private startedAt = 0
  private lastId = 0
  /** What a kill leaves. */
  private readonly disk = { state: null as string | null, rows: new Map<number, string>() }
  private readonly received = new Map<string, { message: ChannelMessage; id: number; at: number }>()
  private repeated = 0
  private readonly stretches: Stretch[] = []
  private readonly standing = new Map<string, number>()

  constructor(definition: ChannelDefinition, weather: Weather, moods: readonly Mood[], random: () => number) {
    this.definition = definition
    this.weather = weather
    this.moods = moods
    this.random = random
    this.channel = this.start(0)
  }

  run(): NightReport {
    const { spells, outages } = this.weather
    const moments = spells.flatMap(({ from, to, acknowledgedAt = Infinity }) => [from, to, acknowledgedAt])
    const ups = outages.flatMap(({ to }) => [to, to + HELD])
    const changes = [...moments, ...ups].filter((at) => at < Infinity).toSorted((a, b) => a - b)
    let next = 0
    let changedAt = 0
    this.accept(this.alertsAt(0), 0)
    for (let now = 0; now < NIGHT + MORNING; now += now - changedAt > CALM_AFTER ? SLOW_TICK : TICK) {
      const outage = outages.find(({ from, to }) => now >= from && now < to)
      if (outage) {
        this.end(now, outage.isKill)
        now = Math.ceil(outage.to / TICK) * TICK
        this.channel = this.start(now)
        this.accept([...this.alertsAt(outage.from)], now)
        changedAt = now
      }
      if (changes[next]! <= now && now - this.startedAt >= HELD) {
        while (changes[next]! <= now) next++
        this.accept(this.alertsAt(now), now)
        changedAt = now
      }
      this.tick(now)
    }
    this.accept([], NIGHT + MORNING)
    const made = [...this.disk.rows.values()].map((row) => JSON.parse(row) as Delivery)
    return { made, received: [...this.received.values()], repeated: this.repeated, stretches: this.stretches }
  }

  private alertsAt(now: number): AlertResource[] {
    return this.weather.spells
      .filter(({ from, to }) => from <= now && now < to)
      .map(({ alert, acknowledgedAt = Infinity }) => ({
        ...alert,
        since: EVENING + alert.since,
        ...(now >= acknowledgedAt && { acknowledged: { at: EVENING + acknowledgedAt, by: 'ann' } }),
      }))
  }

  private accept(alerts: readonly AlertResource[], now: number): void {
    this.channel.accept(alerts, EVENING + now)
    const told = alerts.filter(({ kind, acknowledged }) => severityOf(kind) === 'critical' && !acknowledged)
    const ids = new Set(told.map(({ alert_id }) => alert_id))
    for (const id of this.standing.keys()) if (!ids.has(id)) this.endStretch(id, now)
    for (const id of ids) if (!this.standing.has(id)) this.standing.set(id, now)
  }

  private endStretch(id: string, to: number): void {
    const from = Math.max(this.standing.get(id)!, this.startedAt + (this.startedAt > 0 ? CHANNEL_GRACE_MS : 0))
    this.standing.delete(id)
    if (to > from) this.stretches.push({ id, from, to })
  }

  private start(now: number): LiveChannel {
    this.startedAt = now
    const rows = [...this.disk.rows.values()].map((row) => JSON.parse(row) as Delivery)
    this.lastId = Math.max(0, ...this.disk.rows.keys())
    const past = {
      state: this.disk.state === null ? null : (JSON.parse(this.disk.state) as ChannelState),
      waiting: rows.filter(({ state }) => state === 'waiting'),
      failed: [],
      problem: null,
    }
    const rules = { mostWaiting: 200, giveUpAfter: 24 * HOUR }
    const startsUntil = EVENING + now + CHANNEL_GRACE_MS
    const parts = { rules, nextId: () => ++this.lastId, titleOf: () => '', startsUntil }
    return new LiveChannel({ origin: 'desktop', definition: this.definition }, past, parts, EVENING + now)
  }

  /** It ends, or is killed between a message and the disk. */
  private end(now: number, isKill: boolean): void {
    if (isKill) for (const message of this.channel.due(EVENING + now)) this.channel.enqueue(message, EVENING + now)
    else this.disk.state = JSON.stringify(this.channel.takeState())
    this.attempt = null
    for (const id of this.standing.keys()) this.endStretch(id, now)
  }

  private tick(now: number): void {
    for (const message of this.channel.due(EVENING + now)) {
      this.keep(this.channel.enqueue(message, EVENING + now))
      this.disk.state = JSON.stringify(this.channel.takeState())
    }
    const { attempt } = this
    if (attempt && !attempt.hasArrived && now >= attempt.arrivesAt) this.receive(attempt, now)
    if (attempt && now >= attempt.endsAt) {
      this.attempt = null
      const after = this.channel.queue.end(attempt.delivery, attempt.outcome, EVENING + now, this.random())
      if (after) {
        this.channel.note(after, EVENING + now)
        this.keep([after])
      }
    }
    const delivery = this.channel.queue.begin(EVENING + now)
    if (!delivery) return
    const { manner } = this.moods.findLast(({ from }) => from <= now)!
    const { arrives, ends, outcome } = behaviour[manner]
    this.attempt = { delivery, arrivesAt: now + arrives, endsAt: now + ends, outcome, hasArrived: false }
  }

  private receive(attempt: Attempt, now: number): void {
    attempt.hasArrived = true
    const { uid, message, delivery_id: id } = attempt.delivery
    if (this.received.has(uid)) this.repeated++
    else this.received.set(uid, { message, id, at: now })
  }

  private keep(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.disk.rows.set(delivery.delivery_id, JSON.stringify(delivery))
  }
}

/** Since 22:00, ms. */
export const sinceEvening = (at: number): number => at - EVENING
