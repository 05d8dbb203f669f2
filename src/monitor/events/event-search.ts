import type { Database, Statement } from 'better-sqlite3'
import type { EventFilter, EventType } from '../../contract/events.ts'
import { severities, type Severity } from '../../contract/resources/alert.ts'
import { type Condition, EventConditions, type SearchWord } from './event-conditions.ts'
import { type EventTable, EventWindows } from './event-windows.ts'
import { LASTING_TYPES, PARTLY_LASTING_TYPES } from './lasting-event.ts'
import type { StoredNames } from './stored-names.ts'

export interface EventRequest extends EventFilter {
  /** All of which occur. */
  readonly words?: readonly SearchWord[] | undefined
  readonly order: 'asc' | 'desc'
  /** So many at most. */
  readonly limit: number
}

/** An event as it is stored: ids in full, the data as JSON. */
export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly severity: Severity
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

/** `[EV-12]` What is counted: the bars of `step` ms between `from` and `end`, which is no part of them. */
export interface CountRequest extends Omit<EventRequest, 'order' | 'limit' | 'since' | 'until'> {
  readonly from: number
  readonly end: number
  readonly step: number
}

/** What one look has counted. */
export interface CountStep {
  /** `kind` is the place of a severity, or {@link UNMATCHED} or {@link UNMATCHED_STATUS}. */
  readonly counts: readonly { readonly bar: number; readonly kind: number; readonly count: number }[]
  /** As in {@link EventStep}, for `before`. */
  readonly next: number | null
}
/** Of those that do not match: statuses of batches, and all others. */
export const UNMATCHED_STATUS = severities.length
export const UNMATCHED = severities.length + 1
const KINDS = severities.length + 2

/** Events looked at in one go: the next write waits for no more than these. */
const MAX_EVENTS_PER_LOOK = 50_000
/** Statements that are kept: each combination of filters is one. */
const MAX_STATEMENTS = 200
/** Columns of a table of events. */
type Row = [
  seq: number,
  at: number,
  type: number,
  taskId: number | null,
  consumer: number | null,
  batchId: number | null,
  data: string,
  severity: number,
]

/**
 * Searches the log, a bounded part at a time: neither is a write held up by it, nor whoever else searches. What is looked
 * for is looked for in the rows themselves, by SQLite: there is no index that has to be kept, or made of an old file.
 */
export class EventSearch {
  private readonly database: Database
  private readonly types: StoredNames
  private readonly consumers: StoredNames
  private readonly windows: EventWindows
  private readonly conditions: EventConditions
  private readonly statements = new Map<string, Statement>()
  private readonly timeFrom: Statement<[{ seq: number }], { at: number }>

  /** @param lookAtOnce events that one look goes over */
  constructor(database: Database, types: StoredNames, consumers: StoredNames, lookAtOnce = MAX_EVENTS_PER_LOOK) {
    this.database = database
    this.types = types
    this.consumers = consumers
    this.windows = new EventWindows(database, lookAtOnce)
    this.conditions = new EventConditions(types, consumers)
    this.timeFrom = database.prepare(
      `SELECT seq, at FROM (SELECT seq, at FROM events WHERE seq >= @seq UNION ALL SELECT seq, at FROM lasting WHERE seq >= @seq)
        ORDER BY seq LIMIT 1`,
    )
  }

  bounds(): ReturnType<EventWindows['bounds']> {
    return this.windows.bounds()
  }

  /** Looks at a part of the log. */
  step({ order, limit, ...filter }: EventRequest): EventStep {
    const tables = tablesOf(filter.types)
    const { from, to, next, newest } = this.windows.window({ ...filter, order, tables })
    const subject = this.conditions.subject(filter)
    const match = this.conditions.match(filter)
    if (!subject || !match) return { rows: [], next: null, newest }
    if (to - from <= 1) return { rows: [], next, newest }
    const where = `seq > ? AND seq < ? AND ${subject.sql} AND ${match.sql}`
    const parts = tables.map((table) => `SELECT * FROM ${table} WHERE ${where}`)
    const found = `${parts.join(' UNION ALL ')} ORDER BY seq ${order} LIMIT ?`
    const values = tables.flatMap(() => [from, to, ...subject.values, ...match.values])
    const rows = this.statement(`SELECT *, ${this.conditions.severity} FROM (${found})`)
      .all(...values, limit)
      .map((row) => this.rowOf(row as Row))
    if (rows.length < limit) return { rows, next, newest }
    // There may be more right behind the last one.
    const last = rows.at(-1)!.seq
    const isLast = next === null && last === (order === 'asc' ? to - 1 : from + 1)
    return { rows, next: isLast ? null : last, newest }
  }

  /** `[EV-12]` Counts a part of the log, the newest first. */
  count({ from: since, end, step, ...filter }: CountRequest): CountStep {
    const range = { since, until: end - 1 }
    const { from, to, next } = this.windows.window({ ...filter, ...range, order: 'desc', tables: bothTables })
    const subject = this.conditions.subject({ ...filter, ...range })
    if (!subject) return { counts: [], next: null }
    if (to - from <= 1) return { counts: [], next }
    const match = this.conditions.match(filter) ?? { sql: '0', values: [] }
    const place = `CAST((at - ?) / ? AS INTEGER) * ${KINDS} + ${this.kind(match)}`
    const parts = bothTables.map(
      (table) => `SELECT ${place} FROM ${table} WHERE seq > ? AND seq < ? AND ${subject.sql}`,
    )
    const values = bothTables.flatMap(() => [since, step, ...match.values, from, to, ...subject.values])
    // To count them here takes a third of the time that SQLite takes to put them in order first.
    const counts = new Map<number, number>()
    for (const found of this.statement(parts.join(' UNION ALL '), 'pluck').all(...values) as number[]) {
      counts.set(found, (counts.get(found) ?? 0) + 1)
    }
    return {
      counts: Array.from(counts, ([found, count]) => ({
        bar: Math.floor(found / KINDS),
        kind: found % KINDS,
        count,
      })),
      next,
    }
  }

  /** When the event with this number happened, or the next there is; null where there is none. */
  timeOf(seq: number): number | null {
    return this.timeFrom.get({ seq })?.at ?? null
  }

  private kind(match: Condition): string {
    const status = this.types.known('batch_status') ?? 0
    return `CASE WHEN ${match.sql} THEN ${this.conditions.severity}
      WHEN type = ${status} THEN ${UNMATCHED_STATUS} ELSE ${UNMATCHED} END`
  }

  private statement(sql: string, as: 'raw' | 'pluck' = 'raw'): Statement {
    let statement = this.statements.get(sql)
    if (!statement) {
      if (this.statements.size >= MAX_STATEMENTS) this.statements.clear()
      statement = this.database.prepare(sql)[as]()
      this.statements.set(sql, statement)
    }
    return statement
  }

  private rowOf([seq, at, type, taskId, consumer, batchId, data, severity]: Row): EventRow {
    const about = {
      task_id: taskId,
      consumer_id: consumer === null ? null : this.consumers.name(consumer),
      batch_id: batchId,
    }
    return { seq, at, type: this.types.name(type), severity: severities[severity]!, ...about, data }
  }
}

const bothTables = ['events', 'lasting'] as const satisfies readonly EventTable[]

/** Where events of these types are. */
function tablesOf(types: readonly EventType[] | undefined): readonly EventTable[] {
  if (!types) return bothTables
  return [
    ...(types.every((type) => LASTING_TYPES.has(type)) ? [] : (['events'] as const)),
    ...(types.some((type) => PARTLY_LASTING_TYPES.has(type) || LASTING_TYPES.has(type)) ? (['lasting'] as const) : []),
  ]
}
