import { createHash } from 'node:crypto'
import type { AlertResource } from '../../contract/resources/alert.ts'
import { sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import { addressGroup } from './address-group.ts'

/** So many wrong tokens are passed over within the window: somebody has mistyped one, or a fleet has an old one. */
const FREE_FAILURES = 10
const WINDOW_MS = 60_000
/** How long an address has to wait after one more; twice as long after each that follows. */
const FIRST_DELAY_MS = 1000
const LAST_DELAY_MS = 60_000
/** After so long without another its address has a clean slate. */
const FORGIVEN_AFTER_MS = 10 * 60_000
/** For so long whoever has had the right token need not wait for what others of its address do. */
const PROVEN_FOR_MS = 24 * 3_600_000
/** Addresses, and pairs of an address and a token, that are remembered; beyond it the oldest are forgotten. */
const MAX_ADDRESSES = 10_000
const MAX_PROVEN = 100_000
/** So many addresses are an alert each; the worst of them. */
const MAX_ALERTS = 20

interface Guesser {
  /** Since {@link windowFrom}, or since it has to wait. */
  failures: number
  windowFrom: number
  /** Before the next attempt, ms; 0 while it is free. */
  delay: number
  waitsUntil: number
  lastAt: number
  /** All of them, those that were not looked at too. */
  attempts: number
}

/**
 * `[ED-6]` Makes guessing tokens slow: after some wrong ones an address has to wait, longer each time, and until then
 * nothing that comes from it is compared. One worker with an old token does not lock out its neighbours behind the same
 * address: with a token that was right before they go on.
 */
export class Guesses {
  /** Wrong tokens, and attempts that were not looked at, since the start. */
  readonly counted = { failed: 0, throttled: 0 }
  private readonly now: () => number
  private readonly guessers = new Map<string, Guesser>()
  /** Until when a pair of address and token counts as known. */
  private readonly proven = new Map<string, number>()

  /** @param now by a clock that only goes forward, ms */
  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  /** Addresses and pairs that are remembered. */
  get size(): number {
    return this.guessers.size + this.proven.size
  }

  /**
   * Compares a token, if its caller need not wait. To come without one is no guess.
   * @param from the network address of the caller; null for the monitor's own
   * @param compare null where the token is wrong
   * @throws {BatchdeckError} `TOO_MANY_ATTEMPTS`
   */
  attempt<T>(from: string | null, token: string | undefined, compare: () => T | null): T | null {
    if (from === null || token === undefined) return compare()
    const group = addressGroup(from)
    const pair = `${group} ${createHash('sha256').update(token).digest('base64')}`
    const now = this.now()
    if ((this.proven.get(pair) ?? -Infinity) < now) this.assertMay(group, now)
    const result = compare()
    if (result === null) this.fail(group, pair, now)
    else this.prove(pair, now)
    return result
  }

  /** Who is guessing; it ends by itself. */
  alerts(): readonly Omit<AlertResource, 'since'>[] {
    const now = this.now()
    for (const [group, { lastAt }] of this.guessers) {
      if (now - lastAt >= FORGIVEN_AFTER_MS) this.guessers.delete(group)
    }
    return [...this.guessers]
      .filter(([, { delay }]) => delay > 0)
      .toSorted(([, one], [, other]) => other.attempts - one.attempts)
      .slice(0, MAX_ALERTS)
      .map(([group, { attempts }]) => ({
        alert_id: `guessing:${group}`,
        kind: 'guessing',
        count: attempts,
        ...sentenceOf(refusal('tokens_guessed', { address: group, attempts })),
      }))
  }

  private assertMay(group: string, now: number): void {
    const guesser = this.guessers.get(group)
    if (!guesser || now >= guesser.waitsUntil) return
    guesser.attempts++
    guesser.lastAt = now
    this.counted.throttled++
    throw refusal('attempts_too_many', { seconds: Math.ceil((guesser.waitsUntil - now) / 1000) })
  }

  private fail(group: string, pair: string, now: number): void {
    this.counted.failed++
    this.proven.delete(pair)
    const known = this.guessers.get(group)
    const guesser =
      known && now - known.lastAt < FORGIVEN_AFTER_MS
        ? known
        : { failures: 0, windowFrom: now, delay: 0, waitsUntil: 0, lastAt: now, attempts: 0 }
    if (guesser.delay === 0 && now - guesser.windowFrom >= WINDOW_MS) {
      guesser.failures = 0
      guesser.windowFrom = now
    }
    guesser.failures++
    guesser.attempts++
    guesser.lastAt = now
    if (guesser.failures > FREE_FAILURES) {
      guesser.delay = guesser.delay === 0 ? FIRST_DELAY_MS : Math.min(LAST_DELAY_MS, guesser.delay * 2)
      guesser.waitsUntil = now + guesser.delay
    }
    remember(this.guessers, group, guesser, MAX_ADDRESSES)
  }

  private prove(pair: string, now: number): void {
    remember(this.proven, pair, now + PROVEN_FOR_MS, MAX_PROVEN)
  }
}

/** As the newest; the oldest goes where there are too many. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
