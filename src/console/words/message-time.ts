import { locales } from '../format.ts'
import type { Language } from '../language.ts'

/** Times beyond are told with their day. */
const SAME_DAY_MS = 12 * 3_600_000

const clock = { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'UTC' } as const
const clocks = {
  en: new Intl.DateTimeFormat(locales.en, clock),
  zh: new Intl.DateTimeFormat(locales.zh, clock),
}
const days = {
  en: new Intl.DateTimeFormat(locales.en, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
  zh: new Intl.DateTimeFormat(locales.zh, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
}

/** A time for readers anywhere: "02:14 UTC", and its day where it is long ago or far off: "29 Nov 02:14 UTC". */
export function dayAndTime(time: number, now: number, language: Language): string {
  const text = `${clocks[language].format(time)} UTC`
  return Math.abs(now - time) < SAME_DAY_MS ? text : `${days[language].format(time)} ${text}`
}
