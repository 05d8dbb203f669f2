import type { Database } from 'better-sqlite3'
import { BatchdeckError } from '../../../contract/errors.ts'
import { refusal } from '../../../contract/refusal.ts'
import { storageProblem } from '../../storage-problem.ts'
import type { GivenEpochs } from '../../../engine/records.ts'
import type { Store } from '../store.ts'
import { counter, setCounter } from './counters.ts'
import { Damage } from './damage.ts'
import { lookAtOurs, openAlone } from './open-database.ts'
import { readChange } from './rows/change-row.ts'
import { RowFault } from './rows/row.ts'
import { sourceCell, sourceStateCell } from './rows/source-row.ts'
import { tokenCell, usedCell } from './rows/token-row.ts'
import { backUpBefore } from './migration-backup.ts'
import { migrate } from './schema.ts'
import { oldestEpoch, prepareStatements, type Statements } from './statements.ts'
import { NoteKeeper } from './note-keeper.ts'
import {
  assertLinked,
  readEpochs,
  readRecords,
  readRollouts,
  readSources,
  readState,
  readTokens,
} from './stored-state.ts'
import {
  forgetEpochs,
  removeTask,
  writeChanges,
  writeEpoch,
  writeOptions,
  writeSourceState,
  writeTask,
  writeTokenUse,
} from './writes.ts'
import type { Standing } from '../standing.ts'
import type { BesideFiles } from '../state-note.ts'

/** In place of 1, where a monitor was not ended cleanly, and the file was closed since by who did not go on with it. */
const WAL_TAKEN_OVER = 2

/** A store in a file: more can be asked of it than of others. */
export interface SqliteStore extends Store {
  /** How what was loaded stands to what is known of it (ST-3). */
  standing(): Standing
  /**
   * It is gone on with: that is noted, and that it is open. The first decision does that, too.
   * @param given numbers of epochs that are known to be given out by what is lost
   * @param beside what there is beside it
   */
  begin(given?: readonly GivenEpochs[], beside?: BesideFiles): void
  /** `[ST-5]` What there was beside it when that was last noted; null where it never was. */
  beside(): BesideFiles | null
  /** `[ST-5]` There is a newer backup. */
  noteBackup(folder: string, name: string): void
  /** Closes it as it is: nobody has worked with it. */
  abandon(): void
  /** For whoever copies it while it is open. */
  readonly database: Database
}

export interface SqliteStoreOptions {
  /** How many epochs of each task are kept. */
  readonly keptEpochs?: number | undefined
  /** Where the newest state is noted, outside of the database (ST-3); nowhere by default. */
  readonly noteFile?: string
  /** It is gone on with although it is not the newest. */
  readonly acceptsOlder?: boolean
  /** Where a copy is put before the file is changed to what this version works with (BK-1); nowhere by default. */
  readonly migrationFolder?: string
}

/**
 * Everything that must outlive the process, in one SQLite file. What is decided about tasks is on the disk, through all
 * caches, when it is answered; what is saved survives the process.
 * @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do
 */
export function openSqliteStore(file: string, options: SqliteStoreOptions = {}): SqliteStore {
  const { keptEpochs = Infinity, noteFile = null, acceptsOlder = false } = options
  const guard = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw problemOfFile(error, file)
    }
  }
  const keeper = noteFile === null ? null : new NoteKeeper(noteFile, file, acceptsOlder)
  const { database, statements, hasWal } = guard(() => open(file, keeper, options))
  let hasBegun = false

  /** All or nothing. */
  const write = (action: () => void): void =>
    guard(() => {
      try {
        database.transaction(() => {
          action()
          statements.seals.write()
        })()
      } catch (error) {
        statements.seals.forget()
        throw error
      }
    })
  /** The same, and through all caches when it returns. */
  const writeThrough = (action: () => void): void =>
    guard(() => {
      database.pragma('synchronous = FULL')
      try {
        write(action)
      } finally {
        database.pragma('synchronous = NORMAL')
      }
    })
  /** Something is decided; what is noted of it outside of the database is on the disk, too. */
  const decide = (action: () => void): void => {
    writeThrough(() => {
      if (!hasBegun) markOpen()
      action()
      setCounter(statements, 'generation', counter(statements, 'generation') + 1)
    })
    hasBegun = true
  }
  /** `[ST-4]` From here on only a clean end takes the mark back. */
  const markOpen = (): void => {
    keeper?.raise(statements)
    setCounter(statements, 'open', 1)
  }
  /** `[ST-4]` Whoever closes a file takes its WAL away: that it is not there is no loss then. */
  const takeOverWal = (): void => writeThrough(() => setCounter(statements, 'open', WAL_TAKEN_OVER))
  const begin = (): void => {
    writeThrough(markOpen)
    // The mark is in the file itself, not only in the WAL beside it.
    guard(() => database.pragma('wal_checkpoint(PASSIVE)'))
    hasBegun = true
  }

  return {
    database,
    begin(given = [], beside) {
      if (hasBegun) return
      keeper?.pass(given)
      try {
        begin()
      } catch (error) {
        // A full disk keeps nobody from being served; what is decided is refused until there is room.
        if (!(error instanceof BatchdeckError) || error.reason !== 'disk_full') throw error
      }
      keeper?.begin(statements, beside)
    },
    beside: () => keeper?.beside ?? null,
    noteBackup(folder, name) {
      // Whoever only makes a backup of it does not go on with it.
      if (hasBegun) keeper?.noteBackup(statements, { folder, name })
    },
    standing: () => keeper?.standing ?? { kind: 'known' },
    load: () =>
      guard(() => {
        const loaded = readState(statements)
        if (!keeper) return loaded
        if (!hasBegun) keeper.check(statements, loaded.state)
        return { ...loaded, state: keeper.withFloors(loaded.state) }
      }),
    createTask: (task) => {
      decide(() => writeTask(statements, task))
      keeper?.noteTask(statements, task)
    },
    changeTask: (task) => {
      decide(() => writeOptions(statements, task))
      keeper?.noteTask(statements, task)
    },
    deleteTask: (taskId) => {
      decide(() => removeTask(statements, taskId))
      keeper?.forgetTask(statements, taskId)
    },
    commit: (entry, before, after) => {
      const { task, epoch } = entry.record
      decide(() => {
        writeEpoch(statements, entry, before, after)
        forgetEpochs(statements, entry.record, keptEpochs)
      })
      keeper?.noteTask(statements, task, epoch.created_at)
    },
    save: (changes) => {
      // What could not be noted is: it is the disk's complaint until it can.
      guard(() => keeper?.catchUp())
      write(() => writeChanges(statements, changes))
    },
    decide(decision) {
      decide(() => writeChanges(statements, decision))
      keeper?.renew(statements)
    },
    tokens: () => guard(() => readTokens(statements)),
    putToken: (token) => {
      decide(() => statements.tables.tokens.put(token.name, tokenCell(token), usedCell(token)))
      keeper?.renew(statements)
    },
    deleteToken: (name) => {
      decide(() => statements.tables.tokens.remove([name]))
      keeper?.renew(statements)
    },
    saveTokenUse: (used) => write(() => writeTokenUse(statements, used)),
    sources: () => guard(() => readSources(statements)),
    putSource: (source) => {
      decide(() => statements.tables.sources.put(source.task_id, sourceCell(source), sourceStateCell(source)))
      keeper?.renew(statements)
    },
    deleteSource: (taskId) => {
      decide(() => statements.tables.sources.remove([taskId]))
      keeper?.renew(statements)
    },
    saveSource: (source) => write(() => writeSourceState(statements, source)),
    records: () => guard(() => readRecords(statements)),
    putRecord({ kind, name, view }) {
      decide(() => statements.tables.records.put(kind, name, JSON.stringify(view)))
      keeper?.renew(statements)
    },
    deleteRecord(kind, name) {
      decide(() => statements.tables.records.remove([kind, name]))
      keeper?.renew(statements)
    },
    epochs: (taskId, before, limit) => guard(() => readEpochs(statements, taskId, before, limit)),
    oldestEpoch: (taskId) => guard(() => oldestEpoch(statements, taskId)),
    change: (taskId, epoch) =>
      guard(() => {
        const cells = statements.delta.get(taskId, epoch)
        const change = cells ? readChange(cells) : null
        const name = `task ${taskId}, epoch ${epoch}`
        assertLinked(statements, taskId, epoch, cells ? statements.tables.deltas.assertSound(cells, name) : null)
        return change
      }),
    oldestSlotMap: (taskId) =>
      guard(() => statements.slotMaps.oldest(taskId, oldestEpoch(statements, taskId) ?? Infinity)),
    slotMaps: (taskId, from, to) => guard(() => statements.slotMaps.between(taskId, from, to)),
    rollout: (taskId, epoch) => guard(() => readRollouts(statements, taskId, epoch)),
    abandon() {
      try {
        if (hasWal) takeOverWal()
      } catch {
        // It is damaged, or the disk refuses: there is a complaint of that already.
      } finally {
        database.close()
      }
    },
    close() {
      if (!database.open) return
      try {
        // What a disk refuses at the end is found at the next start: it was no clean one then.
        if (hasBegun) writeThrough(() => setCounter(statements, 'open', 0))
        else if (hasWal) takeOverWal()
      } finally {
        database.close()
      }
    },
  }
}

function open(
  file: string,
  keeper: NoteKeeper | null,
  { migrationFolder: folder }: SqliteStoreOptions,
): { database: Database; statements: Statements; hasWal: boolean } {
  const look = lookAtOurs(file)
  keeper?.expect(look)
  const database = openAlone(file)
  try {
    if (!migrate(database, folder === undefined ? undefined : (old) => backUpBefore(old, folder)))
      throw refusal('database_of_later_version', { file })
    const statements = prepareStatements(database)
    const mark = counter(statements, 'open')
    if (mark !== 0) {
      assertSoundPages(database, file)
      // A kill leaves the WAL there. It is gone, too, where a thread was cut off while it closed the file.
      if (look.walBytes === 0 && mark === 1) keeper?.missWal()
    }
    return { database, statements, hasWal: mark !== 0 && look.walBytes > 0 }
  } catch (error) {
    database.close()
    throw error
  }
}

/** `[ST-4]` @throws {BatchdeckError} where the file itself is not what SQLite writes */
export function assertSoundPages(database: Database, file: string): void {
  const [detail] = database.prepare<[], string>('PRAGMA quick_check(1)').pluck().all()
  if (detail !== 'ok') throw refusal('pages_damaged', { file, detail: detail ?? '' })
}

/** What to say of an error of a database or of what is in it. */
export function problemOfFile(error: unknown, file: string) {
  if (error instanceof Damage) return refusal('row_damaged', { file, table: error.table, row: error.row })
  if (error instanceof RowFault) {
    const { table, row, complaints } = error
    return refusal('row_unreadable', { file, table, row }, { complaints })
  }
  return storageProblem(error, file)
}
