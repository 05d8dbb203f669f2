import { type SeriesResource, seriesSteps } from '../../../contract/resources/series.ts'
import type { Span } from './time-axis.ts'

/** One moment of a chart: each series by its name, null where nothing was read. */
export type SeriesRow = { readonly at: number } & Readonly<Record<string, number | null>>

/** What is not in yet is no gap: the steps under way at the end. */
const STEPS_UNDER_WAY = 3

/**
 * The rows of a chart, oldest first: each stands in the middle of the step that it is of. The last is what is known of this
 * moment, where the chart leads up to it.
 */
export function seriesRows(
  parts: readonly SeriesResource[],
  span: Span,
  present: Readonly<Record<string, number | null>> | null,
): SeriesRow[] {
  const [first] = parts
  const rows: SeriesRow[] = []
  for (let i = 0; i < (first?.points ?? 0); i++) {
    const at = first!.from + (i + 0.5) * first!.step
    if (at < span.from || at > span.to) continue
    const row: Record<string, number | null> = {}
    for (const { series, from, step } of parts) {
      // Of another step where one of them goes back further: each is looked up by its own time.
      const place = Math.floor((at - from) / step)
      for (const [name, values] of Object.entries(series)) row[name] = values[place] ?? null
    }
    rows.push({ ...row, at })
  }
  if (present === null) return rows
  // A line leads up to now, over what is not in yet, but not over a gap.
  const known = rows.slice(0, lastRead(rows) + 1)
  const isNear = rows.length - known.length <= STEPS_UNDER_WAY
  return [...(isNear ? known : rows), { ...present, at: span.to }]
}

/** How far the oldest reading may be from the moment that is said to be the oldest: that is where its longest step begins. */
const OLDEST_WITHIN_MS = seriesSteps[2]

/** `[UI-11]` When nothing was read of a series within its first steps: the monitor did not run. What was before the oldest reading of all is none. */
export function gapsOf({ from, step, oldest, series }: SeriesResource, name: string, points: number): Span[] {
  const values = series[name] ?? []
  const gaps: Span[] = []
  let start: number | null = null
  let hasBegun = oldest !== null && oldest + OLDEST_WITHIN_MS <= from
  for (let i = 0; i < points; i++) {
    const at = from + i * step
    const isRead = (values[i] ?? null) !== null
    hasBegun ||= isRead
    if (isRead || !hasBegun) {
      if (start !== null) gaps.push({ from: start, to: at })
      start = null
    } else start ??= at
  }
  const end = from + points * step
  if (start !== null && end - start > STEPS_UNDER_WAY * step) gaps.push({ from: start, to: end })
  return gaps
}

/** How many steps there are up to the last that is over and in which anything was read of a series. @param now ms */
export function stepsOver({ from, step, series }: SeriesResource, name: string, now: number): number {
  const over = Math.max(0, Math.floor((now - from) / step))
  return (series[name] ?? []).slice(0, over).findLastIndex((value) => value !== null) + 1
}

/** The row that is nearest to a moment; undefined where there is none, or nothing was read near it. */
export function rowAt(rows: readonly SeriesRow[], at: number): SeriesRow | undefined {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (rows[middle]!.at < at) low = middle + 1
    else high = middle
  }
  const [after, before] = [rows[low], rows[low - 1]]
  return before && after && at - before.at < after.at - at ? before : after
}

/** The least value of a series and when it was; null where nothing was read. */
export function lowest(rows: readonly SeriesRow[], name: string): { at: number; value: number } | null {
  let found: { at: number; value: number } | null = null
  for (const row of rows) {
    const value = row[name] ?? null
    if (value !== null && (found === null || value < found.value)) found = { at: row.at, value }
  }
  return found
}

/** The largest sum of some series at one moment. */
export function highest(rows: readonly SeriesRow[], names: readonly string[]): number {
  let most = 0
  for (const row of rows)
    most = Math.max(
      most,
      names.reduce((sum, name) => sum + (row[name] ?? 0), 0),
    )
  return most
}

/** The top of a scale: at least 1, a round number that leaves little room above. */
export function roundTop(most: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, most)))
  const steps = size === 1 ? [1, 2, 4, 6, 8, 10] : [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
  return Math.round((steps.find((step) => step * size >= most) ?? 10) * size)
}

/** `[UI-11]` Loss hangs from 100 %: the axis goes down to a half until coverage falls below that, and then to nothing. */
export function coverageFloor(least: number | null): 0 | 0.5 {
  return least !== null && least < 0.5 ? 0 : 0.5
}

/** `[UI-11]` What was read at the end of the rows, over what is not in yet; null where nothing was. */
export function endRow(rows: readonly SeriesRow[]): SeriesRow | null {
  const last = lastRead(rows)
  return last >= 0 && rows.length - 1 - last <= STEPS_UNDER_WAY ? rows[last]! : null
}

function lastRead(rows: readonly SeriesRow[]): number {
  return rows.findLastIndex(({ at: _at, ...values }) => Object.values(values).some((value) => value !== null))
}
