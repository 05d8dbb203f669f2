import { type Static, Type } from 'typebox'
import type { TaskResource } from '../../../../contract/resources/task.ts'
import { SLOT_COUNT } from '../../../../planner/hash.ts'
import { identities } from '../../../../planner/identity.ts'
import { type Cells, natural, owner, RowReader, text, time } from './row.ts'

/** `tasks.view` */
const taskJson = Type.Object({
  task_id: natural,
  name: text,
  epoch: natural,
  targets: natural,
  batches: natural,
  batch_size: natural,
  virtual_nodes: natural,
  strategy: Type.Enum(['balanced', 'ring']),
  priority_levels: Type.Enum(['auto', 1, 2, 4]),
  /** Earlier versions knew `exact` only. */
  identity: Type.Optional(Type.Enum([...identities])),
  auto_sync: Type.Boolean(),
  /** Left out where the settings say it, which is all that earlier versions knew. */
  guard: Type.Optional(natural),
  created_at: time,
})
type TaskJson = Static<typeof taskJson>

const tasks = new RowReader('tasks', taskJson)
const owners = new RowReader('tasks', Type.Array(owner, { minItems: SLOT_COUNT, maxItems: SLOT_COUNT }))
const members = new RowReader('tasks', Type.Array(text))

export interface TaskRow {
  readonly task: TaskResource
  readonly owners: readonly (string | null)[]
  readonly members: readonly string[]
}

export function readTask(cells: Cells): TaskRow {
  const row = `task ${String(cells['task_id'])}`
  const task = tasks.json(cells['view'], row)
  if (task.task_id !== cells['task_id']) throw tasks.fault(row, '/task_id', 'is another')
  return {
    task: {
      task_id: task.task_id,
      name: task.name,
      epoch: task.epoch,
      targets: task.targets,
      batches: task.batches,
      batch_size: task.batch_size,
      virtual_nodes: task.virtual_nodes,
      strategy: task.strategy,
      priority_levels: task.priority_levels,
      identity: task.identity ?? 'exact',
      auto_sync: task.auto_sync,
      guard: task.guard ?? null,
      created_at: task.created_at,
      // It is seen anew who the members are, and what can be undone.
      sync_due: false,
      undo: null,
    },
    owners: owners.json(cells['owners'], row),
    members: members.json(cells['members'], row),
  }
}

export function taskCell(task: TaskResource): string {
  return JSON.stringify({
    task_id: task.task_id,
    name: task.name,
    epoch: task.epoch,
    targets: task.targets,
    batches: task.batches,
    batch_size: task.batch_size,
    virtual_nodes: task.virtual_nodes,
    strategy: task.strategy,
    priority_levels: task.priority_levels,
    identity: task.identity,
    auto_sync: task.auto_sync,
    ...(task.guard !== null && { guard: task.guard }),
    created_at: task.created_at,
  } satisfies TaskJson)
}
