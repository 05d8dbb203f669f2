import { noCounts } from '../planner/diff.ts'
import type { EpochResource } from '../contract/resources/epoch.ts'
import type { TaskChange } from '../contract/resources/task.ts'
import { LOST_EPOCH_TEXT } from '../contract/cause.ts'
import type { PlanSummary } from '../planner/plan.ts'
import { newEpochResource } from './epoch.ts'
import type { EpochRecord } from './records.ts'
import type { Task } from './task.ts'
import { waitingResource } from './told.ts'

/** Who is told of an epoch (EP-2): those whose batches it changes, all, or these. */
export type Tell = 'changed' | 'all' | readonly string[]

/** Why there is an epoch, and the same in words (EP-5). */
export type EpochReason = Pick<EpochResource, 'cause' | 'causes'>

/**
 * The next epoch of a task, to be written to disk and then adopted; nothing has changed yet (EP-1).
 * @param canBeTold who hears of an epoch with the members of the plan
 * @param given so far numbers were given out, by this state or one that is lost (ST-3)
 * @param change options the task has from then on
 */
export function draftEpoch(
  task: Task,
  plan: PlanSummary,
  reason: EpochReason,
  tell: Tell,
  canBeTold: ReadonlySet<string>,
  given: number,
  now: number,
  change: TaskChange,
): EpochRecord {
  const { rollout } = task
  const { counts, nextBatchId } = plan
  // Whoever has not answered the epoch before hears of this one, whatever it changes (EP-3).
  const chosen =
    tell === 'all'
      ? canBeTold
      : new Set(tell === 'changed' ? [...plan.consumersTouched, ...rollout.unanswered()] : tell)
  const told = [...chosen].filter((id) => canBeTold.has(id)).toSorted()
  const epoch = Math.max(task.epoch, given) + 1
  const unansweredFrom = (id: string): number => {
    const from = rollout.unansweredFrom(id)
    return from > task.epoch ? epoch : from
  }
  const published = newEpochResource({ task_id: task.id, epoch, created_at: now, ...reason, counts }, told.length)
  return {
    task: {
      ...task.resource(),
      ...change,
      epoch,
      targets: counts.targets,
      batches: counts.batches,
      sync_due: false,
      undo: null,
    },
    epoch: published,
    undoable: task.undoableAfter(published, now),
    ...(epoch > task.epoch + 1 && { lost: lostEpochs(task, epoch, now) }),
    rollout: told.map((id) => waitingResource(task.id, epoch, id, unansweredFrom(id))),
    nextBatchId,
  }
}

/** `[ST-3]` What stands in the history for the epochs before `next` that are lost: nothing changed, and nobody is told. */
function lostEpochs(task: Task, next: number, now: number): EpochResource[] {
  const counts = { ...noCounts, targets: task.resource().targets, batches: task.resource().batches }
  return Array.from({ length: next - task.epoch - 1 }, (_, i) => {
    const number = task.epoch + 1 + i
    const reason: EpochReason = { cause: LOST_EPOCH_TEXT, causes: [{ kind: 'lost' }] }
    const published = { task_id: task.id, epoch: number, created_at: now, ...reason, counts }
    return { ...newEpochResource(published, 0), state: 'superseded' as const }
  })
}
