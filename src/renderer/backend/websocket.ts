import type { ConsoleAnswer, ConsoleCall, ConsoleFrame } from '../../core/console-api.ts'
import { unpackFrame, type WireFrame } from '../../core/console-wire.ts'
import { BatchdeckError } from '../../core/errors.ts'
import type { ConnectionState, ConsoleBackend } from './backend.ts'
import { problemError } from './ipc.ts'

/** The part of a browser's WebSocket that is used. */
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

/** A browser: reconnects by itself, and starts with a new snapshot each time. */
export function connectWebSocket({ open, setTimeout }: Environment): ConsoleBackend {
  const frameListeners = new Set<(frame: ConsoleFrame) => void>()
  const stateListeners = new Set<(state: ConnectionState) => void>()
  const pending = new Map<number, Pending>()
  let state: ConnectionState = 'connecting'
  let socket: SocketLike
  let retryAfter = FIRST_RETRY
  let lastId = 0
  connect()

  function connect(): void {
    socket = open()
    socket.onmessage = ({ data }) => receive(JSON.parse(data) as WireFrame | ConsoleAnswer)
    socket.onclose = () => {
      enter('lost')
      const lost = new BatchdeckError('SERVER_SHUTDOWN', 'The connection to the monitor was lost before it answered.')
      for (const { reject } of pending.values()) reject(lost)
      pending.clear()
      setTimeout(connect, retryAfter)
      retryAfter = Math.min(LAST_RETRY, retryAfter * 2)
    }
  }

  function receive(frame: WireFrame | ConsoleAnswer): void {
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
        return Promise.reject(new BatchdeckError('SERVER_SHUTDOWN', 'The monitor cannot be reached at the moment.'))
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
  }
}

/**
 * The console socket of the server this page came from. A `?token=` of the page's address is kept for the session and
 * taken out of the address, so that it is not shared with a link.
 */
export function consoleSocketUrl(
  location: Pick<Location, 'search' | 'pathname' | 'hash' | 'protocol' | 'host'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  history: Pick<History, 'replaceState'>,
): string {
  const given = new URLSearchParams(location.search).get('token')
  if (given !== null) {
    storage.setItem('batchdeck.token', given)
    history.replaceState(null, '', location.pathname + location.hash)
  }
  const token = given ?? storage.getItem('batchdeck.token')
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${location.host}/websocket/console${token === null ? '' : `?token=${encodeURIComponent(token)}`}`
}
