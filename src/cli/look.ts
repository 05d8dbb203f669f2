import { formats } from '../console/format.ts'
import type { Paint } from './terminal.ts'

/** How values are written: for a person at a screen, or for a program that reads columns. */
export interface Look {
  readonly isScreen: boolean
  readonly paint: Paint
  /** By the monitor's clock, ms. */
  readonly now: number
  /** A time: `12s ago`, or ISO 8601. */
  readonly time: (at: number | null | undefined) => string
  /** How long something has been so: `1m 18s`, or ISO 8601 since when. */
  readonly age: (since: number | null | undefined) => string
  readonly count: (value: number | null | undefined) => string
  /** @param share 0–1 */
  readonly share: (share: number | null | undefined) => string
}

const NOTHING = '–'
const { en } = formats

export function lookFor(isScreen: boolean, paint: Paint, now: number): Look {
  const or = <T>(value: T | null | undefined, say: (known: T) => string) =>
    value === null || value === undefined ? (isScreen ? NOTHING : '') : say(value)
  const iso = (at: number) => new Date(at).toISOString()
  return {
    isScreen,
    paint,
    now,
    time: (at) => or(at, (known) => (isScreen ? en.ago(known, now) : iso(known))),
    age: (since) => or(since, (known) => (isScreen ? en.age(known, now) : iso(known))),
    count: (value) => or(value, (known) => (isScreen ? en.number(known) : String(known))),
    share: (share) => or(share, (known) => (isScreen ? en.percent(known) : String(known))),
  }
}
