import { locales } from '../../../console/format.ts'
import type { Language } from '../../../console/language.ts'

/** A part of time, by the monitor's clock, ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const steps = [
  10_000,
  30_000,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10, 30, 60, 180].map((days) => days * day),
]

/** Where a moment lies between the ends of a span: 0 is its beginning, 1 its end. */
export function shareOf({ from, to }: Span, at: number): number {
  return (at - from) / Math.max(1, to - from)
}

/** The moment at a share of a span; what lies outside is its nearest end. */
export function momentAt({ from, to }: Span, share: number): number {
  return Math.round(from + Math.max(0, Math.min(1, share)) * (to - from))
}

/** The moments that a clock on the wall calls round, at most so many of them; by the local time of the reader. */
export function axisTicks({ from, to }: Span, most: number): number[] {
  const step = steps.find((each) => (to - from) / each <= most) ?? (to - from) / Math.max(1, most)
  // What is round is so by local time, which summer time moves by an hour in between.
  const offset = (at: number) => new Date(at).getTimezoneOffset() * minute
  const ticks: number[] = []
  for (let local = Math.ceil((from - offset(from)) / step) * step; ; local += step) {
    const at = local + offset(local + offset(from))
    if (at > to) return ticks
    if (at >= from) ticks.push(at)
  }
}

const formats = { en: axisFormat(locales.en), zh: axisFormat(locales.zh) }

function axisFormat(locale: string) {
  const time = (second?: '2-digit') =>
    new Intl.DateTimeFormat(locale, {
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
      ...(second && { second }),
    })
  return {
    minute: time(),
    second: time('2-digit'),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
  }
}

/** What stands below a tick: the time, and the day where a day begins. */
export function tickLabel(language: Language, at: number, span: Span): string {
  const { minute: time, second, day: date } = formats[language]
  const start = new Date(at)
  if (start.getHours() === 0 && start.getMinutes() === 0 && start.getSeconds() === 0) return date.format(at)
  return span.to - span.from <= 5 * minute ? second.format(at) : time.format(at)
}

/** What stands below the crosshair: as exact as the span can show. */
export function momentLabel(language: Language, at: number, span: Span): string {
  const { minute: time, second, day: date } = formats[language]
  const length = span.to - span.from
  const clock = (length <= 6 * hour ? second : time).format(at)
  return length > 12 * hour ? `${date.format(at)} ${clock}` : clock
}

/** No axis is shorter, however new a monitor is, ms. */
const LEAST_DRAWN_MS = 300_000

/** `[UI-12]` What is drawn of a span: one that ends now begins where there is anything, and is not empty for a new monitor. */
export function drawnSpan<T extends Span & { readonly isLive: boolean }>(span: T, begins: number | null): T {
  if (!span.isLive || begins === null) return span
  return { ...span, from: Math.max(span.from, Math.min(begins, span.to - LEAST_DRAWN_MS)) }
}
