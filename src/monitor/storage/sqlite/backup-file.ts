import BetterSqlite, { type Database } from 'better-sqlite3'
import { chmodSync, closeSync, fsyncSync, openSync, renameSync } from 'node:fs'
import { refusal } from '../../../contract/refusal.ts'
import { setCounter } from './counters.ts'
import { Damage } from './damage.ts'
import { type FileLook, lookAt } from './file-look.ts'
import { isUnnamedOurs } from './open-database.ts'
import { readChange } from './rows/change-row.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts'
import { assertSoundPages, problemOfFile } from './sqlite-store.ts'
import { prepareStatements, type Statements } from './statements.ts'
import { assertLinked, readEpochs, readRollouts, readState } from './stored-state.ts'

/** What a database holds, to be shown before it is put back. */
export interface BackupContents {
  readonly tasks: readonly {
    readonly task_id: number
    readonly name: string
    readonly epoch: number
    readonly targets: number
    /** When the epoch was published, ms since 1970; null before the first. */
    readonly at: number | null
  }[]
  readonly consumers: number
}

/** Epochs read at once, so that a long history is not in memory whole. */
const EPOCHS_PER_STEP = 1000

/**
 * `[BK-1]` Makes a backup of a copy that was just written: a single file that needs no other beside it, that was read again
 * from the first page to the last row, and that has its name only then.
 * @throws {BatchdeckError} `STORAGE_FAILED`
 */
export function finishBackup(copy: string, file: string): BackupContents {
  const database = new BetterSqlite(copy, { fileMustExist: true })
  let contents: BackupContents
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = DELETE')
    if (isOfToday(database)) database.transaction(() => setCounter(prepareStatements(database), 'open', 0))()
    contents = verify(database, copy)
  } catch (error) {
    throw problemOfFile(error, copy)
  } finally {
    database.close()
  }
  chmodSync(copy, 0o600)
  const descriptor = openSync(copy, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(copy, file)
  return contents
}

/** `[BK-2]` What a backup holds, all of it read and verified; the file is not touched. @throws {BatchdeckError} */
export function inspectBackup(file: string): BackupContents {
  const look = lookAtBackup(file)
  if (look.kind === 'absent') throw refusal('backup_absent', { file })
  if (look.kind !== 'sqlite') throw refusal('backup_of_another', { file })
  if (look.applicationId !== APPLICATION_ID && !isUnnamedOurs(file, look)) throw refusal('backup_of_another', { file })
  if (look.userVersion > SCHEMA_VERSION) throw refusal('database_of_later_version', { file })
  try {
    const database = new BetterSqlite(file, { readonly: true, fileMustExist: true })
    try {
      return verify(database, file)
    } finally {
      database.close()
    }
  } catch (error) {
    const problem = problemOfFile(error, file)
    // What to do about a database is not what to do about a copy of it.
    const isUnsound = problem.reason === 'file_unsound' || problem.reason === 'pages_damaged'
    throw isUnsound ? refusal('backup_unsound', { file }, { cause: error }) : problem
  }
}

function lookAtBackup(file: string): FileLook {
  try {
    return lookAt(file)
  } catch (error) {
    const { code: errno = 'unknown' } = error as NodeJS.ErrnoException
    if (errno === 'EISDIR') throw refusal('backup_is_folder', { file }, { cause: error })
    throw refusal('backup_unreadable', { file, errno }, { cause: error })
  }
}

function verify(database: Database, file: string): BackupContents {
  assertSoundPages(database, file)
  if (isOfToday(database)) {
    const statements = prepareStatements(database)
    const { state } = readState(statements)
    for (const { task } of state.tasks) verifyHistory(statements, task.task_id, task.epoch)
  }
  const tasks = database
    .prepare<[], { view: string; at: number | null }>(
      `SELECT tasks.view AS view, json_extract(epochs.view, '$.created_at') AS at FROM tasks
       LEFT JOIN epochs ON epochs.task_id = tasks.task_id AND epochs.epoch = json_extract(tasks.view, '$.epoch')
       ORDER BY tasks.task_id`,
    )
    .all()
  const consumers = database.prepare<[], number>('SELECT count(*) FROM consumers').pluck().get() ?? 0
  return {
    tasks: tasks.map(({ view, at }) => {
      const { task_id, name, epoch, targets } = JSON.parse(view) as BackupContents['tasks'][number]
      return { task_id, name, epoch, targets, at }
    }),
    consumers,
  }
}

/** Every epoch that is kept, with all that is kept of it. @throws {Damage} */
function verifyHistory(statements: Statements, taskId: number, current: number): void {
  const { links, tables, delta, slotMaps } = statements
  let before = current + 1
  for (;;) {
    const epochs = readEpochs(statements, taskId, before, EPOCHS_PER_STEP)
    for (const { epoch } of epochs) {
      const name = `task ${taskId}, epoch ${epoch}`
      if (!links.get(taskId, epoch)) throw new Damage('links', name)
      const cells = delta.get(taskId, epoch)
      if (cells) readChange(cells)
      assertLinked(statements, taskId, epoch, cells ? tables.deltas.assertSound(cells, name) : null)
      slotMaps.between(taskId, epoch, epoch)
      readRollouts(statements, taskId, epoch)
    }
    if (epochs.length < EPOCHS_PER_STEP) return
    before = epochs.at(-1)!.epoch
  }
}

/** Earlier versions wrote no digests. */
function isOfToday(database: Database): boolean {
  return (database.pragma('user_version', { simple: true }) as number) === SCHEMA_VERSION
}
