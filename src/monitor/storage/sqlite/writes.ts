import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import { type Changes, progressTuple } from '../../../contract/feed.ts'
import { type Assignment, contentsOf, locate } from '../../../planner/assignment.ts'
import type { EpochEntry } from '../store.ts'
import { ratingsCell, targetsCell, unplannedCell } from './rows/batch-row.ts'
import { changeCell } from './rows/change-row.ts'
import { consumerCell } from './rows/consumer-row.ts'
import { epochCell, rolloutCell } from './rows/epoch-row.ts'
import { taskCell } from './rows/task-row.ts'
import { oldestEpoch, type Statements } from './statements.ts'

/** An epoch, and of the batches those it touches. */
export function writeEpoch(statements: Statements, entry: EpochEntry, before: Assignment, after: Assignment): void {
  const { task, epoch, rollout, nextBatchId } = entry.record
  const { owners, members, slotTargets, put, closed } = entry.outline
  for (const batchId of closed) {
    statements.deleteBatch.run(batchId)
    statements.deleteProgress.run(batchId)
  }
  // A batch whose targets are the same is written, too, where one of them carries another priority.
  const rerated = entry.delta.rerated.map(([target]) => locate(after, target)!.batch_id)
  const written = new Set([...put.map(({ batch_id }) => batch_id), ...rerated])
  for (const [batchId, { targets, ratings }] of contentsOf(after, written)) {
    const { consumer_id, priority } = after.batches.get(batchId)!
    const cells = [targetsCell(targets), priority, ratingsCell(ratings)]
    statements.putBatch.run(batchId, task.task_id, consumer_id, ...cells)
    // Whoever takes a batch over starts it anew.
    const old = before.batches.get(batchId)
    if (old && old.consumer_id !== consumer_id) statements.deleteProgress.run(batchId)
  }
  statements.putTask.run(task.task_id, taskCell(task), JSON.stringify(owners), JSON.stringify(members))
  statements.putEpoch.run(task.task_id, epoch.epoch, epochCell(epoch))
  statements.putDelta.run(task.task_id, epoch.epoch, changeCell(entry))
  statements.slotMaps.put(task.task_id, epoch.epoch, { owners, targets: slotTargets })
  for (const told of rollout) putRollout(statements, told)
  statements.raiseCounter.run(nextBatchId, 'next_batch_id')
}

/** A few epochs more than are added, so that a lower limit is reached in time and no publication waits for it long. */
const MAX_FORGOTTEN_AT_ONCE = 10

/** `[EP-6]` Forgets the oldest epochs of a task beyond those to be kept. Its targets are in its batches, not here. */
export function forgetEpochs(statements: Statements, { task_id, epoch }: EpochResource, keptEpochs: number): void {
  const firstKept = epoch - keptEpochs + 1
  const oldest = oldestEpoch(statements, task_id)
  if (oldest === null || oldest >= firstKept) return
  const before = Math.min(firstKept, oldest + MAX_FORGOTTEN_AT_ONCE)
  for (const statement of statements.forgetEpochs) statement.run(task_id, before)
  statements.slotMaps.forget(task_id, before)
}

/** What changed, but for tasks. */
export function writeChanges(statements: Statements, changes: Changes): void {
  const { consumers_gone = [], batches_gone = [], unplanned_gone = [], consumers = [] } = changes
  for (const id of consumers_gone) statements.deleteConsumer.run(id)
  for (const id of batches_gone) statements.deleteProgress.run(id)
  for (const { consumer_id, batch_id } of unplanned_gone) statements.deleteUnplanned.run(consumer_id, batch_id)
  for (const consumer of consumers) statements.putConsumer.run(consumer.consumer_id, consumerCell(consumer))
  for (const batch of changes.batches ?? []) writeBatch(statements, batch)
  for (const tuple of changes.progress ?? []) statements.putProgress.run(...tuple, tuple[0])
  for (const epoch of changes.epochs ?? []) {
    statements.putEpochView.run(epochCell(epoch), epoch.task_id, epoch.epoch)
  }
  for (const told of changes.rollouts ?? []) putRollout(statements, told)
}

/** What is said of a batch; what is in it is written with its epoch. */
function writeBatch(statements: Statements, batch: BatchResource): void {
  const { consumer_id, batch_id } = batch
  if (batch.planned) {
    if (batch.updated_at === null) statements.deleteProgress.run(batch_id)
    else statements.putProgress.run(...progressTuple(batch), batch_id)
  } else if (consumer_id !== null) {
    statements.putUnplanned.run(consumer_id, batch_id, unplannedCell({ ...batch, consumer_id }))
  }
}

function putRollout(statements: Statements, told: RolloutResource): void {
  const { task_id, epoch, consumer_id } = told
  statements.putRollout.run(task_id, epoch, consumer_id, rolloutCell(told), task_id, epoch)
}
