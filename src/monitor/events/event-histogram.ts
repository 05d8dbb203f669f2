import { type EventHistogram, MAX_HISTOGRAM_POINTS } from '../../contract/events.ts'
import { severityNumber } from './severity-sql.ts'
import { type CountRequest, type CountStep, UNMATCHED, UNMATCHED_STATUS } from './event-search.ts'

/** As many bars as a chart has room for, where nobody says how many. */
const USUAL_POINTS = 150
const second = 1000
const minute = 60 * second
const hour = 60 * minute
/** Bars that begin where people look: at the full minute, hour or day. ms */
const roundSteps = [
  ...[1, 2, 5, 10, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 6, 12, 24].map((hours) => hours * hour),
]

/** `[EV-12]` The bars of a range: never more than 1,000, and none shorter than asked for. All in ms. */
export function barsOf(range: {
  readonly from: number
  readonly to: number
  readonly step: number | undefined
}): Pick<CountRequest, 'from' | 'end' | 'step'> {
  const { from, to } = range
  const least = Math.max(range.step ?? (to - from) / USUAL_POINTS, (to - from) / (MAX_HISTOGRAM_POINTS - 1))
  const longest = roundSteps.at(-1)!
  const step = roundSteps.find((each) => each >= least) ?? Math.ceil(least / longest) * longest
  const first = Math.floor(from / step) * step
  return { from: first, end: first + Math.ceil((to - first) / step) * step, step }
}

/** Counts as they come, part by part. */
export class Histogram {
  private readonly from: number
  private readonly step: number
  private readonly points: number
  private readonly bars = new Map<number, number[]>()
  /** Statuses of batches, where they are not asked for, would be higher than all else. */
  private readonly leavesStatusesOut: boolean

  constructor({ from, end, step, types }: Pick<CountRequest, 'from' | 'end' | 'step' | 'types'>) {
    this.leavesStatusesOut = types !== undefined && !types.includes('batch_status')
    this.from = from
    this.step = step
    this.points = (end - from) / step
  }

  add(counts: CountStep['counts']): void {
    for (const { bar, kind, count } of counts) {
      const bars = this.of(kind)
      bars[bar] = bars[bar]! + count
    }
  }

  get resource(): EventHistogram {
    const statuses = this.of(UNMATCHED_STATUS)
    const others = this.of(UNMATCHED)
    return {
      from: this.from,
      step: this.step,
      points: this.points,
      critical: this.of(severityNumber('critical')),
      warning: this.of(severityNumber('warning')),
      info: this.of(severityNumber('info')),
      others: this.leavesStatusesOut ? others : others.map((count, bar) => count + statuses[bar]!),
      batch_statuses: statuses.reduce((sum, count) => sum + count, 0),
    }
  }

  private of(kind: number): number[] {
    let bars = this.bars.get(kind)
    if (!bars) {
      bars = Array.from({ length: this.points }, () => 0)
      this.bars.set(kind, bars)
    }
    return bars
  }
}
