import type { Language } from './language.ts'

export const locales = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>

/** From the largest on, each in ms. */
const steps = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

type Unit = (typeof steps)[number][0] | 'ms'

/** How a language writes spans of time. */
interface SpanWords {
  /** A unit that stands alone: "12m" */
  readonly alone: Readonly<Record<Unit, string>>
  /** A unit that another one follows, or that follows one: "1m 18s" */
  readonly paired: Readonly<Record<Unit, string>>
  readonly between: string
  /** The smaller of two units in two digits: "1m 06s" */
  readonly isPadded: boolean
  readonly ago: (span: string) => string
}

const english = { d: 'd', h: 'h', m: 'm', s: 's', ms: 'ms' }
const chinese = { d: '天', h: '小时', m: '分钟', s: '秒', ms: '毫秒' }
const spans = {
  en: { alone: english, paired: english, between: ' ', isPadded: true, ago: (span) => `${span} ago` },
  zh: { alone: chinese, paired: { ...chinese, m: '分' }, between: '', isPadded: false, ago: (span) => `${span}前` },
} as const satisfies Record<Language, SpanWords>

/** Days begin with the second: "26h 10m", "2d 1h". */
const LEAST_DAYS_MS = 2 * 86_400_000
/** Below this, seconds have a tenth: "1.2s". */
const TENTHS_BELOW_S = 10

/** Spans below are told to the second, and spans beyond the other to the day. */
const SHORT_SPAN_MS = 600_000
const LONG_SPAN_MS = 3 * 86_400_000
const YEAR_MS = 300 * 86_400_000

/** Numbers and times as the operator's language writes them (UI-7). */
export interface Format {
  readonly number: (value: number) => string
  /** @param share 0–1; just short of everything is never shown as 100 % */
  readonly percent: (share: number) => string
  /** "12s ago", in the largest unit that has passed; `time` and `now` in ms */
  readonly ago: (time: number, now: number) => string
  /** How long something has been so, in whole seconds: "0s", "1m 18s" */
  readonly age: (since: number, now: number) => string
  readonly exact: (time: number) => string
  readonly clock: (time: number) => string
  /** The clock, and the day where it is not that of `now`, with its year where that is another one; in ms */
  readonly moment: (time: number, now: number) => string
  /** The same to the minute, for what is ahead: "02:30" */
  readonly minute: (time: number, now: number) => string
  /** A span of time as short as it can be said: the day only where it is not that of `now`, seconds only of minutes; in ms */
  readonly span: (from: number, to: number, now: number) => string
  /** "45.8 MB" */
  readonly bytes: (count: number) => string
  /** A span of ms in at most two units: "340ms", "1.2s", "28s", "1m 18s", "2h 05m", "6d 4h" */
  readonly duration: (ms: number) => string
}

export function createFormat(language: Language): Format {
  const locale = locales[language]
  const words = spans[language]
  // Each takes some milliseconds to make: a server that starts needs none, a page those of one language.
  const numbers = lazy(() => new Intl.NumberFormat(locale))
  const percents = lazy(() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }))
  const times = (options: Intl.DateTimeFormatOptions) => lazy(() => new Intl.DateTimeFormat(locale, options))
  const exact = times({ dateStyle: 'medium', timeStyle: 'medium' })
  const clock = times({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
  const hour = { hour: '2-digit', minute: '2-digit', hour12: false } as const
  const ranges = {
    seconds: times({ ...hour, second: '2-digit' }),
    minutes: times(hour),
    moments: times({ ...hour, day: 'numeric', month: 'short' }),
    days: times({ day: 'numeric', month: 'short' }),
  }
  const day = times({ day: 'numeric', month: 'short' })
  const dayOfYear = times({ day: 'numeric', month: 'short', year: 'numeric' })
  const date = (time: number, now: number) => {
    if (new Date(time).getFullYear() !== new Date(now).getFullYear()) return `${dayOfYear().format(time)} `
    return day().format(time) === day().format(now) ? '' : `${day().format(time)} `
  }
  // Making one takes longer than rendering a whole row.
  const units = new Map<string, Intl.NumberFormat>()
  const unit = (value: number, name: string, digits = 0) => {
    const key = `${name} ${digits}`
    const known = units.get(key)
    if (known) return known.format(value)
    const style = { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits } as const
    const made = new Intl.NumberFormat(locale, style)
    units.set(key, made)
    return made.format(value)
  }
  return {
    number: (value) => numbers().format(value),
    percent: (share) => percents().format(share < 1 ? Math.min(share, 0.999) : share),
    ago(time, now) {
      const past = Math.max(0, Math.round((now - time) / 1000)) * 1000
      const [name, length] = steps.find((step) => past >= step[1]) ?? steps[3]
      return words.ago(`${numbers().format(Math.floor(past / length))}${words.alone[name]}`)
    },
    age(since, now) {
      const seconds = Math.max(0, Math.floor((now - since) / 1000))
      return seconds === 0 ? `0${words.alone.s}` : spanText(words, numbers(), seconds * 1000)
    },
    exact: (time) => exact().format(time),
    clock: (time) => clock().format(time),
    span(from, to, now) {
      const isToday = [from, to].every(
        (time) => day().format(time) === day().format(now) && Math.abs(now - time) < YEAR_MS,
      )
      const length = to - from
      if (isToday) return ranges[length < SHORT_SPAN_MS ? 'seconds' : 'minutes']().formatRange(from, to)
      return ranges[length < LONG_SPAN_MS ? 'moments' : 'days']().formatRange(from, to)
    },
    moment: (time, now) => `${date(time, now)}${clock().format(time)}`,
    minute: (time, now) => `${date(time, now)}${ranges.minutes().format(time)}`,
    bytes(count) {
      // What is there, is never nothing.
      const least = count > 0 ? Math.max(100, count) : 0
      return least < 1e6 ? unit(least / 1e3, 'kilobyte', 1) : unit(least / 1e6, 'megabyte', 1)
    },
    duration: (ms) => `${Math.round(ms) < 0 ? '−' : ''}${spanText(words, numbers(), Math.abs(ms))}`,
  }
}

/** Made when it is needed first. */
function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function spanText({ alone, paired, between, isPadded }: SpanWords, numbers: Intl.NumberFormat, ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)}${alone.ms}`
  const tenths = Math.round(ms / 100) / 10
  if (tenths < TENTHS_BELOW_S) return `${numbers.format(tenths)}${alone.s}`
  // Rounded once, so that 59.7 s are never "60s", nor two hours "1h 60m".
  const whole = Math.round(ms / 1000) * 1000
  const usable = whole < LEAST_DAYS_MS ? steps.slice(1) : steps
  const at = usable.findIndex(([, length]) => whole >= length)
  const [[unit, length], next] = [usable[at]!, usable[at + 1]]
  const big = numbers.format(Math.floor(whole / length))
  const small = next === undefined ? 0 : Math.floor((whole % length) / next[1])
  if (next === undefined || small === 0) return `${big}${alone[unit]}`
  const digits = isPadded && unit !== 'd' ? 2 : 1
  return `${big}${paired[unit]}${between}${String(small).padStart(digits, '0')}${paired[next[0]]}`
}

export const formats = { en: createFormat('en'), zh: createFormat('zh') } as const satisfies Record<Language, Format>
