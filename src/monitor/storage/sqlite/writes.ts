import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import { type Changes, type ProgressTuple, progressTuple } from '../../../contract/feed.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { type Assignment, contentsOf, emptyAssignment, locate, outlineChange } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import type { EpochRecord } from '../../../engine/records.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import type { TokenUse } from '../port.ts'
import type { EpochEntry } from '../store.ts'
import { attributesCell, ratingsCell, targetsCell, unplannedCell } from './rows/batch-row.ts'
import { changeCell } from './rows/change-row.ts'
import { consumerCell } from './rows/consumer-row.ts'
import { epochCell, rolloutCell } from './rows/epoch-row.ts'
import { taskCell } from './rows/task-row.ts'
import { sourceStateCell } from './rows/source-row.ts'
import { usedCell } from './rows/token-row.ts'
import { raiseCounter } from './counters.ts'
import { termsDigest } from './seal-everything.ts'
import { WHOLE } from './seals.ts'
import { oldestEpoch, type Statements } from './statements.ts'

/** A task before its first epoch. */
export function writeTask(statements: Statements, task: TaskResource): void {
  statements.tables.tasks.put(task.task_id, taskCell(task), JSON.stringify(emptyAssignment.owners), '[]')
  raiseCounter(statements, 'next_task_id', task.task_id + 1)
}

/** Other options; its plan stays. */
export function writeOptions(statements: Statements, task: TaskResource): void {
  const cells = statements.task.get(task.task_id)
  if (!cells) return
  statements.tables.tasks.put(task.task_id, taskCell(task), cells['owners'] as string, cells['members'] as string)
}

export function removeTask(statements: Statements, taskId: number): void {
  const { progressOfTask, tables, seals } = statements
  for (const cells of progressOfTask.all(taskId)) tables.progress.remove([cells['batch_id'] as number])
  tables.tasks.remove([taskId])
  tables.sources.remove([taskId])
  // What is summed over all tasks goes to disk first: the others are gone with their sums.
  seals.write()
  for (const statement of statements.deleteTask) statement.run(taskId)
  seals.dropTask(taskId)
}

/** An epoch, and of the batches those it touches. */
export function writeEpoch(statements: Statements, entry: EpochEntry, before: Assignment, after: Assignment): void {
  const { tables, links, seals } = statements
  const { task, epoch, rollout, nextBatchId } = entry.record
  const { task_id: taskId } = task
  const { slotTargets, put, closed } = entry.outline
  for (const lost of entry.record.lost ?? []) writeLostEpoch(statements, lost, before)
  for (const batchId of closed) {
    tables.batches.remove([batchId], { taskId })
    tables.progress.remove([batchId])
  }
  // A batch whose targets are the same is written, too, where one of them carries another priority or other attributes.
  const written = new Set(put.map(({ batch_id }) => batch_id))
  for (const [target] of [...entry.delta.rerated, ...entry.delta.described]) {
    written.add(locate(after, target)!.batch_id)
  }
  for (const [batchId, content] of contentsOf(after, written)) {
    const { consumer_id, priority } = after.batches.get(batchId)!
    tables.batches.put(
      batchId,
      taskId,
      consumer_id,
      targetsCell(content.targets),
      priority,
      ratingsCell(content.ratings),
      attributesCell(content.attributes),
    )
    // Whoever takes a batch over starts it anew.
    const old = before.batches.get(batchId)
    if (old && old.consumer_id !== consumer_id) tables.progress.remove([batchId])
  }
  const [owners, members] = [JSON.stringify(entry.outline.owners), JSON.stringify(entry.outline.members)]
  tables.tasks.put(taskId, taskCell(task), owners, members)
  tables.epochs.put(taskId, epoch.epoch, epochCell(epoch))
  const change = tables.deltas.put(taskId, epoch.epoch, changeCell(entry))
  const slots = statements.slotMaps.put(taskId, epoch.epoch, { owners: entry.outline.owners, targets: slotTargets })
  links.put(taskId, epoch.epoch, {
    assignment: seals.sumOf({ table: 'batches', taskId, epoch: WHOLE }),
    terms: termsDigest(owners, members),
    change,
    slots,
  })
  for (const told of rollout) putRollout(statements, told)
  // It may be made with its first epoch.
  raiseCounter(statements, 'next_task_id', taskId + 1)
  raiseCounter(statements, 'next_batch_id', nextBatchId)
}

/** `[ST-3]` What stands for an epoch that is lost: what was before is what is after. */
function writeLostEpoch({ tables, links, seals, slotMaps }: Statements, lost: EpochResource, before: Assignment): void {
  const { task_id: taskId, epoch } = lost
  const { owners, members, slotTargets } = outlineChange(before, before)
  tables.epochs.put(taskId, epoch, epochCell(lost))
  const nothing = { delta: deltaOf(before, before), members: null, levels: before.levels, identity: before.identity }
  links.put(taskId, epoch, {
    assignment: seals.sumOf({ table: 'batches', taskId, epoch: WHOLE }),
    terms: termsDigest(JSON.stringify(owners), JSON.stringify(members)),
    change: tables.deltas.put(taskId, epoch, changeCell(nothing)),
    slots: slotMaps.put(taskId, epoch, { owners, targets: slotTargets }),
  })
}

/** A few epochs more than are added, so that a lower limit is reached in time and no publication waits for it long. */
const MAX_FORGOTTEN_AT_ONCE = 10

/**
 * `[EP-6]` Forgets the oldest epochs of a task beyond those to be kept; what can be undone is kept (EP-12). Its targets are
 * in its batches, not here.
 */
export function forgetEpochs(statements: Statements, { epoch: made, undoable }: EpochRecord, keptEpochs: number): void {
  const { task_id, epoch } = made
  const firstKept = Math.min(epoch - keptEpochs + 1, undoable ?? epoch)
  const oldest = oldestEpoch(statements, task_id)
  if (oldest === null || oldest >= firstKept) return
  const before = Math.min(firstKept, oldest + MAX_FORGOTTEN_AT_ONCE)
  for (const statement of statements.forgetEpochs) statement.run(task_id, before)
  statements.slotMaps.forget(task_id, before)
  statements.links.removeBefore(task_id, before)
  statements.seals.dropBefore('rollouts', task_id, before)
}

/** What changed, but for tasks. */
export function writeChanges(statements: Statements, changes: Changes): void {
  const { tables, hasEpoch } = statements
  const { consumers_gone = [], batches_gone = [], unplanned_gone = [], consumers = [] } = changes
  for (const id of consumers_gone) tables.consumers.remove([id])
  for (const id of batches_gone) tables.progress.remove([id])
  for (const { consumer_id, batch_id } of unplanned_gone) tables.unplanned.remove([consumer_id, batch_id])
  for (const consumer of consumers) tables.consumers.put(consumer.consumer_id, consumerCell(consumer))
  for (const batch of changes.batches ?? []) writeBatch(statements, batch)
  for (const tuple of changes.progress ?? []) putProgress(statements, tuple)
  for (const epoch of changes.epochs ?? []) {
    const { task_id, epoch: number } = epoch
    if (hasEpoch.get(task_id, number)) tables.epochs.put(task_id, number, epochCell(epoch))
  }
  for (const told of changes.rollouts ?? []) putRollout(statements, told)
}

/** What is said of a batch; what is in it is written with its epoch. */
function writeBatch(statements: Statements, batch: BatchResource): void {
  const { consumer_id, batch_id } = batch
  if (batch.planned) {
    if (batch.updated_at === null) statements.tables.progress.remove([batch_id])
    else putProgress(statements, progressTuple(batch))
  } else if (consumer_id !== null) {
    statements.tables.unplanned.put(consumer_id, batch_id, unplannedCell({ ...batch, consumer_id }))
  }
}

function putProgress({ tables, hasBatch }: Statements, tuple: ProgressTuple): void {
  if (hasBatch.get(tuple[0])) tables.progress.put(...tuple)
}

function putRollout({ tables, hasEpoch }: Statements, told: RolloutResource): void {
  const { task_id, epoch, consumer_id } = told
  if (hasEpoch.get(task_id, epoch)) tables.rollouts.put(task_id, epoch, consumer_id, rolloutCell(told))
}

/** What is known of a source by now. */
export function writeSourceState({ tables, source }: Statements, stored: StoredSource): void {
  const cells = source.get(stored.task_id)
  if (cells) tables.sources.put(stored.task_id, cells['view'] as string, sourceStateCell(stored))
}

/** When tokens were last used; of those that are gone nothing. */
export function writeTokenUse({ tables, token }: Statements, used: readonly TokenUse[]): void {
  for (const use of used) {
    const cells = token.get(use.name)
    if (cells) tables.tokens.put(use.name, cells['view'] as string, usedCell(use))
  }
}
