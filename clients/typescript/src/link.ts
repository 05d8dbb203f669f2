import type { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import { errorOf, type Refused } from './errors.ts'
import { readFrame } from './frame-reading.ts'
import type { ClientFrame, MonitorFrame } from './protocol.ts'
import { OPEN, type OpenWebSocket, type WebSocketLike } from './web-socket.ts'

/** How a connection ended, and when the next attempt is. */
export interface Ending {
  /** The close code; null where the monitor did not say why. */
  readonly code: number | null
  readonly reason: string
  /** ms */
  readonly retryIn: number
}

/** All in ms. */
export interface LinkTimes {
  /** Without a frame for so long the connection is dead. */
  readonly silence: number
  /** How often the monitor is asked for a sign of life. */
  readonly ping: number
}

/** What a connection means is its owner's affair. */
export interface LinkOwner {
  /** The first frame of each connection. */
  introduction(): ClientFrame
  /** Something that the monitor answers. */
  question(): ClientFrame
  received(frame: MonitorFrame): void
  /** What it was is over, whether or not there will be another. */
  disconnected(): void
  /** Why there is no use in another attempt; null where there is. */
  refusalOfClose(code: number | null, reason: string): Refused | null
  /** There will be another attempt. @param wasUp whether the monitor had let it in */
  lost(ending: Ending, wasUp: boolean): void
  /** There will be none. */
  refused(refusal: Refused): void
}

const CONNECT_MS = 10_000
/** A timer that comes so late says that this process was busy, not that the line is dead. */
const LATE_MS = 1000
/** What waits in the socket beyond it stays in the outbox, where the newest takes the place of what was before. */
const MOST_BUFFERED = 64 * 1024

/** `[CL-2]` `[CL-3]` A connection that is made again for ever, until it is ended or refused. */
export class Link {
  private readonly url: string
  private readonly open: OpenWebSocket
  private readonly clock: Clock
  private readonly times: LinkTimes
  private readonly backoff: Backoff
  private readonly owner: LinkOwner
  private socket: WebSocketLike | null = null
  private wanted = false
  private isLetIn = false
  private wasUp = false
  private letInAt = 0
  private cancelRetry: (() => void) | null = null
  private cancelWatch: (() => void) | null = null
  private dueAt = 0
  private askedAt = 0
  private heardAt = 0
  private openedAt = 0
  /** Since when nothing has come, though something should have; null where it has. */
  private unansweredSince: number | null = null

  constructor(
    parts: { url: string; open: OpenWebSocket; clock: Clock; times: LinkTimes; backoff: Backoff },
    owner: LinkOwner,
  ) {
    this.url = parts.url
    this.open = parts.open
    this.clock = parts.clock
    this.times = parts.times
    this.backoff = parts.backoff
    this.owner = owner
  }

  start(): void {
    this.wanted = true
    this.connect()
  }

  /** Whether there will be another attempt after the next end. */
  get isWanted(): boolean {
    return this.wanted
  }

  /** The next end is the last; until then all goes on. */
  wantNoMore(): void {
    this.wanted = false
  }

  /** Whether the monitor has let it in, and it can be sent something. */
  get isUp(): boolean {
    return this.isLetIn && this.socket?.readyState === OPEN
  }

  /** Whether what is sent now goes out soon. */
  get hasRoom(): boolean {
    return this.isUp && (this.socket?.bufferedAmount ?? 0) < MOST_BUFFERED
  }

  /** The monitor has let it in. */
  letIn(): void {
    if (this.isLetIn) return
    this.isLetIn = this.wasUp = true
    this.letInAt = this.clock.monotonic()
  }

  send(frame: ClientFrame): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(frame))
  }

  /** Asks the monitor for an answer now. */
  ask(): void {
    this.send(this.owner.question())
    this.asked()
  }

  /** A question was sent by its owner: the next need not come so soon. */
  asked(): void {
    this.askedAt = this.clock.monotonic()
    this.unansweredSince ??= this.askedAt
  }

  /** Ends it for good. @param isGraceful whether with a close handshake */
  end(isGraceful: boolean): void {
    this.wanted = false
    this.cancelRetry?.()
    const { socket } = this
    if (!socket) return
    this.release()
    if (isGraceful || !socket.terminate) socket.close(1000, '')
    else socket.terminate()
  }

  private connect(): void {
    this.cancelRetry = null
    let socket: WebSocketLike
    this.wasUp = false
    try {
      socket = this.open(this.url)
    } catch (error) {
      this.retry(null, errorOf(error).message)
      return
    }
    this.socket = socket
    socket.addEventListener('open', () => this.opened(socket))
    socket.addEventListener('message', ({ data }) => {
      if (this.socket === socket) this.receive(data)
    })
    // An error is followed by a close.
    socket.addEventListener('error', () => {})
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.socket !== socket) return
      this.release()
      // 1005 and 1006: nobody has said anything.
      this.retry(code === 1005 || code === 1006 ? null : code, reason)
    })
    this.watchIn(CONNECT_MS, () => this.giveUp())
  }

  private opened(socket: WebSocketLike): void {
    if (this.socket !== socket) return
    const now = this.clock.monotonic()
    this.askedAt = this.heardAt = this.openedAt = this.unansweredSince = now
    this.send(this.owner.introduction())
    this.watchIn(this.times.ping, () => this.watch())
  }

  private receive(data: unknown): void {
    this.unansweredSince = null
    this.heardAt = this.clock.monotonic()
    const frame = readFrame(data)
    if (frame) this.owner.received(frame)
  }

  private watch(): void {
    const now = this.clock.monotonic()
    if (now >= this.deadAt) {
      // What has come while this process was busy is yet to be read.
      if (now - this.dueAt < LATE_MS) return this.giveUp()
      return this.watchIn(LATE_MS / 2, () => this.watch())
    }
    if (now - this.askedAt >= this.times.ping) this.ask()
    const next = Math.min(this.askedAt + this.times.ping, this.deadAt)
    this.watchIn(Math.max(1, next - now), () => this.watch())
  }

  /**
   * It is silent for too long, and was asked: a page whose timers are held up asks late. Who is there and does not let it in
   * is no better.
   */
  private get deadAt(): number {
    const { silence, ping } = this.times
    if (!this.isLetIn) return this.openedAt + silence
    if (this.unansweredSince === null) return Infinity
    return Math.max(this.heardAt + silence, this.unansweredSince + silence - ping)
  }

  private watchIn(ms: number, action: () => void): void {
    this.cancelWatch?.()
    this.dueAt = this.clock.monotonic() + ms
    this.cancelWatch = this.clock.after(ms, action)
  }

  /** Whatever the socket says, nobody is there. */
  private giveUp(): void {
    const { socket } = this
    this.release()
    if (socket?.terminate) socket.terminate()
    else socket?.close()
    this.retry(null, 'silent')
  }

  private release(): void {
    this.cancelWatch?.()
    this.cancelWatch = null
    this.socket = null
    if (this.isLetIn) this.backoff.succeeded(this.clock.monotonic() - this.letInAt)
    this.isLetIn = false
    this.unansweredSince = null
    this.owner.disconnected()
  }

  private retry(code: number | null, reason: string): void {
    if (!this.wanted) return
    const refusal = this.owner.refusalOfClose(code, reason)
    if (refusal) {
      this.wanted = false
      this.owner.refused(refusal)
      return
    }
    const retryIn = this.backoff.next(code)
    this.cancelRetry = this.clock.after(retryIn, () => this.connect())
    this.owner.lost({ code, reason, retryIn }, this.wasUp)
  }
}
