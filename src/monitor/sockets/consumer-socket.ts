import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { refusal } from '../../contract/refusal.ts'
import { encodeFrame, type ObserverFrame } from '../../contract/monitor-frames.ts'
import type { Effect } from '../../engine/effects.ts'
import type { Access } from '../access.ts'
import type { Gate } from '../edge/gate.ts'
import type { LogDesk } from '../logs/log-desk.ts'
import type { Grant } from '../tokens/grant.ts'
import { Admission } from './admission.ts'
import { type ConnectionParts, ConsumerConnection } from './consumer-connection.ts'
import { answerPings, MAX_FRAGMENTS } from './control-frames.ts'
import { FrameIntake } from './frame-intake.ts'
import { Introductions } from './introductions.ts'
import { PingRounds } from './ping-rounds.ts'
import { ReasonedSocket } from './reasoned-socket.ts'
import { CLOSE_TIMEOUT_MS } from './socket-end.ts'
import { StrangerFrames } from './stranger-frames.ts'
import { refuseBrokenHandshakes, type TakeUpgrade } from './upgrades.ts'

interface Parts extends ConnectionParts {
  readonly access: Access
  readonly gate: Gate
  readonly logs: LogDesk
}

/** The consumers' WebSocket (`/websocket/monitor`): who is connected, from the handshake to the end, and what goes out to whom. */
export class ConsumerSocket {
  private readonly parts: Parts
  private readonly server: WebSocketServer
  private readonly admission: Admission
  private readonly strangers: StrangerFrames
  private readonly intake: FrameIntake
  private readonly connections = new Map<string, ConsumerConnection>()
  private readonly pings: PingRounds
  private frames = 0

  constructor(parts: Parts) {
    this.parts = parts
    const { settings } = parts
    this.admission = new Admission(settings, parts.gate)
    this.strangers = new StrangerFrames(settings['monitor.limits.max-frame'])
    this.intake = new FrameIntake({
      ...parts,
      admission: this.admission,
      strangers: this.strangers,
      introductions: new Introductions(parts.access),
      release: (consumerId) => this.release(consumerId),
      perform: (effects) => this.perform(effects),
    })
    this.server = new WebSocketServer({
      WebSocket: ReasonedSocket,
      noServer: true,
      perMessageDeflate: false,
      autoPong: false,
      maxFragments: MAX_FRAGMENTS,
      maxPayload: settings['monitor.limits.max-frame'],
    })
    refuseBrokenHandshakes(this.server)
    this.pings = new PingRounds({
      interval: settings['monitor.liveness.ping-interval'],
      lostAfter: settings['monitor.liveness.lost-after'],
      isHeard: (id) => this.isHeard(id),
      cut: (id) => this.connections.get(id)?.close('PING_TIMEOUT'),
    })
  }

  /** Open sockets, registered or not. */
  get size(): number {
    return this.connections.size
  }

  /** `[LV-7]` The monitor did not run for this long, ms. */
  passGap(gap: number): void {
    for (const connection of this.connections.values()) connection.passGap(gap)
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
    const cut = () => this.connections.get(id)?.close('TOO_MANY_CONNECTIONS')
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
        connection.send(frame.type, encodeFrame(frame))
      } else if (effect.code) connection.close(effect.code)
      else connection.socket.close(1000)
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
    for (const connection of this.connections.values()) connection.close('SERVER_SHUTDOWN')
    // Also those that were closing before, and have a patience of their own.
    const cut = setTimeout(() => {
      for (const { socket } of this.connections.values()) socket.terminate()
    }, CLOSE_TIMEOUT_MS)
    await Promise.all(closing)
    clearTimeout(cut)
  }

  /** Sockets that came in by a named token. */
  countOf(token: string): number {
    let count = 0
    for (const { grant } of this.connections.values()) if (grant?.token === token) count++
    return count
  }

  /** `[SEC-4]` It is no longer good: whoever came in by it goes. */
  cut(token: string): void {
    const ended = refusal('token_ended')
    for (const connection of this.connections.values()) {
      if (connection.grant?.token !== token) continue
      connection.sendProblem(ended)
      connection.close(ended.code)
    }
  }

  private open(id: string, socket: WebSocket, wire: Socket, remote: string, grant: Grant | null): void {
    const { engine, now } = this.parts
    const connection = new ConsumerConnection(this.parts, { id, socket, wire, remote, grant })
    this.connections.set(id, connection)
    this.strangers.begin(socket)
    const leaveRounds = this.pings.join(connection)
    socket.on('message', (data, isBinary) => {
      // What was still on its way from somebody whose token has ended.
      if (connection.closedFor === 'UNAUTHORIZED') return
      this.frames++
      this.intake.receive(connection, data, isBinary)
    })
    answerPings(socket, {
      mayPass: () => this.intake.control(connection),
      maxWaiting: this.parts.settings['monitor.limits.outgoing-buffer'],
      onFull: () => connection.close('TOO_SLOW'),
    })
    socket.on('pong', () => {
      if (!connection.answered()) this.intake.control(connection)
    })
    socket.on('error', (error) => this.intake.broke(connection, error))
    socket.on('close', () => {
      connection.settle()
      this.connections.delete(id)
      this.admission.leave(id)
      leaveRounds()
      engine.disconnected(id, now(), connection.closedFor)
    })
    this.perform(engine.connected(id, remote, now()))
  }

  /** `[WS-11]` One text for all observers. */
  private broadcast(sessionIds: Iterable<string>, frame: ObserverFrame): void {
    const text = encodeFrame(frame)
    for (const id of sessionIds) this.connections.get(id)?.send(frame.type, text)
  }

  /** `[WS-17]` A connection that is at its end already is not taken over from: only two that are open fight for an id. */
  private release(consumerId: string): void {
    const { engine, now } = this.parts
    const before = this.connections.get(engine.sessionOf(consumerId) ?? '')
    if (before && before.socket.readyState !== WebSocket.OPEN) engine.disconnected(before.id, now(), before.closedFor)
  }

  /** Whether the consumer on a connection is not lost; null where nobody has registered on it. */
  private isHeard(id: string): boolean | null {
    const { engine } = this.parts
    const consumerId = engine.consumerOf(id)
    return consumerId === null ? null : engine.consumerResource(consumerId).state !== 'lost'
  }
}
