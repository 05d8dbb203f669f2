import type { Language } from './language.ts'

export const locales = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>

const steps = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const satisfies [Intl.RelativeTimeFormatUnit, number][]

/** Numbers and times as the operator's language writes them (UI-7). */
export interface Format {
  readonly number: (value: number) => string
  /** @param share 0–1; just short of everything is never shown as 100 % */
  readonly percent: (share: number) => string
  /** "12 seconds ago"; `time` and `now` in ms */
  readonly ago: (time: number, now: number) => string
  readonly exact: (time: number) => string
  readonly clock: (time: number) => string
  /** The clock, and the day where it is not that of `now`; in ms */
  readonly moment: (time: number, now: number) => string
  /** "45.8 MB" */
  readonly bytes: (count: number) => string
  /** A span of ms: "1.2 s", "3 min" */
  readonly duration: (ms: number) => string
}

export function createFormat(locale: string): Format {
  const numbers = new Intl.NumberFormat(locale)
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'narrow' })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
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
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share < 1 ? Math.min(share, 0.999) : share),
    ago(time, now) {
      const seconds = Math.max(0, Math.round((now - time) / 1000))
      const [name, size] = steps.find(([, length]) => seconds >= length) ?? steps[3]
      return relative.format(-Math.floor(seconds / size), name)
    },
    exact: (time) => exact.format(time),
    clock: (time) => clock.format(time),
    moment: (time, now) =>
      day.format(time) === day.format(now) ? clock.format(time) : `${day.format(time)} ${clock.format(time)}`,
    bytes(count) {
      // What is there, is never nothing.
      const least = count > 0 ? Math.max(100, count) : 0
      return least < 1e6 ? unit(least / 1e3, 'kilobyte', 1) : unit(least / 1e6, 'megabyte', 1)
    },
    duration(ms) {
      if (Math.abs(ms) < 1000) return unit(Math.round(ms), 'millisecond')
      if (Math.abs(ms) < 60_000) return unit(ms / 1000, 'second', 1)
      if (Math.abs(ms) < 3_600_000) return unit(ms / 60_000, 'minute', 1)
      return unit(ms / 3_600_000, 'hour', 1)
    },
  }
}

export const formats = { en: createFormat(locales.en), zh: createFormat(locales.zh) } as const satisfies Record<
  Language,
  Format
>
