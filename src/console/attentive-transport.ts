import type { FeedPlace } from '../contract/feed-place.ts'
import type { Transport, Wire, WireEvents } from './transport.ts'

/** A wire that has brought nothing for so long is asked whether there is still somebody, ms. */
const SILENCE_MS = 10_000
/** Without an answer in this time it is given up, ms. */
const ANSWER_TIMEOUT_MS = 10_000
/**
 * The first frame, and what is announced, may be a snapshot of megabytes on a slow line: it is seen only when all of it is
 * there, ms.
 */
const LARGE_MESSAGE_TIMEOUT_MS = 180_000
/** How often that is looked at, ms. */
const LOOK_INTERVAL_MS = 2500

interface Environment {
  readonly setTimeout: (action: () => void, after: number) => unknown
  readonly now: () => number
}

/**
 * `[LV-8]` Wires that do not stay open for ever when nobody is at the other end: behind a proxy whose way to the monitor is
 * gone, or after a night in a closed laptop, a socket looks open, and what is shown looks like news. A page does not see
 * the pings of its socket, so it asks for what came after the last frame, which every monitor that names its feed answers.
 * While it cannot ask, because a long message is on its way, it is `connecting` rather than `live` after the same time.
 */
export class AttentiveTransport implements Transport {
  private readonly transport: Transport
  private readonly env: Environment
  private watch: WireWatch | null = null

  constructor(transport: Transport, env: Environment) {
    this.transport = transport
    this.env = env
  }

  open(after: FeedPlace | null, events: WireEvents): Wire {
    const watch = new WireWatch(this.transport, after, events, this.env)
    this.watch = watch
    return watch
  }

  /** Something has happened to the network or to the machine: asks at once. */
  check(): void {
    this.watch?.ask()
  }
}

/** One wire, and when it was last heard. */
class WireWatch implements Wire {
  private readonly wire: Wire
  private readonly events: WireEvents
  private readonly env: Environment
  private heardAt: number
  private askedAt: number | null = null
  private hasBegun = false
  /** A message is under way that takes its time (WS-25). */
  private isExpecting = false
  /** It has taken so long that what is shown may be news no more. */
  private isDoubted = false
  private isOver = false
  private place: FeedPlace | null

  constructor(transport: Transport, after: FeedPlace | null, events: WireEvents, env: Environment) {
    this.events = events
    this.env = env
    this.place = after
    this.heardAt = env.now()
    this.wire = transport.open(after, {
      receive: (message) => {
        if (this.isOver) return
        this.heardAt = env.now()
        this.askedAt = null
        this.isExpecting = message.type === 'changes' && message.coming !== undefined
        if (message.type !== 'answer') {
          this.hasBegun = true
          const { feed, seq } = message
          if (feed !== undefined)
            this.place = { feed, seq: Math.max(seq, this.place?.feed === feed ? this.place.seq : 0) }
        }
        events.receive(message)
        // A frame says by itself that it is live again.
        if (this.isDoubted && message.type === 'answer') events.relay('live')
        this.isDoubted = false
      },
      relay: (state) => events.relay(state),
      closed: () => this.end(),
    })
    this.look()
  }

  send(message: Parameters<Wire['send']>[0]): void {
    this.wire.send(message)
  }

  close(): void {
    this.wire.close()
  }

  /** Asks for what came last, unless it has been asked, or cannot be. */
  ask(): void {
    if (this.isOver || this.isPatient || this.askedAt !== null || this.place === null) return
    this.askedAt = this.env.now()
    this.wire.send({ type: 'subscribe', after: this.place })
  }

  /** Whether silence may be the first frame, or another long message, on its way. */
  private get isPatient(): boolean {
    return !this.hasBegun || this.isExpecting
  }

  private look(): void {
    if (this.isOver) return
    const now = this.env.now()
    const isTooLate = this.isPatient
      ? now - this.heardAt >= LARGE_MESSAGE_TIMEOUT_MS
      : this.askedAt !== null && now - this.askedAt >= ANSWER_TIMEOUT_MS
    if (isTooLate) {
      // A socket whose other end is gone tells that it is closed much later.
      this.end()
      this.wire.close()
      return
    }
    if (now - this.heardAt >= SILENCE_MS) this.ask()
    // A slow line or a dead one: nobody can tell until the message is there.
    if (this.hasBegun && this.isExpecting && now - this.heardAt >= SILENCE_MS + ANSWER_TIMEOUT_MS && !this.isDoubted) {
      this.isDoubted = true
      this.events.relay('connecting')
    }
    this.env.setTimeout(() => this.look(), LOOK_INTERVAL_MS)
  }

  private end(): void {
    if (this.isOver) return
    this.isOver = true
    this.events.closed()
  }
}
