import BetterSqlite, { type Database } from 'better-sqlite3'
import { refusal } from '../../../contract/refusal.ts'
import { emptyAssignment } from '../../../planner/assignment.ts'
import { storageProblem } from '../../storage-problem.ts'
import type { Store } from '../store.ts'
import { readChange } from './rows/change-row.ts'
import { readEpoch, readRollout } from './rows/epoch-row.ts'
import { RowFault } from './rows/row.ts'
import { taskCell } from './rows/task-row.ts'
import { readToken, tokenCell, useCell } from './rows/token-row.ts'
import { migrate } from './schema.ts'
import { oldestEpoch, prepareStatements } from './statements.ts'
import { readState } from './stored-state.ts'
import { forgetEpochs, writeChanges, writeEpoch } from './writes.ts'

/**
 * Everything that must outlive the process, in one SQLite file. What is decided about tasks is on the disk, through all
 * caches, when it is answered; what is saved survives the process.
 * @param keptEpochs how many epochs of each task are kept
 * @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do
 */
export function openSqliteStore(file: string, keptEpochs = Infinity): Store {
  const guard = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw error instanceof RowFault ? rowProblem(error, file) : storageProblem(error, file)
    }
  }
  const database = guard(() => open(file))
  const statements = guard(() => prepareStatements(database))
  /** All or nothing. */
  const write = (action: () => void): void => guard(database.transaction(action))
  /** The same, and through all caches when it returns. */
  const writeDurably = (action: () => void): void =>
    guard(() => {
      database.pragma('synchronous = FULL')
      try {
        database.transaction(action)()
      } finally {
        database.pragma('synchronous = NORMAL')
      }
    })

  return {
    load: () => guard(() => readState(statements)),
    createTask: (task) =>
      writeDurably(() => {
        statements.putTask.run(task.task_id, taskCell(task), JSON.stringify(emptyAssignment.owners), '[]')
        statements.raiseCounter.run(task.task_id + 1, 'next_task_id')
      }),
    changeTask: (task) => writeDurably(() => statements.putTaskView.run(taskCell(task), task.task_id)),
    deleteTask: (taskId) =>
      writeDurably(() => {
        for (const statement of statements.deleteTask) statement.run(taskId)
      }),
    commit: (entry, before, after) =>
      writeDurably(() => {
        writeEpoch(statements, entry, before, after)
        forgetEpochs(statements, entry.record.epoch, keptEpochs)
      }),
    save: (changes) => write(() => writeChanges(statements, changes)),
    decide: (decision) => writeDurably(() => writeChanges(statements, decision)),
    tokens: () => guard(() => statements.tokens.all().map(readToken)),
    putToken: (token) => writeDurably(() => statements.putToken.run(token.name, tokenCell(token), useCell(token))),
    deleteToken: (name) => writeDurably(() => statements.deleteToken.run(name)),
    saveTokenUse: (used) =>
      write(() => {
        for (const use of used) statements.putTokenUse.run(useCell(use), use.name)
      }),
    epochs: (taskId, before, limit) => guard(() => statements.epochs.all(taskId, before, limit).map(readEpoch)),
    oldestEpoch: (taskId) => guard(() => oldestEpoch(statements, taskId)),
    change: (taskId, epoch) =>
      guard(() => {
        const row = statements.delta.get(taskId, epoch)
        return row ? readChange(row) : null
      }),
    oldestSlotMap: (taskId) =>
      guard(() => statements.slotMaps.oldest(taskId, oldestEpoch(statements, taskId) ?? Infinity)),
    slotMaps: (taskId, from, to) => guard(() => statements.slotMaps.between(taskId, from, to)),
    rollout: (taskId, epoch) => guard(() => statements.rollout.all(taskId, epoch).map(readRollout)),
    close: () => void database.close(),
  }
}

function open(file: string): Database {
  const database = new BetterSqlite(file, { timeout: 0 })
  try {
    // Only one monitor may work on a file: each believes that it alone changes it.
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    if (!migrate(database)) throw refusal('database_of_later_version', { file })
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function rowProblem({ table, row, complaints }: RowFault, file: string) {
  return refusal('row_unreadable', { file, table, row }, { complaints })
}
