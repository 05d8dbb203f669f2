import { type SeriesName, seriesNames, seriesTable } from '../src/contract/resources/series.ts'
import type { SeriesRetention, SeriesStore } from '../src/monitor/series/series-store.ts'
import { randomNumbers } from './random.ts'

const DAY_MS = 86_400_000
/** As long as the settings keep them by default. */
export const keptByDefault: SeriesRetention = { 10_000: 8640, 60_000: 20_160, 900_000: 35_136 }

/** Puts in what a monitor keeps that has looked at a fleet with so many tasks for a year. @param end ms, when that year ends */
export function fillYear(store: SeriesStore, tasks: number, end: number): void {
  const random = randomNumbers(3)
  const valueOf = (name: SeriesName) => random() * (seriesTable[name].reading === 'coverage' ? 1 : 1000)
  const valuesOf = (names: readonly SeriesName[]) =>
    Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Partial<Record<SeriesName, number>>
  const ofTasks = seriesNames.filter((name) => 'ofTasks' in seriesTable[name])
  const rowsAt = (at: number) => ({
    at,
    rows: [
      { task_id: null, values: valuesOf(seriesNames) },
      ...Array.from({ length: tasks }, (_, task) => ({ task_id: task, values: valuesOf(ofTasks) })),
    ],
  })
  const last = Math.floor(end / 900_000) * 900_000
  // One look in each step that will be the shortest still kept of its time makes as many rows as all of them.
  let at = last - 366 * DAY_MS
  const pass = (until: number, step: number) => {
    for (; at < until;) {
      const rows = Array.from({ length: Math.min(500, (until - at) / step) }, (_, i) => rowsAt(at + i * step))
      store.append(rows)
      at += rows.length * step
    }
  }
  pass(last - 14 * DAY_MS, 900_000)
  pass(last - DAY_MS, 60_000)
  pass(last, 10_000)
}
