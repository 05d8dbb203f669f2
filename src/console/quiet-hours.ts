const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** No clock of today is set but at a full quarter of an hour, UTC. */
const QUARTER_MS = 15 * MINUTE_MS
/** As many as a few days need: whoever asks does so each second. */
const MAX_OFFSETS = 64

/** Hours of each day, or of some, by the clock of a place. Over midnight where they end before they begin. */
export interface QuietHours {
  /** `22:00` */
  readonly from: string
  /** The same as `from`: a whole day. */
  readonly to: string
  /** Of the IANA; UTC by default. */
  readonly time_zone?: string
  /** Those on which they begin, 1 is Monday; each day by default. */
  readonly days?: readonly number[]
}

/**
 * `[CN-6]` Whether a moment is in quiet hours. They begin and end when the clock there shows so for the first time; a time
 * that it passes over in spring is an hour later. Of a zone that is not known, nothing is quiet.
 */
export function isQuietAt({ from, to, time_zone = 'UTC', days }: QuietHours, now: number): boolean {
  const clock = clockOf(time_zone)
  if (!clock) return false
  const [begins, ends] = [sinceMidnight(from), sinceMidnight(to)]
  const today = Math.floor(clock(now) / DAY_MS)
  // Those that began yesterday may go on, and a day can have more than 24 hours.
  return [today - 1, today].some((day) => {
    if (days && !days.includes(isoDay(day))) return false
    const last = begins < ends ? day : day + 1
    return now >= momentOf(day * DAY_MS + begins, clock) && now < momentOf(last * DAY_MS + ends, clock)
  })
}

/** What a clock shows, as if it were in UTC, ms. */
type Clock = (at: number) => number

/** When a clock shows a time: the first time, where it does twice. */
function momentOf(shown: number, clock: Clock): number {
  const before = clock(shown - DAY_MS) - (shown - DAY_MS)
  const after = clock(shown + DAY_MS) - (shown + DAY_MS)
  const moments = [shown - before, shown - after]
  return moments.find((at) => clock(at) === shown) ?? shown - before
}

/** 1 is Monday. The first day of 1970 was a Thursday. */
const isoDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * MINUTE_MS
}

/** A format is dear to make, and asked for each second. */
const clocks = new Map<string, Clock>()

function clockOf(zone: string): Clock | null {
  const clock = clocks.get(zone) ?? newClock(zone)
  if (clock) clocks.set(zone, clock)
  return clock
}

function newClock(timeZone: string): Clock | null {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
  try {
    const format = new Intl.DateTimeFormat('en', {
      ...numbers,
      second: 'numeric',
      hourCycle: 'h23',
      calendar: 'gregory',
      timeZone,
    })
    const showing = (at: number) => {
      const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
      const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
      return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    }
    const offsets = new Map<number, number>()
    return (at) => {
      const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS
      const offset = offsets.get(quarter) ?? showing(quarter) - quarter
      if (offsets.size >= MAX_OFFSETS) offsets.clear()
      offsets.set(quarter, offset)
      return at + offset
    }
  } catch {
    return null
  }
}
