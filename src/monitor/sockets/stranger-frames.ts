import type { WebSocket } from 'ws'
import { refusal } from '../../contract/refusal.ts'
import { addressGroup } from '../edge/address-group.ts'

/** The longest frame of somebody who has not registered, in bytes: a `register` with all its labels has 13 KiB. */
export const MAX_STRANGER_FRAME_BYTES = 64 * 1024
/** All frames of a socket before it has registered, in bytes. */
const MAX_BYTES_OF_SOCKET = 256 * 1024
/** Of an address, what has led to no registration: so much at once, and so much a second in the long run, in bytes. */
const MAX_BYTES_OF_ADDRESS = 8 * 1024 * 1024
const FORGIVEN_BYTES_PER_SECOND = 128 * 1024
/** Frames of this size are let through whatever others of the address have sent: strangers do not shut out a fleet. */
const SMALL_FRAME_BYTES = 4 * 1024
/** Addresses that are remembered; the oldest goes for the next. */
const MAX_ADDRESSES = 10_000

interface Spent {
  bytes: number
  /** By a clock that only goes forward, ms. */
  at: number
}

/** `[WS-26]` How much is read of whoever has not registered yet. */
export class StrangerFrames {
  /** The longest frame of whoever has not registered. */
  readonly maxFrame: number
  private readonly maxRegisteredFrame: number
  private readonly clock: () => number
  private readonly addresses = new Map<string, Spent>()

  /** @param maxFrame of whoever has registered, in bytes */
  constructor(maxFrame: number, clock = () => performance.now()) {
    this.maxRegisteredFrame = maxFrame
    this.maxFrame = Math.min(maxFrame, MAX_STRANGER_FRAME_BYTES)
    this.clock = clock
  }

  /** A socket is open: from now on a longer frame closes it before it is all in memory. */
  begin(socket: WebSocket): void {
    limitFrames(socket, this.maxFrame)
  }

  /**
   * Another frame of it.
   * @param before bytes of the frames before it
   * @throws {BatchdeckError} `TOO_LARGE`
   */
  accept(remote: string, before: number, bytes: number): void {
    const spent = this.spentBy(remote)
    spent.bytes += bytes
    const isTooMuch = before + bytes > MAX_BYTES_OF_SOCKET
    if (isTooMuch || (bytes > SMALL_FRAME_BYTES && spent.bytes > MAX_BYTES_OF_ADDRESS)) {
      throw refusal('strangers_too_loud', { most: MAX_BYTES_OF_SOCKET / 1024 })
    }
  }

  /** It has registered: what it sent before is held against nobody. */
  settle(socket: WebSocket, remote: string, bytes: number): void {
    limitFrames(socket, this.maxRegisteredFrame)
    const spent = this.spentBy(remote)
    spent.bytes = Math.max(0, spent.bytes - bytes)
    if (spent.bytes === 0) this.addresses.delete(addressGroup(remote))
  }

  private spentBy(remote: string): Spent {
    const now = this.clock()
    const group = addressGroup(remote)
    const known = this.addresses.get(group)
    if (known) {
      known.bytes = Math.max(0, known.bytes - ((now - known.at) / 1000) * FORGIVEN_BYTES_PER_SECOND)
      known.at = now
      return known
    }
    const [oldest] = this.addresses.keys()
    if (this.addresses.size >= MAX_ADDRESSES && oldest !== undefined) this.addresses.delete(oldest)
    const spent = { bytes: 0, at: now }
    this.addresses.set(group, spent)
    return spent
  }
}

/** `ws` has one limit for all sockets of a server, and keeps it where each frame is put together. */
function limitFrames(socket: WebSocket, bytes: number): void {
  const receiver: unknown = Reflect.get(socket, '_receiver')
  if (typeof receiver === 'object' && receiver !== null) Reflect.set(receiver, '_maxPayload', bytes)
}
