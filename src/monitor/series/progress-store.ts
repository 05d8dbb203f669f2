import type { Database } from 'better-sqlite3'
import {
  type ProgressHistory,
  type ProgressRange,
  type ProgressStep,
  progressSteps,
} from '../../contract/resources/progress-history.ts'
import type { StoredNames } from '../events/stored-names.ts'
import { encodeProgress, progressIn } from './progress-cells.ts'

/** A step of the audit log's schema. */
export const PROGRESS_STEP = `
  -- TS-3: mean progress of each consumer's batches, by the number of its name; see encodeProgress().
  CREATE TABLE progress (
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,        -- when the step begins
    cells BLOB NOT NULL,
    PRIMARY KEY (step, at)
  ) WITHOUT ROWID;
  `

/** How many of each step are kept. By number, so that nobody who sets the clock deletes anything (LV-7). */
export type ProgressRetention = Readonly<Record<ProgressStep, number>>

/** How far everybody was in a minute. */
export interface ProgressRow {
  /** When it began, ms. */
  readonly at: number
  /** By id; percent. */
  readonly consumers: readonly (readonly [string, number])[]
}

const [MINUTE, QUARTER] = progressSteps
/** More points are not told apart in a panel. */
const MAX_POINTS = 1500

/** `[TS-3]` How far the batches of each consumer were, in the audit log's file. */
export class ProgressStore {
  private readonly retention: ProgressRetention
  private readonly names: StoredNames
  private readonly statements: ReturnType<typeof prepare>
  private readonly write: (row: ProgressRow) => void

  constructor(database: Database, names: StoredNames, retention: ProgressRetention) {
    this.retention = retention
    this.names = names
    this.statements = prepare(database)
    this.write = database.transaction((row: ProgressRow) => this.insert(row))
  }

  /** A minute is over. The first of a quarter of an hour stands for it. */
  append(row: ProgressRow): void {
    try {
      this.write(row)
    } catch (error) {
      this.names.reload()
      throw error
    }
  }

  /** Minutes where all of the range is kept in them and they are not too many; else quarters of an hour. */
  read({ consumer_id, from, to }: ProgressRange): ProgressHistory {
    const oldestMinute = this.statements.oldest.get(MINUTE) ?? Infinity
    const oldestQuarter = this.statements.oldest.get(QUARTER) ?? Infinity
    const isInMinutes = from >= oldestMinute || oldestMinute <= oldestQuarter + QUARTER
    const kept = isInMinutes && to - from <= MAX_POINTS * MINUTE ? MINUTE : QUARTER
    const step = kept === MINUTE ? MINUTE : QUARTER * Math.max(1, Math.ceil((to - from) / MAX_POINTS / QUARTER))
    const first = Math.floor(from / step) * step
    const progress = Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (): number | null => null)
    const number = this.names.known(consumer_id)
    if (number !== undefined) {
      for (const { at, cells } of this.statements.between.iterate(kept, first, to)) {
        progress[Math.floor((at - first) / step)] ??= progressIn(cells, number)
      }
    }
    return { consumer_id, from: first, step, progress }
  }

  /** Bytes there are, and those of the last day. */
  size(): { readonly bytes: number; readonly perDay: number } {
    const newest = this.statements.newest.get() ?? 0
    return {
      bytes: this.statements.bytesSince.get(0) ?? 0,
      perDay: this.statements.bytesSince.get(newest - 86_400_000 + MINUTE) ?? 0,
    }
  }

  private insert({ at, consumers }: ProgressRow): void {
    const cells = encodeProgress(new Map(consumers.map(([id, progress]) => [this.names.number(id), progress])))
    this.put(MINUTE, at, cells)
    const quarter = Math.floor(at / QUARTER) * QUARTER
    if (this.statements.has.get(QUARTER, quarter) === undefined) this.put(QUARTER, quarter, cells)
  }

  private put(step: ProgressStep, at: number, cells: Buffer): void {
    this.statements.put.run(step, at, cells)
    this.statements.trim.run(step, step, this.retention[step])
  }
}

function prepare(database: Database) {
  return {
    put: database.prepare<[number, number, Buffer]>(
      'INSERT OR REPLACE INTO progress (step, at, cells) VALUES (?, ?, ?)',
    ),
    has: database.prepare<[number, number], number>('SELECT 1 FROM progress WHERE step = ? AND at = ?').pluck(),
    trim: database.prepare<[number, number, number]>(
      'DELETE FROM progress WHERE step = ? AND at <= (SELECT at FROM progress WHERE step = ? ORDER BY at DESC LIMIT 1 OFFSET ?)',
    ),
    between: database.prepare<[number, number, number], { at: number; cells: Uint8Array }>(
      'SELECT at, cells FROM progress WHERE step = ? AND at >= ? AND at < ? ORDER BY at',
    ),
    oldest: database.prepare<[number], number>('SELECT at FROM progress WHERE step = ? ORDER BY at LIMIT 1').pluck(),
    newest: database.prepare<[], number>('SELECT max(at) FROM progress').pluck(),
    bytesSince: database
      .prepare<[number], number>('SELECT coalesce(sum(length(cells) + 16), 0) FROM progress WHERE at >= ?')
      .pluck(),
  }
}
