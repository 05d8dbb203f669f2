import type { Sentence } from '../contract/phrase.ts'
import { Deadlines } from './deadlines.ts'

/** `[WS-12]` An operator hears of refused frames until none has come for this long: longer than between two heartbeats. */
export const REFUSALS_OVER_MS = 120_000
/** A flood of them is shown this often at most, ms. */
const SHOWN_INTERVAL_MS = 5000

/** So many consumers are an alert of their own: where it is the whole fleet, these say enough. */
export const MAX_REFUSED_SHOWN = 100

/** What of a consumer's frames was refused, since it began. */
interface Refusals {
  count: number
  last: Sentence
  lastAt: number
}

/** `[WS-12]` Consumers that are heard and not understood: whoever runs them does not know, for they go on. */
export class RefusalWatch {
  private readonly refusals = new Map<string, Refusals>()
  private readonly shown = new Map<string, Pick<Refusals, 'count' | 'last'>>()
  private readonly deadlines = new Deadlines<string>()
  private changes = 0
  private shownAt = -Infinity
  private isNews = false

  /** Consumers of which frames were refused, the first hundred; how many, and for what the last, as of a few seconds ago. */
  all(): ReadonlyMap<string, Pick<Refusals, 'count' | 'last'>> {
    return this.shown
  }

  /** Consumers that are remembered. */
  get size(): number {
    return this.refusals.size
  }

  /** Grows whenever there is something else to show. */
  get revision(): number {
    return this.changes
  }

  note(consumerId: string, last: Sentence, now: number): void {
    const known = this.refusals.get(consumerId)
    if (known) {
      known.count++
      known.last = last
      known.lastAt = now
      this.isNews = true
      return
    }
    this.refusals.set(consumerId, { count: 1, last, lastAt: now })
    this.deadlines.arm(consumerId, now + REFUSALS_OVER_MS)
    if (this.shown.size >= MAX_REFUSED_SHOWN) return
    this.shown.set(consumerId, { count: 1, last })
    this.changes++
  }

  /** It is gone. */
  forget(consumerId: string): void {
    if (!this.refusals.delete(consumerId)) return
    this.deadlines.disarm(consumerId)
    if (this.shown.delete(consumerId)) this.changes++
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    for (const refusals of this.refusals.values()) refusals.lastAt += by
    this.deadlines.shift(by)
    this.shownAt += by
  }

  /** Lets time pass: it is over when none has come for a while. */
  tick(now: number): void {
    for (const consumerId of this.deadlines.drainDue(now)) {
      const over = (this.refusals.get(consumerId)?.lastAt ?? 0) + REFUSALS_OVER_MS
      if (now < over) this.deadlines.arm(consumerId, over)
      else this.forget(consumerId)
    }
    if (!this.isNews || now - this.shownAt < SHOWN_INTERVAL_MS) return
    this.isNews = false
    this.shownAt = now
    for (const [consumerId, { count, last }] of this.refusals) {
      if (this.shown.size < MAX_REFUSED_SHOWN || this.shown.has(consumerId)) this.shown.set(consumerId, { count, last })
    }
    this.changes++
  }
}
