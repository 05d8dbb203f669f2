import type { ConsumerFrame } from '../../contract/consumer-frames.ts'
import { refusal } from '../../contract/refusal.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import type { ConsumerLog } from '../../contract/resources/log.ts'
import type { Effect } from '../../engine/effects.ts'
import type { Engine } from '../../engine/engine.ts'
import { RateLimit } from '../sockets/rate-limit.ts'
import { LogTail } from './log-tail.ts'

type LogFrame = Extract<ConsumerFrame, { type: 'log' }>

interface Parts {
  readonly engine: Pick<Engine, 'consumerResource' | 'hasConsumer'>
  /** Lines a second of one consumer. */
  readonly rate: number
  readonly now: () => number
  /** ms, only forward and evenly */
  readonly steady: () => number
}

/** Who has not read for so long reads no more, ms. */
const LEASE_MS = 15_000
/** Lines stay for so long after that, ms. */
const RETENTION_MS = 300_000
/** So many times its lines a second a consumer may send at once. */
const BURST_SECONDS = 4
/** So many consumers are asked for their logs at the same time. */
export const MAX_READ_CONSUMERS = 200
/** So many of them may be those that one reader began with: he leaves places to others. */
export const MAX_READ_BY_ONE = 50
/** Of the lines of all consumers, bytes. */
const MAX_SIZE = 32 * 1024 * 1024

/**
 * `[WS-29]` What consumers write to their logs, for as long as somebody reads: whoever reads has them asked for it, and when
 * nobody does any more they are told so. In memory only.
 */
export class LogDesk {
  private readonly parts: Parts
  /** Who was read longest ago is first. */
  private readonly tails = new Map<string, LogTail>()
  private readonly mostBytes: number
  private bytes = 0
  private readCount = 0
  /** Of the newest line of all logs that are forgotten: none begins before it, also where the clock was set back. */
  private forgottenSeq = 0
  private readonly lines = { kept: 0, skipped: 0, too_fast: 0, unwanted: 0 }

  /** @param mostBytes that the lines of all consumers take together */
  constructor(parts: Parts, mostBytes = MAX_SIZE) {
    this.parts = parts
    this.mostBytes = mostBytes
  }

  /** What became of all lines that ever came, or did not; how many consumers are read now; memory of their lines, bytes. */
  get figures() {
    return { lines: this.lines, read: this.readCount, known: this.tails.size, size: this.bytes }
  }

  /**
   * Somebody reads, and so will for another 15 s.
   * @param after of the last line he has; 0 for all. Whoever has later ones than there are gets all there is
   * @param reader who it is, by token and address: he may begin with so many at the same time
   * @throws {BatchdeckError} `UNKNOWN_CONSUMER`; `RATE_LIMITED` where too many are read already
   */
  read(
    consumerId: string,
    after: number,
    reader: string,
  ): { readonly log: ConsumerLog; readonly effects: readonly Effect[] } {
    const consumer = this.parts.engine.consumerResource(consumerId)
    const tail = this.renewed(consumer, reader)
    const effects = tail === undefined ? [] : this.ask(tail, consumer)
    return {
      log: {
        consumer_id: consumerId,
        state: stateOf(consumer, tail),
        lines: tail?.after(after) ?? [],
        first_seq: tail ? tail.start + 1 : 0,
        last_seq: tail?.lastSeq ?? 0,
        dropped: tail?.dropped ?? 0,
      },
      effects,
    }
  }

  /** A consumer has introduced itself: if somebody reads, it is asked on this connection, too. */
  registered(consumerId: string): readonly Effect[] {
    const tail = this.tails.get(consumerId)
    return tail?.isRead ? this.ask(tail, this.parts.engine.consumerResource(consumerId)) : []
  }

  /** Whether a line on this connection is one that somebody wants, and within its limit. What is not is counted. */
  tryAcquire(consumerId: string, sessionId: string, cost: number): boolean {
    const tail = this.wanted(consumerId, sessionId)
    if (tail?.limit.tryAcquire(this.parts.steady(), cost)) return true
    this.drop(consumerId, sessionId)
    return false
  }

  /** A line came too fast, or where nobody wants it any more. */
  drop(consumerId: string, sessionId: string): void {
    const tail = this.wanted(consumerId, sessionId)
    if (tail) tail.drop(1)
    this.lines[tail ? 'too_fast' : 'unwanted']++
  }

  /** A line that is within the limit. */
  accept(consumerId: string, sessionId: string, { level, text, batch_id, skipped = 0 }: LogFrame): void {
    const tail = this.wanted(consumerId, sessionId)
    if (!tail) {
      this.lines.unwanted++
      return
    }
    tail.drop(skipped)
    this.lines.skipped += skipped
    this.lines.kept++
    const before = tail.size
    tail.add({ at: this.parts.now(), level, text, ...(batch_id !== undefined && { batch_id }) })
    this.bytes += tail.size - before
    if (this.bytes > this.mostBytes) this.makeRoom(tail)
  }

  /** These consumers were gone. Who has come back at once goes on as on any new connection. */
  forget(consumerIds: Iterable<string>): readonly Effect[] {
    const effects: Effect[] = []
    for (const id of consumerIds) {
      const tail = this.tails.get(id)
      if (!tail || this.parts.engine.hasConsumer(id)) continue
      effects.push(...tellOff(tail))
      this.remove(id, tail)
    }
    return effects
  }

  /** Lets time pass. */
  tick(): readonly Effect[] {
    const now = this.parts.steady()
    const effects: Effect[] = []
    for (const [id, tail] of this.tails) {
      if (now < tail.until) continue
      if (tail.isRead) {
        effects.push(...tellOff(tail))
        tail.isRead = false
        this.readCount--
        tail.until = now + RETENTION_MS
      } else this.remove(id, tail)
    }
    return effects
  }

  /** `[LV-7]` For so many ms nobody could read, and nothing could be taken. */
  passGap(gap: number): void {
    const now = this.parts.steady()
    for (const tail of this.tails.values()) {
      if (tail.isRead) tail.until = Math.max(tail.until, now + LEASE_MS)
      tail.limit.passGap(gap, now)
    }
  }

  /** The tail of whom somebody reads; undefined where there is nothing to remember of it. */
  private renewed({ consumer_id: id, has_log }: ConsumerResource, reader: string): LogTail | undefined {
    const { rate, now, steady } = this.parts
    const until = steady() + LEASE_MS
    let tail = this.tails.get(id)
    if (!tail?.isRead) {
      // Who never says that it sends its log is not waited for.
      if (!has_log) return tail
      if (this.readCount >= MAX_READ_CONSUMERS) throw refusal('logs_too_many', { most: MAX_READ_CONSUMERS })
      const own = [...this.tails.values()].filter((one) => one.isRead && one.reader === reader)
      if (own.length >= MAX_READ_BY_ONE) throw refusal('logs_too_many_each', { most: MAX_READ_BY_ONE })
      // In µs a later log begins behind an earlier one, at any rate of lines.
      const start = Math.max(now() * 1000, this.forgottenSeq)
      tail ??= new LogTail(new RateLimit(rate, rate * BURST_SECONDS, steady()), until, start)
      tail.isRead = true
      tail.reader = reader
      this.readCount++
    }
    tail.until = until
    this.tails.delete(id)
    this.tails.set(id, tail)
    return tail
  }

  /** Once on each connection, while somebody reads. */
  private ask(tail: LogTail, { session_id: session, has_log }: ConsumerResource): Effect[] {
    if (!tail.isRead || !has_log || session === null || tail.session === session) return []
    tail.session = session
    tail.isLive = false
    return [{ kind: 'send', session_id: session, frame: { type: 'log_wanted', wanted: true } }]
  }

  private wanted(consumerId: string, sessionId: string): LogTail | undefined {
    const tail = this.tails.get(consumerId)
    return tail?.session === sessionId ? tail : undefined
  }

  /** Whoever was read longest ago loses its lines first. */
  private makeRoom(newest: LogTail): void {
    for (const [id, tail] of this.tails) {
      if (this.bytes <= this.mostBytes) return
      if (tail === newest) continue
      if (tail.isRead) {
        this.bytes -= tail.size
        tail.clear()
      } else this.remove(id, tail)
    }
  }

  private remove(id: string, tail: LogTail): void {
    this.bytes -= tail.size
    this.forgottenSeq = Math.max(this.forgottenSeq, tail.lastSeq)
    if (tail.isRead) this.readCount--
    this.tails.delete(id)
  }
}

/** Nobody reads any more. */
function tellOff(tail: LogTail): Effect[] {
  const { session } = tail
  tail.session = null
  return session === null ? [] : [{ kind: 'send', session_id: session, frame: { type: 'log_wanted', wanted: false } }]
}

function stateOf({ session_id, has_log }: ConsumerResource, tail: LogTail | undefined): ConsumerLog['state'] {
  if (session_id === null) return 'offline'
  if (!has_log) return 'unsupported'
  return tail?.isLive ? 'live' : 'asked'
}
