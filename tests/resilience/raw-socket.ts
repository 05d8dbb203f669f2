import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

interface FrameHead {
  readonly opcode: number
  readonly fin?: boolean
  /** Bits that nobody has agreed on. */
  readonly rsv?: number
  readonly masked?: boolean
  /** What the head says, where that is not the length of the payload. */
  readonly length?: number
}

/** A WebSocket frame as bytes, right or wrong (RFC 6455, 5.2). */
export function frameBytes(payload: Buffer, { opcode, fin = true, rsv = 0, masked = true, length }: FrameHead): Buffer {
  const size = length ?? payload.length
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const mask = masked ? 0x80 : 0
  let head: Buffer
  if (size < 126) head = Buffer.from([first, mask | size])
  else if (size < 65_536) {
    head = Buffer.from([first, mask | 126, 0, 0])
    head.writeUInt16BE(size, 2)
  } else {
    head = Buffer.alloc(10)
    head.set([first, mask | 127])
    head.writeBigUInt64BE(BigInt(size), 2)
  }
  if (!masked) return Buffer.concat([head, payload])
  const key = Buffer.from([0x37, 0xfa, 0x21, 0x3d])
  const bytes = Buffer.from(payload)
  for (let at = 0; at < bytes.length; at++) bytes[at]! ^= key[at & 3]!
  return Buffer.concat([head, key, bytes])
}

export function textFrame(text: string): Buffer {
  return frameBytes(Buffer.from(text), { opcode: opcodes.text })
}

/** How much of an answer is kept, at least. */
const MAX_HEAD = 4096

/** A socket that says whatever bytes it is given, and reads what comes without making anything of it. */
export class RawSocket {
  readonly socket: Socket
  received = 0
  /** The first of what came. */
  head = ''
  /** When it was closed by the other side, by a clock that only goes forward; null while it is open. */
  closedAt: number | null = null
  /** When that is, whatever the reason. */
  readonly ended: Promise<void>

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay()
    socket.on('error', () => {})
    this.ended = new Promise((resolve) => {
      for (const event of ['end', 'close']) {
        socket.on(event, () => {
          this.closedAt ??= performance.now()
          resolve()
        })
      }
    })
    socket.on('data', (data) => {
      this.received += data.length
      if (this.head.length < MAX_HEAD) this.head += data.toString('latin1').slice(0, MAX_HEAD)
    })
  }

  /** @param from which of this machine's own addresses it comes: strangers do not share the good consumer's */
  static async connect(port: number, from = '127.0.0.1'): Promise<RawSocket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress: process.platform === 'linux' ? from : '127.0.0.1' })
    const raw = new RawSocket(socket)
    await Promise.race([nextEvent(socket, 'connect'), raw.ended])
    return raw
  }

  /** With the handshake done, or refused: then it is closed. */
  static async webSocket(port: number, path: string, from?: string): Promise<RawSocket> {
    const raw = await RawSocket.connect(port, from)
    const answered = Promise.race([nextEvent(raw.socket, 'data'), raw.ended])
    raw.send(
      [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        '',
        '',
      ].join('\r\n'),
    )
    await answered
    return raw
  }

  get isOpen(): boolean {
    return this.closedAt === null && !this.socket.destroyed
  }

  send(bytes: Buffer | string): void {
    if (this.socket.writable) this.socket.write(bytes)
  }

  /** As {@link send}; done when the other side has taken it in, or is gone. */
  async write(bytes: Buffer | string): Promise<void> {
    if (!this.socket.writable || this.socket.write(bytes)) return
    await Promise.race([nextEvent(this.socket, 'drain'), this.ended])
  }

  /** Done when the other side has closed it: true; or false when that takes longer than `patience` ms. */
  async closedWithin(patience: number): Promise<boolean> {
    const cut = new AbortController()
    const late = pause(patience, 'late', { signal: cut.signal, ref: false })
    late.catch(() => {})
    const first = await Promise.race([this.ended, late])
    cut.abort()
    return first !== 'late'
  }

  end(): void {
    this.socket.destroy()
  }
}

/** The next of them; unlike `once` of Node an error is no end of it: what follows that is the end of the socket. */
function nextEvent(socket: Socket, name: string): Promise<void> {
  return new Promise((resolve) => void socket.once(name, () => resolve()))
}
