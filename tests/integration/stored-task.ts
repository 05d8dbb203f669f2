import type { TaskView } from '../../src/core/console-api.ts'
import type { PlanOptions } from '../../src/core/planner/assignment.ts'

export function newTask(taskId: number): TaskView {
  return {
    task_id: taskId,
    name: `Task ${taskId}`,
    epoch: 0,
    targets: 0,
    batches: 0,
    batch_size: 20,
    virtual_nodes: 50,
    strategy: 'balanced',
    auto_sync: true,
    created_at: 1,
    sync_due: false,
  }
}

export function optionsOf(task: TaskView): PlanOptions {
  return { batchSize: task.batch_size, virtualNodes: task.virtual_nodes, strategy: task.strategy, spareBatches: 1 }
}
