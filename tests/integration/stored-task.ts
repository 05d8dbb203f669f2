import type { TaskResource } from '../../src/contract/resources/task.ts'
import type { PlanOptions } from '../../src/planner/assignment.ts'
import type { PlanSummary } from '../../src/planner/plan.ts'
import type { EpochRecord } from '../../src/engine/records.ts'
import { waitingResource } from '../../src/engine/told.ts'
import { newEpochResource } from '../../src/engine/epoch.ts'

export function newTask(taskId: number): TaskResource {
  return {
    task_id: taskId,
    name: `Task ${taskId}`,
    epoch: 0,
    targets: 0,
    batches: 0,
    batch_size: 20,
    virtual_nodes: 50,
    strategy: 'balanced',
    priority_levels: 'auto',
    identity: 'exact',
    auto_sync: true,
    created_at: 1,
    guard: null,
    sync_due: false,
    undo: null,
  }
}

export function optionsOf(task: TaskResource): PlanOptions {
  return {
    batchSize: task.batch_size,
    virtualNodes: task.virtual_nodes,
    strategy: task.strategy,
    spareBatches: 1,
    priorityLevels: task.priority_levels,
    identity: task.identity,
  }
}

/** The target set that `publish-forever` gives an epoch: whoever finds the epoch on disk knows what must be in it. */
export function targetsOf(epoch: number): string[] {
  return Array.from({ length: 150 + (epoch % 50) }, (_, i) => `target-${(i + epoch) % 350}`)
}

/** Its batch size in that epoch: it changes with most of them. */
export function batchSizeOf(epoch: number): number {
  return 15 + (epoch % 8)
}

/** Its members in that epoch; they seldom change, for that takes the planner longest. */
export function membersOf(epoch: number): string[] {
  return ['a', 'b', 'c'].slice(0, 2 + (Math.floor(epoch / 16) % 2))
}

/** What is decided about the next epoch of a task: all its members are told. */
export function nextRecord(task: TaskResource, { counts, members, nextBatchId }: PlanSummary): EpochRecord {
  const epoch = task.epoch + 1
  return {
    task: { ...task, epoch, targets: counts.targets, batches: counts.batches },
    epoch: newEpochResource(
      {
        task_id: task.task_id,
        epoch,
        created_at: epoch,
        cause: 'operator sync',
        causes: [{ kind: 'sync', rebalance: false }],
        counts,
      },
      members.length,
    ),
    rollout: members.map((id) => waitingResource(task.task_id, epoch, id)),
    nextBatchId,
  }
}
