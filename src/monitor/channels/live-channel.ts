import { randomUUID } from 'node:crypto'
import { type Notice, Notifier, type NotifierState } from '../../console/notifier.ts'
import { channelRules } from '../../console/notifier-rules.ts'
import { isQuietAt } from '../../console/quiet-hours.ts'
import type { Sentence } from '../../contract/phrase.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { ChannelDefinition } from '../../contract/resources/channel.ts'
import { isFor } from './channel-filter.ts'
import { type ChannelTerms, nextSummary, termsOf } from './channel-terms.ts'
import { type Delivery, isCritical } from './delivery.ts'
import { DeliveryQueue, type QueueRules } from './delivery-queue.ts'
import type { ChannelState } from './delivery-store.ts'
import type { ChannelMessage } from './message.ts'
import type { ChannelOrigin, StoredChannel } from './stored-channel.ts'

/** A first summary goes back so far, ms. */
const FIRST_SUMMARY_MS = 86_400_000
/** The longest time that a summary is of, ms. */
const MAX_SUMMARY_MS = 31 * 86_400_000
/** Of what was given up so much is kept to be sent again. */
const MAX_FAILED = 500
/** How long a summary that could not be made is left alone, ms. */
const SUMMARY_RETRY_MS = 60_000
const HOUR_MS = 3_600_000
/** What no moment says, such as quiet hours that end, is looked at so often, ms. */
const LOOK_MS = 5000

export interface LiveParts {
  readonly rules: QueueRules
  readonly nextId: () => number
  readonly titleOf: (message: ChannelMessage) => string
  /** Until when the monitor is starting, ms: what is the case then may be over as soon as everybody is back. */
  readonly startsUntil: number
}

/** What a channel was before a restart, or before it was given anew. */
export interface ChannelPast {
  readonly state: ChannelState | null
  readonly waiting: readonly Delivery[]
  readonly failed: readonly number[]
  /** What went wrong last. */
  readonly problem: Sentence | null
}

/** `[CN-1]` One channel: what it passes on, what waits for it, and how it goes. */
export class LiveChannel {
  readonly origin: ChannelOrigin
  readonly definition: ChannelDefinition
  readonly terms: ChannelTerms
  readonly queue: DeliveryQueue
  /** Numbers of what was given up and nobody has dealt with, oldest first. */
  readonly failed: Set<number>
  /** Cuts the attempt that is under way off. */
  attempt: AbortController | null = null
  /** Of the last attempt that failed, until one did not. */
  problem: Sentence | null = null
  isMakingSummary = false
  /** It was deleted, or given anew: nothing that comes of it late is kept. */
  isGone = false
  private readonly parts: LiveParts
  private readonly notifier: Notifier
  private lookAt = -Infinity
  private keptRevision = -1
  private delivered: number
  private lastDeliveredAt: number | null
  /** Until when the last summary went, or since when there is to be one. */
  private summaryAt: number
  private hasSummary: boolean
  private summaryRetryAt = -Infinity
  /** When those of the last hour were made. */
  private summariesAt: number[] = []
  private nextSummaryAt: number | null = null

  constructor({ origin, definition }: StoredChannel, past: ChannelPast, parts: LiveParts, now: number) {
    this.origin = origin
    this.definition = definition
    this.terms = termsOf(definition)
    this.parts = parts
    this.queue = new DeliveryQueue(parts.rules, past.waiting)
    this.failed = new Set(past.failed)
    this.problem = this.queue.head?.problem ?? past.problem
    const { state } = past
    this.notifier = notifierOf(now, { definition, terms: this.terms, parts }, state?.notifier)
    this.delivered = state?.delivered ?? 0
    this.lastDeliveredAt = state?.last_delivered_at ?? null
    this.summaryAt = Math.min(now, state?.summary_at ?? now)
    this.hasSummary = typeof state?.summary_at === 'number'
    this.planSummary()
  }

  get name(): string {
    return this.definition.name
  }

  get isPaused(): boolean {
    return this.terms.paused
  }

  get counts(): {
    readonly delivered: number
    readonly lastDeliveredAt: number | null
    readonly nextSummaryAt: number | null
  } {
    const nextSummaryAt = this.isPaused ? null : this.nextSummaryAt
    return { delivered: this.delivered, lastDeliveredAt: this.lastDeliveredAt, nextSummaryAt }
  }

  /** Whether there is more to be kept than what {@link state} had last. */
  get hasNews(): boolean {
    return this.notifier.revision !== this.keptRevision
  }

  /** To be kept. */
  takeState(): ChannelState {
    this.keptRevision = this.notifier.revision
    return {
      name: this.name,
      notifier: this.notifier.state,
      delivered: this.delivered,
      last_delivered_at: this.lastDeliveredAt,
      summary_at: this.hasSummary || this.terms.summary !== null ? this.summaryAt : null,
    }
  }

  /** All alerts in force now. */
  accept(alerts: readonly AlertResource[], now: number): void {
    this.notifier.accept(alerts, now)
    this.lookAt = -Infinity
  }

  /** `[CN-6]` What is to be said now. */
  due(now: number): ChannelMessage[] {
    if (now < this.lookAt && this.lookAt - now <= LOOK_MS) return []
    const { quiet } = this.terms
    const isQuiet = quiet !== null && isQuietAt(quiet, now)
    const notices = this.notifier.due(now, {
      pausedUntil: this.isPaused ? Number.MAX_SAFE_INTEGER : -Infinity,
      isWatched: () => false,
      isQuiet: () => isQuiet,
    })
    this.lookAt = Math.min(this.notifier.nextAt(now) ?? Infinity, now + LOOK_MS)
    return notices.map((notice) => messageOf(notice, now))
  }

  /** A message takes its place among those that wait. @returns what is to be kept: those given up for it, and itself */
  enqueue(message: ChannelMessage, now: number): Delivery[] {
    const delivery: Delivery = {
      delivery_id: this.parts.nextId(),
      uid: randomUUID(),
      channel: this.name,
      title: this.parts.titleOf(message),
      message,
      isCritical: isCritical(message),
      made_at: now,
      state: 'waiting',
      attempts: 0,
      refusals: 0,
      next_at: now,
      expires_at: now,
      ended_at: null,
      problem: null,
    }
    return this.requeue(delivery, now)
  }

  /** The same of one that was given up. */
  requeue(delivery: Delivery, now: number): Delivery[] {
    const givenUp = this.queue.add(delivery, now)
    this.failed.delete(delivery.delivery_id)
    for (const { delivery_id: id } of givenUp) this.failed.add(id)
    const added = this.queue.all.filter(({ delivery_id: id }) => id === delivery.delivery_id)
    return [...givenUp, ...added]
  }

  /** `[CN-5]` Those of what was given up that are not kept any more, so that it does not grow without end. */
  takeSuperfluous(): number[] {
    const superfluous = [...this.failed].slice(0, Math.max(0, this.failed.size - MAX_FAILED))
    for (const id of superfluous) this.failed.delete(id)
    return superfluous
  }

  /** What becomes of it when it is given anew: what waits goes the new way. */
  get past(): ChannelPast {
    return { state: this.takeState(), waiting: this.queue.all, failed: [...this.failed], problem: null }
  }

  /** What became of a message. */
  note(delivery: Delivery, now: number): void {
    this.problem = delivery.problem
    if (delivery.state === 'failed') this.failed.add(delivery.delivery_id)
    if (delivery.state !== 'delivered') return
    this.delivered++
    this.lastDeliveredAt = now
  }

  /** Which time a summary is due of; null where none is. */
  summaryDue(now: number): { readonly from: number; readonly to: number } | null {
    const isDue = this.nextSummaryAt !== null && now >= this.nextSummaryAt && now >= this.summaryRetryAt
    if (!isDue || this.isPaused || this.isMakingSummary) return null
    // Each hour has room for as many of them as of other messages, however often they are asked for.
    this.summariesAt = this.summariesAt.filter((at) => now - at < HOUR_MS)
    if (this.summariesAt.length >= this.terms.per_hour) return null
    const from = this.hasSummary ? this.summaryAt : now - FIRST_SUMMARY_MS
    return { from: Math.max(from, now - MAX_SUMMARY_MS), to: now }
  }

  /** A summary was made of the time until then. */
  noteSummary(to: number): void {
    this.summaryAt = to
    this.hasSummary = true
    this.summariesAt.push(to)
    this.planSummary()
  }

  /** One could not be made. */
  putOffSummary(now: number): void {
    this.summaryRetryAt = now + SUMMARY_RETRY_MS
  }

  /** `[LV-7]` The clock was set by so many ms. @returns those that wait, as they are now */
  shift(by: number): readonly Delivery[] {
    this.notifier.shift(by)
    this.lookAt = -Infinity
    this.summaryAt += by
    this.summaryRetryAt += by
    this.summariesAt = this.summariesAt.map((at) => at + by)
    if (this.lastDeliveredAt !== null) this.lastDeliveredAt += by
    this.planSummary()
    return this.queue.shift(by)
  }

  private planSummary(): void {
    const { summary } = this.terms
    this.nextSummaryAt = summary === null ? null : nextSummary(summary, this.summaryAt)
  }
}

interface NotifierTerms {
  readonly definition: ChannelDefinition
  readonly terms: ChannelTerms
  readonly parts: LiveParts
}

/** One that goes on from a state that is none begins anew: what is in force is told once more. */
function notifierOf(now: number, { definition, terms, parts }: NotifierTerms, state: unknown): Notifier {
  const rules = {
    ...channelRules(terms.per_hour, (alert) => isFor(alert, definition.name, terms)),
    // A channel that is changed meanwhile does not wait once more.
    graceMs: Math.max(0, parts.startsUntil - now),
  }
  try {
    return new Notifier(now, rules, (state ?? undefined) as NotifierState | undefined)
  } catch {
    return new Notifier(now, rules)
  }
}

function messageOf(notice: Notice, at: number): ChannelMessage {
  if (notice.type === 'raised') {
    const { since, alerts, resolved, open } = notice
    return { kind: 'raised', at, since, alerts, resolved, open }
  }
  return { kind: 'resolved', at, since: notice.since, resolved: notice.resolved }
}
