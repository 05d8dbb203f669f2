import BetterSqlite, { type Database, type Statement } from 'better-sqlite3'
import type { EventFilter, EventType, NewEvent } from '../../contract/events.ts'
import { storageProblem } from '../storage-problem.ts'
import { openEvents } from './audit-schema.ts'
import type { ReplacedLog } from './damaged-log.ts'
import { ClockDoubt } from './clock-doubt.ts'
import { type PublishedEpoch, PublishedEpochs } from './published-epochs.ts'
import { isLasting, LASTING_TYPES, PARTLY_LASTING_TYPES } from './lasting-event.ts'
import { StoredNames } from './stored-names.ts'

/** How long (ms) and how many events are kept, and how long and how many of those that last (EV-7). */
export interface EventRetention {
  readonly keptFor: number
  readonly keptCount: number
  readonly lastingFor: number
  readonly lastingCount: number
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
  protected readonly database: Database
  private readonly retention: EventRetention
  private readonly statements: ReturnType<typeof prepare>
  private readonly searches = new Map<string, Statement<unknown[], unknown[]>>()
  private readonly types: StoredNames
  private readonly consumers: StoredNames
  private readonly doubt: ClockDoubt
  private readonly lastingDoubt: ClockDoubt
  /** All that have to hear of steps of the clock. */
  protected readonly doubts: ClockDoubt[]
  private readonly published: PublishedEpochs
  private readonly replacedLog: ReplacedLog | null
  private readonly isNew: boolean
  /** Of those that last. */
  private lasting: number
  private readonly write: (events: readonly NewEvent[], now: number) => void

  /** @param scannedAtOnce events that one look goes over */
  constructor(file: string, retention: EventRetention, scannedAtOnce = MAX_EVENTS_PER_SCAN) {
    this.file = file
    this.retention = retention
    this.scannedAtOnce = scannedAtOnce
    const { database, isNew, replaced } = openEvents(file)
    this.database = database
    this.isNew = isNew
    this.replacedLog = replaced
    this.statements = this.guard(() => prepare(this.database))
    this.types = this.guard(() => new StoredNames(this.database, 'types'))
    this.consumers = this.guard(() => new StoredNames(this.database, 'consumers'))
    this.doubt = this.guard(() => new ClockDoubt(this.database, 'events', retention.keptFor))
    this.lastingDoubt = this.guard(() => new ClockDoubt(this.database, 'lasting', retention.lastingFor))
    this.doubts = [this.doubt, this.lastingDoubt]
    this.published = this.guard(() => new PublishedEpochs(this.database))
    this.lasting = this.guard(() => this.countLasting())
    this.write = this.database.transaction((events: readonly NewEvent[], now: number) => this.insert(events, now))
  }

  /** The damaged log in whose place this one was begun; null where there was none. */
  replaced(): ReplacedLog | null {
    return this.replacedLog
  }

  /** `[ST-5]` The number of the newest event, and whether there was no log before this one. */
  head(): { readonly newest: number; readonly isNew: boolean } {
    return this.guard(() => ({ newest: this.bounds().newest, isNew: this.isNew }))
  }

  /** `[EV-1]` No number up to this one is given any more. */
  goOnAfter(seq: number): void {
    this.guard(() => this.statements.setNewest.run(Math.max(seq, this.bounds().newest)))
  }

  /** `[ST-3]` */
  publishedEpochs(): PublishedEpoch[] {
    return this.guard(() => this.published.all())
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
        this.lasting = this.countLasting()
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
      const { oldest, oldestLasting, newest } = this.bounds()
      const tables = tablesOf(filter.types)
      const low = Math.max(
        filter.after ?? 0,
        Math.min(...tables.map((table) => (table === 'events' ? oldest : oldestLasting))) - 1,
      )
      const high = Math.min(filter.before ?? Infinity, newest + 1)
      const isAscending = order === 'asc'
      // Where only those stand that last there are few, however far apart.
      const firstOfMany = tables.includes('events') ? oldest : Infinity
      const from = isAscending ? low : high <= firstOfMany ? low : Math.max(low, high - 1 - this.scannedAtOnce)
      const reach = Math.max(low + 1 + this.scannedAtOnce, firstOfMany)
      const to = isAscending ? Math.min(high, reach) : high
      const conditions = this.conditions(filter)
      if (!conditions || to - from <= 1) return { rows: [], next: null, newest }
      const { sql, values } = conditions
      const bound = tables.flatMap(() => [from, to, ...values])
      const rows = this.search(tables, sql, order)
        .all(...bound, limit)
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
    let seq = this.bounds().newest
    for (const event of events) {
      const { at, type, task_id, consumer_id, batch_id, data } = event
      const consumer = consumer_id === undefined ? null : this.consumers.number(consumer_id)
      const cells = [at, this.types.number(type), task_id ?? null, consumer, batch_id ?? null, JSON.stringify(data)]
      const lasts = isLasting(event)
      if (lasts) this.lasting++
      this.statements[lasts ? 'insertLasting' : 'insert'].run(++seq, ...cells)
      this.published.accept(event)
    }
    this.statements.setNewest.run(seq)
    for (const doubt of this.doubts) doubt.accept(events, now)
    // More than come in, so that a lower limit is reached in time.
    this.deleteOldest(now, 2 * events.length)
  }

  /** Of each of the two kinds so many at most. @returns whether there are more */
  private deleteOldest(now: number, most: number): boolean {
    const { keptFor, keptCount, lastingFor, lastingCount } = this.retention
    const { oldest, oldestLasting, deleteTo, deleteLastingTo } = this.statements
    const lastOfTooMany = this.bounds().newest - keptCount
    const kept = this.doubt.trusted(now) - keptFor
    let last = 0
    let count = 0
    for (const { seq, at } of oldest.iterate(most)) {
      if (seq > lastOfTooMany && at >= kept) break
      last = seq
      count++
    }
    if (count > 0) deleteTo.run(last)
    const tooMany = this.lasting - lastingCount
    const lastingKept = this.lastingDoubt.trusted(now) - lastingFor
    let lastingGone = 0
    for (const { seq, at } of oldestLasting.iterate(most)) {
      if (lastingGone >= tooMany && at >= lastingKept) break
      last = seq
      lastingGone++
    }
    if (lastingGone > 0) deleteLastingTo.run(last)
    this.lasting -= lastingGone
    return count === most || lastingGone === most
  }

  private countLasting(): number {
    return this.statements.countLasting.get()!.count
  }

  /** Of the tables that hold something; what is empty begins behind the newest. */
  private bounds(): { oldest: number; oldestLasting: number; newest: number } {
    const { oldest, oldestLasting, newest } = this.statements.bounds.get()!
    return { oldest: oldest ?? newest + 1, oldestLasting: oldestLasting ?? newest + 1, newest }
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

  private search(tables: readonly Table[], conditions: string, order: 'asc' | 'desc'): Statement<unknown[], unknown[]> {
    const parts = tables.map((table) => `SELECT * FROM ${table} WHERE seq > ? AND seq < ?${conditions}`)
    const text = `${parts.join(' UNION ALL ')} ORDER BY seq ${order} LIMIT ?`
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

  protected guard<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      // Anything else is a mistake of ours, and to try again would not help.
      throw error instanceof BetterSqlite.SqliteError ? storageProblem(error, this.file) : error
    }
  }
}

type Table = 'events' | 'lasting'

/** Where events of these types are. */
function tablesOf(types: readonly EventType[] | undefined): readonly Table[] {
  if (!types) return ['events', 'lasting']
  return [
    ...(types.every((type) => LASTING_TYPES.has(type)) ? [] : (['events'] as const)),
    ...(types.some((type) => PARTLY_LASTING_TYPES.has(type) || LASTING_TYPES.has(type)) ? (['lasting'] as const) : []),
  ]
}

function prepare(database: Database) {
  const insertInto = (table: Table) =>
    database.prepare(
      `INSERT INTO ${table} (seq, at, type, task_id, consumer, batch_id, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
  const oldestOf = (table: Table) =>
    database.prepare<[number], { seq: number; at: number }>(`SELECT seq, at FROM ${table} ORDER BY seq LIMIT ?`)
  return {
    insert: insertInto('events'),
    insertLasting: insertInto('lasting'),
    setNewest: database.prepare<[number]>("UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'"),
    bounds: database.prepare<[], { oldest: number | null; oldestLasting: number | null; newest: number }>(
      `SELECT (SELECT min(seq) FROM events) AS oldest, (SELECT min(seq) FROM lasting) AS oldestLasting,
         coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS newest`,
    ),
    oldest: oldestOf('events'),
    oldestLasting: oldestOf('lasting'),
    countLasting: database.prepare<[], { count: number }>('SELECT count(*) AS count FROM lasting'),
    deleteTo: database.prepare<[number]>('DELETE FROM events WHERE seq <= ?'),
    deleteLastingTo: database.prepare<[number]>('DELETE FROM lasting WHERE seq <= ?'),
  }
}
