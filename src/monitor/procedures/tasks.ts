import { Type } from 'typebox'
import { id, list, orNull } from '../../contract/primitives.ts'
import { taskResource } from '../../contract/resources/task.ts'
import { publicationFacts } from './audit.ts'
import { newTask } from './new-task.ts'
import { httpProcedure, procedure } from './procedure.ts'

const ofTask = Type.Object({ task_id: id })

/** In order of id, those after `after`; `next` is the last of them where there are more. */
export const listTasks = httpProcedure('tasks.list', {
  role: 'consumer',
  input: Type.Object({ after: Type.Integer({ minimum: -1 }), limit: Type.Integer({ minimum: 1 }) }),
  result: Type.Object({ tasks: list(taskResource), next: orNull(id) }),
  audit: null,
  run({ engine }, { after, limit }) {
    const following = engine.taskResources().filter(({ task_id }) => task_id > after)
    const tasks = following.toSorted((a, b) => a.task_id - b.task_id).slice(0, limit)
    return { tasks, next: tasks.length === following.length ? null : tasks.at(-1)!.task_id }
  },
})

export const getTask = httpProcedure('task.get', {
  role: 'consumer',
  input: ofTask,
  result: taskResource,
  audit: null,
  run: ({ engine }, { task_id: taskId }) => engine.taskResource(taskId),
})

/** `TASK_EXISTS`, `STORAGE_FAILED` */
export const createTask = procedure('task.create', {
  role: 'operator',
  audit: {
    name: 'task.create',
    facts: ({ task_id, name }, task) => ({ task_id, name, ...(task && { task_id: task.task_id, epoch: task.epoch }) }),
  },
  run: (context, options) => {
    const { engine, storage, turns, flush, written } = context
    return turns.inTurn(async () => {
      const task = newTask(context, options)
      await written(storage.createTask(task))
      engine.addTask(task)
      flush()
      return { ...task }
    })
  },
})

/** `UNKNOWN_TASK`, as with everything that names a task; `STORAGE_FAILED` */
export const deleteTask = procedure('task.delete', {
  role: 'operator',
  audit: { name: 'task.delete', facts: ({ task_id }) => ({ task_id }) },
  run: ({ engine, storage, turns, flush, written, perform }, { task_id: taskId }) =>
    turns.inTurn(async () => {
      engine.taskResource(taskId)
      await written(storage.deleteTask(taskId))
      perform(engine.removeTask(taskId))
      flush()
      return null
    }),
})

/** `[EP-9]` What other options would do to the plan, and do not. */
export const previewTaskChange = procedure('task.change.preview', {
  role: 'viewer',
  audit: null,
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, options }) => publisher.previewChange(taskId, options),
})

/** `[EP-9]` `UNKNOWN_TASK`, `STORAGE_FAILED`, `STALE_EPOCH`; `GUARDED` where another identity takes so much away (CH-2) */
export const changeTask = procedure('task.change', {
  role: 'operator',
  audit: {
    name: 'task.change',
    facts: ({ task_id, options, base_epoch }, changed) => ({
      task_id,
      name: options?.name,
      base_epoch,
      ...publicationFacts(changed?.publication ?? null),
    }),
  },
  inTurns: true,
  run: ({ publisher }, { task_id: taskId, options, base_epoch: baseEpoch, confirm }) =>
    publisher.changeTask(taskId, options, { baseEpoch, confirm }),
})
