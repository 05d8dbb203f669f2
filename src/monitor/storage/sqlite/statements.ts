import type { Database } from 'better-sqlite3'
import type { Cells } from './rows/row.ts'
import { slotMapTable } from './slot-map-table.ts'

/** One statement, prepared; the values are those of its question marks. */
interface Statement {
  get(...values: unknown[]): Cells | undefined
  all(...values: unknown[]): Cells[]
  run(...values: unknown[]): unknown
}

export type Statements = ReturnType<typeof prepareStatements>

/** Everything that is asked of the database, but for its schema. */
export function prepareStatements(database: Database) {
  const sql = (text: string): Statement => database.prepare<unknown[], Cells>(text)
  return {
    counter: sql('SELECT value FROM counters WHERE name = ?'),
    raiseCounter: sql('UPDATE counters SET value = max(value, ?) WHERE name = ?'),
    tasks: sql('SELECT * FROM tasks ORDER BY task_id'),
    putTask: sql('INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?)'),
    putTaskView: sql('UPDATE tasks SET view = ? WHERE task_id = ?'),
    deleteTask: [
      sql('DELETE FROM progress WHERE batch_id IN (SELECT batch_id FROM batches WHERE task_id = ?)'),
      ...['batches', 'rollouts', 'deltas', 'slot_maps', 'epochs', 'tasks'].map((table) =>
        sql(`DELETE FROM ${table} WHERE task_id = ?`),
      ),
    ],
    batches: sql('SELECT * FROM batches WHERE task_id = ? ORDER BY batch_id'),
    putBatch: sql(
      'INSERT OR REPLACE INTO batches (batch_id, task_id, consumer_id, targets, priority, ratings) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    deleteBatch: sql('DELETE FROM batches WHERE batch_id = ?'),
    progress: sql('SELECT * FROM progress'),
    putProgress: sql(
      'INSERT OR REPLACE INTO progress SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM batches WHERE batch_id = ?)',
    ),
    deleteProgress: sql('DELETE FROM progress WHERE batch_id = ?'),
    epochs: sql('SELECT * FROM epochs WHERE task_id = ? AND epoch < ? ORDER BY epoch DESC LIMIT ?'),
    oldestEpoch: sql('SELECT min(epoch) AS epoch FROM epochs WHERE task_id = ?'),
    delta: sql('SELECT * FROM deltas WHERE task_id = ? AND epoch = ?'),
    slotMaps: slotMapTable(database),
    putDelta: sql('INSERT INTO deltas VALUES (?, ?, ?)'),
    forgetEpochs: ['rollouts', 'deltas', 'epochs'].map((table) =>
      sql(`DELETE FROM ${table} WHERE task_id = ? AND epoch < ?`),
    ),
    putEpoch: sql('INSERT INTO epochs VALUES (?, ?, ?)'),
    putEpochView: sql('UPDATE epochs SET view = ? WHERE task_id = ? AND epoch = ?'),
    rollout: sql('SELECT * FROM rollouts WHERE task_id = ? AND epoch = ? ORDER BY consumer_id'),
    putRollout: sql(
      'INSERT OR REPLACE INTO rollouts SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM epochs WHERE task_id = ? AND epoch = ?)',
    ),
    consumers: sql('SELECT * FROM consumers'),
    putConsumer: sql('INSERT OR REPLACE INTO consumers VALUES (?, ?)'),
    deleteConsumer: sql('DELETE FROM consumers WHERE consumer_id = ?'),
    tokens: sql('SELECT * FROM tokens'),
    putToken: sql('INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)'),
    putTokenUse: sql('UPDATE tokens SET used = ? WHERE name = ?'),
    deleteToken: sql('DELETE FROM tokens WHERE name = ?'),
    unplanned: sql('SELECT * FROM unplanned'),
    putUnplanned: sql('INSERT OR REPLACE INTO unplanned VALUES (?, ?, ?)'),
    deleteUnplanned: sql('DELETE FROM unplanned WHERE consumer_id = ? AND batch_id = ?'),
  }
}

/** The first epoch of a task that is kept; null before any is published. */
export function oldestEpoch(statements: Statements, taskId: number): number | null {
  return statements.oldestEpoch.get(taskId)?.['epoch'] as number | null
}
