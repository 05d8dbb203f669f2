import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { type ErrorCode, errorTable, problemOf, sentenceOf } from '../../contract/errors.ts'
import { encodeFrame, type MonitorFrame } from '../../contract/monitor-frames.ts'
import type { Sentence } from '../../contract/phrase.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Grant } from '../tokens/grant.ts'
import type { Redactor } from '../redactor.ts'
import { sentenceWithoutSecrets } from './frame-secrets.ts'
import { limitCodes } from './limit-codes.ts'
import { Pulse } from './pulse.ts'
import { RateLimit } from './rate-limit.ts'
import { endSocket } from './socket-end.ts'

/** What every connection of a consumer needs of the monitor. */
export interface ConnectionParts {
  readonly engine: Engine
  readonly settings: Settings
  readonly now: () => number
  readonly log: (line: string) => void
  readonly traffic: Traffic
  readonly redactor: Redactor
}

interface Opened {
  readonly id: string
  readonly socket: WebSocket
  /** Below it. */
  readonly wire: Socket
  readonly remote: string
  /** By the token of the handshake; null where it brought none. */
  readonly grant: Grant | null
}

/** Ends of a connection that nobody has counted before: no frame was refused for them. */
const countedAtEnd: ReadonlySet<ErrorCode> = new Set(['TOO_SLOW', 'REGISTER_TIMEOUT', 'TOO_MANY_CONNECTIONS'])

/** So many lines of a log that nobody reads, or that come too fast, cost as much as a frame that is read. */
const DROPPED_LINES_PER_FRAME = 10

/** One socket of a consumer or an observer: what is known of it, what goes out on it, and how it ends. */
export class ConsumerConnection {
  readonly id: string
  readonly socket: WebSocket
  readonly wire: Socket
  readonly pulse: Pulse
  readonly remote: string
  readonly limit: RateLimit
  /** Of lines of its log that are dropped unread (WS-29): null as long as there was none. */
  private excess: RateLimit | null = null
  /** Frames refused in a row for coming too fast. */
  refused = 0
  /** Bytes of its frames before it has registered. */
  strangeBytes = 0
  /** By the token of the handshake, or else of its first frame that brought one; null before. */
  grant: Grant | null
  /** Why the monitor closed it. */
  closedFor: ErrorCode | null = null
  private readonly parts: ConnectionParts
  /** Null once it has registered or subscribed. */
  private deadline: NodeJS.Timeout | null

  constructor(parts: ConnectionParts, { id, socket, wire, remote, grant }: Opened) {
    const { settings, now } = parts
    this.parts = parts
    this.id = id
    this.socket = socket
    this.wire = wire
    this.pulse = new Pulse(socket, wire)
    this.remote = remote
    this.limit = new RateLimit(
      settings['monitor.limits.frames-per-second'],
      settings['monitor.limits.frame-burst'],
      now(),
    )
    this.grant = grant
    this.deadline = setTimeout(() => this.close('REGISTER_TIMEOUT'), settings['monitor.limits.register-timeout'])
    this.deadline.unref()
  }

  /** Whether nobody has registered or subscribed on it. */
  get isStranger(): boolean {
    return this.deadline !== null
  }

  /** How the log names it. */
  get who(): string {
    const consumerId = this.parts.engine.consumerOf(this.id)
    return consumerId === null ? this.remote : `${consumerId} (${this.remote})`
  }

  /** `[WS-29]` Whether so many lines of its log may be dropped without a word: it costs little, and not nothing. */
  mayDropLine(cost: number): boolean {
    const { settings, now } = this.parts
    this.excess ??= new RateLimit(
      DROPPED_LINES_PER_FRAME * settings['monitor.limits.frames-per-second'],
      DROPPED_LINES_PER_FRAME * settings['monitor.limits.frame-burst'],
      now(),
    )
    return this.excess.tryAcquire(now(), cost)
  }

  /** `[LV-7]` The monitor did not run for this long, ms. */
  passGap(gap: number): void {
    const now = this.parts.now()
    this.limit.passGap(gap, now)
    this.excess?.passGap(gap, now)
  }

  /** It has registered or subscribed, or is gone: it is not waited for any longer. */
  settle(): void {
    if (this.deadline) clearTimeout(this.deadline)
    this.deadline = null
  }

  /** `[WS-11]` Whoever reads too slowly is closed, and holds up nobody. */
  send(type: MonitorFrame['type'], text: string): void {
    const { socket } = this
    if (socket.readyState !== WebSocket.OPEN) return
    const { traffic, settings } = this.parts
    traffic.sent.add(type)
    traffic.bytesSent.consumer += Buffer.byteLength(text)
    socket.send(text)
    if (socket.bufferedAmount > settings['monitor.limits.outgoing-buffer']) this.close('TOO_SLOW')
  }

  /** Says what is wrong. */
  sendProblem(error: unknown): void {
    const { code, message } = problemOf(error)
    this.send('error', encodeFrame({ type: 'error', code, message }))
  }

  /** `[WS-12]` Says what is wrong with a frame, to its sender and to operators. */
  complain(error: unknown): void {
    this.count(problemOf(error).code, sentenceWithoutSecrets(sentenceOf(error), this.parts.redactor))
    this.sendProblem(error)
  }

  /** A frame that was refused, or a limit that was hit, for the audit log; it bears a flood of them. */
  count(code: ErrorCode, said: Sentence | null = null): void {
    const { engine, now } = this.parts
    const { remote } = this
    const consumerId = engine.consumerOf(this.id)
    const subject = consumerId === null ? {} : { consumer_id: consumerId }
    if (limitCodes.has(code)) engine.audit.countLimit(now(), subject, { code, remote }, said)
    else engine.audit.countRefusal(now(), subject, { code, message: '', ...said, remote })
  }

  /** Ends it after its pending frames; once is enough. */
  close(code: ErrorCode): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.closedFor = code
    if (countedAtEnd.has(code)) this.count(code)
    this.parts.traffic.closed.add('consumer', code)
    const closeCode = endSocket(this.socket, code)
    if (code !== 'SERVER_SHUTDOWN')
      this.parts.log(`Consumer socket of ${this.who} closed with ${closeCode}: ${errorTable[code].title}.`)
  }

  /** An answer to a ping came. @returns whether there was a ping */
  answered(): boolean {
    const roundTrip = this.pulse.answer()
    // Nobody is asked for a pong of its own accord.
    if (roundTrip !== null) this.parts.engine.answeredPing(this.id, roundTrip)
    return roundTrip !== null
  }
}
