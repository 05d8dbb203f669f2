import type { EventData } from '../../contract/events.ts'

type RunEvent = EventData<'source'>

/** Runs alike are one event in this time, ms. */
const COUNT_TIME_MS = 3_600_000
/** Outcomes that change again and again: so many at once are events of their own, and then one in so much time. */
const BURST = 20
const REFILL_MS = 600_000

/**
 * `[SO-5]` Which runs of a source are events of their own: those that publish, and those that came to something else than
 * the one before. All others are counted, so that a source that runs every few seconds fills no log.
 */
export class RunLog {
  private last: string | null = null
  private counted: { event: RunEvent; count: number; since: number } | null = null
  private left = BURST
  private at = -Infinity

  /** @returns the events to write, in order */
  accept(now: number, event: RunEvent): readonly RunEvent[] {
    const kind = `${event.outcome} ${event.why ?? ''} ${event.reason ?? ''}`
    const isAlike = kind === this.last
    this.last = kind
    if (event.outcome === 'published') return [...this.close(), event]
    this.left = Math.min(BURST, this.left + Math.max(0, now - this.at) / REFILL_MS)
    this.at = now
    if (!isAlike && this.left >= 1) {
      this.left--
      return [...this.close(), event]
    }
    this.counted = { event, count: (this.counted?.count ?? 0) + 1, since: this.counted?.since ?? now }
    return this.tick(now)
  }

  /** Lets time pass: what was counted for long enough is an event. */
  tick(now: number): readonly RunEvent[] {
    const { counted } = this
    // A clock that is set back must not keep it waiting.
    if (!counted || (now - counted.since < COUNT_TIME_MS && now >= counted.since)) return []
    return this.close()
  }

  /** What was counted so far is an event. */
  close(): readonly RunEvent[] {
    const { counted } = this
    this.counted = null
    if (!counted) return []
    const { event, count } = counted
    return [count === 1 ? event : { ...event, count }]
  }
}
