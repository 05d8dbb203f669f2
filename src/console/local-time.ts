const two = (value: number) => String(value).padStart(2, '0')

/** A moment as an operator types it, by the clock of this machine: `2026-11-29 12:14:02`. */
export function localTime(at: number): string {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/**
 * Reads a moment by the clock of this machine, ms: a day and a time, a time alone (then today's), a day alone, `now`, how
 * long ago (`-90m`, `2h`, `3d`), or ISO 8601 with a zone. Null where it is none of these.
 */
export function parseLocalTime(text: string, now: number): number | null {
  const typed = text.trim().toLowerCase()
  if (typed === 'now') return now
  const [, amount, unit] = /^-?(\d{1,6})\s*([smhd])$/.exec(typed) ?? []
  if (amount && unit) return now - Number(amount) * unitMs[unit as keyof typeof unitMs]
  if (/^\d{4}-\d\d-\d\dt.*(z|[+-]\d\d:?\d\d)$/.test(typed)) return orNull(Date.parse(typed.toUpperCase()))
  const parts = /^(?:(\d{4})-(\d\d?)-(\d\d?))?(?:[t ]?\s*(\d\d?):(\d\d)(?::(\d\d))?)?$/.exec(typed)
  if (!parts || typed === '') return null
  const [year, month, day, hour, minute, second] = parts
    .slice(1)
    .map((part) => (part === undefined ? null : Number(part)))
  const today = new Date(now)
  const at = new Date(
    year ?? today.getFullYear(),
    month == null ? today.getMonth() : month - 1,
    day ?? today.getDate(),
    hour ?? 0,
    minute ?? 0,
    second ?? 0,
  )
  // A day or an hour that there is not would be another one.
  const isAsTyped =
    (day == null || at.getDate() === day) &&
    (month == null || at.getMonth() === month - 1) &&
    (hour ?? 0) < 24 &&
    (minute ?? 0) < 60 &&
    (second ?? 0) < 60
  return isAsTyped ? orNull(at.getTime()) : null
}

/** The zone of this machine's clock, `Europe/Lisbon`. */
export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const orNull = (at: number): number | null => (Number.isFinite(at) ? at : null)
