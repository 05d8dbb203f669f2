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
  shiftTimes,
} from './consumer.ts'
import { ActiveWindows } from './active-windows.ts'
import { KeptConsumers } from './kept-consumers.ts'
import { expectedChange, type LivenessSettings } from './liveness.ts'
import { type MemberEvent, MemberEvents, memberEventOf } from './member-events.ts'
import type { StoredConsumer } from './records.ts'
import { Silences } from './silences.ts'

/** A shown `last_seen_at` may be this old (ms): a busy consumer is not worth a change on every frame. */
const SEEN_GRANULARITY_MS = 5000

/**
 * The consumers and whether they are alive, as a state machine that is given the time (LV-1 to LV-5).
 *
 * `online` ⇄ `suspect` (connected, but silent) → `lost`; a closed socket makes `offline`, which holds its slots for
 * the grace period and then is `lost`. To be drained goes beside all that: it says whether an operator wants the
 * consumer to own anything, not whether it is alive. Members are all that are neither lost nor drained.
 */
export class Consumers extends KeptConsumers {
  private readonly settings: LivenessSettings
  private readonly windows: ActiveWindows
  private readonly events: MemberEvents
  private readonly silences: Silences
  private readonly untold = new Set<string>()
  private readonly returned = new Set<string>()

  constructor(settings: LivenessSettings, recorder: ChangeRecorder, windows = new ActiveWindows()) {
    super(recorder)
    this.settings = settings
    this.windows = windows
    this.events = new MemberEvents(settings)
    this.silences = new Silences(settings)
  }

  /** Takes over what was known before a restart: nobody is connected yet, and the grace period starts anew (LV-2). */
  restore(stored: readonly StoredConsumer[], now: number): void {
    for (const resource of stored) {
      const consumer = restoredConsumer(resource, now, this.settings.lostRetention)
      this.add(consumer, consumer.lastSeenAt)
    }
  }

  /** When time alone makes something else of a consumer, ms: lost, or forgotten. Infinity where it does not. */
  nextChangeAt(consumerId: string): number {
    const consumer = this.get(consumerId)
    return consumer ? expectedChange(consumer, this.settings) : Infinity
  }

  /** Deadlines that are armed, one for each consumer of which time can make something. */
  get armed(): number {
    return this.silences.size
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
    consumer.heldUntil = this.windows.heldUntil(consumer)
    this.revive(consumer, now)
    this.silences.arm(consumer)
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

  /** `[LV-2]` Its socket closed. A session that was replaced by another changes nothing when it ends. */
  disconnected(consumerId: string, sessionId: string, now: number, wasTooSlow = false): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (consumer?.session?.id !== sessionId) return
    consumer.wasTooSlow = wasTooSlow
    consumer.session = null
    consumer.roundTrip = null
    if (consumer.state !== 'lost') this.enter(consumer, 'offline', now)
    this.silences.arm(consumer)
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
    this.untold.delete(consumerId)
    this.returned.delete(consumerId)
    this.silences.disarm(consumerId)
    super.letGo(consumerId, now)
    this.recorder.fact({ kind: 'ConsumerGone', at: now, consumerId })
    this.take(consumer)
  }

  /** `[LV-5]` Its slots move away with the next epoch; whether it is alive is another matter. Twice is once. */
  drain(consumerId: string, now: number): void {
    const consumer = this.known.get(consumerId)?.consumer
    if (!consumer || consumer.drainedAt !== null) return
    if (isMember(consumer)) this.note({ kind: 'drained', consumer_id: consumerId }, now)
    consumer.drainedAt = now
    this.letGo(consumerId, now)
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

  /**
   * `[MW-2]` Maintenance holds whoever is in the scope of a window, and nobody else from now on. Who is away when that ends
   * has the full time to come back.
   */
  hold(now: number): void {
    for (const { consumer } of this.known.values()) {
      const until = this.windows.heldUntil(consumer)
      if (until === consumer.heldUntil) continue
      const isAway = consumer.state === 'offline' || consumer.state === 'suspect'
      if (until === null && isAway) consumer.waitingSince = now
      consumer.heldUntil = until
      this.silences.arm(consumer)
      this.changed(consumer)
    }
  }

  /** `[BR-2]` The brake lets go of a consumer; it is not forgotten at once. */
  override letGo(consumerId: string, now: number): void {
    super.letGo(consumerId, now)
    const consumer = this.known.get(consumerId)?.consumer
    if (consumer) this.silences.arm(consumer)
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

  /** `[LV-6]` Consumers that were lost, and have given a sign of life since the last call. */
  drainReturned(): string[] {
    if (this.returned.size === 0) return []
    const returned = [...this.returned]
    this.returned.clear()
    return returned
  }

  /** Lets time pass: suspect, lost, and forgotten. @returns who is forgotten */
  tick(now: number): string[] {
    const forgotten: string[] = []
    for (const id of this.silences.drainDue(now)) {
      const consumer = this.known.get(id)?.consumer
      if (!consumer) continue
      this.pass(consumer, now)
      if (this.known.has(id)) this.silences.arm(consumer)
      else forgotten.push(id)
    }
    return forgotten
  }

  /** `[LV-7]` The clock was set by so many ms: what goes on has gone on for as long as before, and goes on for as long. */
  shift(by: number): void {
    for (const known of this.known.values()) {
      shiftTimes(known.consumer, by)
      known.seenShown += by
      this.recorder.consumer(known.consumer)
    }
    this.silences.shift(by)
    this.events.shift(by)
  }

  /** `[LV-7]` For so many ms nobody could be heard. */
  renew(gap: number, now: number): void {
    const consumers = Array.from(this.known.values(), ({ consumer }) => consumer)
    this.silences.renew(consumers, gap, now)
  }

  /** `[LV-3]` What changed the member list, once it has been quiet for long enough; the caller then plans. */
  drainMemberEvents(now: number): readonly MemberEvent[] {
    return this.events.drain(now)
  }

  /** `[MW-2]` Whether it is in the scope of a window that holds slots at this moment. */
  isHeld(consumerId: string): boolean {
    const consumer = this.get(consumerId)
    return consumer !== undefined && this.windows.heldUntil(consumer) !== null
  }

  /** Whether something has changed the member list that has not settled yet. */
  get isUnsettled(): boolean {
    return this.events.size > 0
  }

  /** Whether it was lost so short a time ago that this has not settled yet. */
  isLostOfLate(consumerId: string): boolean {
    return this.events.isLost(consumerId)
  }

  note(event: MemberEvent, now: number): void {
    this.events.note(event, now)
    this.membersChanged()
    // Of what a restart makes up for nobody knows any more who it was.
    if (event.kind !== 'restored') this.recorder.fact({ kind: 'MembersChanged', at: now, event })
  }

  /**
   * `[EP-5]` What made these members of those before: as it was noted where that has not settled yet, else as it looks now.
   * @param isSettledNamed leaves out what has settled
   */
  memberNews(before: readonly string[], after: readonly string[], isSettledNamed: boolean, now: number): MemberEvent[] {
    return this.events.news(before, after, (id, isIn) =>
      isSettledNamed ? null : memberEventOf(id, isIn, this.get(id), now),
    )
  }

  private add(consumer: Consumer, seenShown: number): void {
    this.put(consumer, seenShown)
    this.silences.arm(consumer)
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
        // Whose slots were kept for it cost nothing by that (BR-1).
        if (consumer.keptSince === null) this.returned.add(id)
        super.letGo(id, now)
        if (!isAside) this.note({ kind: 'returned', consumer_id: id }, now)
        else this.untold.add(id)
    }
    this.enter(consumer, 'online', now)
  }

  private pass(consumer: Consumer, now: number): void {
    switch (this.silences.makes(consumer, now)) {
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
    this.membersChanged()
    this.silences.arm(consumer)
    this.changed(consumer)
    const of = { at: now, consumerId: consumer.id }
    const silence = now - consumer.lastSeenAt
    if (state === 'online') this.recorder.fact({ kind: 'ConsumerOnline', ...of })
    else if (state === 'offline') this.recorder.fact({ kind: 'ConsumerOffline', ...of })
    else this.recorder.fact({ kind: state === 'lost' ? 'ConsumerLost' : 'ConsumerSuspect', ...of, silence })
  }
}
