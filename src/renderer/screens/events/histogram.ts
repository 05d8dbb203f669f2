import type { EventHistogram } from '../../../contract/events.ts'
import { severities, type Severity } from '../../../contract/resources/alert.ts'

/** How many events of each severity there were; those of severities that are not chosen are among the others. */
export interface Bar extends Readonly<Record<Severity | 'others', number>> {
  /** The middle of its step, ms. */
  readonly at: number
}

/** More bars than this are too thin to be pointed at. */
const MOST_BARS = 144
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** Those that the monitor counts in (EV-12). */
const steps = [
  ...[1, 2, 5, 10, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 6, 12].map((hours) => hours * hour),
]

/** The time of one bar of a range so long, ms. */
export function stepOf(span: number): number {
  return steps.find((step) => span / step <= MOST_BARS) ?? Math.ceil(span / MOST_BARS / day) * day
}

/** A range that begins and ends where a bar does, so that bars stay as they are while it goes on. */
export function wholeSteps({ from, to }: { from: number; to: number }): { from: number; to: number; step: number } {
  const step = stepOf(to - from)
  return { from: Math.floor(from / step) * step, to: Math.ceil(to / step) * step, step }
}

/** @param chosen none is all of them */
export function barsOf(histogram: EventHistogram, chosen: readonly Severity[]): Bar[] {
  const { from, step, points, others } = histogram
  return Array.from({ length: points }, (_, i) => {
    const bar = { at: from + (i + 0.5) * step, critical: 0, warning: 0, info: 0, others: others[i] ?? 0 }
    for (const severity of severities) {
      const isChosen = chosen.length === 0 || chosen.includes(severity)
      bar[isChosen ? severity : 'others'] += histogram[severity][i] ?? 0
    }
    return bar
  })
}

/** All of a range together, by severity: what its buttons say, whichever of them are chosen. */
export function totalsOf(histogram: EventHistogram): Record<Severity | 'others', number> {
  const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)
  const { critical, warning, info, others } = histogram
  return { critical: sum(critical), warning: sum(warning), info: sum(info), others: sum(others) }
}

/** What does not match may be higher than all that does; it is cut off where that would be too low to be seen. */
const MOST_TIMES_HIGHER = 4

/** As high as the highest bar, but no more than some times as high as what matches. */
export function topOf(bars: readonly Bar[]): number {
  const most = (of: (bar: Bar) => number) => bars.reduce((top, bar) => Math.max(top, of(bar)), 0)
  const matching = most(({ critical, warning, info }) => critical + warning + info)
  const all = most(({ critical, warning, info, others }) => critical + warning + info + others)
  return matching === 0 ? all : Math.min(all, matching * MOST_TIMES_HIGHER)
}
