import BetterSqlite from 'better-sqlite3'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERIES_STEP, SeriesStore } from '../src/monitor/series/series-store.ts'
import { atMost, type Row, type Section, whole } from './report.ts'
import { fillYear, keptByDefault } from './year-of-series.ts'

const DAY_MS = 86_400_000
/** A year of a fleet with so many tasks may take so much, MiB. */
const MOST_MIB = 100

/** A year of curves: what it takes on the disk, and how soon a part of it is read. */
export function series(progress: (what: string) => void): Section {
  return {
    title: 'A year of curves',
    text:
      'All that is kept by default of a fleet that was looked at for a year: steps of ten seconds, a minute and a quarter ' +
      'of an hour. The file is that of the events, with no events in it, and the bound is on it; a chart has four series, of a ' +
      'year 366 points each, of a day 288.',
    columns: ['tasks', 'rows', 'bytes a row', 'last day, KiB', 'chart of a year, ms', 'of a day, ms', 'file, MiB'],
    rows: [1, 20].map((tasks) => {
      progress(`${tasks} tasks`)
      return measure(tasks)
    }),
  }
}

function measure(tasks: number): Row {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const file = join(folder, 'events.db')
  const database = new BetterSqlite(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.exec(SERIES_STEP)
  const store = new SeriesStore(database, keptByDefault)
  const end = 20_366 * DAY_MS
  fillYear(store, tasks, end)
  const timed = (range: number) => {
    const from = performance.now()
    store.read({ series: ['coverage', 'coverage_min', 'batches_error_max', 'ack_p95_ms'], from: end - range, to: end })
    return performance.now() - from
  }
  const least = (range: number) => Math.min(...[1, 2, 3].map(() => timed(range)))
  const [year, day] = [least(366 * DAY_MS), least(DAY_MS)]
  const rows = database.prepare('SELECT count(*) FROM series').pluck().get() as number
  const { bytes, perDay } = store.size()
  database.pragma('wal_checkpoint(TRUNCATE)')
  const mib = statSync(file).size / 1024 / 1024
  database.close()
  rmSync(folder, { recursive: true, force: true })
  return {
    cells: [
      ...[tasks, rows, Math.round(bytes / rows), Math.round(perDay / 1024)].map((value) => whole(value)),
      ...[year, day, mib].map((value) => value.toFixed(1)),
    ],
    ...atMost(mib, MOST_MIB),
  }
}
