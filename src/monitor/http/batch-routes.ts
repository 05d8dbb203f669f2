import { Type } from 'typebox'
import { consumerId, epochNumber, list } from '../../contract/primitives.ts'
import { batchWithTargets, type BatchWithTargets } from '../../contract/resources/batch.ts'
import { listBatches } from '../procedures/batches.ts'
import { getSlots } from '../procedures/history.ts'
import { etagOf, isFresh } from './etag.ts'
import { limit, next, pathOf, place, taskParams, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const tags = ['batches']
const count = Type.Integer({ minimum: 0 })

/** What consumers load after a reload, and who owns what. */
export const batchRoutes = [
  route('GET /api/tasks/:task_id/batches', {
    operationId: 'listBatches',
    summary: 'Batches with their targets; what a consumer loads after a reload',
    description:
      'With `consumer_id` those of one consumer, most urgent first; its `ETag` stays while only progress changes. With `attributes=true` each says what its list said of its targets (AT-4).',
    tags,
    params: taskParams,
    query: {
      consumer_id: Type.Optional(consumerId),
      target: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 512,
          description: 'Only the batch with this target, in either spelling.',
        }),
      ),
      attributes: Type.Optional(
        Type.Boolean({ description: 'Whether to say the attributes of the targets, too (AT-4).' }),
      ),
      limit,
      from: place('Where in the list to begin.'),
    },
    responses: {
      200: Type.Object({ task_id: count, epoch: count, batches: list(batchWithTargets), next }),
      304: Type.Null({ description: 'The caller has them already.' }),
    },
    problems: ['UNKNOWN_TASK'],
    does: listBatches,
    input: ({ params, query, request: { method } }) => ({
      from: 0,
      limit: DEFAULT_LIMIT,
      ...query,
      ...params,
      // A HEAD is answered without a body.
      is_fetch: method === 'GET',
    }),
    answer({ next: following, ...page }, { query, request }, reply) {
      const { consumer_id: consumer, target, attributes, limit: most = DEFAULT_LIMIT } = query
      const etag = etagOf(consumer === undefined ? page : page.batches.map(plannedPart))
      void reply.header('ETag', etag).header('Cache-Control', 'max-age=300')
      if (isFresh(request, etag)) return reply.status(304).send(null)
      if (following === null) return page
      const path = `/api/tasks/${page.task_id}/batches`
      return {
        ...page,
        next: pathOf(request, path, {
          limit: most,
          from: following,
          consumer_id: consumer,
          target,
          attributes: attributes ? 'true' : undefined,
        }),
      }
    },
  }),
  route('GET /api/tasks/:task_id/slots', {
    operationId: 'getSlots',
    summary: 'The 256 slots, their owners and how many targets are in each',
    tags,
    params: taskParams,
    query: {
      epoch: Type.Optional(Type.Integer({ ...epochNumber, description: 'Those of an earlier epoch (EP-10).' })),
    },
    problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT'],
    does: getSlots,
    input: ({ params, query }) => ({ ...query, ...params }),
  }),
]

/** A consumer's cache stays good while only the progress it reports itself moves. */
function plannedPart({ batch_id, consumer_id, priority, targets, attributes }: BatchWithTargets): unknown[] {
  const planned = [batch_id, consumer_id, priority, targets]
  return attributes === undefined ? planned : [...planned, attributes]
}
