import type { Database } from 'better-sqlite3'
import {
  MAX_SERIES_POINTS,
  seriesNames,
  type SeriesName,
  type SeriesRange,
  type SeriesResource,
  seriesSteps,
  seriesTable,
} from '../../contract/resources/series.ts'
import { combine } from './combine.ts'
import { stepFor } from './series-step.ts'

/** A step of the audit log's schema. */
export const SERIES_STEP = `
  -- TS-1: numbers of series are given once; \`cells\` are floats of 4 bytes, by these numbers, and NaN is none.
  CREATE TABLE series_names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE series (
    step INTEGER NOT NULL,
    task_id INTEGER NOT NULL,   -- -1 for all
    at INTEGER NOT NULL,        -- when the step begins
    cells BLOB NOT NULL,
    PRIMARY KEY (step, task_id, at)
  ) WITHOUT ROWID;
  -- Until when the shorter steps are in the longer ones.
  CREATE TABLE series_open (step INTEGER PRIMARY KEY, at INTEGER NOT NULL);
  `

/** So many more than are to be kept may be there, as a part of them. */
const SPARE_PART = 0.01

/** Stands for all tasks together. */
const ALL = -1
type Step = (typeof seriesSteps)[number]
const [SHORTEST, ...longer] = seriesSteps

/** A step that is over, with what was read in it of all tasks together (null) and of each. */
export interface SeriesRow {
  /** When it began, ms; a multiple of the shortest step. */
  readonly at: number
  readonly rows: readonly { readonly task_id: number | null; readonly values: Partial<Record<SeriesName, number>> }[]
}

/** How many of each step are kept. By number, so that nobody who sets the clock deletes anything (LV-7). */
export type SeriesRetention = Readonly<Record<Step, number>>

/** How much there is of it, in bytes without what SQLite adds. */
export interface SeriesSize {
  readonly bytes: number
  /** What a day like the last adds to the shortest steps, and to the others. */
  readonly perDay: number
}

/** `[TS-1]` The series in the audit log's file: what was read, and the same in longer steps. */
export class SeriesStore {
  private readonly retention: SeriesRetention
  private readonly statements: ReturnType<typeof prepare>
  private readonly columns: ReadonlyMap<SeriesName, number>
  private readonly open = new Map<Step, number>()
  private readonly tasks = new Map<Step, Set<number>>()
  /** Of all tasks together, at most: what is written again is counted again. */
  private readonly counts = new Map<Step, number>()
  private readonly write: (rows: readonly SeriesRow[]) => void

  constructor(database: Database, retention: SeriesRetention) {
    this.retention = retention
    this.statements = prepare(database)
    this.columns = this.nameColumns()
    this.reload()
    this.write = database.transaction((rows: readonly SeriesRow[]) => rows.forEach((row) => this.insert(row)))
  }

  /** All or none: what is open is read again where the disk has refused it. */
  append(rows: readonly SeriesRow[]): void {
    try {
      this.write(rows)
    } catch (error) {
      this.reload()
      throw error
    }
  }

  /** `[TS-2]` */
  read({ task_id: taskId, series: names, from, to, step: wanted }: SeriesRange): SeriesResource {
    const task = taskId ?? ALL
    const series = names ?? seriesNames
    const kept = seriesSteps.map((step) => ({ step, oldest: this.statements.oldest.get(step, ALL) ?? null }))
    const { step, kept: source } = stepFor({ from, to, wanted, kept })
    const first = Math.floor(from / step) * step
    const points = Math.min(MAX_SERIES_POINTS, Math.max(0, Math.ceil((to - first) / step)))
    const found: (number[] | undefined)[][] = series.map(() => [])
    let reached = first
    // What is not in the longer steps yet is in the shorter ones.
    for (const each of seriesSteps.toReversed().filter((one) => one <= source)) {
      for (const { at, cells } of this.statements.between.iterate(each, task, reached, first + points * step)) {
        reached = at + each
        const values = floatsOf(cells)
        const place = Math.floor((at - first) / step)
        series.forEach((name, i) => {
          const value = values[this.columns.get(name)!] ?? NaN
          if (!Number.isNaN(value)) (found[i]![place] ??= []).push(value)
        })
      }
    }
    const oldest = Math.min(...kept.flatMap((each) => each.oldest ?? []))
    return {
      task_id: taskId ?? null,
      from: first,
      step,
      points,
      oldest: Number.isFinite(oldest) ? oldest : null,
      series: Object.fromEntries(
        series.map((name, i) => [
          name,
          Array.from({ length: points }, (_, place) =>
            rounded(combine(seriesTable[name].keep, found[i]![place] ?? [])),
          ),
        ]),
      ),
    }
  }

  size(): SeriesSize {
    const day = 86_400_000
    let perDay = 0
    for (const step of seriesSteps) {
      const newest = this.statements.newest.get(step, ALL)
      if (newest !== undefined) perDay += this.statements.bytesSince.get(step, newest - day + step) ?? 0
    }
    return { bytes: this.statements.bytes.get() ?? 0, perDay }
  }

  private reload(): void {
    this.open.clear()
    for (const { step, at } of this.statements.opened.all()) this.open.set(step, at)
    for (const step of seriesSteps) {
      this.tasks.set(step, new Set(this.statements.tasks.all(step)))
      this.counts.set(step, this.statements.count.get(step, ALL) ?? 0)
    }
  }

  private insert({ at, rows }: SeriesRow): void {
    for (const step of longer) {
      const begins = Math.floor(at / step) * step
      const before = this.open.get(step)
      if (before === begins) continue
      if (before !== undefined) this.roll(step, before)
      this.open.set(step, begins)
      this.statements.setOpen.run(step, begins)
    }
    for (const { task_id: taskId, values } of rows) this.put(SHORTEST, taskId ?? ALL, at, values)
    this.trim(SHORTEST)
  }

  /** A longer step is over: of what is kept of it in the next shorter ones it is made. */
  private roll(step: Step, at: number): void {
    const shorter = seriesSteps[seriesSteps.indexOf(step) - 1]!
    for (const task of this.tasks.get(shorter)!) {
      const rows = this.statements.between.all(shorter, task, at, at + step).map(({ cells }) => floatsOf(cells))
      if (rows.length === 0) continue
      const values = Object.fromEntries(
        Array.from(this.columns, ([name, column]) => {
          const known = rows.flatMap((row) => (Number.isNaN(row[column] ?? NaN) ? [] : row[column]!))
          return [name, combine(seriesTable[name].keep, known) ?? NaN]
        }),
      )
      this.put(step, task, at, values)
    }
    this.trim(step)
  }

  private put(step: Step, task: number, at: number, values: Partial<Record<SeriesName, number>>): void {
    const last = Math.max(0, ...Array.from(this.columns, ([name, column]) => (isValue(values[name]) ? column + 1 : 0)))
    const cells = new Float32Array(last).fill(NaN)
    for (const [name, column] of this.columns) if (column < last) cells[column] = values[name] ?? NaN
    this.statements.put.run(step, task, at, Buffer.from(cells.buffer))
    this.tasks.get(step)!.add(task)
  }

  /** To find the last that is too many takes a walk over all that are kept: not for every single one. */
  private trim(step: Step): void {
    const most = this.retention[step]
    const count = this.counts.get(step)! + 1
    this.counts.set(step, count)
    if (count <= most + Math.floor(most * SPARE_PART)) return
    this.counts.set(step, most)
    const last = this.statements.nth.get(step, ALL, most)
    if (last === undefined) return
    const tasks = this.tasks.get(step)!
    for (const task of tasks) {
      this.statements.deleteTo.run(step, task, last)
      if (task !== ALL && this.statements.oldest.get(step, task) === undefined) tasks.delete(task)
    }
  }

  private nameColumns(): Map<SeriesName, number> {
    for (const name of seriesNames) this.statements.addName.run(name)
    const numbers = new Map(this.statements.names.all().map(({ id, name }) => [name, id - 1]))
    return new Map(seriesNames.map((name) => [name, numbers.get(name)!]))
  }
}

function isValue(value: number | undefined): boolean {
  return value !== undefined && !Number.isNaN(value)
}

/** A blob begins anywhere, and a view of floats does not. */
function floatsOf(cells: Uint8Array): Float32Array {
  return new Float32Array(cells.slice().buffer)
}

/** To what a float of 4 bytes holds: 0.1 is not to be 0.10000000149. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(7))
}

function prepare(database: Database) {
  return {
    addName: database.prepare<[string]>('INSERT OR IGNORE INTO series_names (name) VALUES (?)'),
    names: database.prepare<[], { id: number; name: SeriesName }>('SELECT id, name FROM series_names'),
    opened: database.prepare<[], { step: Step; at: number }>('SELECT step, at FROM series_open'),
    setOpen: database.prepare<[Step, number]>('INSERT OR REPLACE INTO series_open (step, at) VALUES (?, ?)'),
    count: database
      .prepare<[Step, number], number>('SELECT count(*) FROM series WHERE step = ? AND task_id = ?')
      .pluck(),
    tasks: database.prepare<[Step], number>('SELECT DISTINCT task_id FROM series WHERE step = ?').pluck(),
    put: database.prepare<[Step, number, number, Uint8Array]>(
      'INSERT OR REPLACE INTO series (step, task_id, at, cells) VALUES (?, ?, ?, ?)',
    ),
    between: database.prepare<[Step, number, number, number], { at: number; cells: Uint8Array }>(
      'SELECT at, cells FROM series WHERE step = ? AND task_id = ? AND at >= ? AND at < ? ORDER BY at',
    ),
    oldest: database
      .prepare<[Step, number], number>('SELECT at FROM series WHERE step = ? AND task_id = ? ORDER BY at LIMIT 1')
      .pluck(),
    newest: database
      .prepare<[Step, number], number>('SELECT at FROM series WHERE step = ? AND task_id = ? ORDER BY at DESC LIMIT 1')
      .pluck(),
    /** The newest of those that are too many. */
    nth: database
      .prepare<[Step, number, number], number>(
        'SELECT at FROM series WHERE step = ? AND task_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
      )
      .pluck(),
    deleteTo: database.prepare<[Step, number, number]>('DELETE FROM series WHERE step = ? AND task_id = ? AND at <= ?'),
    bytes: database.prepare<[], number>(`SELECT ${BYTES_OF_ROWS} FROM series`).pluck(),
    bytesSince: database
      .prepare<[Step, number], number>(`SELECT ${BYTES_OF_ROWS} FROM series WHERE step = ? AND at >= ?`)
      .pluck(),
  }
}

/** A row beside its cells: its key, and what a tree needs. */
const BYTES_OF_ROWS = 'coalesce(sum(length(cells) + 18), 0)'
