import type { ConsumerState, ConsumerView } from './console-api.ts'
import type { RegisterFrame } from './protocol.ts'

/** All in ms. */
export interface FleetSettings {
  readonly suspectAfter: number
  readonly lostAfter: number
  readonly grace: number
  readonly memberDebounce: number
  readonly memberDebounceMax: number
  readonly lostRetention: number
}

/** Why a consumer entered or left the member list (LV-3). */
export type MemberEvent =
  | { readonly kind: 'joined' | 'returned' | 'left' | 'restored'; readonly consumer_id: string }
  /** `silence` is the time since its last frame in ms. */
  | { readonly kind: 'lost'; readonly consumer_id: string; readonly silence: number }

/** The socket a consumer registers on. */
export interface Session {
  readonly session_id: string
  readonly remote: string
  readonly connected_at: number
}

/** A shown `last_seen_at` may be this old (ms): a busy consumer is not worth a change on every frame. */
const SEEN_GRANULARITY = 5000

interface Consumer {
  readonly view: ConsumerView
  /** The `last_seen_at` that was last marked to be shown. */
  seenShown: number
}

/**
 * The consumers and whether they are alive, as a state machine that is given the time (LV-1 to LV-4).
 *
 * `online` ⇄ `suspect` (connected, but silent) → `lost`; a closed socket makes `offline`, which holds its slots for
 * the grace period and then is `lost`. Members are all but the lost ones.
 */
export class Fleet {
  private readonly settings: FleetSettings
  private readonly consumers = new Map<string, Consumer>()
  private readonly events = new Map<string, MemberEvent>()
  private firstEventAt = 0
  private lastEventAt = 0

  /** Consumers to be shown anew, and those that are gone for good; whoever shows them clears the sets. */
  readonly changed = new Set<string>()
  readonly gone = new Set<string>()

  constructor(settings: FleetSettings) {
    this.settings = settings
  }

  /** Takes over what was known before a restart: nobody is connected yet, and the grace period starts anew. */
  restore(views: readonly ConsumerView[], now: number): void {
    for (const view of views) {
      const state = view.state === 'lost' ? 'lost' : 'offline'
      const since = state === view.state && state === 'lost' ? view.state_since : now
      this.consumers.set(view.consumer_id, {
        view: { ...view, state, state_since: since, session_id: null, connected_at: null, slots: 0, targets: 0 },
        seenShown: view.last_seen_at,
      })
      this.changed.add(view.consumer_id)
    }
  }

  get(consumerId: string): ConsumerView | undefined {
    return this.consumers.get(consumerId)?.view
  }

  /** In the order they were first seen. */
  *views(): Iterable<ConsumerView> {
    for (const { view } of this.consumers.values()) yield view
  }

  /** The ids planning counts with, in code-unit order (LV-3). */
  members(): string[] {
    const members: string[] = []
    for (const { view } of this.consumers.values()) if (view.state !== 'lost') members.push(view.consumer_id)
    return members.toSorted()
  }

  /** `[LV-2]` A consumer that comes back within its grace period changes nothing but its session. */
  register(frame: RegisterFrame, session: Session, now: number): void {
    const known = this.consumers.get(frame.consumer_id)
    const view: ConsumerView = known?.view ?? newcomer(frame.consumer_id, now)
    if (!known) this.consumers.set(frame.consumer_id, { view, seenShown: now })
    if (!known) this.note({ kind: 'joined', consumer_id: frame.consumer_id }, now)
    else if (view.state === 'lost') this.note({ kind: 'returned', consumer_id: frame.consumer_id }, now)
    if (view.state !== 'online') view.state_since = now
    Object.assign(view, {
      state: 'online',
      session_id: session.session_id,
      connected_at: session.connected_at,
      remote: session.remote,
      last_seen_at: now,
      hostname: frame.hostname ?? null,
      pid: frame.pid ?? null,
      version: frame.version ?? null,
      labels: frame.labels ?? {},
    } satisfies Partial<ConsumerView>)
    this.changed.add(frame.consumer_id)
  }

  /** `[LV-1]` Any frame of a consumer is a sign of life; `clock` is its own time in ms where it told one. */
  heard(consumerId: string, now: number, clock?: number): void {
    const consumer = this.consumers.get(consumerId)
    if (!consumer) return
    const { view } = consumer
    view.last_seen_at = now
    if (clock !== undefined) view.clock_skew = Math.round(clock - now)
    if (view.state === 'lost') this.note({ kind: 'returned', consumer_id: consumerId }, now)
    if (view.state !== 'online') this.enter(view, 'online', now)
    if (now - consumer.seenShown >= SEEN_GRANULARITY) {
      consumer.seenShown = now
      this.changed.add(consumerId)
    }
  }

  /** `[LV-2]` Its socket closed. A session that was replaced by another changes nothing when it ends. */
  disconnected(consumerId: string, sessionId: string, now: number): void {
    const view = this.get(consumerId)
    if (!view || view.session_id !== sessionId) return
    view.session_id = null
    view.connected_at = null
    if (view.state !== 'lost') this.enter(view, 'offline', now)
    this.changed.add(consumerId)
  }

  /** `[WS-10]` A graceful goodbye: no grace period, and nothing left to look after. */
  leave(consumerId: string, now: number): void {
    const view = this.get(consumerId)
    if (!view) return
    if (view.state !== 'lost') this.note({ kind: 'left', consumer_id: consumerId }, now)
    this.remove(consumerId)
  }

  /** `[LV-4]` Takes a consumer out of the list. The caller makes sure that it is lost. */
  remove(consumerId: string): void {
    if (!this.consumers.delete(consumerId)) return
    this.changed.delete(consumerId)
    this.gone.add(consumerId)
  }

  /** Lets time pass: suspect, lost, and forgotten. */
  tick(now: number): void {
    const { suspectAfter, lostAfter, grace, lostRetention } = this.settings
    for (const { view } of this.consumers.values()) {
      const silence = now - view.last_seen_at
      const isSilent = view.state === 'online' || view.state === 'suspect' ? silence >= lostAfter : false
      if (isSilent || (view.state === 'offline' && now - view.state_since >= grace)) {
        this.enter(view, 'lost', now)
        this.note({ kind: 'lost', consumer_id: view.consumer_id, silence }, now)
      } else if (view.state === 'online' && silence >= suspectAfter) this.enter(view, 'suspect', now)
      else if (view.state === 'lost' && view.session_id === null && now - view.state_since >= lostRetention) {
        this.remove(view.consumer_id)
      }
    }
  }

  /** Slots and targets a consumer owns, over all tasks. */
  setLoad(consumerId: string, slots: number, targets: number): void {
    const view = this.get(consumerId)
    if (!view || (view.slots === slots && view.targets === targets)) return
    view.slots = slots
    view.targets = targets
    this.changed.add(consumerId)
  }

  /** `[LV-3]` What changed the member list, once it has been quiet for long enough; the caller then plans. */
  takeMemberEvents(now: number): readonly MemberEvent[] {
    if (this.events.size === 0) return []
    const { memberDebounce, memberDebounceMax } = this.settings
    if (now < Math.min(this.lastEventAt + memberDebounce, this.firstEventAt + memberDebounceMax)) return []
    const events = [...this.events.values()]
    this.events.clear()
    return events
  }

  /** Puts a member event on the list; of each consumer the latest counts. */
  note(event: MemberEvent, now: number): void {
    if (this.events.size === 0) this.firstEventAt = now
    this.lastEventAt = now
    this.events.delete(event.consumer_id)
    this.events.set(event.consumer_id, event)
  }

  private enter(view: ConsumerView, state: ConsumerState, now: number): void {
    view.state = state
    view.state_since = now
    this.changed.add(view.consumer_id)
  }
}

function newcomer(consumerId: string, now: number): ConsumerView {
  return {
    consumer_id: consumerId,
    state: 'online',
    state_since: now,
    session_id: null,
    connected_at: null,
    last_seen_at: now,
    remote: null,
    hostname: null,
    pid: null,
    version: null,
    labels: {},
    clock_skew: null,
    slots: 0,
    targets: 0,
  }
}

const NAMED = 3

/** `[EP-5]` The cause of an epoch in words: "consumer-7 lost, silent for 93 s; a, b, c and 5 more joined". */
export function describeMemberEvents(events: readonly MemberEvent[]): string {
  const parts: string[] = []
  for (const [kind, group] of Map.groupBy(events, (event) => event.kind)) {
    const names = group.map((event) => event.consumer_id).toSorted()
    const more = names.length - NAMED
    const listed = more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
    const [only] = group
    if (kind === 'restored') parts.push('members changed before the restart')
    else if (group.length === 1 && only?.kind === 'lost') {
      parts.push(`${listed} lost, silent for ${Math.round(only.silence / 1000)} s`)
    } else parts.push(`${listed} ${kind}`)
  }
  return parts.join('; ')
}
