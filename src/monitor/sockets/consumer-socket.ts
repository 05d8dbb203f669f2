import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { Effect } from '../../engine/effects.ts'
import type { Engine } from '../../engine/engine.ts'
import { type BatchdeckError, type ErrorCode, errorTable, problemOf, sentenceOf } from '../../contract/errors.ts'
import type { Sentence } from '../../contract/phrase.ts'
import { refusal } from '../../contract/refusal.ts'
import { encodeFrame, type MonitorFrame, type ObserverFrame } from '../../contract/monitor-frames.ts'
import { type ConsumerFrame, parseConsumerFrame, type RegisterFrame } from '../../contract/consumer-frames.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Access } from '../access.ts'
import type { Gate } from '../edge/gate.ts'
import { type Grant, speaksFor } from '../tokens/grant.ts'
import { Admission } from './admission.ts'
import { limitCodes } from './limit-codes.ts'
import { refuseBrokenHandshakes, type TakeUpgrade } from './upgrades.ts'
import type { Traffic } from '../metrics/traffic.ts'
import { PingRounds } from './ping-rounds.ts'
import { Pulse } from './pulse.ts'
import { RateLimit } from './rate-limit.ts'
import { StrangerFrames } from './stranger-frames.ts'

interface Parts {
  readonly engine: Engine
  readonly access: Access
  readonly gate: Gate
  readonly settings: Settings
  readonly now: () => number
  readonly log: (line: string) => void
  readonly traffic: Traffic
}

interface Connection {
  readonly id: string
  readonly socket: WebSocket
  /** Below it. */
  readonly wire: Socket
  readonly pulse: Pulse
  readonly remote: string
  readonly limit: RateLimit
  /** Frames refused in a row for coming too fast. */
  refused: number
  /** Bytes of its frames before it has registered. */
  strangeBytes: number
  /** By the token of the handshake, or else of its first frame that brought one; null before. */
  grant: Grant | null
  /** Why the monitor closed it. */
  closedFor: ErrorCode | null
  deadline: NodeJS.Timeout | null
}

/** Whoever is refused for one of these is not let in, and need not stay. */
const endingCodes: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHORIZED',
  'TOO_MANY_ATTEMPTS',
  'TOO_MANY_CONSUMERS',
  'TOO_LARGE',
])

/** How long a closing socket may take before it is cut, ms. */
export const CLOSE_TIMEOUT_MS = 2000

/** The consumers' WebSocket (`/websocket/monitor`): bytes in, effects out, and the limits between (WS-12, WS-18). */
export class ConsumerSocket {
  private readonly parts: Parts
  private readonly server: WebSocketServer
  private readonly admission: Admission
  private readonly strangers: StrangerFrames
  private readonly connections = new Map<string, Connection>()
  private readonly pings: PingRounds
  private frames = 0

  constructor(parts: Parts) {
    this.parts = parts
    const { settings } = parts
    this.admission = new Admission(settings, parts.gate)
    this.strangers = new StrangerFrames(settings['monitor.limits.max-frame'])
    this.server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: settings['monitor.limits.max-frame'],
    })
    refuseBrokenHandshakes(this.server)
    this.pings = new PingRounds({
      interval: settings['monitor.liveness.ping-interval'],
      lostAfter: settings['monitor.liveness.lost-after'],
      isHeard: (id) => this.isHeard(id),
      cut: (id) => {
        const connection = this.connections.get(id)
        if (connection) this.close(connection, 'PING_TIMEOUT')
      },
    })
  }

  /** Open sockets, registered or not. */
  get size(): number {
    return this.connections.size
  }

  /** Frames received since the last call. */
  drainFrameCount(): number {
    const frames = this.frames
    this.frames = 0
    return frames
  }

  /**
   * Takes over a handshake whose Host and Origin have been checked. A consumer may bring its token here or in `register`.
   * @throws {BatchdeckError} `TOO_MANY_CONNECTIONS`
   */
  readonly upgrade: TakeUpgrade = ({ request, socket, head, grant, remote }) => {
    const id = randomUUID()
    const cut = () => {
      const connection = this.connections.get(id)
      if (connection) this.close(connection, 'TOO_MANY_CONNECTIONS')
    }
    this.admission.enter({ id, remote, open: this.connections.size, cut })
    let isOpen = false
    try {
      this.server.handleUpgrade(request, socket, head, (opened) => {
        isOpen = true
        this.open(id, opened, request.socket, remote, grant)
      })
    } finally {
      if (!isOpen) this.admission.leave(id)
    }
    return isOpen
  }

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'broadcast') {
        this.broadcast(effect.session_ids, effect.frame)
        continue
      }
      const connection = this.connections.get(effect.session_id)
      if (!connection) continue
      if (effect.kind === 'send') {
        const { frame } = effect
        this.send(connection, frame.type, encodeFrame(frame))
      } else if (effect.code) this.close(connection, effect.code)
      else connection.socket.close(1000)
    }
  }

  /** `[WS-11]` Whoever reads too slowly is closed by {@link send}, and holds up nobody. */
  private broadcast(sessionIds: Iterable<string>, frame: ObserverFrame): void {
    const text = encodeFrame(frame)
    for (const id of sessionIds) {
      const connection = this.connections.get(id)
      if (connection) this.send(connection, frame.type, text)
    }
  }

  /** `[WS-19]` Ends every connection after its pending frames; those that do not answer are cut. */
  async shutdown(): Promise<void> {
    this.pings.stop()
    // Nobody comes in any more: whoever is told to go tries again at once.
    this.server.close()
    const closing = [...this.connections.values()].map(
      ({ socket }) => new Promise<void>((resolve) => void socket.once('close', () => resolve())),
    )
    for (const connection of this.connections.values()) this.close(connection, 'SERVER_SHUTDOWN')
    // Also those that were closing before, and have a patience of their own.
    const cut = setTimeout(() => {
      for (const { socket } of this.connections.values()) socket.terminate()
    }, CLOSE_TIMEOUT_MS)
    await Promise.all(closing)
    clearTimeout(cut)
  }

  private open(id: string, socket: WebSocket, wire: Socket, remote: string, grant: Grant | null): void {
    const { engine, settings, now } = this.parts
    const connection: Connection = {
      id,
      socket,
      wire,
      pulse: new Pulse(socket, wire),
      remote,
      limit: new RateLimit(settings['monitor.limits.frames-per-second'], settings['monitor.limits.frame-burst'], now()),
      refused: 0,
      strangeBytes: 0,
      grant,
      closedFor: null,
      deadline: setTimeout(
        () => this.close(connection, 'REGISTER_TIMEOUT'),
        settings['monitor.limits.register-timeout'],
      ),
    }
    connection.deadline?.unref()
    this.connections.set(id, connection)
    this.strangers.begin(socket)
    const leaveRounds = this.pings.join(connection)
    socket.on('message', (data, isBinary) => this.receive(connection, data, isBinary))
    socket.on('pong', () => this.onPong(connection))
    // ws closes by itself after a protocol error, with 1009 where a frame was too large.
    socket.on('error', (error) => {
      this.parts.log(`Consumer socket of ${remote}: ${error.message}`)
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
        connection.closedFor = 'TOO_LARGE'
        this.count(
          connection,
          'TOO_LARGE',
          sentenceOf(
            refusal('frame_too_large', {
              most: connection.deadline ? this.strangers.maxFrame : settings['monitor.limits.max-frame'],
            }),
          ),
        )
      }
      // Others are of the network, and only end the session.
      else if (code.startsWith('WS_ERR_')) {
        connection.closedFor = 'INVALID_MESSAGE'
        this.count(connection, 'INVALID_MESSAGE', { message: error.message })
      }
    })
    socket.on('close', () => {
      if (connection.deadline) clearTimeout(connection.deadline)
      this.connections.delete(id)
      this.admission.leave(id)
      leaveRounds()
      engine.disconnected(id, now(), connection.closedFor)
    })
    this.perform(engine.connected(id, remote, now()))
  }

  private receive(connection: Connection, data: RawData, isBinary: boolean): void {
    const { engine, now, traffic } = this.parts
    // What was still on its way from somebody whose token has ended.
    if (connection.closedFor === 'UNAUTHORIZED') return
    this.frames++
    traffic.bytesReceived.consumer += (data as Buffer).length
    let type: ConsumerFrame['type'] | 'none' = 'none'
    try {
      if (!this.isWithinLimit(connection)) return
      if (connection.deadline) this.acceptStranger(connection, (data as Buffer).length)
      if (isBinary) throw refusal('frame_binary')
      // One text frame arrives as one Buffer: that is the default of ws for its binaryType.
      let faulty: BatchdeckError | null = null
      const frame = parseConsumerFrame((data as Buffer).toString('utf8'), {
        onFault: (fault) => (faulty = fault),
        onType: (named, token) => this.admit(connection, named, token),
      })
      type = frame.type
      if (frame.type === 'register') {
        this.authorize(connection, frame)
        this.release(frame.consumer_id)
      }
      if (frame.type === 'subscribe') this.authorizeObserver(connection, frame.token)
      const effects = engine.received(connection.id, frame, now(), connection.grant ?? undefined)
      if ((frame.type === 'register' || frame.type === 'subscribe') && connection.deadline) {
        clearTimeout(connection.deadline)
        connection.deadline = null
        this.admission.settle(connection.id, connection.wire)
        this.strangers.settle(connection.socket, connection.remote, connection.strangeBytes)
      }
      traffic.accepted.add(type)
      this.perform(effects)
      if (faulty !== null) this.complain(connection, faulty)
      if (frame.type === 'register') connection.pulse.ping()
    } catch (error) {
      engine.heard(connection.id, now())
      const { code } = problemOf(error)
      traffic.rejected.add(type, code)
      if (code === 'INTERNAL') this.parts.log(`Consumer frame: ${String((error as Error).stack ?? error)}`)
      this.complain(connection, error)
      if (endingCodes.has(code)) this.close(connection, code)
    }
  }

  /** `[WS-26]` */
  private acceptStranger(connection: Connection, bytes: number): void {
    const before = connection.strangeBytes
    connection.strangeBytes += bytes
    this.strangers.accept(connection.remote, before, bytes)
  }

  /** `[WS-26]` Whoever may not register at all is told so before the rest of his frame is looked at. */
  private admit(connection: Connection, type: string, given: unknown): void {
    const token = typeof given === 'string' ? given : undefined
    if (type === 'register' && !mayRegister(connection.grant) && !mayRegister(this.grantOf(connection, token))) {
      throw refusal('register_token_missing')
    }
    if (type === 'subscribe' && connection.grant === null && this.grantOf(connection, token) === null) {
      throw refusal('subscribe_token_missing')
    }
  }

  /** `[WS-12]` Says what is wrong with a frame, to its sender and to operators. */
  private complain(connection: Connection, error: unknown): void {
    const { code, message } = problemOf(error)
    this.count(connection, code, sentenceOf(error))
    this.send(connection, 'error', encodeFrame({ type: 'error', code, message }))
  }

  /** `[WS-17]` A connection that is at its end already is not taken over from: only two that are open fight for an id. */
  private release(consumerId: string): void {
    const { engine, now } = this.parts
    const before = this.connections.get(engine.sessionOf(consumerId) ?? '')
    if (before && before.socket.readyState !== WebSocket.OPEN) engine.disconnected(before.id, now(), before.closedFor)
  }

  /**
   * `[SEC-1]` `[SEC-4]` Whoever registers may do so by the token of its handshake or by that of its frame, and only as an id
   * that the token speaks for.
   * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
   */
  private authorize(connection: Connection, { token, consumer_id: consumer }: RegisterFrame): void {
    const { grant: before } = connection
    // Where none is needed, whoever brings one all the same is whom it speaks for.
    const isKnown = mayRegister(before) && (before.token !== null || token === undefined)
    const grant = isKnown ? before : this.grantOf(connection, token)
    if (!mayRegister(grant)) throw refusal('register_token_missing')
    if (!speaksFor(grant, consumer)) {
      throw refusal('consumer_of_other_token', { token: String(grant.token), pattern: String(grant.pattern), consumer })
    }
    connection.grant = grant
  }

  /**
   * An observer only looks: any token will do, but for one that speaks for some consumers only.
   * @throws {BatchdeckError} `UNAUTHORIZED`, `FORBIDDEN`
   */
  private authorizeObserver(connection: Connection, token: string | undefined): void {
    const grant = connection.grant ?? this.grantOf(connection, token)
    if (grant === null) throw refusal('subscribe_token_missing')
    if (grant.pattern !== null) throw refusal('role_may_not', { role: grant.role })
    connection.grant = grant
  }

  private grantOf({ remote }: Connection, token: string | undefined): Grant | null {
    return this.parts.access.grantOf(token, remote)
  }

  /** Sockets that came in by a named token. */
  countOf(token: string): number {
    let count = 0
    for (const { grant } of this.connections.values()) if (grant?.token === token) count++
    return count
  }

  /** `[SEC-4]` It is no longer good: whoever came in by it goes. */
  cut(token: string): void {
    const { code, message } = refusal('token_ended')
    for (const connection of this.connections.values()) {
      if (connection.grant?.token !== token) continue
      this.send(connection, 'error', encodeFrame({ type: 'error', code, message }))
      this.close(connection, code)
    }
  }

  /** `[WS-18]` A frame too many is dropped with an error; a whole burst of them ends the connection. */
  private isWithinLimit(connection: Connection): boolean {
    const { settings, now } = this.parts
    if (connection.limit.tryAcquire(now())) {
      connection.refused = 0
      return true
    }
    connection.refused++
    this.parts.engine.heard(connection.id, now())
    const rate = settings['monitor.limits.frames-per-second']
    const tooMany = refusal('frames_too_many', { most: rate })
    if (connection.refused === 1) throw tooMany
    this.count(connection, 'RATE_LIMITED', sentenceOf(tooMany))
    this.parts.traffic.rejected.add('none', 'RATE_LIMITED')
    if (connection.refused > settings['monitor.limits.frame-burst']) this.close(connection, 'RATE_LIMITED')
    return false
  }

  /** A frame that was refused, or a limit that was hit, for the audit log; it bears a flood of them. */
  private count({ id, remote }: Connection, code: ErrorCode, said: Sentence | null = null): void {
    const { engine, now } = this.parts
    const consumerId = engine.consumerOf(id)
    const subject = consumerId === null ? {} : { consumer_id: consumerId }
    if (limitCodes.has(code)) engine.countLimit(now(), subject, { code, remote }, said)
    else engine.countRefusal(now(), subject, { code, message: '', ...said, remote })
  }

  private send(connection: Connection, type: MonitorFrame['type'], text: string): void {
    const { socket } = connection
    if (socket.readyState !== WebSocket.OPEN) return
    const { traffic } = this.parts
    traffic.sent.add(type)
    traffic.bytesSent.consumer += Buffer.byteLength(text)
    socket.send(text)
    if (socket.bufferedAmount > this.parts.settings['monitor.limits.outgoing-buffer'])
      this.close(connection, 'TOO_SLOW')
  }

  private close(connection: Connection, code: ErrorCode): void {
    const { socket, remote } = connection
    if (socket.readyState !== WebSocket.OPEN) return
    connection.closedFor = code
    if (code === 'TOO_SLOW' || code === 'REGISTER_TIMEOUT' || code === 'TOO_MANY_CONNECTIONS')
      this.count(connection, code)
    this.parts.traffic.closed.add('consumer', code)
    const entry: { close?: number; title: string } = errorTable[code]
    const closeCode = entry.close ?? 1011
    if (code !== 'SERVER_SHUTDOWN')
      this.parts.log(`Consumer socket of ${remote} closed with ${closeCode}: ${entry.title}.`)
    socket.close(closeCode, entry.title)
    const cut = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
    socket.once('close', () => clearTimeout(cut))
  }

  /** Whether the consumer on a connection is not lost; null where nobody has registered on it. */
  private isHeard(id: string): boolean | null {
    const { engine } = this.parts
    const consumerId = engine.consumerOf(id)
    return consumerId === null ? null : engine.consumerResource(consumerId).state !== 'lost'
  }

  private onPong({ id, pulse }: Connection): void {
    const roundTrip = pulse.answer()
    // Nobody is asked for a pong of its own accord.
    if (roundTrip !== null) this.parts.engine.answeredPing(id, roundTrip)
  }
}

/** Consumers and operators may, and in simple fleets everybody. */
function mayRegister(grant: Grant | null): grant is Grant {
  return grant !== null && grant.role !== 'viewer'
}
