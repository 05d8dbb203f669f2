import type { ConnectionState } from '../contract/connection-state.ts'
import type { ConsoleFrame } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import type {
  ConsoleAnswer,
  ConsoleApi,
  ProcedureName,
  ProcedureInput,
  ProcedureResult,
} from '../contract/procedures.ts'
import { refusal } from '../contract/refusal.ts'
import type { FleetData } from './fleet-data.ts'
import type { FrameRing } from './frame-ring.ts'
import { FleetMirror } from './mirror.ts'
import { PendingCalls } from './pending-calls.ts'
import type { Transport, Wire } from './transport.ts'

/** Told each frame, and everything there is after it. */
export type FrameListener = (frame: ConsoleFrame, data: FleetData) => void

/** The console's one way to the monitor, whichever wire leads there. */
export interface ConsoleBackend extends ConsoleApi {
  /** A snapshot first, then changes without a gap; a later listener gets the present state as a snapshot. */
  subscribe(listener: FrameListener, after?: FeedPlace | null): () => void
  /** Told the present state at once and then each change; returns what ends it. */
  onConnection(listener: (state: ConnectionState) => void): () => void
}

interface Environment {
  readonly transport: Transport
  readonly setTimeout: (action: () => void, after: number) => unknown
  readonly now: () => number
  /** Where listeners come that have been here before, and know the state up to some place. */
  readonly history?: FrameRing
}

interface Subscriber {
  readonly listener: FrameListener
  readonly after: FeedPlace | null
  hasBegun: boolean
}

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5000
/** A wire that does not fill a gap in this time is given up. */
const HEAL_TIMEOUT_MS = 5000

/**
 * A monitor as a console sees it, over any {@link Transport}: one subscription and one mirror for all listeners. It
 * reconnects by itself and goes on where it was; a gap is filled by asking for what came after the last known frame. The
 * monitor answers with a snapshot where it does not know that any more. Once closed it does not come back.
 */
export class ConsoleClient implements ConsoleBackend {
  private readonly env: Environment
  private readonly mirror = new FleetMirror()
  private readonly calls = new PendingCalls()
  private readonly subscribers = new Set<Subscriber>()
  private readonly stateListeners = new Set<(state: ConnectionState) => void>()
  private state: ConnectionState = 'connecting'
  private wire: Wire | null = null
  private retryAfter = FIRST_RETRY_MS
  /** The gap that is being filled. */
  private gap: object | null = null
  /** By the monitor's clock and by ours. */
  private lastFrame = { sentAt: 0, receivedAt: 0 }
  private isClosed = false

  constructor(env: Environment) {
    this.env = env
    this.connect()
  }

  call<M extends ProcedureName>(method: M, params: ProcedureInput<M>): Promise<ProcedureResult<M>> {
    const { wire } = this
    if (this.state !== 'live' || wire === null) {
      return Promise.reject(refusal('monitor_unreachable'))
    }
    return this.calls.add((id) => wire.send({ type: 'call', id, method, params }))
  }

  subscribe(listener: FrameListener, after: FeedPlace | null = null): () => void {
    const subscriber = { listener, after, hasBegun: false }
    this.subscribers.add(subscriber)
    // What is known while the monitor is not reached would be shown as if it were news.
    if (this.state === 'live') this.begin(subscriber)
    return () => void this.subscribers.delete(subscriber)
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.stateListeners.add(listener)
    listener(this.state)
    return () => void this.stateListeners.delete(listener)
  }

  /** Its listeners hear nothing more. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.state = 'lost'
    this.calls.rejectAll(refusal('connection_lost'))
    this.wire?.close()
  }

  private readonly connect = (): void => {
    if (this.isClosed) return
    let isOpen = true
    const hears = () => isOpen && !this.isClosed
    // What comes late on a wire that was given up is in what the next one brings.
    const wire = this.env.transport.open(this.mirror.place, {
      receive: (message) => hears() && this.receive(message),
      relay: (state) => hears() && this.relay(state),
      closed: () => {
        if (hears()) this.lose()
        isOpen = false
      },
    })
    if (isOpen) this.wire = wire
  }

  private lose(): void {
    this.wire = null
    this.gap = null
    this.enter('lost')
    this.calls.rejectAll(refusal('connection_lost'))
    this.env.setTimeout(this.connect, this.retryAfter)
    this.retryAfter = Math.min(LAST_RETRY_MS, this.retryAfter * 2)
  }

  private receive(message: ConsoleFrame | ConsoleAnswer): void {
    if (message.type === 'answer') {
      this.calls.settle(message)
      return
    }
    const outcome = this.mirror.accept(message)
    if (outcome === 'gap') {
      this.heal()
      return
    }
    this.gap = null
    this.retryAfter = FIRST_RETRY_MS
    if (outcome === 'applied') this.publish(message)
    for (const subscriber of this.subscribers) if (!subscriber.hasBegun) this.begin(subscriber)
    this.enter('live')
  }

  /** Asks for what was missed. What comes before that is a gap still, and asks no second time. */
  private heal(): void {
    const { wire } = this
    if (this.gap !== null || wire === null) return
    const gap = {}
    this.gap = gap
    wire.send({ type: 'subscribe', after: this.mirror.place })
    this.env.setTimeout(() => this.gap === gap && wire.close(), HEAL_TIMEOUT_MS)
  }

  private publish(frame: ConsoleFrame): void {
    const { history } = this.env
    this.lastFrame = { sentAt: frame.now, receivedAt: this.env.now() }
    if (frame.type === 'changes') history?.push(frame)
    else history?.begin(frame.feed ?? null, frame.seq)
    for (const subscriber of this.subscribers) {
      if (!subscriber.hasBegun && frame.type === 'changes') continue
      subscriber.hasBegun = true
      this.give(subscriber, frame)
    }
  }

  /** The present state, or what came after the place where the listener was. */
  private begin(subscriber: Subscriber): void {
    const { sentAt, receivedAt } = this.lastFrame
    const now = sentAt + this.env.now() - receivedAt
    const missed = subscriber.after && this.env.history?.after(subscriber.after, now)
    const snapshot = missed ? null : this.mirror.snapshot(now)
    subscriber.hasBegun = true
    for (const frame of missed ?? (snapshot ? [snapshot] : [])) this.give(subscriber, frame)
  }

  private give({ listener }: Subscriber, frame: ConsoleFrame): void {
    const { data } = this.mirror
    if (data !== null) listener(frame, data)
  }

  /** The monitor that is shown is live only with its first frame, which may still be on its way. */
  private relay(state: ConnectionState): void {
    if (state !== 'live' || this.mirror.data !== null) this.enter(state)
  }

  private enter(next: ConnectionState): void {
    if (next === this.state) return
    this.state = next
    for (const listener of this.stateListeners) listener(next)
  }
}
