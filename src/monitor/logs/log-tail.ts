import { type LogLine, MAX_LOG_LINES } from '../../contract/resources/log.ts'
import type { RateLimit } from '../sockets/rate-limit.ts'

/** What a line takes beside its text, bytes; about. */
const LINE_OVERHEAD = 120

/** `[WS-29]` The newest lines of one consumer's log, and who was asked for them. */
export class LogTail {
  /** Of its lines. */
  readonly limit: RateLimit
  /** Whether somebody reads. */
  isRead = true
  /** Who began with it. */
  reader = ''
  /** While somebody reads: when he has not for so long that nobody does. Then: when its lines go. Steady ms. */
  until: number
  /** The connection that was asked, and not yet told that nobody reads any more. */
  session: string | null = null
  /** Whether a line has come on it since. */
  isLive = false
  dropped = 0
  /** Lines count from the next one on. */
  readonly start: number
  private lines: LogLine[] = []
  private seq: number
  private bytes = 0

  constructor(limit: RateLimit, until: number, start: number) {
    this.limit = limit
    this.until = until
    this.start = start
    this.seq = start
  }

  /** Of its newest line; before the first, where it counts from. */
  get lastSeq(): number {
    return this.seq
  }

  /** Memory of its lines, bytes; about. */
  get size(): number {
    return this.bytes
  }

  add(line: Omit<LogLine, 'seq'>): void {
    this.isLive = true
    this.lines.push({ seq: ++this.seq, ...line })
    this.bytes += sizeOf(line)
    while (this.lines.length > MAX_LOG_LINES) this.bytes -= sizeOf(this.lines.shift()!)
  }

  /** Lines that are missing before those to come. */
  drop(count: number): void {
    this.dropped = Math.min(this.dropped + count, Number.MAX_SAFE_INTEGER)
  }

  /** Those with a larger `seq`, oldest first. All there are for whoever has later ones: the clock was set back. */
  after(seq: number): readonly LogLine[] {
    return seq > this.seq ? [...this.lines] : this.lines.filter((line) => line.seq > seq)
  }

  /** Its lines go, and are counted on. */
  clear(): void {
    this.lines = []
    this.bytes = 0
  }
}

function sizeOf({ text }: Pick<LogLine, 'text'>): number {
  return LINE_OVERHEAD + 2 * text.length
}
