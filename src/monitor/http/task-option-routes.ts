import { Type } from 'typebox'
import { changedTask, planPreview } from '../../contract/resources/plan.ts'
import { taskChange } from '../../contract/resources/task.ts'
import type { Operations } from '../operations.ts'
import { baseEpoch } from './planning-routes.ts'
import { dryRun, queryOf, taskParams } from './query.ts'
import type { HttpServer } from './types.ts'

/** `PATCH /api/tasks/{task_id}` */
export function addTaskOptionRoutes(server: HttpServer, operations: Operations): void {
  server.patch(
    '/api/tasks/:task_id',
    {
      schema: {
        operationId: 'changeTask',
        summary: 'Other options of a task, and the epoch they make (EP-9)',
        tags: ['tasks'],
        params: taskParams,
        querystring: queryOf({ dry_run: dryRun }),
        body: Type.Object(
          { ...taskChange.properties, base_epoch: baseEpoch },
          { additionalProperties: false, title: 'TaskChange' },
        ),
        response: { 200: Type.Union([planPreview, changedTask]) },
        problems: ['UNKNOWN_TASK', 'STALE_EPOCH', 'STORAGE_FAILED'],
      },
    },
    async ({ params: { task_id: taskId }, query, body: { base_epoch: base, ...change } }) => {
      if (query.dry_run) return operations.previewChange(taskId, change)
      return operations.changeTask(taskId, change, base)
    },
  )
}
