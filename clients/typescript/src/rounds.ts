import type { Assignment } from './assignment.ts'
import type { Batch } from './batch.ts'
import type { Clock } from './clock.ts'

/** Each batch once, in the order in which they came; and all of them again where rounds are wanted. */
export class Rounds {
  private readonly clock: Clock
  private readonly mine = new Set<Batch>()
  /** Those that somebody works at. */
  private readonly inHand = new Set<Batch>()
  private queue: Batch[] = []
  private roundAt: number | null = null
  private isClosed = false
  private readonly waiting = new Set<() => void>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  change({ added, revoked }: Assignment): void {
    for (const batch of revoked) this.mine.delete(batch)
    for (const batch of added) this.mine.add(batch)
    // Where a program is busy for long they must not heap up meanwhile.
    if (revoked.length > 0) this.queue = this.queue.filter((batch) => !batch.revoked)
    for (const batch of added) this.queue.push(batch)
    this.wake()
  }

  /** Nobody gets anything any more. */
  close(): void {
    this.isClosed = true
    this.wake()
  }

  /**
   * The next, as soon as there is one; it is in somebody's hand until it is given back. Null where it was closed or `signal`
   * is aborted.
   * @param every ms from the beginning of a round to that of the next; null for each batch once
   */
  async take(every: number | null, signal?: AbortSignal): Promise<Batch | null> {
    for (;;) {
      if (this.isClosed || signal?.aborted) return null
      const batch = this.poll(every)
      if (batch) {
        this.inHand.add(batch)
        return batch
      }
      await this.news(every, signal)
    }
  }

  giveBack(batch: Batch): void {
    this.inHand.delete(batch)
    this.wake()
  }

  private poll(every: number | null): Batch | null {
    for (;;) {
      const batch = this.queue.shift()
      if (!batch) break
      if (!this.mine.has(batch) || this.inHand.has(batch)) continue
      this.roundAt ??= this.clock.monotonic()
      return batch
    }
    if (every === null || (this.roundAt !== null && this.untilRound(every) > 0)) return null
    const free = [...this.mine].filter((batch) => !this.inHand.has(batch))
    if (free.length === 0) return null
    this.roundAt = this.clock.monotonic()
    this.queue = free
    return this.queue.shift() ?? null
  }

  private untilRound(every: number): number {
    return this.roundAt === null ? 0 : this.roundAt + every - this.clock.monotonic()
  }

  /** Done when something has changed, or the next round begins. */
  private async news(every: number | null, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((done) => {
      const wait = every === null || this.mine.size === 0 ? 0 : this.untilRound(every)
      const cancel = wait > 0 ? this.clock.after(wait, () => ready()) : null
      const ready = () => {
        cancel?.()
        this.waiting.delete(ready)
        signal?.removeEventListener('abort', ready)
        done()
      }
      this.waiting.add(ready)
      signal?.addEventListener('abort', ready)
    })
  }

  private wake(): void {
    for (const ready of this.waiting) ready()
  }
}
