import type { Database } from 'better-sqlite3'
import { type Cell, DigestSum, rowDigest } from './digest.ts'
import { Links } from './links.ts'
import { WHOLE } from './seals.ts'
import { sealedDigest, type SealedTableName, sealedTables, type Shape } from './sealed-table.ts'

/**
 * `[ST-1]` Takes every row for what it is, and writes digests, sums and links for all of them: once, of a database that
 * had none. From then on each transaction keeps its own.
 */
export function sealEverything(database: Database): void {
  database.function('row_digest', { varargs: true, deterministic: true }, (table, ...cells) =>
    sealedDigest(table as SealedTableName, cells as Cell[]),
  )
  database.exec('DELETE FROM seals; DELETE FROM links')
  // Tables of later steps are not there yet.
  const has = database.prepare<[string]>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
  for (const name of Object.keys(sealedTables) as SealedTableName[]) if (has.get(name)) sealTable(database, name)
  linkEpochs(database)
}

function sealTable(database: Database, name: SealedTableName): void {
  const { keys, cells, later = [], summedBy, isSummed }: Shape = sealedTables[name]
  // What a later step adds is not there yet in the one that seals everything.
  const there = new Set(database.prepare<[], string>(`SELECT name FROM pragma_table_info('${name}')`).pluck().all())
  const columns = [...keys, ...cells, ...later.filter((column) => there.has(column))]
  database.exec(`UPDATE ${name} SET digest = row_digest('${name}', ${columns.join(', ')})`)
  if (isSummed === false) return
  const part = (column: string) => (summedBy?.some((by) => by === column) ? column : String(WHOLE))
  const sums = new Map<string, { key: readonly unknown[]; sum: DigestSum }>()
  const rows = database
    .prepare<[], { task_id: number; epoch: number; digest: Uint8Array }>(
      `SELECT ${part('task_id')} AS task_id, ${part('epoch')} AS epoch, digest FROM ${name}`,
    )
    .iterate()
  for (const { task_id, epoch, digest } of rows) {
    const key = `${task_id} ${epoch}`
    const kept = sums.get(key) ?? { key: [name, task_id, epoch], sum: new DigestSum() }
    kept.sum.add(digest)
    sums.set(key, kept)
  }
  const put = database.prepare('INSERT INTO seals (part, task_id, epoch, rows, sum) VALUES (?, ?, ?, ?, ?)')
  for (const { key, sum } of sums.values()) put.run(...key, sum.rows, sum.bytes)
}

/** The present epoch of a task has the digest of its assignment; what that of an earlier one was is not known any more. */
function linkEpochs(database: Database): void {
  const links = new Links(database)
  const digest = (table: string) =>
    database
      .prepare<[number, number], Uint8Array>(`SELECT digest FROM ${table} WHERE task_id = ? AND epoch = ?`)
      .pluck()
  const [change, slots] = [digest('deltas'), digest('slot_maps')]
  const sum = database.prepare<[number], Uint8Array>(
    "SELECT sum FROM seals WHERE part = 'batches' AND task_id = ? AND epoch = -1",
  )
  const tasks = database.prepare<[number], { owners: string; members: string }>(
    'SELECT owners, members FROM tasks WHERE task_id = ?',
  )
  const epochs = database
    .prepare<[], { task_id: number; epoch: number; is_last: number }>(
      `SELECT task_id, epoch, epoch = max(epoch) OVER (PARTITION BY task_id) AS is_last
       FROM epochs ORDER BY task_id, epoch`,
    )
    .all()
  for (const { task_id, epoch, is_last: isLast } of epochs) {
    const task = isLast ? tasks.get(task_id) : undefined
    links.put(task_id, epoch, {
      assignment: isLast ? (sum.pluck().get(task_id) ?? new DigestSum().bytes) : null,
      terms: task ? termsDigest(task.owners, task.members) : null,
      change: change.get(task_id, epoch) ?? null,
      slots: slots.get(task_id, epoch) ?? null,
    })
  }
}

/** Of the owners and members of an assignment, as their cells have them. */
export function termsDigest(owners: string, members: string): Buffer {
  return rowDigest('terms', [owners, members])
}
