import { refusal } from '../contract/refusal.ts'
import type { Consumers } from './consumers.ts'
import { Newcomers } from './newcomers.ts'

/** By what a consumer comes in. */
export interface Admitted {
  /** The name of its token; null where none was needed. */
  readonly token: string | null
  /** How many ids that token may make known; null for as many as there may be. */
  readonly maxConsumers: number | null
}

/** Who comes in without a token. */
export const byNoToken: Admitted = { token: null, maxConsumers: null }

/** After the last refusal this long without another, the alert is over. */
export const REFUSALS_QUIET_MS = 60_000

/**
 * `[WS-21]` How many consumer ids may become known: whoever invents ids takes the slots of those that work. An id that is
 * known comes back in whatever the limits are. Where there is no room, the longest lost consumer makes some: ids that change
 * with every start of a program fill no monitor.
 */
export class Admission {
  private readonly maxConsumers: number
  private readonly consumers: Consumers
  private readonly newcomers = new Newcomers()
  private since = 0
  private lastAt = -Infinity
  private total = 0

  /** @param maxConsumers over all tokens */
  constructor(maxConsumers: number, consumers: Consumers) {
    this.maxConsumers = maxConsumers
    this.consumers = consumers
  }

  /** Refusals since it was last quiet. */
  get refused(): number {
    return this.since
  }

  /** Refusals since the start. */
  get refusedEver(): number {
    return this.total
  }

  /**
   * Before an id becomes known.
   * @returns the lost consumers that make room for it
   * @throws {BatchdeckError} `TOO_MANY_CONSUMERS`
   */
  admit({ token, maxConsumers }: Admitted, now: number): readonly string[] {
    const leaving = new Set<string>()
    if (token !== null && maxConsumers !== null && this.consumers.countOf(token) >= maxConsumers) {
      const lost = this.consumers.longestLost(token)
      if (lost === null) throw this.refuse(now, refusal('consumers_of_token_too_many', { token, most: maxConsumers }))
      leaving.add(lost)
    }
    if (this.consumers.size - leaving.size >= this.maxConsumers) {
      const lost = this.consumers.longestLost(null)
      if (lost === null) throw this.refuse(now, refusal('consumers_too_many', { most: this.maxConsumers }))
      leaving.add(lost)
    }
    if (!this.newcomers.tryAdmit(token, Math.min(maxConsumers ?? Infinity, this.maxConsumers), now)) {
      throw this.refuse(now, refusal('newcomers_too_many'))
    }
    return [...leaving]
  }

  tick(now: number): void {
    if (this.since > 0 && now - this.lastAt >= REFUSALS_QUIET_MS) this.since = 0
  }

  /** The clock was set by so much: the alert stays for as long as it would have. */
  shift(by: number): void {
    this.lastAt += by
    this.newcomers.shift(by)
  }

  private refuse<E extends Error>(now: number, error: E): E {
    this.since++
    this.total++
    this.lastAt = now
    return error
  }
}
