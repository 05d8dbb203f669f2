import { Type } from 'typebox'
import { changedTask, planPreview, taskChange } from '../../core/views.ts'
import type { Operations } from '../operations.ts'
import { flag, taskParams } from './query.ts'
import type { HttpServer } from './server.ts'

const body = Type.Object(
  { ...taskChange.properties, base_epoch: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)

/** `PATCH /api/tasks/{task_id}`: other options of a task, and the epoch they make. */
export function addTaskOptionRoutes(server: HttpServer, operations: Operations): void {
  server.patch(
    '/api/tasks/:task_id',
    {
      schema: {
        params: taskParams,
        querystring: Type.Object({ dry_run: flag }),
        body,
        response: { 200: Type.Union([planPreview, changedTask]) },
      },
    },
    async ({ params, query, body: { base_epoch: baseEpoch, ...change } }) => {
      const taskId = Number(params.task_id)
      if (query.dry_run === 'true') return operations.previewChange(taskId, change)
      return operations.changeTask(taskId, change, baseEpoch)
    },
  )
}
