import BetterSqlite, { type Database } from 'better-sqlite3'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { progressTuple } from '../../../engine/batch-board.ts'
import type { Changes, ProgressTuple } from '../../../contract/feed.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { refusal } from '../../../contract/refusal.ts'
import {
  type Assignment,
  contentsOf,
  emptyAssignment,
  locate,
  type OutlineChange,
  outlineChange,
  restoreAssignment,
  type StoredBatch,
} from '../../../planner/assignment.ts'
import { deltaOf, type PlanDelta } from '../../../planner/delta.ts'
import { levelsFor, MEDIUM, type Priority } from '../../../planner/priority.ts'
import type { EpochRecord, StoredState, StoredTask } from '../../../engine/records.ts'
import { RECENT_EPOCHS } from '../../../engine/task-state.ts'
import { migrate } from './schema.ts'
import { slotMapTable } from './slot-map-table.ts'
import { storageProblem } from '../../storage-problem.ts'
import type { Store } from '../store.ts'

/**
 * Everything that must outlive the process, in one SQLite file.
 *
 @param keptEpochs how many epochs of each task are kept
 * @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do
 */
export function openSqliteStore(file: string, keptEpochs = Infinity): Store {
  const guard = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw storageProblem(error, file)
    }
  }
  const database = guard(() => open(file))
  /** On the disk, through all caches, when it returns. */
  const durably = <T>(action: () => T): T => {
    database.pragma('synchronous = FULL')
    try {
      return action()
    } finally {
      database.pragma('synchronous = NORMAL')
    }
  }
  const statements = guard(() => prepare(database))
  const writeChanges = database.transaction((changes: Changes) => saveChanges(statements, changes))
  const writeEpoch = database.transaction((record: EpochRecord, before: Assignment, after: Assignment) => {
    const change = saveEpoch(statements, record, before, after)
    forgetEpochs(statements, record.epoch, keptEpochs)
    return change
  })
  const removeTask = database.transaction((taskId: number) => {
    for (const statement of statements.deleteTask) statement.run(taskId)
  })
  const addTask = database.transaction((task: TaskResource) => {
    statements.putTask.run(task.task_id, JSON.stringify(task), JSON.stringify(emptyAssignment.owners), '[]')
    statements.raiseCounter.run(task.task_id + 1, 'next_task_id')
  })

  return {
    load: () => guard(() => loadState(statements)),
    createTask: (task) => guard(() => addTask(task)),
    deleteTask: (taskId) => guard(() => removeTask(taskId)),
    changeTask: (task) => guard(() => durably(() => statements.putTaskView.run(JSON.stringify(task), task.task_id))),
    commit: (record, before, after) => guard(() => durably(() => writeEpoch(record, before, after))),
    save: (changes) => guard(() => writeChanges(changes)),
    epochs: (taskId, before, limit) => guard(() => views<EpochResource>(statements.epochs.all(taskId, before, limit))),
    oldestEpoch: (taskId) => guard(() => oldestEpoch(statements, taskId)),
    delta: (taskId, epoch) => guard(() => readDelta(statements, taskId, epoch)),
    oldestSlotMap: (taskId) =>
      guard(() => statements.slotMaps.oldest(taskId, oldestEpoch(statements, taskId) ?? Infinity)),
    slotMaps: (taskId, from, to) => guard(() => statements.slotMaps.between(taskId, from, to)),
    rollout: (taskId, epoch) => guard(() => views<RolloutResource>(statements.rollout.all(taskId, epoch))),
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

type Statements = ReturnType<typeof prepare>

function prepare(database: Database) {
  const sql = (text: string) => database.prepare<unknown[], Record<string, unknown>>(text)
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
    epochs: sql('SELECT view FROM epochs WHERE task_id = ? AND epoch < ? ORDER BY epoch DESC LIMIT ?'),
    oldestEpoch: sql('SELECT min(epoch) AS epoch FROM epochs WHERE task_id = ?'),
    delta: sql('SELECT delta FROM deltas WHERE task_id = ? AND epoch = ?'),
    slotMaps: slotMapTable(database),
    putDelta: sql('INSERT INTO deltas VALUES (?, ?, ?)'),
    forgetEpochs: ['rollouts', 'deltas', 'epochs'].map((table) =>
      sql(`DELETE FROM ${table} WHERE task_id = ? AND epoch < ?`),
    ),
    putEpoch: sql('INSERT INTO epochs VALUES (?, ?, ?)'),
    putEpochView: sql('UPDATE epochs SET view = ? WHERE task_id = ? AND epoch = ?'),
    rollout: sql('SELECT view FROM rollouts WHERE task_id = ? AND epoch = ? ORDER BY consumer_id'),
    putRollout: sql(
      'INSERT OR REPLACE INTO rollouts SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM epochs WHERE task_id = ? AND epoch = ?)',
    ),
    consumers: sql('SELECT view FROM consumers'),
    putConsumer: sql('INSERT OR REPLACE INTO consumers VALUES (?, ?)'),
    deleteConsumer: sql('DELETE FROM consumers WHERE consumer_id = ?'),
    unplanned: sql('SELECT view FROM unplanned'),
    putUnplanned: sql('INSERT OR REPLACE INTO unplanned VALUES (?, ?, ?)'),
    deleteUnplanned: sql('DELETE FROM unplanned WHERE consumer_id = ? AND batch_id = ?'),
  }
}

function saveEpoch(statements: Statements, record: EpochRecord, before: Assignment, after: Assignment): OutlineChange {
  const { task, epoch, rollout, nextBatchId } = record
  const change = outlineChange(before, after)
  const { owners, members, put, closed } = change
  for (const batchId of closed) {
    statements.deleteBatch.run(batchId)
    statements.deleteProgress.run(batchId)
  }
  const delta = deltaOf(before, after)
  // A batch whose targets are the same is written, too, where one of them carries another priority.
  const rerated = delta.rerated.map(([target]) => locate(after, target)!.batch_id)
  const written = new Set([...put.map(({ batch_id }) => batch_id), ...rerated])
  for (const [batchId, { targets, ratings }] of contentsOf(after, written)) {
    const { consumer_id, priority } = after.batches.get(batchId)!
    const rated = ratings.some((rating) => rating !== MEDIUM) ? ratings.join('') : ''
    statements.putBatch.run(batchId, task.task_id, consumer_id, targets.join('\n'), priority, rated)
    // Whoever takes a batch over starts it anew.
    const old = before.batches.get(batchId)
    if (old && old.consumer_id !== consumer_id) statements.deleteProgress.run(batchId)
  }
  statements.putTask.run(task.task_id, JSON.stringify(task), JSON.stringify(owners), JSON.stringify(members))
  statements.putEpoch.run(task.task_id, epoch.epoch, JSON.stringify(epoch))
  statements.putDelta.run(task.task_id, epoch.epoch, pack(delta))
  statements.slotMaps.put(task.task_id, epoch.epoch, { owners, targets: change.slotTargets })
  for (const view of rollout) putRollout(statements, view)
  statements.raiseCounter.run(nextBatchId, 'next_batch_id')
  return change
}

/** A few epochs more than are added, so that a lower limit is reached in time and no publication waits for it long. */
const FORGOTTEN_AT_ONCE = 10

/** `[EP-6]` Forgets the oldest epochs of a task beyond those to be kept. Its targets are in its batches, not here. */
function forgetEpochs(statements: Statements, { task_id, epoch }: EpochResource, keptEpochs: number): void {
  const firstKept = epoch - keptEpochs + 1
  const oldest = oldestEpoch(statements, task_id)
  if (oldest === null || oldest >= firstKept) return
  const before = Math.min(firstKept, oldest + FORGOTTEN_AT_ONCE)
  for (const statement of statements.forgetEpochs) statement.run(task_id, before)
  statements.slotMaps.forget(task_id, before)
}

function oldestEpoch(statements: Statements, taskId: number): number | null {
  return statements.oldestEpoch.get(taskId)?.['epoch'] as number | null
}

function readDelta(statements: Statements, taskId: number, epoch: number): PlanDelta | null {
  const row = statements.delta.get(taskId, epoch)
  return row ? (unpack(row['delta']) as PlanDelta) : null
}

function pack(value: unknown): Buffer {
  return deflateRawSync(JSON.stringify(value))
}

function unpack(packed: unknown): unknown {
  return JSON.parse(inflateRawSync(packed as Buffer).toString())
}

function saveChanges(statements: Statements, changes: Changes): void {
  const { consumers_gone = [], batches_gone = [], unplanned_gone = [], consumers = [] } = changes
  for (const id of consumers_gone) statements.deleteConsumer.run(id)
  for (const id of batches_gone) statements.deleteProgress.run(id)
  for (const { consumer_id, batch_id } of unplanned_gone) statements.deleteUnplanned.run(consumer_id, batch_id)
  for (const view of consumers) statements.putConsumer.run(view.consumer_id, JSON.stringify(view))
  for (const view of changes.batches ?? []) {
    if (!view.planned) statements.putUnplanned.run(view.consumer_id, view.batch_id, JSON.stringify(view))
    else if (view.updated_at !== null) statements.putProgress.run(...progressTuple(view), view.batch_id)
    else statements.deleteProgress.run(view.batch_id)
  }
  for (const tuple of changes.progress ?? []) statements.putProgress.run(...tuple, tuple[0])
  for (const view of changes.epochs ?? []) {
    statements.putEpochView.run(JSON.stringify(view), view.task_id, view.epoch)
  }
  for (const view of changes.rollouts ?? []) putRollout(statements, view)
}

function putRollout(statements: Statements, view: RolloutResource): void {
  const { task_id, epoch, consumer_id } = view
  statements.putRollout.run(task_id, epoch, consumer_id, JSON.stringify(view), task_id, epoch)
}

function loadState(statements: Statements): { state: StoredState; assignments: Map<number, Assignment> } {
  const counter = (name: string) => statements.counter.get(name)?.['value'] as number
  const assignments = new Map<number, Assignment>()
  const tasks = statements.tasks.all().map((row): StoredTask => {
    const task = JSON.parse(row['view'] as string) as TaskResource
    const assignment = loadAssignment(statements, row, task)
    assignments.set(task.task_id, assignment)
    return {
      task,
      outline: outlineChange(emptyAssignment, assignment),
      epochs: views<EpochResource>(statements.epochs.all(task.task_id, task.epoch + 1, RECENT_EPOCHS)),
      rollout: views<RolloutResource>(statements.rollout.all(task.task_id, task.epoch)),
    }
  })
  const state = {
    tasks,
    consumers: views<ConsumerResource>(statements.consumers.all()),
    progress: statements.progress.all().map((row) => Object.values(row) as unknown as ProgressTuple),
    unplanned: views<BatchResource>(statements.unplanned.all()),
    nextBatchId: counter('next_batch_id'),
    nextTaskId: counter('next_task_id'),
  }
  return { state, assignments }
}

function loadAssignment(statements: Statements, row: Record<string, unknown>, task: TaskResource): Assignment {
  let targetCount = 0
  const stored = statements.batches.all(task.task_id).map((batch): StoredBatch => {
    const targets = (batch['targets'] as string).split('\n')
    targetCount += targets.length
    return {
      batch_id: batch['batch_id'] as number,
      consumer_id: batch['consumer_id'] as string | null,
      priority: batch['priority'] as Priority,
      targets,
      ratings: Array.from(batch['ratings'] as string, Number),
    }
  })
  const parts = {
    owners: JSON.parse(row['owners'] as string) as (string | null)[],
    members: JSON.parse(row['members'] as string) as string[],
    levels: levelsFor(task.priority_levels, targetCount),
  }
  return restoreAssignment(parts, stored)
}

function views<View>(rows: readonly Record<string, unknown>[]): View[] {
  return rows.map(({ view }) => JSON.parse(view as string) as View)
}
