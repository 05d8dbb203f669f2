import { setTimeout as pause } from 'node:timers/promises'
import type { TimeSources } from '../../src/monitor/clock.ts'

/** A monitor that ticks every 20 ms looks at its fleet at least once in so much of its time: less than what is a gap (LV-7). */
const STEP_MS = 2000
/** More than between two ticks. */
const STEP_TAKES_MS = 21

/** Time that passes as fast as a monitor can follow, however busy the machine is; it stands still otherwise. */
export class SteppedTime implements TimeSources {
  private readonly start: number
  private passed = 0

  /** @param start ms since 1970 */
  constructor(start: number) {
    this.start = start
  }

  get now(): number {
    return this.start + this.passed
  }

  readonly steady = (): number => this.passed
  readonly uptime = (): number => this.passed
  readonly wall = (): number => this.now

  async pass(ms: number): Promise<void> {
    for (const until = this.passed + ms; this.passed < until; await pause(STEP_TAKES_MS)) {
      this.passed = Math.min(until, this.passed + STEP_MS)
    }
  }

  /** Nobody is there who could see it pass. */
  skip(ms: number): void {
    this.passed += ms
  }
}
