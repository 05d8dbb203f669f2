import BetterSqlite, { type Database } from 'better-sqlite3'
import { refusal } from '../../../contract/refusal.ts'
import { storageProblem } from '../../storage-problem.ts'
import { type FileLook, holdsText, lookAt } from './file-look.ts'
import { holderOf } from './file-holder.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts'

/** How long a database that another program has locked is waited for, ms. */
const LOCK_TIMEOUT_MS = 3000
/** How often it is tried meanwhile, ms. */
const LOCK_RETRY_INTERVAL_MS = 100

/** The last step that wrote no `application_id`. */
const LAST_UNNAMED_SCHEMA = 6
/** What every database of those has in its schema. */
const UNNAMED_MARK = 'CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID'

/**
 * `[ST-2]` What there is to open. What is not ours is refused before a byte of it, or beside it, is touched: a file that is
 * no database, one of another program, one of a later version, and a WAL whose database is gone.
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function lookAtOurs(file: string): FileLook {
  // Whoever closes a file lets go of all locks that his process has on it: ours is not opened to look at it.
  if (holderOf(file)?.pid === process.pid) throw refusal('file_in_use', { file })
  let look: FileLook
  try {
    look = lookAt(file)
  } catch (error) {
    throw unreadable(error, file)
  }
  if (look.kind === 'other') throw refusal('file_unsound', { file })
  if (look.kind !== 'sqlite') {
    if (look.walBytes > 0) throw refusal('file_lost_beside_wal', { file })
    return look
  }
  const { applicationId, userVersion, isBlank } = look
  if (applicationId === APPLICATION_ID) {
    if (userVersion > SCHEMA_VERSION) throw refusal('database_of_later_version', { file })
    return look
  }
  // One that was being made when the process was killed.
  if (applicationId === 0 && userVersion === 0 && isBlank) return look
  if (!isUnnamedOurs(file, look)) throw refusal('file_of_another_program', { file })
  return look
}

/** Whether it is one of those that an earlier version wrote without an `application_id`. */
export function isUnnamedOurs(file: string, look: FileLook & { readonly kind: 'sqlite' }): boolean {
  const { applicationId, userVersion } = look
  if (applicationId !== 0 || userVersion === 0 || userVersion > LAST_UNNAMED_SCHEMA) return false
  return holdsText(file, UNNAMED_MARK) || holdsText(`${file}-wal`, UNNAMED_MARK)
}

/**
 * Opens a database so that nobody else can work on it: each monitor believes that it alone changes it. A lock that does
 * not go away within some seconds is told with who has it.
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function openAlone(file: string): Database {
  const deadline = performance.now() + LOCK_TIMEOUT_MS
  for (;;) {
    try {
      return openNow(file)
    } catch (error) {
      const { code = '' } = error as { code?: string }
      if (!/^SQLITE_(BUSY|LOCKED)/.test(code)) throw storageProblem(error, file)
      const holder = holderOf(file)
      if (holder?.pid === process.pid || performance.now() >= deadline) throw inUse(file, holder)
      pause(LOCK_RETRY_INTERVAL_MS)
    }
  }
}

function openNow(file: string): Database {
  const database = new BetterSqlite(file, { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function inUse(file: string, holder: ReturnType<typeof holderOf>) {
  if (holder === null || holder.isBatchdeck || holder.pid === process.pid) return refusal('file_in_use', { file })
  const { program, pid } = holder
  return refusal('file_in_use_by_program', { file, program: program === '' ? '?' : program, pid })
}

function unreadable(error: unknown, file: string) {
  const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
  return refusal('file_unopenable', { file }, { cause: new Error(errno, { cause: error }) })
}

/** Nothing else is to be done in this thread meanwhile. */
function pause(duration: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, duration)
}
