import { WebSocket, WebSocketServer } from 'ws'
import { parseBoundedJson } from '../../contract/bounded-json.ts'
import type { ConsoleFrame } from '../../contract/feed.ts'
import { type FeedPlace, placeOfQuery, readPlace, type SubscribeMessage } from '../../contract/feed-place.ts'
import type {
  ConsoleAnswer,
  ConsoleApi,
  ConsoleCall,
  ConsoleConnection,
  ProcedureName,
} from '../../contract/procedures.ts'
import { packFrame, type WireFrame } from '../../contract/packed-frames.ts'
import { errorTable, problemOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Gate } from '../edge/gate.ts'
import { answerPings, MAX_FRAGMENTS } from './control-frames.ts'
import { CallGate, operatorCalls, viewerCalls } from './call-gate.ts'
import { Outgoing } from './outgoing.ts'
import { PacedFeed } from './paced-feed.ts'
import { RateLimit } from './rate-limit.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Caller } from '../procedures/context.ts'
import { endSocket } from './socket-end.ts'
import { ReasonedSocket } from './reasoned-socket.ts'
import { refuseBrokenHandshakes, type TakeUpgrade } from './upgrades.ts'
import { ViewerRates } from './viewer-rates.ts'

/** The WebSocket of consoles in a browser (`/websocket/console`): the console API, as JSON. */
export interface ConsoleSocket {
  readonly upgrade: TakeUpgrade
  /** Open sockets. */
  size(): number
  /** Those that came in by a named token. */
  countOf(token: string): number
  /** `[SEC-4]` It is no longer good: whoever came in by it goes. */
  cut(token: string): void
  close(): void
}

/** The longest message of a console, in bytes: a piece of a list, or a list of consumers. */
const MAX_CALL_BYTES = 2 * 1024 * 1024
/** What is as long is announced, in bytes: on a line that brings it within seconds that is no matter. */
const ANNOUNCED_BYTES = 256 * 1024
/** A console to which nothing goes out for so long is closed, ms. Whoever takes a little is only slow. */
const STALL_TIMEOUT_MS = 30_000
const STALL_CHECK_INTERVAL_MS = 5000
/** `[WS-28]` A browser sends no pings, and other clients one now and then. */
const PINGS_PER_SECOND = 10
const PING_BURST = 100

/** @param connect a new console's own way in, for whoever connects */
export function createConsoleSocket(
  connect: (caller: Caller) => ConsoleConnection,
  settings: Settings,
  traffic: Traffic,
  gate: Pick<Gate, 'know'>,
): ConsoleSocket {
  const callers = new WeakMap<WebSocket, Caller>()
  const viewerRates = new ViewerRates(() => performance.now())
  const server = new WebSocketServer({
    WebSocket: ReasonedSocket,
    noServer: true,
    // Only what is long: see `Outgoing`. A context that is kept would be a quarter of a MiB for each console.
    perMessageDeflate: {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      zlibDeflateOptions: { level: 3 },
    },
    maxPayload: MAX_CALL_BYTES,
    autoPong: false,
    maxFragments: MAX_FRAGMENTS,
  })
  refuseBrokenHandshakes(server)

  /** @param after up to where a console that comes back knows everything */
  function attach(socket: WebSocket, caller: Caller, after: FeedPlace | null): void {
    const api = connect(caller)
    const clock = () => performance.now()
    const isFull = () => outgoing.size > settings['monitor.limits.outgoing-buffer']
    const outgoing = new Outgoing({
      wire: socket,
      clock,
      onDrained() {
        feed.drained()
        calls.pump()
      },
    })
    let last: WireFrame | null = null
    const push = (text: string) => (traffic.bytesSent.console += outgoing.push(text))
    const send = (message: WireFrame | ConsoleAnswer) => {
      if (socket.readyState !== WebSocket.OPEN) return
      const text = JSON.stringify(message)
      if (last !== null && text.length >= ANNOUNCED_BYTES) push(JSON.stringify(announcement(last, text.length)))
      push(text)
      if (message.type !== 'answer') last = message
    }
    const feed = new PacedFeed({
      subscribe: (listener, place) => api.subscribe(listener, place),
      send: (frame) => send(packFrame(shownTo(caller, frame))),
      isFull,
      clock,
    })
    const rate = viewerRates.join(caller)
    const calls = new CallGate({
      limits: caller.role === 'viewer' ? viewerCalls : operatorCalls,
      shared: rate.limit,
      isFull,
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      async run(data) {
        const message = parseMessage(data.toString('utf8'))
        if (message?.type === 'subscribe') feed.begin(readPlace(message.after))
        else if (message) send(await answer(api, message))
      },
      clock,
    })
    const watch = setInterval(() => {
      if (outgoing.stalledFor < STALL_TIMEOUT_MS) return
      traffic.closed.add('console', 'TOO_SLOW')
      socket.close(errorTable.TOO_SLOW.close, errorTable.TOO_SLOW.title)
      socket.terminate()
    }, STALL_CHECK_INTERVAL_MS)
    const pings = new RateLimit(PINGS_PER_SECOND, PING_BURST, clock())
    answerPings(socket, {
      mayPass() {
        const isWithin = pings.tryAcquire(clock())
        if (!isWithin && socket.readyState === WebSocket.OPEN) endSocket(socket, 'RATE_LIMITED')
        return isWithin
      },
      maxWaiting: settings['monitor.limits.outgoing-buffer'],
      onFull: () => endSocket(socket, 'TOO_SLOW'),
    })
    socket.on('error', () => socket.terminate())
    socket.on('message', (data) => {
      // What was still on its way from somebody whose token has ended.
      if (socket.readyState !== WebSocket.OPEN) return
      traffic.bytesReceived.console += (data as Buffer).length
      calls.accept(data as Buffer)
    })
    callers.set(socket, caller)
    socket.on('close', () => {
      clearInterval(watch)
      outgoing.end()
      feed.end()
      calls.end()
      rate.leave()
      api.close()
    })
    feed.begin(after)
  }

  function openedBy(token: string): WebSocket[] {
    return [...server.clients].filter((socket) => callers.get(socket)?.token === token)
  }

  return {
    upgrade({ request, socket, head, grant, remote }) {
      if (grant === null || grant.role === 'consumer') {
        throw refusal('console_token_missing')
      }
      // The window of a desktop app elsewhere; what it says of itself is for the reader of the events only.
      const via = request.headers['user-agent']?.startsWith('Batchdeck/') ? 'desktop' : 'browser'
      let isOpen = false
      server.handleUpgrade(request, socket, head, (opened) => {
        isOpen = true
        gate.know(request.socket)
        attach(opened, { ...grant, via, remote }, placeOfQuery(request.url?.split('?', 2)[1] ?? ''))
      })
      return isOpen
    },
    size: () => server.clients.size,
    countOf: (token) => openedBy(token).length,
    cut(token) {
      for (const socket of openedBy(token)) endSocket(socket, 'UNAUTHORIZED')
    },
    close() {
      server.close()
      for (const socket of server.clients) endSocket(socket, 'SERVER_SHUTDOWN')
    },
  }
}

/** `[WS-25]` A frame without news, which says that a long message is next. @param last what was sent of the feed */
function announcement({ feed, now }: WireFrame, coming: number): WireFrame {
  return { type: 'changes', ...(feed !== undefined && { feed }), seq: 0, now, changes: {}, coming }
}

/**
 * The monitor speaks to its own operator; everybody else is told what he is (UI-5). An admin is an operator to it, who may
 * manage tokens, too: consoles of earlier versions know no other role.
 */
function shownTo({ role: own, token, isAdmin }: Caller, frame: ConsoleFrame): ConsoleFrame {
  const who = { role: own === 'viewer' ? own : 'operator', token, manages_tokens: isAdmin } as const
  if (frame.type === 'snapshot') {
    const { snapshot } = frame
    return { ...frame, snapshot: { ...snapshot, server: { ...snapshot.server, ...who } } }
  }
  const { changes } = frame
  return changes.server ? { ...frame, changes: { ...changes, server: { ...changes.server, ...who } } } : frame
}

async function answer(api: ConsoleApi, { id, method, params }: ConsoleCall): Promise<ConsoleAnswer> {
  try {
    // That there is such a procedure, and what it is given, is checked at the door.
    const result = await api.call(method as ProcedureName, params as never)
    return { type: 'answer', id, ok: true, result }
  } catch (error) {
    return { type: 'answer', id, ok: false, problem: problemOf(error) }
  }
}

/** Null where it is neither a call, nor even has an id to answer to. */
function parseMessage(text: string): ConsoleCall | SubscribeMessage | null {
  try {
    const message = parseBoundedJson(text) as Partial<ConsoleCall> | SubscribeMessage | null
    if (message?.type === 'subscribe') return message
    return typeof message?.id === 'number' && typeof message.method === 'string' ? (message as ConsoleCall) : null
  } catch {
    return null
  }
}
