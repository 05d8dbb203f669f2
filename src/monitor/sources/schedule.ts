import { Cron } from 'croner'
import type { SourceTerms } from './source-terms.ts'

/** The first wait after a failure, twice as long each time, ms. */
const FIRST_RETRY_MS = 10_000
/** So long after the start of the monitor, or after it was given, a source runs first. */
export const FIRST_RUN_MS = 2000

type Times = Pick<SourceTerms, 'interval' | 'cron' | 'time_zone' | 'jitter'>

/** When the next regular run is, after one that began at `from`. @param random of 0 to 1, of which the jitter is made */
export function nextRegular(
  { interval, cron, time_zone: timezone, jitter }: Times,
  from: number,
  random: number,
): number {
  const later = Math.round(jitter * random)
  if (interval !== null) return from + interval + later
  const next = new Cron(cron!, { timezone, paused: true }).nextRun(new Date(from))
  return next === null ? Infinity : next.getTime() + later
}

/**
 * When a source runs first: after a restart when it would have been its turn, and at once where that is over.
 * @param last when it last ran; null where it never did
 */
export function firstRun(times: Times, last: number | null, now: number, random: number): number {
  const soonest = now + FIRST_RUN_MS
  if (last === null) return soonest
  // Where the clock was set back meanwhile it must not wait for that long.
  return Math.max(soonest, nextRegular(times, Math.min(last, now), random))
}

/**
 * How long to wait after so many failures in a row; null where it is not tried again before its next turn.
 * @param random of 0 to 1: those that failed together do not come back together
 */
export function retryDelay(failures: number, { retries }: Pick<SourceTerms, 'retries'>, random: number): number | null {
  if (failures > retries) return null
  return Math.round(FIRST_RETRY_MS * 2 ** (failures - 1) * (1 + random / 4))
}
