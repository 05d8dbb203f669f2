import BetterSqlite, { type Database, type Statement } from 'better-sqlite3'
import { refusal } from '../../contract/refusal.ts'
import type { EventFilter, NewEvent } from '../../contract/events.ts'
import { storageProblem } from '../storage-problem.ts'
import { ClockDoubt } from './clock-doubt.ts'

/** How long and how many events are kept. */
export interface EventRetention {
  /** ms */
  readonly keptFor: number
  readonly keptCount: number
}

export interface EventRequest extends EventFilter {
  readonly order: 'asc' | 'desc'
  /** So many at most. */
  readonly limit: number
}

/** An event as it is stored: ids in full, the data as JSON. */
export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly task_id: number | null
  readonly consumer_id: string | null
  readonly batch_id: number | null
  readonly data: string
}

/** What one look into the log found. */
export interface EventStep {
  readonly rows: readonly EventRow[]
  /** Where the next look goes on: in `after` for ascending order, in `before` for descending; null where all was seen. */
  readonly next: number | null
  /** The number of the newest event there is, matching or not. */
  readonly newest: number
}

/** Events looked at in one go: the next write waits for no more than these. */
const MAX_EVENTS_PER_SCAN = 100_000
/** Events deleted in one go, while nothing is written. */
const MAX_EVENTS_PER_TRIM = 5000

/**
 * The events in a SQLite file of their own, in a thread of its own: neither a burst of events nor a long search holds up
 * the sockets or a publication. Numbers grow by one; a write is one transaction, and only the oldest are deleted, so
 * nothing is ever missing in the middle. All methods throw `STORAGE_FAILED`, having changed nothing.
 */
export class AuditStore {
  private readonly file: string
  private readonly scannedAtOnce: number
  private readonly database: Database
  private readonly retention: EventRetention
  private readonly statements: ReturnType<typeof prepare>
  private readonly searches = new Map<string, Statement<unknown[], unknown[]>>()
  private readonly types: Names
  private readonly consumers: Names
  private readonly doubt: ClockDoubt
  private readonly write: (events: readonly NewEvent[], now: number) => void

  /** @param scannedAtOnce events that one look goes over */
  constructor(file: string, retention: EventRetention, scannedAtOnce = MAX_EVENTS_PER_SCAN) {
    this.file = file
    this.retention = retention
    this.scannedAtOnce = scannedAtOnce
    this.database = open(file)
    this.statements = this.guard(() => prepare(this.database))
    this.types = this.guard(() => new Names(this.database, 'types'))
    this.consumers = this.guard(() => new Names(this.database, 'consumers'))
    this.doubt = this.guard(() => new ClockDoubt(this.database, retention.keptFor))
    this.write = this.database.transaction((events: readonly NewEvent[], now: number) => this.insert(events, now))
  }

  /** On disk when this returns; after a power failure at worst the last are missing. */
  append(events: readonly NewEvent[], now: number): void {
    this.guard(() => {
      try {
        this.write(events, now)
      } catch (error) {
        // What was named in it is on disk no more than its events.
        this.types.reload()
        this.consumers.reload()
        throw error
      }
    })
  }

  /** Deletes the oldest of those not to be kept. @returns whether there are more of them */
  trim(now: number): boolean {
    return this.guard(() => this.deleteOldest(now, MAX_EVENTS_PER_TRIM))
  }

  /** Looks at a part of the log; whoever wants all that matches goes on until `next` is null. */
  step({ order, limit, ...filter }: EventRequest): EventStep {
    return this.guard(() => {
      const { oldest, newest } = this.bounds()
      const low = Math.max(filter.after ?? 0, oldest - 1)
      const high = Math.min(filter.before ?? Infinity, newest + 1)
      const isAscending = order === 'asc'
      const from = isAscending ? low : Math.max(low, high - 1 - this.scannedAtOnce)
      const to = isAscending ? Math.min(high, low + 1 + this.scannedAtOnce) : high
      const conditions = this.conditions(filter)
      if (!conditions || to - from <= 1) return { rows: [], next: null, newest }
      const { sql, values } = conditions
      const rows = this.search(sql, order)
        .all(from, to, ...values, limit)
        .map((row) => this.rowOf(row))
      // Full: there may be more right behind the last one.
      const reached = rows.length === limit ? rows.at(-1)!.seq : isAscending ? to - 1 : from + 1
      const isAll = isAscending ? reached >= high - 1 : reached <= low + 1
      return { rows, next: isAll ? null : reached, newest }
    })
  }

  close(): void {
    this.database.close()
  }

  private insert(events: readonly NewEvent[], now: number): void {
    for (const { at, type, task_id, consumer_id, batch_id, data } of events) {
      const consumer = consumer_id === undefined ? null : this.consumers.number(consumer_id)
      const text = JSON.stringify(data)
      this.statements.insert.run(at, this.types.number(type), task_id ?? null, consumer, batch_id ?? null, text)
    }
    this.doubt.accept(events, now)
    // More than come in, so that a lower limit is reached in time.
    this.deleteOldest(now, 2 * events.length)
  }

  private deleteOldest(now: number, most: number): boolean {
    const { keptFor, keptCount } = this.retention
    const lastOfTooMany = this.bounds().newest - keptCount
    const kept = this.doubt.trusted(now) - keptFor
    let last = 0
    let count = 0
    for (const { seq, at } of this.statements.oldest.iterate(most)) {
      if (seq > lastOfTooMany && at >= kept) break
      last = seq
      count++
    }
    if (count > 0) this.statements.deleteTo.run(last)
    return count === most
  }

  private bounds(): { oldest: number; newest: number } {
    const { oldest, newest } = this.statements.bounds.get()!
    return { oldest: oldest ?? newest + 1, newest }
  }

  /** The filter as SQL but for its bounds; null where nothing can match. */
  private conditions(filter: EventFilter): { sql: string; values: unknown[] } | null {
    const parts: string[] = []
    const values: unknown[] = []
    const add = (part: string, ...given: unknown[]) => {
      parts.push(` AND ${part}`)
      values.push(...given)
    }
    if (filter.types) {
      const numbers = filter.types.flatMap((type) => this.types.known(type) ?? [])
      if (numbers.length === 0) return null
      add(`type IN (${numbers.map(() => '?').join(', ')})`, ...numbers)
    }
    if (filter.consumer_id !== undefined) {
      const consumer = this.consumers.known(filter.consumer_id)
      if (consumer === undefined) return null
      add('consumer = ?', consumer)
    }
    if (filter.task_id !== undefined) add('task_id = ?', filter.task_id)
    if (filter.batch_id !== undefined) add('batch_id = ?', filter.batch_id)
    if (filter.since !== undefined) add('at >= ?', filter.since)
    if (filter.until !== undefined) add('at <= ?', filter.until)
    return { sql: parts.join(''), values }
  }

  private search(conditions: string, order: 'asc' | 'desc'): Statement<unknown[], unknown[]> {
    const text = `SELECT * FROM events WHERE seq > ? AND seq < ?${conditions} ORDER BY seq ${order} LIMIT ?`
    let statement = this.searches.get(text)
    if (!statement) {
      statement = this.database.prepare<unknown[], unknown[]>(text).raw()
      this.searches.set(text, statement)
    }
    return statement
  }

  private rowOf(row: unknown[]): EventRow {
    const [seq, at, type, taskId, consumer, batchId, data] = row as [
      number,
      number,
      number,
      number,
      number,
      number,
      string,
    ]
    const consumerId = consumer === null ? null : this.consumers.name(consumer)
    return { seq, at, type: this.types.name(type), task_id: taskId, consumer_id: consumerId, batch_id: batchId, data }
  }

  private guard<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      // Anything else is a mistake of ours, and to try again would not help.
      throw error instanceof BetterSqlite.SqliteError ? storageProblem(error, this.file) : error
    }
  }
}

/** Names that are kept as small numbers. */
class Names {
  private readonly all: Statement<[], { id: number; name: string }>
  private readonly add: Statement<[string]>
  private readonly numbers = new Map<string, number>()
  private readonly names = new Map<number, string>()

  constructor(database: Database, table: 'types' | 'consumers') {
    this.all = database.prepare(`SELECT id, name FROM ${table}`)
    this.add = database.prepare(`INSERT INTO ${table} (name) VALUES (?)`)
    this.reload()
  }

  reload(): void {
    this.numbers.clear()
    this.names.clear()
    for (const { id, name } of this.all.iterate()) this.keep(id, name)
  }

  known(name: string): number | undefined {
    return this.numbers.get(name)
  }

  number(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const id = Number(this.add.run(name).lastInsertRowid)
    this.keep(id, name)
    return id
  }

  name(id: number): string {
    return this.names.get(id) ?? ''
  }

  private keep(id: number, name: string): void {
    this.numbers.set(name, id)
    this.names.set(id, name)
  }
}

const SCHEMA_VERSION = 1
const schema = `
  CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE consumers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  -- No number is given twice, even when all events are gone. Every search goes by seq and a window of it: see step().
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    type INTEGER NOT NULL,
    task_id INTEGER,
    consumer INTEGER,
    batch_id INTEGER,
    data TEXT NOT NULL      -- JSON
  );
`

/** @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do */
function open(file: string): Database {
  let database: Database | null = null
  try {
    database = new BetterSqlite(file, { timeout: 0 })
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    const version = database.pragma('user_version', { simple: true }) as number
    if (version > SCHEMA_VERSION) {
      throw refusal('events_of_later_version', { file })
    }
    if (version === 0) database.exec(`BEGIN; ${schema} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
    // Consumers of whom nothing is left.
    database.exec('DELETE FROM consumers WHERE id NOT IN (SELECT consumer FROM events WHERE consumer IS NOT NULL)')
    return database
  } catch (error) {
    database?.close()
    throw storageProblem(error, file)
  }
}

function prepare(database: Database) {
  return {
    insert: database.prepare(
      'INSERT INTO events (at, type, task_id, consumer, batch_id, data) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    bounds: database.prepare<[], { oldest: number | null; newest: number }>(
      "SELECT min(seq) AS oldest, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS newest FROM events",
    ),
    oldest: database.prepare<[number], { seq: number; at: number }>('SELECT seq, at FROM events ORDER BY seq LIMIT ?'),
    deleteTo: database.prepare<[number]>('DELETE FROM events WHERE seq <= ?'),
  }
}
