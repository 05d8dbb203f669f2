import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import { MAX_RECENT_EPOCHS, type StoredState, type StoredTask } from '../../../engine/records.ts'
import { type Assignment, emptyAssignment, outlineChange, restoreAssignment } from '../../../planner/assignment.ts'
import { levelsFor } from '../../../planner/priority.ts'
import { readBatch, readProgress, readUnplanned } from './rows/batch-row.ts'
import { readConsumer } from './rows/consumer-row.ts'
import { readEpoch, readRollout } from './rows/epoch-row.ts'
import { complaintOf, RowFault } from './rows/row.ts'
import { readSource } from './rows/source-row.ts'
import { readToken } from './rows/token-row.ts'
import { readTask, type TaskRow } from './rows/task-row.ts'
import { counter } from './counters.ts'
import type { Cells } from './rows/row.ts'
import { termsDigest } from './seal-everything.ts'
import type { SealedTable } from './sealed-table.ts'
import { type Scope, WHOLE } from './seals.ts'
import { isSame } from './digest.ts'
import { Damage } from './damage.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import type { StoredRecord, StoredToken } from '../port.ts'
import type { Statements } from './statements.ts'

/**
 * All that a restarted monitor needs to go on, and that it is what was written: each row by its digest, all of them
 * together by their sum, and the assignment by the link of its epoch (ST-1).
 * @throws {RowFault | Damage}
 */
export function readState(statements: Statements): { state: StoredState; assignments: Map<number, Assignment> } {
  const { tables } = statements
  const assignments = new Map<number, Assignment>()
  const taskRows = readWhole(statements.tasks.all(), tables.tasks, readTask, ({ task }) => `task ${task.task_id}`)
  const tasks = taskRows.map((row): StoredTask => {
    const { task } = row
    const { task_id: taskId, epoch } = task
    const assignment = readAssignment(statements, row)
    assignments.set(taskId, assignment)
    const rollout = statements.rollout.all(taskId, epoch)
    return {
      task,
      outline: outlineChange(emptyAssignment, assignment),
      epochs: readEpochs(statements, taskId, epoch + 1, MAX_RECENT_EPOCHS),
      rollout: readWhole(rollout, tables.rollouts, readRollout, ofRollout, { taskId, epoch }),
    }
  })
  const state = {
    tasks,
    consumers: readWhole(statements.consumers.all(), tables.consumers, readConsumer, ofConsumer),
    progress: readWhole(statements.progress.all(), tables.progress, readProgress, ([id]) => `batch ${id}`),
    unplanned: readWhole(
      statements.unplanned.all(),
      tables.unplanned,
      readUnplanned,
      (batch) => `consumer ${batch.consumer_id}, batch ${batch.batch_id}`,
    ),
    nextBatchId: counter(statements, 'next_batch_id'),
    nextTaskId: counter(statements, 'next_task_id'),
  }
  return { state, assignments }
}

/** Newest first, those before `before`, without a gap. @throws {RowFault | Damage} */
export function readEpochs(statements: Statements, taskId: number, before: number, limit: number): EpochResource[] {
  const { epochs: table } = statements.tables
  const rows = statements.epochs.all(taskId, before, limit)
  const read = rows.map((cells) => {
    const epoch = readEpoch(cells)
    table.assertSound(cells, `task ${taskId}, epoch ${epoch.epoch}`)
    return epoch
  })
  for (const [i, { epoch }] of read.entries()) {
    const expected = (read[0]?.epoch ?? 0) - i
    if (epoch !== expected) throw new Damage('epochs', `task ${taskId}, epoch ${expected}`)
  }
  return read
}

/** @throws {RowFault | Damage} */
export function readRollouts(statements: Statements, taskId: number, epoch: number): RolloutResource[] {
  const rows = statements.rollout.all(taskId, epoch)
  return readWhole(rows, statements.tables.rollouts, readRollout, ofRollout, { taskId, epoch })
}

/** @throws {RowFault | Damage} */
export function readTokens(statements: Statements): StoredToken[] {
  return readWhole(statements.tokens.all(), statements.tables.tokens, readToken, ({ name }) => `token ${name}`)
}

export function readSources(statements: Statements): StoredSource[] {
  return readWhole(statements.sources.all(), statements.tables.sources, readSource, ({ task_id }) => `task ${task_id}`)
}

export function readRecords({ records, tables }: Statements): StoredRecord[] {
  const read = ({ kind, name, view }: Cells): StoredRecord => ({
    kind: kind as string,
    name: name as string,
    view: JSON.parse(view as string) as unknown,
  })
  return readWhole(records.all(), tables.records, read, ({ kind, name }) => `${kind} ${name}`)
}

const ofConsumer = ({ consumer_id }: { readonly consumer_id: string }) => `consumer ${consumer_id}`
const ofRollout = ({ task_id, epoch, consumer_id }: RolloutResource) =>
  `task ${task_id}, epoch ${epoch}, consumer ${consumer_id}`

/** Every row of a table or of a part of it. @throws {RowFault | Damage} */
function readWhole<T>(
  rows: readonly Cells[],
  table: SealedTable,
  read: (cells: Cells) => T,
  nameOf: (row: T) => string,
  part: Partial<Scope> = {},
): T[] {
  const digests: Uint8Array[] = []
  const all = rows.map((cells) => {
    const row = read(cells)
    digests.push(table.assertSound(cells, nameOf(row)))
    return row
  })
  table.assertWhole(digests, part)
  return all
}

function readAssignment(statements: Statements, { task, owners, members }: TaskRow): Assignment {
  const { task_id: taskId, epoch } = task
  const { batches: table } = statements.tables
  const rows = statements.batches.all(taskId)
  const batches = readWhole(rows, table, readBatch, ({ batch_id }) => `batch ${batch_id}`, { taskId })
  if (epoch > 0) assertPresent(statements, taskId, epoch)
  const targets = batches.reduce((sum, batch) => sum + batch.targets.length, 0)
  const { identity, priority_levels: levels } = task
  const terms = { owners, members, levels: levelsFor(levels, targets), identity }
  const assignment = restoreAssignment(terms, batches)
  const placed = assignment.slots.reduce((sum, { size }) => sum + size, 0)
  if (placed !== targets) {
    const what = `hold ${targets - placed} targets more than once`
    throw new RowFault('batches', `task ${taskId}`, [complaintOf('/targets', what)])
  }
  return assignment
}

/** What is there is the assignment of this epoch, and of no other. @throws {Damage} */
function assertPresent({ links, seals, task }: Statements, taskId: number, epoch: number): void {
  const link = links.assertChain(taskId, epoch, MAX_RECENT_EPOCHS)
  const cells = task.get(taskId)
  const terms = termsDigest(cells?.['owners'] as string, cells?.['members'] as string)
  const batches = seals.sumOf({ table: 'batches', taskId, epoch: WHOLE })
  if (link.assignment === null || !isSame(batches, link.assignment) || !isSame(terms, link.terms)) {
    throw new Damage('batches', `task ${taskId}, epoch ${epoch}`)
  }
}

/**
 * That the row of a delta is the one of its epoch.
 * @param change its digest; null where there is none
 * @throws {Damage}
 */
export function assertLinked({ links }: Statements, taskId: number, epoch: number, change: Uint8Array | null): void {
  if (!links.get(taskId, epoch)) return
  const link = links.assertChain(taskId, epoch, 1)
  const isLinked = change === null ? link.change === null : isSame(change, link.change)
  if (!isLinked) throw new Damage('deltas', `task ${taskId}, epoch ${epoch}`)
}
