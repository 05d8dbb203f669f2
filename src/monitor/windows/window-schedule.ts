import { Cron } from 'croner'
import { refusal } from '../../contract/refusal.ts'

/** From when to when a window is open, ms; not at `until` any more. */
export interface WindowSpan {
  readonly from: number
  readonly until: number
}

/** When a window is open: once, or again and again. */
export interface WindowSchedule {
  /** Of a single one when it begins; one that comes again begins no sooner. ms */
  readonly from: number
  /** ms */
  readonly duration: number
  /** Five parts. */
  readonly cron: string | null
  readonly timeZone: string
}

/** So many times are looked at to see whether it would begin again before it is over. */
const LOOKED_AT = 12

/** @throws {BatchdeckError} `INVALID_MESSAGE` where it never comes, or would be open all the time */
export function assertComesAgain({ cron, timeZone, from, duration }: WindowSchedule & { readonly cron: string }): void {
  assertTimeZone(timeZone)
  const starts = parsed(cron, timeZone).nextRuns(LOOKED_AT, new Date(from))
  if (starts.length === 0) throw refusal('window_cron_never')
  const between = starts.slice(1).map((start, i) => start.getTime() - starts[i]!.getTime())
  if (Math.min(...between) <= duration) throw refusal('window_cron_overlaps')
}

/** When one that comes again begins next, after a moment, ms; Infinity where it never does. */
export function nextStart({ cron, timeZone, from }: WindowSchedule, after: number): number {
  if (cron === null) return from > after ? from : Infinity
  // The first of all may be at `from` itself.
  const next = parsed(cron, timeZone).nextRun(new Date(Math.max(after, from - 1)))
  return next === null ? Infinity : next.getTime()
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function parsed(cron: string, timezone: string): Cron {
  const pattern = `${timezone} ${cron}`
  const known = patterns.get(pattern)
  if (known) return known
  try {
    const fresh = new Cron(cron, { timezone, paused: true, mode: '5-part' })
    if (patterns.size >= MAX_PATTERNS) patterns.clear()
    patterns.set(pattern, fresh)
    return fresh
  } catch (error) {
    const detail = (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '')
    throw refusal('window_cron_wrong', { detail }, { cause: error })
  }
}

/** To read one takes longer than to ask it. */
const patterns = new Map<string, Cron>()
const MAX_PATTERNS = 400

/** @throws {BatchdeckError} `INVALID_MESSAGE` */
function assertTimeZone(zone: string): void {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (error) {
    throw refusal('window_time_zone_wrong', { zone }, { cause: error })
  }
}
