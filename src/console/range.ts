/** Ranges that end now, by name, with their length in ms. */
export const liveSpans = {
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
} as const
export type LiveRange = keyof typeof liveSpans
export const liveRanges = Object.keys(liveSpans) as readonly LiveRange[]

/** Not in the address. */
export const DEFAULT_RANGE: LiveRange = '1h'

/** What is chosen: one that goes on, or two ends in ms. */
export type RangeChoice = LiveRange | { readonly from: number; readonly to: number }

const LEAST_SPAN_MS = 10_000
/** Where JavaScript's time ends. */
const LAST_TIME_MS = 8.64e15

/** What an address says; the default where that is nothing that can be read. */
export function parseRange(param: string): RangeChoice {
  const live = liveRanges.find((name) => name === param)
  if (live) return live
  const [, from = '', to = ''] = /^(\d{1,16})-(\d{1,16})$/.exec(param) ?? []
  const span = { from: Number(from), to: Number(to) }
  const isSpan = to !== '' && span.to <= LAST_TIME_MS && span.to - span.from >= LEAST_SPAN_MS
  return isSpan ? span : DEFAULT_RANGE
}

/** What stands in the address; empty for the default. Ends are put in order, and never nearer than anything is kept. */
export function rangeParam(choice: RangeChoice): string {
  if (typeof choice === 'string') return choice === DEFAULT_RANGE ? '' : choice
  const [from, to] = [Math.min(choice.from, choice.to), Math.max(choice.from, choice.to)].map(Math.round) as [
    number,
    number,
  ]
  const lacking = Math.max(0, LEAST_SPAN_MS - (to - from))
  const begin = Math.max(0, from - Math.ceil(lacking / 2))
  return `${begin}-${Math.max(to, begin + LEAST_SPAN_MS)}`
}

/** The span around the same middle, so many times as long; it does not reach beyond `now`. */
export function zoomed(
  { from, to }: { from: number; to: number },
  by: number,
  now: number,
): { from: number; to: number } {
  const half = ((to - from) * by) / 2
  const middle = (from + to) / 2
  const end = Math.min(now, middle + half)
  return { from: Math.max(0, end - 2 * half), to: end }
}

/** The span before or after, half of its length away; it does not reach beyond `now`. */
export function shifted(
  { from, to }: { from: number; to: number },
  by: 1 | -1,
  now: number,
): { from: number; to: number } {
  const step = Math.min((by * (to - from)) / 2, now - to)
  return { from: Math.max(0, from + step), to: Math.max(to - from, to + step) }
}
