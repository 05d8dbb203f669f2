import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { baseEpoch } from '../../contract/procedure-options.ts'
import { taskChange, taskOptions, taskResource } from '../../contract/resources/task.ts'
import { changeTask, createTask, deleteTask, getTask, listTasks, previewTaskChange } from '../procedures/tasks.ts'
import { confirmed, confirmOf, limit, next, pathOf, place, taskParams, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const tags = ['tasks']

/** `/api/tasks` */
export const taskRoutes = [
  route('GET /api/tasks', {
    operationId: 'listTasks',
    summary: 'All tasks, in order of id',
    tags,
    query: { limit, after: place('Only tasks with a greater id.') },
    responses: { 200: Type.Object({ tasks: list(taskResource), next }) },
    does: listTasks,
    input: ({ query: { limit: most = DEFAULT_LIMIT, after = -1 } }) => ({ after, limit: most }),
    answer: ({ tasks, next: last }, { query: { limit: most = DEFAULT_LIMIT }, request }) =>
      last === null ? { tasks } : { tasks, next: pathOf(request, '/api/tasks', { limit: most, after: last }) },
  }),
  route('POST /api/tasks', {
    operationId: 'createTask',
    summary: 'A new task, without targets yet',
    tags,
    body: taskOptions,
    problems: ['TASK_EXISTS', 'STORAGE_FAILED'],
    does: createTask,
    input: ({ body }) => body,
    status: 201,
  }),
  route('GET /api/tasks/:task_id', {
    operationId: 'getTask',
    summary: 'One task',
    tags,
    params: taskParams,
    problems: ['UNKNOWN_TASK'],
    does: getTask,
    input: ({ params }) => params,
  }),
  route('DELETE /api/tasks/:task_id', {
    operationId: 'deleteTask',
    summary: 'Ends a task, with its targets and history',
    tags,
    params: taskParams,
    responses: { 204: Type.Null({ description: 'It is gone.' }) },
    problems: ['UNKNOWN_TASK', 'STORAGE_FAILED'],
    does: deleteTask,
    input: ({ params }) => params,
    status: 204,
  }),
  route('PATCH /api/tasks/:task_id', {
    operationId: 'changeTask',
    summary: 'Other options of a task, and the epoch they make (EP-9)',
    tags,
    params: taskParams,
    body: Type.Object(
      { ...taskChange.properties, base_epoch: baseEpoch },
      { additionalProperties: false, title: 'TaskChange' },
    ),
    query: { confirm: confirmed },
    problems: ['UNKNOWN_TASK', 'GUARDED', 'STALE_EPOCH', 'STORAGE_FAILED'],
    does: changeTask,
    tries: previewTaskChange,
    input: ({ params, query: { confirm }, body: { base_epoch, ...options } }) => ({
      ...params,
      options,
      ...confirmOf(confirm),
      ...(base_epoch !== undefined && { base_epoch }),
    }),
  }),
]
