import type { RawData } from 'ws'
import { type ConsumerFrame, parseConsumerFrame } from '../../contract/consumer-frames.ts'
import { type BatchdeckError, type ErrorCode, problemOf, sentenceOf } from '../../contract/errors.ts'
import type { Sentence } from '../../contract/phrase.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Effect } from '../../engine/effects.ts'
import type { Admission } from './admission.ts'
import type { LogDesk } from '../logs/log-desk.ts'
import type { ConnectionParts, ConsumerConnection } from './consumer-connection.ts'
import { withoutSecrets } from './frame-secrets.ts'
import type { Introductions } from './introductions.ts'
import { stopReading } from './socket-end.ts'
import type { StrangerFrames } from './stranger-frames.ts'

type LogFrame = Extract<ConsumerFrame, { type: 'log' }>

interface Parts extends ConnectionParts {
  readonly admission: Pick<Admission, 'settle'>
  readonly strangers: StrangerFrames
  readonly introductions: Introductions
  readonly logs: LogDesk
  /** `[WS-17]` Ends the session of this consumer where its connection is at its end already. */
  readonly release: (consumerId: string) => void
  readonly perform: (effects: readonly Effect[]) => void
}

/** Whoever is refused for one of these is not let in, and need not stay. */
const endingCodes: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHORIZED',
  'TOO_MANY_ATTEMPTS',
  'TOO_MANY_CONSUMERS',
  'TOO_LARGE',
])

/** A frame costs one more for each part of this length: long ones take longer to read. */
const BYTES_PER_COST = 64 * 1024

function costOf({ length }: Uint8Array): number {
  return 1 + Math.floor(length / BYTES_PER_COST)
}

/** `[WS-29]` How a line of a log begins: known before it is read, so that a flood of them costs little. */
const logLineStart = /^\s*\{\s*"type"\s*:\s*"log"/
const LOG_LINE_START_LENGTH = 32

function isLogLine(bytes: Buffer): boolean {
  return logLineStart.test(bytes.toString('latin1', 0, LOG_LINE_START_LENGTH))
}

/** What comes in on the consumers' connections: bytes are held against the limits, read, and taken or refused (WS-12). */
export class FrameIntake {
  private readonly parts: Parts
  /** Of a flood each costs as little as may be. */
  private readonly tooMany: BatchdeckError
  private readonly saidOfTooMany: Sentence

  constructor(parts: Parts) {
    this.parts = parts
    this.tooMany = refusal('frames_too_many', { most: parts.settings['monitor.limits.frames-per-second'] })
    this.saidOfTooMany = sentenceOf(this.tooMany)
  }

  receive(connection: ConsumerConnection, data: RawData, isBinary: boolean): void {
    const { engine, now, log, traffic, redactor, introductions, logs, release, perform } = this.parts
    // One message arrives as one Buffer: that is the default of ws for its binaryType.
    const bytes = data as Buffer
    traffic.bytesReceived.consumer += bytes.length
    let type: ConsumerFrame['type'] | 'none' = 'none'
    try {
      const logger = !isBinary && isLogLine(bytes) ? engine.consumerOf(connection.id) : null
      const isTaken =
        logger === null
          ? this.isWithinLimit(connection, costOf(bytes))
          : this.isWantedLine(connection, logger, costOf(bytes))
      if (!isTaken) {
        engine.heard(connection.id, now())
        return
      }
      if (connection.isStranger) this.acceptStranger(connection, bytes.length)
      if (isBinary) throw refusal('frame_binary')
      let faulty: BatchdeckError | null = null
      const text = bytes.toString('utf8')
      const parsed = parseConsumerFrame(text, {
        onFault: (fault) => (faulty = fault),
        onType: (named, token) => introductions.admit(connection, named, token),
      })
      const frame = withoutSecrets(parsed, text, redactor)
      type = frame.type
      if (frame.type === 'register') {
        introductions.register(connection, frame)
        release(frame.consumer_id)
      }
      if (frame.type === 'subscribe') introductions.subscribe(connection, frame.token)
      const effects = engine.received(connection.id, frame, now(), connection.grant ?? undefined)
      if ((frame.type === 'register' || frame.type === 'subscribe') && connection.isStranger) this.settle(connection)
      traffic.accepted.add(type)
      perform(effects)
      if (frame.type === 'register') perform(logs.registered(frame.consumer_id))
      if (frame.type === 'log') this.takeLine(connection, frame, logger !== null)
      if (faulty !== null) connection.complain(faulty)
      if (frame.type === 'register') connection.pulse.ping()
    } catch (error) {
      engine.heard(connection.id, now())
      const { code } = problemOf(error)
      traffic.rejected.add(type, code)
      if (code === 'INTERNAL') log(`Consumer frame: ${String((error as Error).stack ?? error)}`)
      connection.complain(error)
      if (endingCodes.has(code)) connection.close(code)
    }
  }

  /**
   * What `ws` could not read, or would not: it closes the connection by itself after a protocol error, with 1009 where a
   * frame was too large. Other errors are of the network, and only end the session.
   */
  broke(connection: ConsumerConnection, error: NodeJS.ErrnoException): void {
    const { settings, strangers, log } = this.parts
    log(`Consumer socket of ${connection.who}: ${error.message}`)
    const { code = '' } = error
    if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      const most = connection.isStranger ? strangers.maxFrame : settings['monitor.limits.max-frame']
      connection.closedFor = 'TOO_LARGE'
      stopReading(connection.socket)
      connection.count('TOO_LARGE', sentenceOf(refusal('frame_too_large', { most })))
    } else if (code.startsWith('WS_ERR_')) {
      connection.closedFor = 'INVALID_MESSAGE'
      stopReading(connection.socket)
      connection.count('INVALID_MESSAGE', { message: error.message })
    }
  }

  /** `[WS-28]` A ping, or a pong that nobody asked for. @returns whether it is within the limit */
  control(connection: ConsumerConnection): boolean {
    try {
      return this.isWithinLimit(connection, 1)
    } catch (error) {
      this.parts.traffic.rejected.add('none', problemOf(error).code)
      connection.complain(error)
      return false
    }
  }

  /** `[WS-18]` A frame too many is dropped with an error; a whole burst of them ends the connection. */
  private isWithinLimit(connection: ConsumerConnection, cost: number): boolean {
    const { settings, now, traffic } = this.parts
    if (connection.limit.tryAcquire(now(), Math.min(cost, settings['monitor.limits.frame-burst']))) {
      connection.refused = 0
      return true
    }
    connection.refused++
    if (connection.refused === 1) throw this.tooMany
    connection.count('RATE_LIMITED', this.saidOfTooMany)
    traffic.rejected.add('none', 'RATE_LIMITED')
    if (connection.refused > settings['monitor.limits.frame-burst']) connection.close('RATE_LIMITED')
    return false
  }

  /**
   * `[WS-29]` A line of a log costs what any frame does, but leaves half of the burst to frames that matter, and is dropped
   * where it finds no room: nobody loses an answer because it logs. Only a flood that costs by being dropped is one of frames.
   */
  private isWantedLine(connection: ConsumerConnection, consumerId: string, cost: number): boolean {
    const { settings, now, logs } = this.parts
    const reserve = Math.floor(settings['monitor.limits.frame-burst'] / 2)
    if (logs.tryAcquire(consumerId, connection.id, cost)) {
      if (connection.limit.tryAcquire(now(), cost, reserve)) return true
      logs.drop(consumerId, connection.id)
    }
    if (!connection.mayDropLine(cost)) this.isWithinLimit(connection, cost)
    return false
  }

  /** @param isCounted whether it was known as a line before it was read */
  private takeLine({ id }: ConsumerConnection, frame: LogFrame, isCounted: boolean): void {
    const { engine, logs } = this.parts
    const consumerId = engine.consumerOf(id)
    if (consumerId === null) return
    if (isCounted || logs.tryAcquire(consumerId, id, 1)) logs.accept(consumerId, id, frame)
  }

  /** `[WS-26]` */
  private acceptStranger(connection: ConsumerConnection, bytes: number): void {
    const before = connection.strangeBytes
    connection.strangeBytes += bytes
    this.parts.strangers.accept(connection.remote, before, bytes)
  }

  /** It is a stranger no longer. */
  private settle(connection: ConsumerConnection): void {
    const { id, wire, socket, remote, strangeBytes } = connection
    connection.settle()
    this.parts.admission.settle(id, wire)
    this.parts.strangers.settle(socket, remote, strangeBytes)
  }
}
