import { MAX_RECENT_EPOCHS, type StoredState, type StoredTask } from '../../../engine/records.ts'
import { type Assignment, emptyAssignment, outlineChange, restoreAssignment } from '../../../planner/assignment.ts'
import { levelsFor } from '../../../planner/priority.ts'
import { readBatch, readProgress, readUnplanned } from './rows/batch-row.ts'
import { readConsumer } from './rows/consumer-row.ts'
import { readEpoch, readRollout } from './rows/epoch-row.ts'
import { complaintOf, RowFault } from './rows/row.ts'
import { readTask, type TaskRow } from './rows/task-row.ts'
import type { Statements } from './statements.ts'

/** All that a restarted monitor needs to go on. @throws {RowFault} */
export function readState(statements: Statements): { state: StoredState; assignments: Map<number, Assignment> } {
  const counter = (name: string) => statements.counter.get(name)?.['value'] as number
  const assignments = new Map<number, Assignment>()
  const tasks = statements.tasks.all().map((cells): StoredTask => {
    const row = readTask(cells)
    const { task } = row
    const assignment = readAssignment(statements, row)
    assignments.set(task.task_id, assignment)
    return {
      task,
      outline: outlineChange(emptyAssignment, assignment),
      epochs: statements.epochs.all(task.task_id, task.epoch + 1, MAX_RECENT_EPOCHS).map(readEpoch),
      rollout: statements.rollout.all(task.task_id, task.epoch).map(readRollout),
    }
  })
  const state = {
    tasks,
    consumers: statements.consumers.all().map(readConsumer),
    progress: statements.progress.all().map(readProgress),
    unplanned: statements.unplanned.all().map(readUnplanned),
    nextBatchId: counter('next_batch_id'),
    nextTaskId: counter('next_task_id'),
  }
  return { state, assignments }
}

function readAssignment(statements: Statements, { task, owners, members }: TaskRow): Assignment {
  const batches = statements.batches.all(task.task_id).map(readBatch)
  const targets = batches.reduce((sum, batch) => sum + batch.targets.length, 0)
  const assignment = restoreAssignment({ owners, members, levels: levelsFor(task.priority_levels, targets) }, batches)
  const placed = assignment.slots.reduce((sum, { size }) => sum + size, 0)
  if (placed !== targets) {
    const what = `hold ${targets - placed} targets more than once`
    throw new RowFault('batches', `task ${task.task_id}`, [complaintOf('/targets', what)])
  }
  return assignment
}
