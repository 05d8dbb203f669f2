import type { Clock } from './clock.ts'

/** So many a second, and a few more at once. */
export class Pace {
  private readonly clock: Pick<Clock, 'monotonic'>
  private readonly perSecond: number
  private readonly burst: number
  private left: number
  private at: number

  constructor(clock: Pick<Clock, 'monotonic'>, perSecond: number, burst: number) {
    this.clock = clock
    this.perSecond = perSecond
    this.burst = burst
    this.left = burst
    this.at = clock.monotonic()
  }

  /** Whether one more may go now; if so it counts. */
  take(): boolean {
    this.fill()
    if (this.left < 1) return false
    this.left -= 1
    return true
  }

  /** ms until one more may go. */
  wait(): number {
    this.fill()
    return this.left >= 1 ? 0 : Math.ceil(((1 - this.left) / this.perSecond) * 1000)
  }

  /** Nothing goes for so many ms. */
  pause(ms: number): void {
    this.fill()
    this.left = Math.min(this.left, 1 - (ms / 1000) * this.perSecond)
  }

  private fill(): void {
    const now = this.clock.monotonic()
    this.left = Math.min(this.burst, this.left + ((now - this.at) / 1000) * this.perSecond)
    this.at = now
  }
}
