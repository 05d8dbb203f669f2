import type { Database } from 'better-sqlite3'
import {
  type AlertHistory,
  type AlertHistoryRange,
  type AlertSpan,
  MAX_ALERT_SPANS,
} from '../../contract/resources/alert-span.ts'
import {
  alertKinds,
  type AlertKind,
  type AlertResource,
  severities,
  severityOf,
} from '../../contract/resources/alert.ts'
import { IncidentBook, type Incidents } from './alert-incidents.ts'

/** A step of the audit log's schema. */
export const ALERTS_STEP = `
  -- AL-2: each alert from when it was raised until it was cleared; null while it is in force.
  CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    alert_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    consumer_id TEXT,
    task_id INTEGER,
    epoch INTEGER,
    raised_at INTEGER NOT NULL,
    cleared_at INTEGER,
    most INTEGER,             -- the highest count there was
    data TEXT NOT NULL        -- JSON: what else it said, last
  );
  CREATE UNIQUE INDEX alerts_in_force ON alerts (alert_id) WHERE cleared_at IS NULL;
  -- Of a range nothing else is read of those that were over before it, or came after.
  CREATE INDEX alerts_over ON alerts (cleared_at, raised_at, kind);
  `

/** So many more than are to be kept may be there, as a part of them. */
const SPARE_PART = 0.01
/** Alerts deleted in one go. */
const MAX_DELETED = 5000

/** The most alerts that one look at what happened goes through; of more, those that were raised last. */
const MAX_TOLD_ALERTS = 50_000

/** An alert as it is to be kept from now on. */
export interface AlertRecord {
  readonly alert: AlertResource
  /** The highest count since it was last written. */
  readonly most: number | null
  /** ms; null while it is in force. */
  readonly clearedAt: number | null
}

/** How long (ms) and how many of those that are over are kept. */
export interface AlertRetention {
  readonly keptFor: number
  readonly keptCount: number
}

/** `[AL-2]` The alerts in the audit log's file: those in force, and what there was before. */
export class AlertStore {
  private readonly retention: AlertRetention
  private readonly statements: ReturnType<typeof prepare>
  private readonly put: (records: readonly AlertRecord[]) => void
  /** Of those that are over. */
  private count: number

  constructor(database: Database, retention: AlertRetention) {
    this.retention = retention
    this.statements = prepare(database)
    this.count = this.countOver()
    this.put = database.transaction((records: readonly AlertRecord[]) => records.forEach((each) => this.keep(each)))
  }

  /** All of them or none is on disk when this returns. */
  write(records: readonly AlertRecord[]): void {
    try {
      this.put(records)
    } catch (error) {
      this.count = this.countOver()
      throw error
    }
  }

  /** Those in force, in the order they were raised in; of kinds that are known here. */
  inForce(): AlertResource[] {
    return this.statements.inForce.all().flatMap((row) => {
      if (!isKnown(row.kind)) return []
      const { alert_id, kind, raised_at: since, data } = row
      return [{ ...wordsIn(data), alert_id, kind, ...subjectOf(row), since }]
    })
  }

  /** `[AL-2]` */
  history({ from, to, task_id }: AlertHistoryRange): AlertHistory {
    const alerts: AlertSpan[] = []
    let isPartial = false
    for (const severity of severities) {
      const kinds = JSON.stringify(alertKinds.filter((kind) => severityOf(kind) === severity))
      const rows = this.statements.between.all({ from, to, task: task_id ?? null, kinds, limit: MAX_ALERT_SPANS + 1 })
      isPartial ||= rows.length > MAX_ALERT_SPANS
      for (const row of rows.slice(0, MAX_ALERT_SPANS)) {
        const { alert_id, kind, most, raised_at, cleared_at } = row
        const count = most === null ? {} : { count: most }
        const subject = { alert_id, kind: kind as AlertKind, severity, ...subjectOf(row) }
        alerts.push({ ...subject, ...count, raised_at, cleared_at, ...acknowledgementOf(wordsIn(row.data)) })
      }
    }
    alerts.sort((a, b) => b.raised_at - a.raised_at)
    return { alerts, ...(isPartial && { partial: true as const }) }
  }

  /** `[CN-7]` What was in force at some time of a range, of kinds that are known here. */
  incidents(from: number, to: number): Incidents {
    const rows = this.statements.told.all({ from, to, limit: MAX_TOLD_ALERTS })
    const book = new IncidentBook()
    for (const row of rows.toReversed()) {
      const { alert_id, kind, most, raised_at, cleared_at, marked } = row
      if (!isKnown(kind)) continue
      const { acknowledged } = marked === null ? {} : (wordsIn(marked) as Pick<AlertResource, 'acknowledged'>)
      book.add({
        alert_id,
        kind,
        ...subjectOf(row),
        ...(most !== null && { count: most }),
        ...(acknowledged !== undefined && { acknowledged }),
        raised_at,
        cleared_at,
      })
    }
    return book.told()
  }

  /** Deletes the oldest of those that are over and not to be kept. @param trusted the time, as far as it is believed; ms @returns whether there may be more */
  trim(trusted: number): boolean {
    const { keptFor, keptCount } = this.retention
    const tooMany = this.count > keptCount * (1 + SPARE_PART) ? this.count - keptCount : 0
    let last = 0
    let gone = 0
    for (const { id, cleared_at } of this.statements.oldest.iterate(MAX_DELETED)) {
      if (gone >= tooMany && cleared_at >= trusted - keptFor) break
      last = id
      gone++
    }
    if (gone > 0) this.statements.deleteTo.run(last)
    this.count -= gone
    return gone === MAX_DELETED
  }

  private keep({ alert, most, clearedAt }: AlertRecord): void {
    const { alert_id, kind, since, consumer_id = null, task_id = null, epoch = null, ...more } = alert
    const { next_at: _next, muted: _muted, ...data } = more
    const values = {
      alert_id,
      kind,
      consumer_id,
      task_id,
      epoch,
      raised_at: since,
      cleared_at: clearedAt,
      most,
      data: JSON.stringify(data),
    }
    const { update, insert } = this.statements
    if (update.run(values).changes === 0) insert.run(values)
    if (clearedAt !== null) this.count++
  }

  private countOver(): number {
    return this.statements.countOver.get() ?? 0
  }
}

interface Subject {
  readonly consumer_id: string | null
  readonly task_id: number | null
  readonly epoch: number | null
}
interface Row extends Subject {
  readonly alert_id: string
  readonly kind: string
  readonly raised_at: number
  /** JSON */
  readonly data: string
}

interface TimesAndCount {
  readonly most: number | null
  readonly cleared_at: number | null
}

/** `[AL-6]` Who looked after it at last, when, and why, as the history has it. */
export function acknowledgementOf({
  acknowledged,
}: Pick<AlertResource, 'acknowledged'>): Pick<AlertSpan, 'acknowledged_at' | 'acknowledged_by' | 'why'> {
  if (!acknowledged) return {}
  const { at, by, why } = acknowledged
  return { acknowledged_at: at, acknowledged_by: by, ...(why !== undefined && { why }) }
}

/** Without them where they cannot be read: the alert goes with its reason all the same. */
function wordsIn(data: string): Partial<AlertResource> {
  try {
    return JSON.parse(data) as Partial<AlertResource>
  } catch {
    return {}
  }
}

function isKnown(kind: string): kind is AlertKind {
  return alertKinds.some((known) => known === kind)
}

function subjectOf({ consumer_id, task_id, epoch }: Subject) {
  return {
    ...(consumer_id !== null && { consumer_id }),
    ...(task_id !== null && { task_id }),
    ...(epoch !== null && { epoch }),
  }
}

function prepare(database: Database) {
  return {
    update: database.prepare<[object]>(
      `UPDATE alerts SET epoch = @epoch, raised_at = @raised_at, cleared_at = @cleared_at, data = @data,
         most = coalesce(max(most, @most), @most, most)
       WHERE alert_id = @alert_id AND cleared_at IS NULL`,
    ),
    insert: database.prepare<[object]>(
      `INSERT INTO alerts (alert_id, kind, consumer_id, task_id, epoch, raised_at, cleared_at, most, data)
       VALUES (@alert_id, @kind, @consumer_id, @task_id, @epoch, @raised_at, @cleared_at, @most, @data)`,
    ),
    // A plus keeps SQLite from a walk over all of them in order.
    inForce: database.prepare<[], Row>('SELECT * FROM alerts WHERE cleared_at IS NULL ORDER BY +id'),
    between: database.prepare<[object], Row & TimesAndCount>(
      `${['cleared_at IS NULL', 'cleared_at >= @from']
        .map(
          (condition) => `
            SELECT id, alert_id, kind, consumer_id, task_id, epoch, raised_at, cleared_at, most, data FROM alerts
            WHERE ${condition} AND raised_at < @to AND kind IN (SELECT value FROM json_each(@kinds))
              AND (@task IS NULL OR task_id IS NULL OR task_id = @task)`,
        )
        .join(' UNION ALL ')}
       ORDER BY raised_at DESC, id DESC LIMIT @limit`,
    ),
    // Of what else it said only that it was acknowledged is looked into.
    told: database.prepare<[object], Row & TimesAndCount & { readonly marked: string | null }>(
      `${['cleared_at IS NULL', 'cleared_at >= @from']
        .map(
          (condition) => `
            SELECT id, alert_id, kind, consumer_id, task_id, epoch, raised_at, cleared_at, most,
              CASE WHEN instr(data, '"acknowledged"') > 0 THEN data END AS marked FROM alerts
            WHERE ${condition} AND raised_at < @to`,
        )
        .join(' UNION ALL ')}
       ORDER BY raised_at DESC, id DESC LIMIT @limit`,
    ),
    countOver: database.prepare<[], number>('SELECT count(*) FROM alerts WHERE cleared_at IS NOT NULL').pluck(),
    oldest: database.prepare<[number], { id: number; cleared_at: number }>(
      'SELECT id, cleared_at FROM alerts WHERE +cleared_at IS NOT NULL ORDER BY id LIMIT ?',
    ),
    deleteTo: database.prepare<[number]>('DELETE FROM alerts WHERE id <= ? AND +cleared_at IS NOT NULL'),
  }
}
