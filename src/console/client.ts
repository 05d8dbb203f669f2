import type { ConsoleFrame } from '../contract/feed.ts'
import type { ConsoleAnswer, ConsoleApi, ConsoleCall } from '../contract/procedures.ts'
import { unpackFrame, type WireFrame } from '../contract/packed-frames.ts'
import { BatchdeckError, type Problem } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'

/** `lost` was connected before, or tried and failed; it goes on trying by itself. */
export type ConnectionState = 'connecting' | 'live' | 'lost'

/** The console's one way to the monitor: IPC in the desktop window, a WebSocket in a browser or to a remote monitor. */
export interface ConsoleBackend extends ConsoleApi {
  /** Told the present state at once and then each change; returns what ends it. */
  onConnection(listener: (state: ConnectionState) => void): () => void
  /** Asks for a new snapshot, because a change was missed. */
  resubscribe(): void
}

/** Over a WebSocket. Once closed it does not come back. */
export interface ConsoleClient extends ConsoleBackend {
  close(): void
}

/** The part of a WebSocket that is used. */
export interface SocketLike {
  onmessage: ((event: { data: string }) => void) | null
  onclose: (() => void) | null
  send(text: string): void
  close(): void
}

interface Environment {
  readonly open: () => SocketLike
  readonly setTimeout: (action: () => void, after: number) => unknown
}

const FIRST_RETRY = 500
const LAST_RETRY = 5000

interface Pending {
  readonly resolve: (result: never) => void
  readonly reject: (error: BatchdeckError) => void
}

/** The console socket of a monitor: reconnects by itself, and starts with a new snapshot each time. */
export function connectWebSocket({ open, setTimeout }: Environment): ConsoleClient {
  const frameListeners = new Set<(frame: ConsoleFrame) => void>()
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const pending = new Map<number, Pending>()
  let state: ConnectionState = 'connecting'
  let socket: SocketLike
  let retryAfter = FIRST_RETRY
  let lastId = 0
  let isClosed = false
  connect()

  function connect(): void {
    if (isClosed) return
    socket = open()
    socket.onmessage = ({ data }) => receive(JSON.parse(data) as WireFrame | ConsoleAnswer)
    socket.onclose = () => {
      enter('lost')
      const lost = refusal('connection_lost')
      for (const { reject } of pending.values()) reject(lost)
      pending.clear()
      if (isClosed) return
      setTimeout(connect, retryAfter)
      retryAfter = Math.min(LAST_RETRY, retryAfter * 2)
    }
  }

  function receive(frame: WireFrame | ConsoleAnswer): void {
    if (isClosed) return
    if (frame.type === 'answer') {
      const call = pending.get(frame.id)
      pending.delete(frame.id)
      if (frame.ok) call?.resolve(frame.result as never)
      else call?.reject(problemError(frame.problem))
      return
    }
    // The first frame is a snapshot: only with it is anything live.
    retryAfter = FIRST_RETRY
    const unpacked = unpackFrame(frame)
    for (const listener of frameListeners) listener(unpacked)
    enter('live')
  }

  function enter(next: ConnectionState): void {
    if (next === state) return
    state = next
    for (const listener of stateListeners) listener(state)
  }

  return {
    call(method, params) {
      if (state !== 'live') {
        return Promise.reject(refusal('monitor_unreachable'))
      }
      const id = ++lastId
      const call: ConsoleCall = { type: 'call', id, method, params }
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject })
        socket.send(JSON.stringify(call))
      })
    },
    subscribe(listener) {
      frameListeners.add(listener)
      return () => void frameListeners.delete(listener)
    },
    onConnection(listener) {
      stateListeners.add(listener)
      listener(state)
      return () => void stateListeners.delete(listener)
    },
    resubscribe: () => socket.close(),
    close() {
      isClosed = true
      socket.close()
    },
  }
}

/** The error of the monitor, as it was before it crossed the wire. */
export function problemError({ code, message, ...more }: Problem): BatchdeckError {
  return new BatchdeckError(code, message, more)
}
