/** Bytes of a message that go to the network at a time: only of small parts it is seen that they go out. */
export const PART_BYTES = 64 * 1024
/** So many of them at once, so that a line that is long and fast stays busy. */
const MAX_PARTS_UNDER_WAY = 8
/** Messages of this size are compressed where the other side can: snapshots, which a slow line would take minutes for. */
const MIN_COMPRESSED_BYTES = 32 * 1024

/** As much of a WebSocket as sends. */
export interface MessageWire {
  send(
    part: Uint8Array,
    how: { readonly binary: boolean; readonly fin: boolean; readonly compress: boolean },
    done: (error?: Error | null) => void,
  ): void
}

interface Message {
  readonly bytes: Uint8Array
  /** Up to where it was handed on. */
  sent: number
}

interface Parts {
  readonly wire: MessageWire
  /** A clock that only goes forward, ms. */
  readonly clock: () => number
  /** All has gone out. */
  readonly onDrained: () => void
}

/** What is to be sent on one socket, in its order, and how fast it goes out. */
export class Outgoing {
  private readonly parts: Parts
  private readonly messages: Message[] = []
  private waiting = 0
  private underWay = 0
  private wentOutAt: number
  private hasEnded = false

  constructor(parts: Parts) {
    this.parts = parts
    this.wentOutAt = parts.clock()
  }

  /** Bytes that have not gone out. */
  get size(): number {
    return this.waiting
  }

  /** For how long nothing has gone out although something waits, ms. */
  get stalledFor(): number {
    return this.waiting === 0 ? 0 : this.parts.clock() - this.wentOutAt
  }

  /** @returns its length in bytes */
  push(text: string): number {
    if (this.hasEnded) return 0
    const bytes = Buffer.from(text)
    if (this.waiting === 0) this.wentOutAt = this.parts.clock()
    this.messages.push({ bytes, sent: 0 })
    this.waiting += bytes.length
    this.pump()
    return bytes.length
  }

  /** Nothing goes out any more. */
  end(): void {
    this.hasEnded = true
    this.messages.length = 0
    this.waiting = 0
  }

  private pump(): void {
    while (this.underWay < MAX_PARTS_UNDER_WAY) {
      const [message] = this.messages
      if (!message) return
      const { bytes, sent } = message
      const part = bytes.subarray(sent, sent + PART_BYTES)
      message.sent += part.length
      const fin = message.sent === bytes.length
      if (fin) this.messages.shift()
      this.underWay++
      const compress = bytes.length >= MIN_COMPRESSED_BYTES
      this.parts.wire.send(part, { binary: false, fin, compress }, () => this.wentOut(part.length))
    }
  }

  private wentOut(bytes: number): void {
    if (this.hasEnded) return
    this.underWay--
    this.waiting -= bytes
    this.wentOutAt = this.parts.clock()
    this.pump()
    if (this.waiting === 0) this.parts.onDrained()
  }
}
