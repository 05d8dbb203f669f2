import type { ChangeRecorder } from './change-recorder.ts'
import { type Consumer, isMember } from './consumer.ts'

/**
 * A round trip is shown anew where it differs from what is shown by more than this, in ms and as a share: jitter is no
 * news.
 */
const ROUND_TRIP_STEP_MS = 5
const ROUND_TRIP_SHARE = 0.25

/** Of two heartbeats of a program that stands still: whole seconds, and what one was on its way. */
const PROGRESSED_TOLERANCE_MS = 2000

interface Known {
  readonly consumer: Consumer
  /** The `last_seen_at` and the `round_trip` that were last marked to be shown. */
  seenShown: number
  roundTripShown: number
}

/** The consumers that are known: who they are, who counts as a member, and what was found out about each. */
export class ConsumerTable {
  protected readonly recorder: ChangeRecorder
  protected readonly known = new Map<string, Known>()
  /** How many of them became known by each token. */
  private readonly admitted = new Map<string, number>()
  /** Null until somebody asks, and whenever it may be another. */
  private memberList: readonly string[] | null = null
  private onlineMemberCount: number | null = null
  private changes = 0

  constructor(recorder: ChangeRecorder) {
    this.recorder = recorder
  }

  /** Ids that are known. */
  get size(): number {
    return this.known.size
  }

  /** Grows whenever the state of a consumer is another, it is drained or not, stuck or not, there or not. */
  get revision(): number {
    return this.changes
  }

  /** Those that are not lost and not drained, whether they are trusted or not. */
  get aliveCount(): number {
    let count = 0
    for (const { state, drainedAt } of this.all()) if (state !== 'lost' && drainedAt === null) count++
    return count
  }

  /** Members that are online: who could take over what others lose. */
  get onlineMembers(): number {
    this.onlineMemberCount ??= [...this.all()].filter((each) => each.state === 'online' && isMember(each)).length
    return this.onlineMemberCount
  }

  get(consumerId: string): Readonly<Consumer> | undefined {
    return this.known.get(consumerId)?.consumer
  }

  /** In the order they were first seen. */
  *all(): Iterable<Readonly<Consumer>> {
    for (const { consumer } of this.known.values()) yield consumer
  }

  /** Those of them that became known by a token. */
  countOf(token: string): number {
    return this.admitted.get(token) ?? 0
  }

  /** The ids planning counts with, in code-unit order (LV-3); the same list for as long as it is the same. */
  members(): readonly string[] {
    this.memberList ??= [...this.all()].flatMap((consumer) => (isMember(consumer) ? consumer.id : [])).toSorted()
    return this.memberList
  }

  /**
   * The one that has been lost for longest and is neither drained nor connected nor kept (BR-1); null where there is none.
   * @param token only of those that became known by it; null for all
   */
  longestLost(token: string | null): string | null {
    let longest: Readonly<Consumer> | null = null
    for (const consumer of this.all()) {
      if (consumer.state !== 'lost' || consumer.drainedAt !== null || consumer.session !== null) continue
      if (consumer.keptSince !== null) continue
      if (token !== null && consumer.admittedBy !== token) continue
      if (longest === null || consumer.stateSince < longest.stateSince) longest = consumer
    }
    return longest?.id ?? null
  }

  /** `[LV-1]` It answered a ping after so many ms. This is no frame: whether it is alive is another matter. */
  setRoundTrip(consumerId: string, roundTrip: number): void {
    const known = this.known.get(consumerId)
    if (!known) return
    const { consumer, roundTripShown: shown } = known
    const isFirst = consumer.roundTrip === null
    consumer.roundTrip = roundTrip
    if (!isFirst && Math.abs(roundTrip - shown) <= Math.max(ROUND_TRIP_STEP_MS, ROUND_TRIP_SHARE * shown)) return
    known.roundTripShown = roundTrip
    this.recorder.roundTrip(consumer)
  }

  /** Slots and targets a consumer owns, over all tasks. */
  setLoad(consumerId: string, slots: number, targets: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || (consumer.slots === slots && consumer.targets === targets)) return
    consumer.slots = slots
    consumer.targets = targets
    this.recorder.consumer(consumer)
  }

  /** `[WS-27]` Of its targets those that are reported in error. */
  setTargetsInError(consumerId: string, count: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.targetsInError === count) return
    consumer.targetsInError = count
    this.recorder.consumer(consumer)
  }

  /** `[LV-4]` Since when its running batches make no progress; null where they do, or it has none. */
  setStuck(consumerId: string, since: number | null): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.stuckSince === since) return
    consumer.stuckSince = since
    this.changed(consumer)
  }

  /**
   * `[WS-30]` How long ago its program last got on, as it says, ms; undefined where it does not say. What differs by no more
   * than a message may be on its way is the same moment: a program that stands still makes no change.
   */
  setProgressed(consumerId: string, ago: number | undefined, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer) return
    const { progressedAt: before, stuckSince } = consumer
    const at = ago === undefined ? null : Math.max(0, Math.round(now - ago))
    if (at === before || (at !== null && before !== null && Math.abs(at - before) <= PROGRESSED_TOLERANCE_MS)) return
    consumer.progressedAt = at
    // LV-4: only then may it be stuck, or no longer be, before its time is over.
    if (stuckSince !== null || (at ?? 0) < (before ?? 0)) this.changed(consumer)
    else this.recorder.consumer(consumer)
  }

  /** `[LV-6]` How often it has restarted within the last hour. */
  setRestarts(consumerId: string, restarts: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.restarts === restarts) return
    consumer.restarts = restarts
    this.recorder.consumer(consumer)
  }

  /** A new one. @param seenShown the `last_seen_at` it is shown with */
  protected put(consumer: Consumer, seenShown: number): void {
    this.known.set(consumer.id, { consumer, seenShown, roundTripShown: 0 })
    this.countAdmitted(consumer, 1)
    this.membersChanged()
    this.changed(consumer)
  }

  /** It is gone. */
  protected take(consumer: Consumer): void {
    this.known.delete(consumer.id)
    this.countAdmitted(consumer, -1)
    this.membersChanged()
    this.changes++
    this.recorder.consumerGone(consumer)
  }

  /** The member list may be another. */
  protected membersChanged(): void {
    this.memberList = null
    this.onlineMemberCount = null
  }

  /** See {@link revision}. */
  protected changed(consumer: Consumer): void {
    this.changes++
    this.recorder.consumer(consumer)
  }

  private countAdmitted({ admittedBy }: Consumer, change: 1 | -1): void {
    if (admittedBy === null) return
    const count = (this.admitted.get(admittedBy) ?? 0) + change
    if (count > 0) this.admitted.set(admittedBy, count)
    else this.admitted.delete(admittedBy)
  }
}
