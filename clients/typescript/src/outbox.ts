/** A frame on its way, and whether it must not be lost. */
interface Waiting<F> {
  readonly frame: F
  readonly isKept: boolean
}

/**
 * `[CL-5]` Frames on their way, the newest of each kind; those to be kept until the monitor is known to have them.
 *
 * A report takes the place of one of the same key that was not sent yet: a line that is slow is not behind. What must not be
 * lost stays until an answer proves that it arrived: the monitor answers each `ping` and `heartbeat` with the sender's own
 * timestamp, and reads what was sent before it first. After a lost connection the rest is sent again, in its order.
 */
export class Outbox<F> {
  private waiting = new Map<string, Waiting<F>>()
  private unproven: { readonly key: string; readonly frame: F }[] = []
  /** Timestamps of questions that were sent, each with how many of the unproven were sent before it. */
  private marks: { readonly timestamp: number; readonly sent: number }[] = []
  private sent = 0
  private proven = 0

  /** Frames that are not sent yet. */
  get size(): number {
    return this.waiting.size
  }

  /** Frames that were sent, must not be lost, and are not known to have arrived. */
  get unprovenCount(): number {
    return this.unproven.length
  }

  /** Whether the answer to a question is on its way that proves all that was sent. */
  get isAsked(): boolean {
    return this.marks.at(-1)?.sent === this.sent
  }

  /** Takes the place of what waits under the same key, behind everything else. */
  put(key: string, frame: F, isKept = false): void {
    this.waiting.delete(key)
    this.waiting.set(key, { frame, isKept })
  }

  /** The next to send, which counts as sent from now on; null where there is none. */
  take(): F | null {
    for (const [key, { frame, isKept }] of this.waiting) {
      this.waiting.delete(key)
      if (isKept) {
        this.unproven.push({ key, frame })
        this.sent += 1
      }
      return frame
    }
    return null
  }

  /** A question with this timestamp was sent: its answer proves what was sent before it. */
  asked(timestamp: number): void {
    this.marks.push({ timestamp, sent: this.sent })
  }

  /** The answer to the question with this timestamp came. */
  answered(timestamp: unknown): void {
    const index = this.marks.findIndex((mark) => mark.timestamp === timestamp)
    const mark = this.marks[index]
    if (!mark) return
    this.marks.splice(0, index + 1)
    this.unproven.splice(0, mark.sent - this.proven)
    this.proven = mark.sent
  }

  /** What is not known to have arrived goes once more, and first, unless something newer of its key waits. */
  again(): void {
    const again = new Map<string, Waiting<F>>()
    for (const { key, frame } of this.unproven) {
      if (this.waiting.has(key)) continue
      again.delete(key)
      again.set(key, { frame, isKept: true })
    }
    for (const [key, waiting] of this.waiting) again.set(key, waiting)
    this.waiting = again
    this.unproven = []
    this.marks = []
    this.sent = this.proven = 0
  }

  /** Nobody wants to hear it any more. */
  drop(key: string): void {
    this.waiting.delete(key)
  }
}
