import { Failure } from './failure.ts'

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** `90s`, `15m`, `2h`, `1d`: a span in ms. @throws {Failure} @param option by which it was given */
export function spanOf(given: string, option: string): number {
  const span = readSpan(given)
  if (span !== null && span > 0) return span
  throw new Failure('wrong', `${option} ${given} is not a time span; give one like 15m, 2h or 1d.`)
}

/** A moment: a span before now (`2h`), or ISO 8601. In ms. @throws {Failure} */
export function momentOf(given: string, option: string, now: number): number {
  const span = readSpan(given)
  if (span !== null) return now - span
  // A day alone would be one of UTC, and begin at another hour than one with a time.
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00` : given
  const at = /^\d{4}-\d{2}-\d{2}/.test(whole) ? Date.parse(whole) : NaN
  if (!Number.isNaN(at)) return at
  throw new Failure('wrong', `${option} ${given} is not a time; give a span like 2h, or a time like 2027-01-31T12:00Z.`)
}

function readSpan(given: string): number | null {
  const [, number, unit] = /^(\d{1,9})([smhdw])$/.exec(given) ?? []
  return number === undefined ? null : Number(number) * units[unit as keyof typeof units]
}

/** A whole number of an option or argument. @throws {Failure} */
export function numberOf(given: string, option: string, least = 0, most = Infinity): number {
  if (/^\d{1,15}$/.test(given) && Number(given) >= least && Number(given) <= most) return Number(given)
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most.toLocaleString('en-GB')}`
  throw new Failure('wrong', `${option} ${given} is not a whole number ${range}.`)
}
