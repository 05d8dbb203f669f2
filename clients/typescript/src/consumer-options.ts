import { tokenIn } from './address.ts'
import type { Clock } from './clock.ts'
import { messageOf } from './errors.ts'
import { hostName, processId } from './host-process.ts'
import type { Fetch } from './monitor-http.ts'
import { MAX_LABELS } from './protocol.ts'
import type { Identity } from './session.ts'
import type { OpenWebSocket } from './web-socket.ts'

/** How a client reaches its monitor. Times are in ms. */
export interface ConnectionOptions {
  /** Where the monitor asks for one. */
  readonly token?: string | undefined
  /** Of the HTTP API, where it does not follow from the address of the socket. */
  readonly httpUrl?: string | undefined
  /** Opens sockets in place of the global `WebSocket`, for example with a certificate of your own. */
  readonly webSocket?: OpenWebSocket | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch | undefined
  /** In place of the timers of this process. */
  readonly clock?: Clock | undefined
  /** 0 (included) to 1 (excluded), for the time between attempts. */
  readonly random?: (() => number) | undefined
  /** Without a frame for so long a connection is dead; 20,000 by default. */
  readonly silenceTimeout?: number | undefined
  /** How often the monitor is asked for a sign of life; 8,000 by default. */
  readonly pingInterval?: number | undefined
}

export interface ConsumerOptions extends ConnectionOptions {
  /** Shown in the console, and what consumers are filtered by. */
  readonly labels?: Readonly<Record<string, string>> | undefined
  /** A label like any other; it does not change how many targets it gets. */
  readonly capacity?: number | undefined
  /** Of your program, shown in the console. */
  readonly version?: string | undefined
  /** That of this machine and this process where they are known. */
  readonly hostname?: string | undefined
  readonly pid?: number | undefined
  /** 30,000 by default. */
  readonly heartbeatInterval?: number | undefined
  /** Aborted, it says goodbye as `leave()` does. */
  readonly signal?: AbortSignal | undefined
}

const SILENCE_MS = 20_000
const PING_MS = 8000
const HEARTBEAT_MS = 30_000

/** The one that was given, or else that of the address. A file that it was read from may end with a line break. */
export function tokenOf(url: string, { token = tokenIn(url) }: ConnectionOptions): string | undefined {
  return token?.trim() || undefined
}

/** @throws {RangeError} where a connection would be dead before it was asked */
export function linkTimesOf({ silenceTimeout: silence = SILENCE_MS, pingInterval: ping = PING_MS }: ConnectionOptions) {
  if (!(ping > 0 && ping < silence)) throw new RangeError('A ping comes before its answer is missed.')
  return { silence, ping }
}

/** @throws {RangeError} where there are too many labels, or the capacity is less than 1 */
export function identityOf(consumerId: string, options: ConsumerOptions): Identity {
  const { token, version, heartbeatInterval = HEARTBEAT_MS, pid = processId, hostname = hostName() } = options
  const labels = labelsOf(options)
  if (Object.keys(labels).length > MAX_LABELS) throw new RangeError(`A consumer has at most ${MAX_LABELS} labels.`)
  return {
    consumerId,
    ...(token !== undefined && { token }),
    ...(hostname !== undefined && { hostname: hostname.slice(0, 256) }),
    ...(pid !== undefined && { pid }),
    ...(version !== undefined && { version }),
    labels,
    heartbeatInterval,
  }
}

/** `capacity` is a label like any other. */
function labelsOf({ labels = {}, capacity }: ConsumerOptions): Record<string, string> {
  const own = Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, messageOf(value)]))
  if (capacity === undefined) return own
  if (!(capacity >= 1)) throw new RangeError('A capacity is at least 1.')
  return { ...own, capacity: String(capacity) }
}
