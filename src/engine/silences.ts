import type { Consumer } from './consumer.ts'
import { Deadlines } from './deadlines.ts'
import { type LivenessSettings, nextDeadline, timeMakes } from './liveness.ts'

/**
 * `[LV-1]` When time makes something of which consumer, by deadlines: nobody is looked at before something can become of it.
 * Silence that ends early leaves its deadline as it is; when that comes, there is a later one.
 */
export class Silences {
  private readonly settings: LivenessSettings
  private readonly deadlines = new Deadlines<string>()
  /** When everybody last had the full time anew. */
  private renewedAt = -Infinity

  constructor(settings: LivenessSettings) {
    this.settings = settings
  }

  /** Deadlines that are armed, one for each consumer of which time can make something. */
  get size(): number {
    return this.deadlines.size
  }

  /** From now on it is looked at when the next of these can be. */
  arm(consumer: Readonly<Consumer>): void {
    this.deadlines.arm(consumer.id, nextDeadline(consumer, this.settings))
  }

  disarm(consumerId: string): void {
    this.deadlines.disarm(consumerId)
  }

  /** Those that are to be looked at now; each has to be armed again where it stays. */
  drainDue(now: number): Iterable<string> {
    return this.deadlines.drainDue(now)
  }

  /** What time alone makes of a consumer at this moment, if anything. */
  makes(consumer: Readonly<Consumer>, now: number): ReturnType<typeof timeMakes> {
    return timeMakes(consumer, this.settings, now)
  }

  /**
   * `[LV-7]` For so many ms nobody could be heard: everybody has the full time from now on. Whoever had it a moment ago, from
   * a gap before, has what was left of it: a monitor that is held up again and again still finds who is gone.
   */
  renew(consumers: Iterable<Consumer>, gap: number, now: number): void {
    const isAgain = now - gap - this.renewedAt < 2 * this.settings.lostAfter
    for (const consumer of consumers) {
      // That it was lost is no fresh news for that.
      const isOnlyLater = isAgain || consumer.state === 'lost'
      consumer.waitingSince = isOnlyLater ? Math.min(now, consumer.waitingSince + gap) : now
    }
    if (isAgain) this.renewedAt += gap
    else this.renewedAt = now
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    this.deadlines.shift(by)
    this.renewedAt += by
  }
}
