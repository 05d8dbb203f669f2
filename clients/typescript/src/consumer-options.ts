import type { Clock } from './clock.ts'
import type { Fetch } from './monitor-http.ts'
import type { OpenWebSocket } from './web-socket.ts'

/** How a client reaches its monitor. Times are in ms. */
export interface ConnectionOptions {
  /** Where the monitor asks for one. */
  readonly token?: string
  /** Of the HTTP API, where it does not follow from the address of the socket. */
  readonly httpUrl?: string
  /** Opens sockets in place of the global `WebSocket`, for example with a certificate of your own. */
  readonly webSocket?: OpenWebSocket
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch
  /** In place of the timers of this process. */
  readonly clock?: Clock
  /** 0 (included) to 1 (excluded), for the time between attempts. */
  readonly random?: () => number
  /** Without a frame for so long a connection is dead; 20,000 by default. */
  readonly silenceTimeout?: number
  /** How often the monitor is asked for a sign of life; 8,000 by default. */
  readonly pingInterval?: number
}

export interface ConsumerOptions extends ConnectionOptions {
  /** Shown in the console, and what consumers are filtered by. */
  readonly labels?: Readonly<Record<string, string>>
  /** A label like any other; it does not change how many targets it gets. */
  readonly capacity?: number
  /** Of your program, shown in the console. */
  readonly version?: string
  /** That of this machine and this process where they are known. */
  readonly hostname?: string
  readonly pid?: number
  /** 30,000 by default. */
  readonly heartbeatInterval?: number
  /** Aborted, it says goodbye as `leave()` does. */
  readonly signal?: AbortSignal
}

export const SILENCE_MS = 20_000
export const PING_MS = 8000
export const HEARTBEAT_MS = 30_000

/** @throws {RangeError} where a connection would be dead before it was asked */
export function linkTimesOf({ silenceTimeout: silence = SILENCE_MS, pingInterval: ping = PING_MS }: ConnectionOptions) {
  if (!(ping > 0 && ping < silence)) throw new RangeError('A ping comes before its answer is missed.')
  return { silence, ping }
}

/** `capacity` is a label like any other. @throws {RangeError} where it is less than 1 */
export function labelsOf({ labels = {}, capacity }: ConsumerOptions): Record<string, string> {
  if (capacity === undefined) return { ...labels }
  if (!(capacity >= 1)) throw new RangeError('A capacity is at least 1.')
  return { ...labels, capacity: String(capacity) }
}
