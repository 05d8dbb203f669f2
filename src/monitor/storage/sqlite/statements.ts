import type { Database } from 'better-sqlite3'
import { Links } from './links.ts'
import type { Cells } from './rows/row.ts'
import { type SealedTableName, SealedTable } from './sealed-table.ts'
import { Seals } from './seals.ts'
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
  const seals = new Seals(database)
  const table = (name: SealedTableName) => new SealedTable(database, name, seals)
  const slotMaps = table('slot_maps')
  return {
    seals,
    links: new Links(database),
    tables: {
      counters: table('counters'),
      tasks: table('tasks'),
      batches: table('batches'),
      progress: table('progress'),
      epochs: table('epochs'),
      deltas: table('deltas'),
      rollouts: table('rollouts'),
      consumers: table('consumers'),
      unplanned: table('unplanned'),
      tokens: table('tokens'),
      sources: table('sources'),
      records: table('records'),
    },
    slotMaps: slotMapTable(database, slotMaps),
    counter: sql('SELECT * FROM counters WHERE name = ?'),
    givenCounters: sql("SELECT name FROM counters WHERE name GLOB 'epochs_given:*'"),
    tasks: sql('SELECT * FROM tasks ORDER BY task_id'),
    task: sql('SELECT * FROM tasks WHERE task_id = ?'),
    progressOfTask: sql(
      'SELECT batch_id FROM progress WHERE batch_id IN (SELECT batch_id FROM batches WHERE task_id = ?)',
    ),
    deleteTask: ['batches', 'rollouts', 'deltas', 'slot_maps', 'epochs', 'links'].map((name) =>
      sql(`DELETE FROM ${name} WHERE task_id = ?`),
    ),
    batches: sql('SELECT * FROM batches WHERE task_id = ? ORDER BY batch_id'),
    hasBatch: sql('SELECT 1 FROM batches WHERE batch_id = ?'),
    progress: sql('SELECT * FROM progress'),
    epochs: sql('SELECT * FROM epochs WHERE task_id = ? AND epoch < ? ORDER BY epoch DESC LIMIT ?'),
    hasEpoch: sql('SELECT 1 FROM epochs WHERE task_id = ? AND epoch = ?'),
    oldestEpoch: sql('SELECT min(epoch) AS epoch FROM epochs WHERE task_id = ?'),
    delta: sql('SELECT * FROM deltas WHERE task_id = ? AND epoch = ?'),
    forgetEpochs: ['rollouts', 'deltas', 'epochs'].map((name) =>
      sql(`DELETE FROM ${name} WHERE task_id = ? AND epoch < ?`),
    ),
    rollout: sql('SELECT * FROM rollouts WHERE task_id = ? AND epoch = ? ORDER BY consumer_id'),
    consumers: sql('SELECT * FROM consumers'),
    tokens: sql('SELECT * FROM tokens'),
    token: sql('SELECT * FROM tokens WHERE name = ?'),
    unplanned: sql('SELECT * FROM unplanned'),
    sources: sql('SELECT * FROM sources ORDER BY task_id'),
    source: sql('SELECT * FROM sources WHERE task_id = ?'),
    records: sql('SELECT * FROM records ORDER BY kind, name'),
  }
}

/** The first epoch of a task that is kept; null before any is published. */
export function oldestEpoch(statements: Statements, taskId: number): number | null {
  return statements.oldestEpoch.get(taskId)?.['epoch'] as number | null
}
