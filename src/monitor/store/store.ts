import BetterSqlite, { type Database } from 'better-sqlite3'
import { deflateRawSync } from 'node:zlib'
import { progressTuple } from '../../core/batch-board.ts'
import type {
  BatchView,
  Changes,
  ConsumerView,
  EpochView,
  ProgressTuple,
  RolloutView,
  TaskView,
} from '../../core/console-api.ts'
import { BatchdeckError } from '../../core/errors.ts'
import { type Assignment, type Batch, emptyAssignment } from '../../core/planner/assignment.ts'
import type { EpochRecord, StoredState, StoredTask } from '../../core/records.ts'
import { RECENT_EPOCHS } from '../../core/task-state.ts'
import { migrate } from './schema.ts'
import { storageProblem } from './storage-problem.ts'

/** Everything that must outlive the process, in one SQLite file. All methods throw `STORAGE_FAILED`, having changed nothing. */
export interface Store {
  /** All that a restarted monitor needs to go on. */
  load(): StoredState
  createTask(task: TaskView): void
  deleteTask(taskId: number): void
  /** `[EP-1]` One transaction that is on the disk, through all caches, when this returns. */
  publish(record: EpochRecord): void
  /** Writes what changed; survives a crash of the process, and after a power failure at worst the last of it is missing. */
  save(changes: Changes): void
  /** Newest first, those before `before`. */
  epochs(taskId: number, before: number, limit: number): EpochView[]
  rollout(taskId: number, epoch: number): RolloutView[]
  close(): void
}

/** @throws {BatchdeckError} `STORAGE_FAILED` with a sentence that says what to do */
export function openStore(file: string): Store {
  const guard = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw storageProblem(error, file)
    }
  }
  const database = guard(() => open(file))
  const statements = guard(() => prepare(database))
  const writeChanges = database.transaction((changes: Changes) => saveChanges(statements, changes))
  const writeEpoch = database.transaction((record: EpochRecord, before: ReadonlyMap<number, Batch>) =>
    saveEpoch(statements, record, before),
  )
  /** Of each task the batches as they were written last: only what differs is written again. */
  const written = new Map<number, ReadonlyMap<number, Batch>>()
  const removeTask = database.transaction((taskId: number) => {
    for (const statement of statements.deleteTask) statement.run(taskId)
  })
  const addTask = database.transaction((task: TaskView) => {
    statements.putTask.run(task.task_id, JSON.stringify(task), JSON.stringify(emptyAssignment.owners), '[]')
    statements.raiseCounter.run(task.task_id + 1, 'next_task_id')
  })

  return {
    load: () =>
      guard(() => {
        const state = loadState(statements)
        for (const { task, assignment } of state.tasks) written.set(task.task_id, assignment.batches)
        return state
      }),
    createTask: (task) => guard(() => addTask(task)),
    deleteTask(taskId) {
      guard(() => removeTask(taskId))
      written.delete(taskId)
    },
    publish(record) {
      const taskId = record.task.task_id
      guard(() => {
        database.pragma('synchronous = FULL')
        try {
          writeEpoch(record, written.get(taskId) ?? emptyAssignment.batches)
        } finally {
          database.pragma('synchronous = NORMAL')
        }
      })
      written.set(taskId, record.assignment.batches)
    },
    save: (changes) => guard(() => writeChanges(changes)),
    epochs: (taskId, before, limit) => guard(() => views<EpochView>(statements.epochs.all(taskId, before, limit))),
    rollout: (taskId, epoch) => guard(() => views<RolloutView>(statements.rollout.all(taskId, epoch))),
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
    if (!migrate(database)) {
      throw new BatchdeckError(
        'STORAGE_FAILED',
        `${file} was written by a later version of Batchdeck; start that one, or choose another --data-dir.`,
      )
    }
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
      ...['batches', 'rollouts', 'epochs', 'tasks'].map((table) => sql(`DELETE FROM ${table} WHERE task_id = ?`)),
    ],
    batches: sql('SELECT * FROM batches WHERE task_id = ? ORDER BY batch_id'),
    putBatch: sql('INSERT OR REPLACE INTO batches VALUES (?, ?, ?, ?)'),
    deleteBatch: sql('DELETE FROM batches WHERE batch_id = ?'),
    progress: sql('SELECT * FROM progress'),
    putProgress: sql('INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?, ?)'),
    deleteProgress: sql('DELETE FROM progress WHERE batch_id = ?'),
    epochs: sql('SELECT view FROM epochs WHERE task_id = ? AND epoch < ? ORDER BY epoch DESC LIMIT ?'),
    putEpoch: sql('INSERT INTO epochs VALUES (?, ?, ?, ?)'),
    putEpochView: sql('UPDATE epochs SET view = ? WHERE task_id = ? AND epoch = ?'),
    rollout: sql('SELECT view FROM rollouts WHERE task_id = ? AND epoch = ? ORDER BY consumer_id'),
    putRollout: sql('INSERT OR REPLACE INTO rollouts VALUES (?, ?, ?, ?)'),
    consumers: sql('SELECT view FROM consumers'),
    putConsumer: sql('INSERT OR REPLACE INTO consumers VALUES (?, ?)'),
    deleteConsumer: sql('DELETE FROM consumers WHERE consumer_id = ?'),
    unplanned: sql('SELECT view FROM unplanned'),
    putUnplanned: sql('INSERT OR REPLACE INTO unplanned VALUES (?, ?, ?)'),
    deleteUnplanned: sql('DELETE FROM unplanned WHERE consumer_id = ? AND batch_id = ?'),
  }
}

function saveEpoch(statements: Statements, record: EpochRecord, before: ReadonlyMap<number, Batch>): void {
  const { task, epoch, assignment, delta, rollout, nextBatchId } = record
  for (const batchId of before.keys()) {
    if (assignment.batches.has(batchId)) continue
    statements.deleteBatch.run(batchId)
    statements.deleteProgress.run(batchId)
  }
  for (const batch of assignment.batches.values()) {
    const old = before.get(batch.batch_id)
    if (old === batch) continue
    statements.putBatch.run(batch.batch_id, task.task_id, batch.consumer_id, batch.targets.join('\n'))
    // Whoever takes a batch over starts it anew.
    if (old && old.consumer_id !== batch.consumer_id) statements.deleteProgress.run(batch.batch_id)
  }
  const { owners, members } = assignment
  statements.putTask.run(task.task_id, JSON.stringify(task), JSON.stringify(owners), JSON.stringify(members))
  statements.putEpoch.run(task.task_id, epoch.epoch, JSON.stringify(epoch), deflateRawSync(JSON.stringify(delta)))
  for (const view of rollout) putRollout(statements, view)
  statements.raiseCounter.run(nextBatchId, 'next_batch_id')
}

function saveChanges(statements: Statements, changes: Changes): void {
  const { consumers_gone = [], batches_gone = [], unplanned_gone = [], tasks = [], consumers = [] } = changes
  for (const id of consumers_gone) statements.deleteConsumer.run(id)
  for (const id of batches_gone) statements.deleteProgress.run(id)
  for (const { consumer_id, batch_id } of unplanned_gone) statements.deleteUnplanned.run(consumer_id, batch_id)
  for (const view of tasks) statements.putTaskView.run(JSON.stringify(view), view.task_id)
  for (const view of consumers) statements.putConsumer.run(view.consumer_id, JSON.stringify(view))
  for (const view of changes.batches ?? []) {
    if (!view.planned) statements.putUnplanned.run(view.consumer_id, view.batch_id, JSON.stringify(view))
    else if (view.updated_at !== null) statements.putProgress.run(...progressTuple(view))
  }
  for (const tuple of changes.progress ?? []) statements.putProgress.run(...tuple)
  for (const view of changes.epochs ?? []) {
    statements.putEpochView.run(JSON.stringify(view), view.task_id, view.epoch)
  }
  for (const view of changes.rollouts ?? []) putRollout(statements, view)
}

function putRollout(statements: Statements, view: RolloutView): void {
  statements.putRollout.run(view.task_id, view.epoch, view.consumer_id, JSON.stringify(view))
}

function loadState(statements: Statements): StoredState {
  const counter = (name: string) => statements.counter.get(name)?.['value'] as number
  return {
    tasks: statements.tasks.all().map((row) => loadTask(statements, row)),
    consumers: views<ConsumerView>(statements.consumers.all()),
    progress: statements.progress.all().map((row) => Object.values(row) as unknown as ProgressTuple),
    unplanned: views<BatchView>(statements.unplanned.all()),
    nextBatchId: counter('next_batch_id'),
    nextTaskId: counter('next_task_id'),
  }
}

function loadTask(statements: Statements, row: Record<string, unknown>): StoredTask {
  const task = JSON.parse(row['view'] as string) as TaskView
  const batches = new Map<number, Batch>()
  for (const { batch_id, consumer_id, targets } of statements.batches.all(task.task_id)) {
    const batch = { batch_id, consumer_id, targets: (targets as string).split('\n') } as Batch
    batches.set(batch.batch_id, batch)
  }
  const assignment: Assignment = {
    owners: JSON.parse(row['owners'] as string) as (string | null)[],
    members: JSON.parse(row['members'] as string) as string[],
    batches,
  }
  return {
    task,
    assignment,
    epochs: views<EpochView>(statements.epochs.all(task.task_id, task.epoch + 1, RECENT_EPOCHS)),
    rollout: views<RolloutView>(statements.rollout.all(task.task_id, task.epoch)),
  }
}

function views<View>(rows: readonly Record<string, unknown>[]): View[] {
  return rows.map(({ view }) => JSON.parse(view as string) as View)
}
