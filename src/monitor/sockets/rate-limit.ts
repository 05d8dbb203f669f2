/** A token bucket (WS-18): `rate` a second on the long run, `burst` at once. It is given the time in ms. */
export class RateLimit {
  private readonly rate: number
  private readonly burst: number
  private tokens: number
  private filledAt: number

  constructor(rate: number, burst: number, now: number) {
    this.rate = rate
    this.burst = burst
    this.tokens = burst
    this.filledAt = now
  }

  /** Whether one more is within the limit. @param cost as so many of them */
  tryAcquire(now: number, cost = 1): boolean {
    const earned = (Math.max(0, now - this.filledAt) / 1000) * this.rate
    this.tokens = Math.min(this.burst, this.tokens + earned)
    this.filledAt = now
    if (this.tokens < cost) return false
    this.tokens -= cost
    return true
  }
}
