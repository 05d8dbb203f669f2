import { Type } from 'typebox'
import { epochNumber } from '../../contract/primitives.ts'
import { list } from '../../contract/primitives.ts'
import { batchWithTargets, type BatchWithTargets } from '../../contract/resources/batch.ts'
import { slotsAnswer } from '../../contract/resources/slots.ts'
import type { Operations } from '../operations.ts'
import { etagOf, isFresh } from './etag.ts'
import { limit, next, pathOf, place, queryOf, taskParams, USUAL_LIMIT } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['batches']
const count = Type.Integer({ minimum: 0 })

/** What consumers load after a reload, and who owns what. */
export function addBatchRoutes(server: HttpServer, operations: Operations): void {
  server.get(
    '/api/tasks/:task_id/batches',
    {
      config: { isForConsumers: true },
      schema: {
        operationId: 'listBatches',
        summary: 'Batches with their targets; what a consumer loads after a reload',
        description:
          'With `consumer_id` those of one consumer, most urgent first; its `ETag` stays while only progress changes.',
        tags,
        params: taskParams,
        querystring: queryOf({
          consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
          limit,
          from: place('Where in the list to begin.'),
        }),
        response: {
          200: Type.Object({ task_id: count, epoch: count, batches: list(batchWithTargets), next }),
          304: Type.Null({ description: 'The caller has them already.' }),
        },
        problems: ['UNKNOWN_TASK'],
      },
    },
    async (request, reply) => {
      const { task_id: taskId } = request.params
      const { consumer_id: consumerId, limit: most = USUAL_LIMIT, from = 0 } = request.query
      const { next: following, ...page } = await operations.batches(taskId, { consumerId, from, limit: most })
      if (consumerId !== undefined) operations.confirmFetch(taskId, consumerId, page.epoch)
      const etag = etagOf(consumerId === undefined ? page : page.batches.map(plannedPart))
      void reply.header('ETag', etag).header('Cache-Control', 'max-age=300')
      if (isFresh(request, etag)) return reply.status(304).send(null)
      if (following === null) return page
      const path = `/api/tasks/${taskId}/batches`
      return { ...page, next: pathOf(path, { limit: most, from: following, consumer_id: consumerId }) }
    },
  )

  server.get(
    '/api/tasks/:task_id/slots',
    {
      schema: {
        operationId: 'getSlots',
        summary: 'The 256 slots, their owners and how many targets are in each',
        tags,
        params: taskParams,
        querystring: queryOf({
          epoch: Type.Optional(Type.Integer({ ...epochNumber, description: 'Those of an earlier epoch (EP-10).' })),
        }),
        response: { 200: slotsAnswer },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT'],
      },
    },
    async ({ params, query }) => operations.slots(params.task_id, query.epoch),
  )
}

/** A consumer's cache stays good while only the progress it reports itself moves. */
function plannedPart({ batch_id, consumer_id, priority, targets }: BatchWithTargets): unknown[] {
  return [batch_id, consumer_id, priority, targets]
}
