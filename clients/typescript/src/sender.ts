import type { Clock } from './clock.ts'
import type { Link } from './link.ts'
import { Pace } from './pace.ts'
import type { ClientFrame } from './protocol.ts'
import type { Session } from './session.ts'

/** `[CL-5]` Half of what a monitor takes of one connection (WS-18). */
const FRAMES_PER_SECOND = 100
const FRAME_BURST = 500
/** So long after a heartbeat the next goes out, where there is news of single targets. */
const TARGETS_MS = 2000
/** How soon it looks again whether there is room in a socket that is full. */
const FULL_MS = 50
/** A monitor that takes no more is left alone for a while. */
const TOO_FAST_MS = 1000
/** How often it looks whether a goodbye has arrived. */
const LOOK_MS = 10

/** Brings what a session has to say to its monitor: reports as soon as there is room, heartbeats when they are due. */
export class Sender {
  private readonly session: Session
  private readonly link: Link
  private readonly clock: Clock
  private readonly heartbeatInterval: number
  /** ms since the program last got on; null where there is nothing to get on with. */
  private readonly progressedAgo: () => number | null
  private pace: Pace
  private isFlushDue = false
  private cancelFlush: (() => void) | null = null
  private cancelBeat: (() => void) | null = null
  private beatenAt = 0
  private beatDueAt = Infinity

  /** @param heartbeatInterval ms */
  constructor(
    parts: { session: Session; link: Link; clock: Clock; heartbeatInterval: number },
    progressedAgo: () => number | null,
  ) {
    this.session = parts.session
    this.link = parts.link
    this.clock = parts.clock
    this.heartbeatInterval = parts.heartbeatInterval
    this.progressedAgo = progressedAgo
    this.pace = new Pace(this.clock, FRAMES_PER_SECOND, FRAME_BURST)
  }

  /** A connection was let in: what may have got lost goes first, then how everything is. */
  registered(): void {
    this.pace = new Pace(this.clock, FRAMES_PER_SECOND, FRAME_BURST)
    this.flush()
    this.beat()
  }

  disconnected(): void {
    this.cancelBeat?.()
    this.cancelFlush?.()
    this.cancelBeat = this.cancelFlush = null
    this.beatDueAt = Infinity
  }

  /** What is said in one go goes out at once, and of each batch only the last of it. */
  flushSoon(): void {
    if (this.isFlushDue || this.cancelFlush || !this.link.isUp) return
    this.isFlushDue = true
    queueMicrotask(() => {
      this.isFlushDue = false
      this.flush()
    })
  }

  /** The monitor has dropped a frame, and nobody knows which. */
  tooFast(): void {
    this.session.outbox.again()
    this.pace.pause(TOO_FAST_MS)
    this.flushSoon()
  }

  /** All batches as they are, now and when the next is due. */
  beat(): void {
    this.cancelBeat?.()
    this.cancelBeat = null
    this.beatDueAt = Infinity
    if (!this.link.isUp) return
    this.link.send(this.session.heartbeatFrame(this.session.hasBatches ? this.progressedAgo() : null))
    this.link.asked()
    this.beatenAt = this.clock.monotonic()
    this.beatIn(this.session.hasTargetNews ? Math.min(TARGETS_MS, this.heartbeatInterval) : this.heartbeatInterval)
  }

  /** News of single targets need not wait for the next heartbeat that is due. */
  beatSoon(): void {
    if (!this.link.isUp || !this.session.hasTargetNews) return
    this.beatIn(Math.max(0, this.beatenAt + TARGETS_MS - this.clock.monotonic()))
  }

  private beatIn(ms: number): void {
    const dueAt = this.clock.monotonic() + ms
    if (dueAt >= this.beatDueAt) return
    this.beatDueAt = dueAt
    this.cancelBeat?.()
    this.cancelBeat = this.clock.after(ms, () => this.beat())
  }

  /** Sends it where there is room for it now; whether there was. */
  offer(frame: ClientFrame): boolean {
    if (!this.link.hasRoom) return false
    this.link.send(frame)
    return true
  }

  /**
   * `[CL-8]` Whether all that was reported is known to have arrived, over another connection where it took one; false when that
   * has taken long enough. @param patience ms @param isGoodbye whether there is something to be said of batches yet
   */
  async proven(patience: number, isGoodbye: boolean): Promise<boolean> {
    const { outbox } = this.session
    const giveUpAt = this.clock.monotonic() + patience
    this.flush()
    // It takes along what is new of single targets.
    this.beat()
    for (;;) {
      const isSaid = outbox.size + outbox.unprovenCount === 0
      if (isSaid && (this.link.isUp || !isGoodbye || !this.session.hasBatches)) return true
      if (!this.link.isWanted || this.clock.monotonic() >= giveUpAt) return false
      await new Promise<void>((done) => void this.clock.after(LOOK_MS, done))
      const isAskDue = outbox.size === 0 && outbox.unprovenCount > 0 && !outbox.isAsked
      if (isAskDue && this.link.isUp) this.link.ask()
    }
  }

  /** Says goodbye; done when the monitor has closed the connection, or has not. @param patience ms */
  async leave(patience: number): Promise<void> {
    const giveUpAt = this.clock.monotonic() + patience
    this.link.send({ type: 'leave' })
    this.link.wantNoMore()
    while (this.link.isUp && this.clock.monotonic() < giveUpAt) {
      await new Promise<void>((done) => void this.clock.after(LOOK_MS, done))
    }
  }

  /** Sends what waits, as far as there is room. */
  flush(): void {
    const { outbox } = this.session
    this.cancelFlush?.()
    this.cancelFlush = null
    while (outbox.size > 0 && this.link.isUp) {
      const wait = this.link.hasRoom ? this.pace.wait() : FULL_MS
      if (wait > 0) {
        this.cancelFlush = this.clock.after(wait, () => this.flush())
        return
      }
      this.pace.take()
      const frame = outbox.take()
      if (frame) this.link.send(frame)
    }
  }
}
