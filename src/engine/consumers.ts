import type { RegisterFrame } from '../contract/consumer-frames.ts'
import type { ConsumerState } from '../contract/resources/consumer.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import {
  type Consumer,
  introduce,
  isMember,
  isSetAside,
  newConsumer,
  restoredConsumer,
  type Session,
} from './consumer.ts'
import { Deadlines } from './deadlines.ts'
import { type LivenessSettings, nextDeadline, timeMakes } from './liveness.ts'
import { type MemberEvent, MemberEvents } from './member-events.ts'
import type { StoredConsumer } from './records.ts'

/** A shown `last_seen_at` may be this old (ms): a busy consumer is not worth a change on every frame. */
const SEEN_GRANULARITY_MS = 5000
/**
 * A round trip is shown anew where it differs from what is shown by more than this, in ms and as a share: jitter is no
 * news.
 */
const ROUND_TRIP_STEP_MS = 5
const ROUND_TRIP_SHARE = 0.25
interface Known {
  readonly consumer: Consumer
  /** The `last_seen_at` and the `round_trip` that were last marked to be shown. */
  seenShown: number
  roundTripShown: number
}

/**
 * The consumers and whether they are alive, as a state machine that is given the time (LV-1 to LV-5).
 *
 * `online` ⇄ `suspect` (connected, but silent) → `lost`; a closed socket makes `offline`, which holds its slots for
 * the grace period and then is `lost`. To be drained goes beside all that: it says whether an operator wants the
 * consumer to own anything, not whether it is alive. Members are all that are neither lost nor drained.
 *
 * Time is passed by deadlines: nobody is looked at before something can become of it. Silence that ends early leaves its
 * deadline as it is; when that comes, there is a later one.
 */
export class Consumers {
  private readonly settings: LivenessSettings
  private readonly recorder: ChangeRecorder
  private readonly known = new Map<string, Known>()
  /** How many of them became known by each token. */
  private readonly admitted = new Map<string, number>()
  private readonly events: MemberEvents
  private readonly untold = new Set<string>()
  private readonly deadlines = new Deadlines<string>()
  /** Null until somebody asks, and whenever it may be another. */
  private memberList: readonly string[] | null = null
  private changes = 0
  /** When everybody last had the full time anew. */
  private renewedAt = -Infinity

  constructor(settings: LivenessSettings, recorder: ChangeRecorder) {
    this.settings = settings
    this.recorder = recorder
    this.events = new MemberEvents(settings)
  }

  /** Takes over what was known before a restart: nobody is connected yet, and the grace period starts anew (LV-2). */
  restore(stored: readonly StoredConsumer[], now: number): void {
    for (const resource of stored) {
      const consumer = restoredConsumer(resource, now, this.settings.lostRetention)
      this.add(consumer, consumer.lastSeenAt)
    }
  }

  /** Ids that are known. */
  get size(): number {
    return this.known.size
  }

  /** Those of them that became known by a token. */
  countOf(token: string): number {
    return this.admitted.get(token) ?? 0
  }

  /**
   * The one that has been lost for longest and is neither drained nor connected; null where there is none.
   * @param token only of those that became known by it; null for all
   */
  longestLost(token: string | null): string | null {
    let longest: Readonly<Consumer> | null = null
    for (const consumer of this.all()) {
      if (consumer.state !== 'lost' || consumer.drainedAt !== null || consumer.session !== null) continue
      if (token !== null && consumer.admittedBy !== token) continue
      if (longest === null || consumer.stateSince < longest.stateSince) longest = consumer
    }
    return longest?.id ?? null
  }

  get(consumerId: string): Readonly<Consumer> | undefined {
    return this.known.get(consumerId)?.consumer
  }

  /** In the order they were first seen. */
  *all(): Iterable<Readonly<Consumer>> {
    for (const { consumer } of this.known.values()) yield consumer
  }

  /** The ids planning counts with, in code-unit order (LV-3); the same list for as long as it is the same. */
  members(): readonly string[] {
    this.memberList ??= [...this.all()].flatMap((consumer) => (isMember(consumer) ? consumer.id : [])).toSorted()
    return this.memberList
  }

  /** Grows whenever the state of a consumer is another, it is drained or not, stuck or not, there or not. */
  get revision(): number {
    return this.changes
  }

  /** Deadlines that are armed, one for each consumer of which time can make something. */
  get armed(): number {
    return this.deadlines.size
  }

  /** See {@link drainUntold}. */
  get untoldCount(): number {
    return this.untold.size
  }

  /**
   * `[LV-2]` A consumer that comes back within its grace period changes nothing but its session.
   * @param token by which it comes; it is remembered of a new id
   */
  register(frame: RegisterFrame, session: Session, now: number, token: string | null = null): void {
    const { consumer_id: id } = frame
    const known = this.known.get(id)
    const consumer = known?.consumer ?? newConsumer(id, now, token)
    if (!known) {
      this.add(consumer, now)
      this.note({ kind: 'joined', consumer_id: id }, now)
      this.recorder.fact({ kind: 'ConsumerOnline', at: now, consumerId: id })
    }
    introduce(consumer, frame, session, now)
    this.revive(consumer, now)
    this.arm(consumer)
    this.recorder.consumer(consumer)
  }

  /** `[LV-1]` Any frame of a consumer is a sign of life; `clock` is its own time in ms where it told one (WS-14). */
  heard(consumerId: string, now: number, clock?: number): void {
    const known = this.known.get(consumerId)
    if (!known) return
    const { consumer } = known
    consumer.lastSeenAt = now
    consumer.waitingSince = now
    if (clock !== undefined) consumer.clockSkew = Math.round(clock - now)
    this.revive(consumer, now)
    // The deadline only moves on, and is seen to have when it comes.
    if (now - known.seenShown >= SEEN_GRANULARITY_MS) {
      known.seenShown = now
      this.recorder.consumer(consumer)
    }
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

  /** `[LV-2]` Its socket closed. A session that was replaced by another changes nothing when it ends. */
  disconnected(consumerId: string, sessionId: string, now: number, wasTooSlow = false): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (consumer?.session?.id !== sessionId) return
    consumer.wasTooSlow = wasTooSlow
    consumer.session = null
    consumer.roundTrip = null
    if (consumer.state !== 'lost') this.enter(consumer, 'offline', now)
    this.arm(consumer)
    this.recorder.consumer(consumer)
  }

  /** `[WS-10]` A graceful goodbye: no grace period, and nothing left to look after. */
  leave(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer) return
    if (isMember(consumer)) this.note({ kind: 'left', consumer_id: consumerId }, now)
    this.remove(consumerId, now)
  }

  /** `[LV-4]` Takes a consumer out of the list. The caller makes sure that it is lost. */
  remove(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer) return
    this.known.delete(consumerId)
    this.countAdmitted(consumer, -1)
    this.untold.delete(consumerId)
    this.deadlines.disarm(consumerId)
    this.memberList = null
    this.changes++
    this.recorder.fact({ kind: 'ConsumerGone', at: now, consumerId })
    this.recorder.consumerGone(consumer)
  }

  /** `[LV-5]` Its slots move away with the next epoch; whether it is alive is another matter. Twice is once. */
  drain(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.drainedAt !== null) return
    if (isMember(consumer)) this.note({ kind: 'drained', consumer_id: consumerId }, now)
    consumer.drainedAt = now
    this.changed(consumer)
  }

  /** `[LV-5]` It may own slots again. */
  undrain(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.drainedAt === null) return
    consumer.drainedAt = null
    this.untold.delete(consumerId)
    if (isMember(consumer)) this.note({ kind: 'undrained', consumer_id: consumerId }, now)
    this.changed(consumer)
  }

  /** `[LV-6]` It restarts again and again: its slots move away with the next epoch. */
  setAside(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.flappingSince !== null) return
    if (isMember(consumer)) this.note({ kind: 'flapping', consumer_id: consumerId }, now)
    consumer.flappingSince = now
    this.changed(consumer)
  }

  /** `[LV-6]` It has stayed, and may own slots again. */
  trust(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.flappingSince === null) return
    consumer.flappingSince = null
    if (isMember(consumer)) {
      this.untold.delete(consumerId)
      this.note({ kind: 'returned', consumer_id: consumerId }, now)
    }
    this.changed(consumer)
  }

  /** `[LV-6]` How often it has restarted within the last hour. */
  setRestarts(consumerId: string, restarts: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.restarts === restarts) return
    consumer.restarts = restarts
    this.recorder.consumer(consumer)
  }

  /** Those that are not lost and not drained, whether they are trusted or not. */
  get aliveCount(): number {
    let count = 0
    for (const { state, drainedAt } of this.all()) if (state !== 'lost' && drainedAt === null) count++
    return count
  }

  /**
   * Drained consumers that were away and are back since the last call. No epoch waits for them, and none follows their
   * return, so they have to be told that what they owned is somebody else's now.
   */
  drainUntold(): string[] {
    if (this.untold.size === 0) return []
    const untold = [...this.untold]
    this.untold.clear()
    return untold
  }

  /** Lets time pass: suspect, lost, and forgotten. @returns who is forgotten */
  tick(now: number): string[] {
    const forgotten: string[] = []
    for (const id of this.deadlines.drainDue(now)) {
      const consumer = this.known.get(id)?.consumer
      if (!consumer) continue
      this.pass(consumer, now)
      if (this.known.has(id)) this.arm(consumer)
      else forgotten.push(id)
    }
    return forgotten
  }

  /** `[LV-7]` The clock was set by so many ms: what goes on has gone on for as long as before, and goes on for as long. */
  shift(by: number): void {
    for (const known of this.known.values()) {
      const { consumer } = known
      consumer.lastSeenAt += by
      consumer.waitingSince += by
      consumer.stateSince += by
      if (consumer.drainedAt !== null) consumer.drainedAt += by
      if (consumer.flappingSince !== null) consumer.flappingSince += by
      if (consumer.stuckSince !== null) consumer.stuckSince += by
      if (consumer.session) {
        consumer.session = { ...consumer.session, connectedAt: consumer.session.connectedAt + by }
      }
      known.seenShown += by
      this.recorder.consumer(consumer)
    }
    this.deadlines.shift(by)
    this.events.shift(by)
    this.renewedAt += by
  }

  /**
   * `[LV-7]` For so many ms nobody could be heard: everybody has the full time from now on. Whoever had it a moment ago, from
   * a gap before, has what was left of it: a monitor that is held up again and again still finds who is gone.
   */
  renew(gap: number, now: number): void {
    const isAgain = now - gap - this.renewedAt < 2 * this.settings.lostAfter
    for (const { consumer } of this.known.values()) {
      // That it was lost is no fresh news for that.
      const isOnlyLater = isAgain || consumer.state === 'lost'
      consumer.waitingSince = isOnlyLater ? Math.min(now, consumer.waitingSince + gap) : now
    }
    if (isAgain) this.renewedAt += gap
    else this.renewedAt = now
  }

  /** Slots and targets a consumer owns, over all tasks. */
  setLoad(consumerId: string, slots: number, targets: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || (consumer.slots === slots && consumer.targets === targets)) return
    consumer.slots = slots
    consumer.targets = targets
    this.recorder.consumer(consumer)
  }

  /** `[LV-4]` Since when its running batches make no progress; null where they do, or it has none. */
  setStuck(consumerId: string, since: number | null): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.stuckSince === since) return
    consumer.stuckSince = since
    this.changes++
    this.recorder.consumer(consumer)
  }

  /** `[LV-3]` What changed the member list, once it has been quiet for long enough; the caller then plans. */
  drainMemberEvents(now: number): readonly MemberEvent[] {
    return this.events.drain(now)
  }

  note(event: MemberEvent, now: number): void {
    this.events.note(event, now)
    this.memberList = null
    // Of what a restart makes up for nobody knows any more who it was.
    if (event.kind !== 'restored') this.recorder.fact({ kind: 'MembersChanged', at: now, event })
  }

  /**
   * `[EP-5]` What made these members of those before: as it was noted where that has not settled yet, else as it looks now.
   * @param isSettledNamed leaves out what has settled
   */
  memberNews(before: readonly string[], after: readonly string[], isSettledNamed: boolean, now: number): MemberEvent[] {
    return this.events.news(before, after, (id, isIn) => {
      if (isSettledNamed) return null
      if (isIn) return { kind: 'joined', consumer_id: id }
      const consumer = this.get(id)
      if (consumer?.state === 'lost') return { kind: 'lost', consumer_id: id, silence: now - consumer.lastSeenAt }
      if (consumer && consumer.drainedAt !== null) return { kind: 'drained', consumer_id: id }
      return { kind: consumer && consumer.flappingSince !== null ? 'flapping' : 'left', consumer_id: id }
    })
  }

  private add(consumer: Consumer, seenShown: number): void {
    this.known.set(consumer.id, { consumer, seenShown, roundTripShown: 0 })
    this.countAdmitted(consumer, 1)
    this.memberList = null
    this.arm(consumer)
    this.changed(consumer)
  }

  private countAdmitted({ admittedBy }: Consumer, change: 1 | -1): void {
    if (admittedBy === null) return
    const count = (this.admitted.get(admittedBy) ?? 0) + change
    if (count > 0) this.admitted.set(admittedBy, count)
    else this.admitted.delete(admittedBy)
  }

  /** It gave a sign of life. */
  private revive(consumer: Consumer, now: number): void {
    const { id, state } = consumer
    const isAside = isSetAside(consumer)
    switch (state) {
      case 'online':
        return
      case 'suspect':
        break
      case 'offline':
        if (isAside) this.untold.add(id)
        break
      case 'lost':
        if (!isAside) this.note({ kind: 'returned', consumer_id: id }, now)
        else this.untold.add(id)
    }
    this.enter(consumer, 'online', now)
  }

  private pass(consumer: Consumer, now: number): void {
    switch (timeMakes(consumer, this.settings, now)) {
      case 'suspect':
        this.enter(consumer, 'suspect', now)
        return
      case 'lost':
        this.lose(consumer, now)
        return
      case 'forgotten':
        this.remove(consumer.id, now)
        return
      case null:
    }
  }

  /** When the next of these can be. */
  private arm(consumer: Consumer): void {
    this.deadlines.arm(consumer.id, nextDeadline(consumer, this.settings))
  }

  private lose(consumer: Consumer, now: number): void {
    const silence = now - consumer.lastSeenAt
    if (isMember(consumer)) this.note({ kind: 'lost', consumer_id: consumer.id, silence }, now)
    this.enter(consumer, 'lost', now)
  }

  private enter(consumer: Consumer, state: ConsumerState, now: number): void {
    consumer.state = state
    consumer.stateSince = now
    if (state === 'offline' || state === 'lost') consumer.waitingSince = now
    // Of whoever is not heard nothing can be said about its progress.
    consumer.stuckSince = null
    this.memberList = null
    this.arm(consumer)
    this.changed(consumer)
    const of = { at: now, consumerId: consumer.id }
    const silence = now - consumer.lastSeenAt
    if (state === 'online') this.recorder.fact({ kind: 'ConsumerOnline', ...of })
    else if (state === 'offline') this.recorder.fact({ kind: 'ConsumerOffline', ...of })
    else this.recorder.fact({ kind: state === 'lost' ? 'ConsumerLost' : 'ConsumerSuspect', ...of, silence })
  }

  private changed(consumer: Consumer): void {
    this.changes++
    this.recorder.consumer(consumer)
  }
}
