import type { WebSocket } from 'ws'

/** What a WebSocket runs on: it knows of every byte, also of a frame that is still on its way. */
export interface Wire {
  readonly bytesRead: number
}

/** Whether there is anybody at the other end of a socket, and how far away. Times are of a clock that only goes forward, ms. */
export class Pulse {
  private readonly socket: Pick<WebSocket, 'ping'>
  private readonly wire: Wire
  private readonly now: () => number
  /** When the ping went out that has not been answered yet. */
  private pingedAt: number | null = null
  /** What had been read when it was last looked at, and when that was first seen. */
  private bytesRead = 0
  private readAt: number

  constructor(socket: Pick<WebSocket, 'ping'>, wire: Wire, now: () => number = () => performance.now()) {
    this.socket = socket
    this.wire = wire
    this.now = now
    this.readAt = now()
  }

  /** One at a time: an answer does not say which ping it is for. */
  ping(): void {
    if (this.pingedAt !== null) return
    this.pingedAt = this.now()
    this.socket.ping()
  }

  /** An answer came. @returns what it took, ms; null where nobody asked */
  answer(): number | null {
    const { pingedAt } = this
    this.pingedAt = null
    return pingedAt === null ? null : Math.round((this.now() - pingedAt) * 10) / 10
  }

  /** It could not be heard for a while: its silence counts from now on. */
  renew(): void {
    this.readAt = this.now()
  }

  /**
   * For how long not a byte has come since a ping that is unanswered, ms; 0 where all are answered. A worker that is busy
   * answers late: some clients answer between two callbacks only, and would be cut in the middle of each long one.
   */
  get silence(): number {
    const now = this.now()
    if (this.wire.bytesRead !== this.bytesRead) {
      this.bytesRead = this.wire.bytesRead
      this.readAt = now
    }
    return this.pingedAt === null ? 0 : now - Math.max(this.pingedAt, this.readAt)
  }
}
