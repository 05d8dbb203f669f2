/** `[WS-17]` So many takeovers of one id within the window are a storm. */
export const STORM_TAKEOVERS = 5
/** ms */
export const STORM_WINDOW = 60_000

/** `[WS-17]` Two processes that share an id take it from each other without end: counts takeovers to find them. */
export class TakeoverWatch {
  /** When the last few takeovers of each id were, oldest first. */
  private readonly recent = new Map<string, readonly number[]>()
  private readonly stormy = new Set<string>()

  /** The ids that are fought over. */
  get storms(): ReadonlySet<string> {
    return this.stormy
  }

  note(consumerId: string, now: number): void {
    const times = [...(this.recent.get(consumerId) ?? []), now].slice(-STORM_TAKEOVERS)
    this.recent.set(consumerId, times)
    const [first = now] = times
    if (times.length === STORM_TAKEOVERS && now - first <= STORM_WINDOW) this.stormy.add(consumerId)
  }

  /** Lets time pass: a storm is over one window after its last takeover. */
  tick(now: number): void {
    for (const [consumerId, times] of this.recent) {
      if (now - (times.at(-1) ?? 0) < STORM_WINDOW) continue
      this.recent.delete(consumerId)
      this.stormy.delete(consumerId)
    }
  }
}
