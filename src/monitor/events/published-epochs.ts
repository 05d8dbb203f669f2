import type { Database, Statement } from 'better-sqlite3'
import type { NewEvent } from '../../contract/events.ts'

/** The newest epoch of a task that the audit log knows of. */
export interface PublishedEpoch {
  readonly task_id: number
  readonly epoch: number
  /** ms since 1970 */
  readonly at: number
}

/** A table from the events that there are: what a version before did not keep by itself. */
export const PUBLISHED_EPOCHS_STEP = `
  CREATE TABLE published (task_id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, at INTEGER NOT NULL);
  INSERT OR REPLACE INTO published
    SELECT task_id, json_extract(data, '$.epoch'), at FROM events
    WHERE type = (SELECT id FROM types WHERE name = 'epoch') AND task_id IS NOT NULL AND json_valid(data)
      AND seq > coalesce((SELECT max(seq) FROM lasting WHERE lasting.task_id = events.task_id AND json_valid(lasting.data)
        AND type = (SELECT id FROM types WHERE name = 'operator') AND json_extract(lasting.data, '$.outcome') = 'ok'
        AND json_extract(lasting.data, '$.action') IN ('task.create', 'task.delete')), 0)
    ORDER BY seq;
  `

/**
 * `[ST-3]` Of each task that was not deleted since, the newest epoch that was published; kept beside the events, of which
 * the oldest go. An epoch is written down after it is in the database: where the audit log knows of a later one, the
 * database is not the one that it was written beside.
 */
export class PublishedEpochs {
  private readonly statements: {
    readonly put: Statement<[number, number, number]>
    readonly remove: Statement<[number]>
    readonly all: Statement<[], PublishedEpoch>
  }

  constructor(database: Database) {
    this.statements = {
      put: database.prepare('INSERT OR REPLACE INTO published (task_id, epoch, at) VALUES (?, ?, ?)'),
      remove: database.prepare('DELETE FROM published WHERE task_id = ?'),
      all: database.prepare('SELECT task_id, epoch, at FROM published'),
    }
  }

  /** An event that is written, in the same transaction. */
  accept({ type, task_id, at, data }: NewEvent): void {
    if (task_id === undefined) return
    if (type === 'epoch') this.statements.put.run(task_id, data.epoch, at)
    // What was before a task was made, or under the number of one that is gone, counts no more.
    else if (type === 'operator' && data.outcome === 'ok' && /^task\.(?:create|delete)$/.test(data.action)) {
      this.statements.remove.run(task_id)
    }
  }

  all(): PublishedEpoch[] {
    return this.statements.all.all()
  }
}
