import { isMember } from './consumer.ts'
import type { Consumers } from './consumers.ts'
import type { Tasks } from './tasks.ts'

/** What is so for as long is no passing state, and what is over for as long is over, ms. */
const SETTLE_MS = 60_000
/** Everybody is looked at this often at most, ms. */
const LOOK_INTERVAL_MS = 1000
/** What is shown of them is brought up to date this often at most, ms. */
const SHOWN_INTERVAL_MS = 5000

/** How many of how many. */
export interface Share {
  readonly count: number
  readonly of: number
}

/**
 * `[AL-4]` Finds members that are online and own no slot, though there are targets: more consumers than slots, or slots that
 * were never given out anew. It takes a minute to be said and a minute to be taken back, and nothing is said while an
 * epoch is rolled out.
 */
export class IdleWatch {
  private readonly consumers: Consumers
  private readonly tasks: Tasks
  private said: Share | null = null
  private found: Share = { count: 0, of: 0 }
  /** Of what {@link found} is. */
  private seen = ''
  private lookedAt = -Infinity
  private shownAt = -Infinity
  /** Since when it is otherwise than was said; null where it is not. */
  private otherSince: number | null = null
  /** Nothing is believed before: after a start, until everybody could come back. */
  private quietUntil = -Infinity
  private changes = 0

  constructor(consumers: Consumers, tasks: Tasks) {
    this.consumers = consumers
    this.tasks = tasks
  }

  /** Those that are idle, of those that could own something; null where there is nothing to say. */
  get shown(): Share | null {
    return this.said
  }

  /** Grows whenever there is something else to show. */
  get revision(): number {
    return this.changes
  }

  /** After a start. @param said before it @param grace for how long those are waited for who were there before, ms */
  restore(said: Share | null, grace: number, now: number): void {
    this.said = said
    this.quietUntil = now + Math.min(grace, SETTLE_MS)
  }

  tick(now: number): void {
    if (now - this.lookedAt < LOOK_INTERVAL_MS) return
    this.lookedAt = now
    this.look()
    const isIdle = this.found.count > 0
    if (isIdle === (this.said !== null)) {
      this.otherSince = null
      if (isIdle && now - this.shownAt >= SHOWN_INTERVAL_MS) this.say(this.found, now)
      return
    }
    if (now < this.quietUntil) return
    this.otherSince ??= now
    if (now - this.otherSince < SETTLE_MS || (isIdle && this.tasks.isRollingOut)) return
    this.otherSince = null
    this.say(isIdle ? this.found : null, now)
  }

  /** Times are by so many ms later: the clock was set, or the monitor did not run for so long. */
  shift(by: number): void {
    this.lookedAt += by
    this.shownAt += by
    this.quietUntil += by
    if (this.otherSince !== null) this.otherSince += by
  }

  private look(): void {
    const situation = `${this.consumers.revision} ${this.tasks.revision}`
    if (situation === this.seen) return
    this.seen = situation
    const hasTargets = [...this.tasks.all()].some(({ targets }) => targets > 0)
    const online = [...this.consumers.all()].filter((consumer) => consumer.state === 'online' && isMember(consumer))
    this.found = { count: hasTargets ? online.filter(({ slots }) => slots === 0).length : 0, of: online.length }
  }

  private say(share: Share | null, now: number): void {
    if (share?.count === this.said?.count && share?.of === this.said?.of) return
    this.said = share
    this.shownAt = now
    this.changes++
  }
}
