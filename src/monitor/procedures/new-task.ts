import { refusal } from '../../contract/refusal.ts'
import type { TaskOptions, TaskResource } from '../../contract/resources/task.ts'
import type { Queries } from '../../engine/queries.ts'
import type { Settings } from '../../settings/settings.ts'

interface Parts {
  readonly engine: Pick<Queries, 'freeTaskId' | 'hasTask'>
  readonly settings: Settings
  readonly now: () => number
}

/** A task as it begins; what is not said of it the settings say. @throws {BatchdeckError} `TASK_EXISTS` */
export function newTask({ engine, settings, now }: Parts, options: TaskOptions): TaskResource {
  const taskId = options.task_id ?? engine.freeTaskId()
  if (engine.hasTask(taskId)) throw refusal('task_exists', { task: taskId })
  return {
    task_id: taskId,
    name: options.name.trim(),
    epoch: 0,
    targets: 0,
    batches: 0,
    batch_size: options.batch_size ?? settings['monitor.batch.batch-size'],
    virtual_nodes: options.virtual_nodes ?? settings['monitor.batch.virtual-nodes'],
    strategy: options.strategy ?? settings['monitor.batch.strategy'],
    priority_levels: options.priority_levels ?? 'auto',
    identity: options.identity ?? settings['monitor.targets.identity'],
    auto_sync: options.auto_sync ?? true,
    guard: options.guard ?? null,
    created_at: now(),
    sync_due: false,
    undo: null,
  }
}
