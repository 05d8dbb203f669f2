const BASE_MS = 500
const CAP_MS = 15_000
/** A monitor that restarts is back in a moment, and everybody would come at once. */
const RESTART_SPREAD_MS = 3000
/** One that is full wants to be left alone for a while. */
const FULL_LEAST_MS = 5000
const FULL_CAP_MS = 60_000
/**
 * A connection that has lasted this long was a good one: the next failure is the first. So is one that fell silent (CL-3), or
 * whoever was hit twice would be away for longer than anybody waits.
 */
const GOOD_AFTER_MS = 15_000

/** Close codes of the monitor (WS-18, WS-19, WS-21). */
const SERVICE_RESTART = 1012
const TRY_AGAIN_LATER = 1013
const TOO_MANY_CONSUMERS = 4429

/**
 * `[CL-2]` How long to wait before the next attempt: exponential backoff with full jitter, for ever.
 * Source: Marc Brooker, Exponential Backoff And Jitter (AWS Architecture Blog, 2015).
 */
export class Backoff {
  private readonly random: () => number
  private failures = 0

  constructor(random: () => number = Math.random) {
    this.random = random
  }

  /** A connection was let in, and has lasted for so many ms. */
  succeeded(lasted: number): void {
    if (lasted >= GOOD_AFTER_MS) this.failures = 0
  }

  /** ms until the next attempt. @param code with which the monitor closed the last one; null where it did not */
  next(code: number | null = null): number {
    this.failures += 1
    if (code === SERVICE_RESTART) return this.random() * RESTART_SPREAD_MS
    const grown = BASE_MS * 2 ** Math.min(this.failures - 1, 30)
    if (code === TRY_AGAIN_LATER || code === TOO_MANY_CONSUMERS) {
      const most = Math.min(FULL_CAP_MS, FULL_LEAST_MS + grown)
      return (most / 2) * (1 + this.random())
    }
    return this.random() * Math.min(CAP_MS, grown)
  }
}
