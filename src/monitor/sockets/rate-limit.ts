/** A token bucket (WS-18): `rate` a second on the long run, `burst` at once. It is given the time in ms. */
export class RateLimit {
  private readonly rate: number
  private readonly burst: number
  private tokens: number
  private filledAt: number
  /** Beyond the burst, for a time in which nothing could be taken. */
  private credit = 0
  private creditUntil = -Infinity

  constructor(rate: number, burst: number, now: number) {
    this.rate = rate
    this.burst = burst
    this.tokens = burst
    this.filledAt = now
  }

  /**
   * `[LV-7]` Nobody could look for this long: what was sent meanwhile comes all at once, and is within the limit if it would
   * have been then. It is good for as long again. @param gap ms
   */
  passGap(gap: number, now: number): void {
    this.credit = (gap / 1000) * this.rate
    this.creditUntil = now + gap
  }

  /**
   * Whether one more is within the limit.
   * @param cost as so many of them
   * @param reserve so many are left for others
   */
  tryAcquire(now: number, cost = 1, reserve = 0): boolean {
    const earned = (Math.max(0, now - this.filledAt) / 1000) * this.rate
    this.tokens = Math.min(this.burst, this.tokens + earned)
    this.filledAt = now
    if (this.tokens >= cost + reserve) {
      this.tokens -= cost
      return true
    }
    if (now > this.creditUntil || this.credit < cost) return false
    this.credit -= cost
    return true
  }
}
