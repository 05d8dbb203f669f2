import { Deadlines } from './deadlines.ts'

/** `[WS-17]` So many takeovers of one id within the window are a storm. */
export const STORM_TAKEOVERS = 5
export const STORM_WINDOW_MS = 60_000

/** `[WS-17]` Two processes that share an id take it from each other without end: counts takeovers to find them. */
export class TakeoverWatch {
  /** When the last few takeovers of each id were, oldest first. */
  private readonly recent = new Map<string, readonly number[]>()
  private readonly stormy = new Set<string>()
  private readonly deadlines = new Deadlines<string>()
  private changes = 0

  /** The ids that are fought over. */
  get storms(): ReadonlySet<string> {
    return this.stormy
  }

  /** Ids whose takeovers are remembered. */
  get size(): number {
    return this.recent.size
  }

  /** Grows with every storm that begins or ends. */
  get revision(): number {
    return this.changes
  }

  note(consumerId: string, now: number): void {
    const times = [...(this.recent.get(consumerId) ?? []), now].slice(-STORM_TAKEOVERS)
    this.recent.set(consumerId, times)
    this.deadlines.arm(consumerId, now + STORM_WINDOW_MS)
    const [first = now] = times
    if (times.length < STORM_TAKEOVERS || now - first > STORM_WINDOW_MS || this.stormy.has(consumerId)) return
    this.stormy.add(consumerId)
    this.changes++
  }

  /** Lets time pass: a storm is over one window after its last takeover. */
  tick(now: number): void {
    for (const consumerId of this.deadlines.drainDue(now)) {
      const over = (this.recent.get(consumerId)?.at(-1) ?? 0) + STORM_WINDOW_MS
      if (now < over) {
        this.deadlines.arm(consumerId, over)
        continue
      }
      this.recent.delete(consumerId)
      if (this.stormy.delete(consumerId)) this.changes++
    }
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const [consumerId, times] of this.recent) {
      this.recent.set(
        consumerId,
        times.map((at) => at + by),
      )
    }
    this.deadlines.shift(by)
  }
}
