import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { taskOptions, taskResource } from '../../contract/resources/task.ts'
import type { Operations } from '../operations.ts'
import { limit, next, pathOf, place, queryOf, taskParams, USUAL_LIMIT } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['tasks']

/** `/api/tasks` */
export function addTaskRoutes(server: HttpServer, operations: Operations): void {
  server.get(
    '/api/tasks',
    {
      config: { isForConsumers: true },
      schema: {
        operationId: 'listTasks',
        summary: 'All tasks, in order of id',
        tags,
        querystring: queryOf({ limit, after: place('Only tasks with a greater id.') }),
        response: { 200: Type.Object({ tasks: list(taskResource), next }) },
      },
    },
    async ({ query: { limit: most = USUAL_LIMIT, after = -1 } }) => {
      const tasks = operations.tasks().filter(({ task_id }) => task_id > after)
      const page = tasks.toSorted((a, b) => a.task_id - b.task_id).slice(0, most)
      if (page.length === tasks.length) return { tasks: page }
      return { tasks: page, next: pathOf('/api/tasks', { limit: most, after: page.at(-1)?.task_id }) }
    },
  )

  server.post(
    '/api/tasks',
    {
      schema: {
        operationId: 'createTask',
        summary: 'A new task, without targets yet',
        tags,
        body: taskOptions,
        response: { 201: taskResource },
        problems: ['TASK_EXISTS', 'STORAGE_FAILED'],
      },
    },
    async ({ body }, reply) => reply.status(201).send(await operations.createTask(body)),
  )

  server.get(
    '/api/tasks/:task_id',
    {
      config: { isForConsumers: true },
      schema: {
        operationId: 'getTask',
        summary: 'One task',
        tags,
        params: taskParams,
        response: { 200: taskResource },
        problems: ['UNKNOWN_TASK'],
      },
    },
    async ({ params }) => operations.task(params.task_id),
  )

  server.delete(
    '/api/tasks/:task_id',
    {
      schema: {
        operationId: 'deleteTask',
        summary: 'Ends a task, with its targets and history',
        tags,
        params: taskParams,
        response: { 204: Type.Null({ description: 'It is gone.' }) },
        problems: ['UNKNOWN_TASK', 'STORAGE_FAILED'],
      },
    },
    async ({ params }, reply) => {
      await operations.deleteTask(params.task_id)
      return reply.status(204).send(null)
    },
  )
}
