import type { EventJournal } from './event-journal.ts'
import type { ConsumerState, ConsumerResource } from '../contract/resources/consumer.ts'
import { isNews, type MemberEvent, MemberEvents } from './member-events.ts'
import type { RegisterFrame } from '../contract/consumer-frames.ts'

/** All in ms. */
export interface FleetSettings {
  readonly suspectAfter: number
  readonly lostAfter: number
  readonly grace: number
  readonly memberDebounce: number
  readonly memberDebounceMax: number
  readonly lostRetention: number
}

/** The socket a consumer registers on. */
export interface Session {
  readonly session_id: string
  readonly remote: string
  readonly connected_at: number
}

/** A shown `last_seen_at` may be this old (ms): a busy consumer is not worth a change on every frame. */
const SEEN_GRANULARITY = 5000
/**
 * A round trip is shown anew where it differs from what is shown by more than this, in ms and as a share: jitter is no
 * news.
 */
const ROUND_TRIP_STEP = 5
const ROUND_TRIP_SHARE = 0.25
/** `[LV-1]` So many heartbeats of its own may be missing before a consumer is suspect, and lost. */
const SUSPECT_INTERVALS = 1.5
const LOST_INTERVALS = 3
/** In s: whoever announces a longer interval is not waited for any longer. */
const LONGEST_INTERVAL = 3600

interface Consumer {
  readonly view: ConsumerResource
  /** The `last_seen_at` that was last marked to be shown. */
  seenShown: number
  /** The `round_trip` that was last marked to be shown. */
  roundTripShown: number
}

/**
 * The consumers and whether they are alive, as a state machine that is given the time (LV-1 to LV-5).
 *
 * `online` ⇄ `suspect` (connected, but silent) → `lost`; a closed socket makes `offline`, which holds its slots for
 * the grace period and then is `lost`. To be drained goes beside all that: it says whether an operator wants the
 * consumer to own anything, not whether it is alive. Members are all that are neither lost nor drained.
 */
export class Fleet {
  private readonly settings: FleetSettings
  private readonly journal: EventJournal
  private readonly consumers = new Map<string, Consumer>()
  private readonly events: MemberEvents
  private readonly strays = new Set<string>()

  /** Consumers to be shown anew, and those that are gone for good; whoever shows them clears the sets. */
  readonly changed = new Set<string>()
  readonly gone = new Set<string>()

  constructor(settings: FleetSettings, journal: EventJournal) {
    this.settings = settings
    this.journal = journal
    this.events = new MemberEvents(settings)
  }

  /** Takes over what was known before a restart: nobody is connected yet, and the grace period starts anew. */
  restore(views: readonly ConsumerResource[], now: number): void {
    for (const view of views) {
      const state = view.state === 'lost' ? 'lost' : 'offline'
      this.consumers.set(view.consumer_id, {
        view: {
          ...newcomer(view.consumer_id, now),
          // A database of an earlier version lacks some of the fields.
          ...view,
          state,
          state_since: state === 'lost' ? view.state_since : now,
          session_id: null,
          connected_at: null,
          stuck_since: null,
          round_trip: null,
          slots: 0,
          targets: 0,
        },
        seenShown: view.last_seen_at,
        roundTripShown: 0,
      })
      this.changed.add(view.consumer_id)
    }
  }

  get(consumerId: string): ConsumerResource | undefined {
    return this.consumers.get(consumerId)?.view
  }

  /** In the order they were first seen. */
  *views(): Iterable<ConsumerResource> {
    for (const { view } of this.consumers.values()) yield view
  }

  /** The ids planning counts with, in code-unit order (LV-3). */
  members(): string[] {
    const members: string[] = []
    for (const view of this.views()) if (isMember(view)) members.push(view.consumer_id)
    return members.toSorted()
  }

  /** `[LV-2]` A consumer that comes back within its grace period changes nothing but its session. */
  register(frame: RegisterFrame, session: Session, now: number): void {
    const known = this.consumers.get(frame.consumer_id)
    const view: ConsumerResource = known?.view ?? newcomer(frame.consumer_id, now)
    if (!known) {
      this.consumers.set(frame.consumer_id, { view, seenShown: now, roundTripShown: 0 })
      this.note({ kind: 'joined', consumer_id: frame.consumer_id }, now)
      this.journal.note('consumer_status', now, { consumer_id: frame.consumer_id }, { state: 'online' })
    }
    // A round trip is of one connection.
    if (view.session_id !== session.session_id) view.round_trip = null
    Object.assign(view, {
      session_id: session.session_id,
      connected_at: session.connected_at,
      was_too_slow: false,
      remote: session.remote,
      last_seen_at: now,
      hostname: frame.hostname ?? null,
      pid: frame.pid ?? null,
      version: frame.version ?? null,
      labels: frame.labels ?? {},
      heartbeat_interval: frame.heartbeat_interval ?? null,
    } satisfies Partial<ConsumerResource>)
    this.revive(view, now)
    this.changed.add(frame.consumer_id)
  }

  /** `[LV-1]` Any frame of a consumer is a sign of life; `clock` is its own time in ms where it told one (WS-14). */
  heard(consumerId: string, now: number, clock?: number): void {
    const consumer = this.consumers.get(consumerId)
    if (!consumer) return
    const { view } = consumer
    view.last_seen_at = now
    if (clock !== undefined) view.clock_skew = Math.round(clock - now)
    this.revive(view, now)
    if (now - consumer.seenShown >= SEEN_GRANULARITY) {
      consumer.seenShown = now
      this.changed.add(consumerId)
    }
  }

  /** `[LV-1]` It answered a ping after so many ms. This is no frame: whether it is alive is another matter. */
  setRoundTrip(consumerId: string, roundTrip: number): void {
    const consumer = this.consumers.get(consumerId)
    if (!consumer) return
    const { view, roundTripShown: shown } = consumer
    const isFirst = view.round_trip === null
    view.round_trip = roundTrip
    if (!isFirst && Math.abs(roundTrip - shown) <= Math.max(ROUND_TRIP_STEP, ROUND_TRIP_SHARE * shown)) return
    consumer.roundTripShown = roundTrip
    this.changed.add(consumerId)
  }

  /** `[LV-2]` Its socket closed. A session that was replaced by another changes nothing when it ends. */
  disconnected(consumerId: string, sessionId: string, now: number, wasTooSlow = false): void {
    const view = this.get(consumerId)
    if (!view || view.session_id !== sessionId) return
    view.was_too_slow = wasTooSlow
    view.session_id = null
    view.connected_at = null
    view.round_trip = null
    if (view.state !== 'lost') this.enter(view, 'offline', now)
    this.changed.add(consumerId)
  }

  /** `[WS-10]` A graceful goodbye: no grace period, and nothing left to look after. */
  leave(consumerId: string, now: number): void {
    const view = this.get(consumerId)
    if (!view) return
    if (isMember(view)) this.note({ kind: 'left', consumer_id: consumerId }, now)
    this.remove(consumerId, now)
  }

  /** `[LV-4]` Takes a consumer out of the list. The caller makes sure that it is lost. */
  remove(consumerId: string, now: number): void {
    if (!this.consumers.delete(consumerId)) return
    this.journal.note('consumer_status', now, { consumer_id: consumerId }, { state: 'gone' })
    this.changed.delete(consumerId)
    this.strays.delete(consumerId)
    this.gone.add(consumerId)
  }

  /** `[LV-5]` Its slots move away with the next epoch; whether it is alive is another matter. Twice is once. */
  drain(consumerId: string, now: number): void {
    const view = this.get(consumerId)
    if (!view || view.drained_at !== null) return
    if (isMember(view)) this.note({ kind: 'drained', consumer_id: consumerId }, now)
    view.drained_at = now
    this.changed.add(consumerId)
  }

  /** `[LV-5]` It may own slots again. */
  undrain(consumerId: string, now: number): void {
    const view = this.get(consumerId)
    if (!view || view.drained_at === null) return
    view.drained_at = null
    this.strays.delete(consumerId)
    if (isMember(view)) this.note({ kind: 'undrained', consumer_id: consumerId }, now)
    this.changed.add(consumerId)
  }

  /**
   * Drained consumers that were away and are back since the last call. No epoch waits for them, and none follows their
   * return, so they have to be told that what they owned is somebody else's now.
   */
  takeStrays(): string[] {
    const strays = [...this.strays]
    this.strays.clear()
    return strays
  }

  /** Lets time pass: suspect, lost, and forgotten. */
  tick(now: number): void {
    for (const view of this.views()) this.pass(view, now)
  }

  /** Slots and targets a consumer owns, over all tasks. */
  setLoad(consumerId: string, slots: number, targets: number): void {
    const view = this.get(consumerId)
    if (!view || (view.slots === slots && view.targets === targets)) return
    view.slots = slots
    view.targets = targets
    this.changed.add(consumerId)
  }

  /** `[LV-4]` Since when its running batches make no progress; null where they do, or it has none. */
  setStuck(consumerId: string, since: number | null): void {
    const view = this.get(consumerId)
    if (!view || view.stuck_since === since) return
    view.stuck_since = since
    this.changed.add(consumerId)
  }

  /** `[LV-3]` What changed the member list, once it has been quiet for long enough; the caller then plans. */
  takeMemberEvents(now: number): readonly MemberEvent[] {
    return this.events.take(now)
  }

  note(event: MemberEvent, now: number): void {
    this.events.note(event, now)
    const { kind, consumer_id } = event
    // Of what a restart makes up for nobody knows any more who it was.
    if (kind === 'restored') return
    const silence = kind === 'lost' ? { silence: event.silence } : {}
    this.journal.note('member', now, { consumer_id }, { change: kind, ...silence })
  }

  /**
   * `[EP-5]` What made these members of those before: as it was noted where that has not settled yet, else as it looks now.
   * @param isSettledNamed leaves out what has settled
   */
  memberNews(before: readonly string[], after: readonly string[], isSettledNamed: boolean, now: number): MemberEvent[] {
    const pending = new Map(Array.from(this.events.pending(), (event) => [event.consumer_id, event]))
    const [was, is] = [new Set(before), new Set(after)]
    const changed = [...before.filter((id) => !is.has(id)), ...after.filter((id) => !was.has(id))]
    return changed.flatMap((id): MemberEvent[] => {
      const event = pending.get(id)
      if (event && isNews(event, was)) return [event]
      if (isSettledNamed) return []
      return [was.has(id) ? this.departure(id, now) : { kind: 'joined', consumer_id: id }]
    })
  }

  private departure(consumerId: string, now: number): MemberEvent {
    const view = this.get(consumerId)
    if (view?.state === 'lost') return { kind: 'lost', consumer_id: consumerId, silence: now - view.last_seen_at }
    return { kind: view && view.drained_at !== null ? 'drained' : 'left', consumer_id: consumerId }
  }

  /** It gave a sign of life. */
  private revive(view: ConsumerResource, now: number): void {
    switch (view.state) {
      case 'online':
        return
      case 'suspect':
        break
      case 'offline':
        if (view.drained_at !== null) this.strays.add(view.consumer_id)
        break
      case 'lost':
        if (view.drained_at === null) this.note({ kind: 'returned', consumer_id: view.consumer_id }, now)
        else this.strays.add(view.consumer_id)
    }
    this.enter(view, 'online', now)
  }

  /** What time alone makes of a consumer. */
  private pass(view: ConsumerResource, now: number): void {
    const { suspectAfter, lostAfter, grace, lostRetention } = this.settings
    const interval = Math.min(view.heartbeat_interval ?? 0, LONGEST_INTERVAL) * 1000
    const silence = now - view.last_seen_at
    switch (view.state) {
      case 'online':
      case 'suspect':
        if (silence >= Math.max(lostAfter, LOST_INTERVALS * interval)) this.lose(view, silence, now)
        else if (view.state === 'online' && silence >= Math.max(suspectAfter, SUSPECT_INTERVALS * interval)) {
          this.enter(view, 'suspect', now)
        }
        return
      case 'offline':
        if (now - view.state_since >= grace) this.lose(view, silence, now)
        return
      case 'lost':
        if (view.session_id === null && now - view.state_since >= lostRetention) this.remove(view.consumer_id, now)
    }
  }

  private lose(view: ConsumerResource, silence: number, now: number): void {
    if (isMember(view)) this.note({ kind: 'lost', consumer_id: view.consumer_id, silence }, now)
    this.enter(view, 'lost', now)
  }

  private enter(view: ConsumerResource, state: ConsumerState, now: number): void {
    view.state = state
    view.state_since = now
    // Of whoever is not heard nothing can be said about its progress.
    view.stuck_since = null
    this.changed.add(view.consumer_id)
    const isSilent = state === 'suspect' || state === 'lost'
    const silence = isSilent ? { silence: now - view.last_seen_at } : {}
    this.journal.note('consumer_status', now, { consumer_id: view.consumer_id }, { state, ...silence })
  }
}

function isMember({ state, drained_at }: ConsumerResource): boolean {
  return state !== 'lost' && drained_at === null
}

function newcomer(consumerId: string, now: number): ConsumerResource {
  return {
    consumer_id: consumerId,
    state: 'online',
    state_since: now,
    drained_at: null,
    stuck_since: null,
    was_too_slow: false,
    session_id: null,
    connected_at: null,
    last_seen_at: now,
    heartbeat_interval: null,
    remote: null,
    hostname: null,
    pid: null,
    version: null,
    labels: {},
    clock_skew: null,
    round_trip: null,
    slots: 0,
    targets: 0,
  }
}
