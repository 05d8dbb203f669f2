import type { Clock } from './clock.ts'
import { messageOf } from './errors.ts'
import { Pace } from './pace.ts'
import { cut, type LogFrame, type LogLevel, MAX_MESSAGE_LENGTH } from './protocol.ts'

const KEPT_LINES = 50
const LINES_PER_SECOND = 50
const BURST = 200

/**
 * `[CL-9]` What a program writes to its log: it goes out only while the monitor wants it, not too fast, and the last lines
 * before that are kept. Nothing of it waits for anything.
 */
export class LogTail {
  private readonly clock: Clock
  private readonly pace: Pace
  private readonly send: (frame: LogFrame) => boolean
  private kept: LogFrame[] = []
  private isWanted = false
  private skipped = 0

  /** @param send whether there was room for it */
  constructor(clock: Clock, send: (frame: LogFrame) => boolean) {
    this.clock = clock
    this.pace = new Pace(clock, LINES_PER_SECOND, BURST)
    this.send = send
  }

  write(level: LogLevel, text: string | Error, batchId?: number): void {
    const said = text instanceof Error ? (text.stack ?? messageOf(text)) : messageOf(text)
    const line: LogFrame = {
      type: 'log',
      level,
      text: cut(said, MAX_MESSAGE_LENGTH),
      timestamp: this.clock.now(),
      ...(batchId !== undefined && { batch_id: batchId }),
    }
    if (this.isWanted) return this.offer(line)
    this.kept.push(line)
    if (this.kept.length > KEPT_LINES) this.kept.shift()
  }

  /** Somebody reads it, or nobody does any more. */
  want(isWanted: boolean): void {
    this.isWanted = isWanted
    if (!isWanted) return
    const { kept } = this
    this.kept = []
    for (const line of kept) this.offer(line)
  }

  /** Another connection: it waits to be asked again. */
  disconnected(): void {
    this.isWanted = false
    this.skipped = 0
  }

  private offer(line: LogFrame): void {
    const frame: LogFrame = this.skipped > 0 ? { ...line, skipped: this.skipped } : line
    if (this.pace.take() && this.send(frame)) this.skipped = 0
    else this.skipped += 1
  }
}
