import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { sealEverything } from '../../src/monitor/storage/sqlite/seal-everything.ts'

/**
 * Changes a database as no disk does: whatever is in it then is what was written, for all that its digests say (ST-1).
 * @returns the rows that the last statement changed
 */
export function rewrite(file: string, sql: string): number {
  const database = new BetterSqlite(file)
  database.exec(sql)
  const changed = database.prepare('SELECT changes()').pluck().get() as number
  sealEverything(database)
  database.close()
  // What was noted of it beside it is of another one (ST-3).
  rmSync(join(dirname(file), 'batchdeck.state'), { force: true })
  return changed
}
