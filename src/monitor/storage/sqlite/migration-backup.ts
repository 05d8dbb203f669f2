import type { Database } from 'better-sqlite3'
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from '../../../contract/refusal.ts'
import { backupName, rotate, UNFINISHED } from '../../backup-names.ts'

/** How many are kept: one for each version that changed the database. */
const KEPT_MIGRATION_BACKUPS = 7

/**
 * `[BK-1]` Keeps a database as it is before a new version changes it: whoever goes back to the version before needs that.
 * Nothing else can be done meanwhile, so it is copied at once. Where it cannot be, nothing is changed.
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function backUpBefore(database: Database, folder: string): void {
  const epoch = database.prepare("SELECT max(json_extract(view, '$.epoch')) FROM tasks").pluck().get() as number | null
  const file = join(folder, backupName('migration', Date.now(), epoch ?? 0))
  const copy = `${file}${UNFINISHED}`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    rmSync(copy, { force: true })
    database.prepare('VACUUM INTO ?').run(copy)
    chmodSync(copy, 0o600)
    renameSync(copy, file)
  } catch (error) {
    rmSync(copy, { force: true })
    throw refusal('backup_failed', { folder, detail: (error as Error).message }, { cause: error })
  }
  rotate(folder, 'migration', KEPT_MIGRATION_BACKUPS)
}
