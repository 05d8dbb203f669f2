import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { batchResource } from '../../contract/resources/batch.ts'
import { consumerResource } from '../../contract/resources/consumer.ts'
import type { Operations } from '../operations.ts'
import { limit, next, pathOf, queryOf, USUAL_LIMIT } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['consumers']
const consumerId = Type.String({ minLength: 1, maxLength: 128 })
const params = Type.Object({ consumer_id: consumerId })
const count = Type.Integer({ minimum: 0 })
const consumerWithCounts = Type.Object(
  {
    ...consumerResource.properties,
    batch_counts: Type.Object({ pending: count, running: count, completed: count, error: count }),
  },
  { title: 'ConsumerWithCounts', description: 'A consumer, and how many of its batches are in which status.' },
)
const consumerWithBatches = Type.Object(
  { ...consumerResource.properties, batches: list(batchResource) },
  { title: 'ConsumerWithBatches', description: 'A consumer and its batches.' },
)

/** `/api/consumers` */
export function addConsumerRoutes(server: HttpServer, operations: Operations): void {
  server.get(
    '/api/consumers',
    {
      schema: {
        operationId: 'listConsumers',
        summary: 'All consumers, in order of id',
        tags,
        querystring: queryOf({
          limit,
          after: Type.Optional(Type.String({ maxLength: 128, description: 'Only ids that come after this one.' })),
        }),
        response: { 200: Type.Object({ consumers: list(consumerWithCounts), next }) },
      },
    },
    async ({ query: { limit: most = USUAL_LIMIT, after = '' } }) => {
      const consumers = operations.consumers().filter(({ consumer_id }) => consumer_id > after)
      const page = consumers.toSorted((a, b) => (a.consumer_id < b.consumer_id ? -1 : 1)).slice(0, most)
      if (page.length === consumers.length) return { consumers: page }
      return { consumers: page, next: pathOf('/api/consumers', { limit: most, after: page.at(-1)?.consumer_id }) }
    },
  )

  server.get(
    '/api/consumers/:consumer_id',
    {
      schema: {
        operationId: 'getConsumer',
        summary: 'One consumer with its batches',
        tags,
        params,
        response: { 200: consumerWithBatches },
        problems: ['UNKNOWN_CONSUMER'],
      },
    },
    async ({ params: { consumer_id } }) => operations.consumer(consumer_id),
  )

  server.delete(
    '/api/consumers/:consumer_id',
    {
      schema: {
        operationId: 'dismissConsumer',
        summary: 'Takes a lost consumer out of the list',
        tags,
        params,
        response: { 204: Type.Null({ description: 'It is gone.' }) },
        problems: ['UNKNOWN_CONSUMER', 'CONFLICT'],
      },
    },
    async ({ params: { consumer_id } }, reply) => {
      operations.dismissConsumer(consumer_id)
      return reply.status(204).send(null)
    },
  )

  server.post(
    '/api/consumers/:consumer_id/drain',
    {
      schema: {
        operationId: 'drainConsumer',
        summary: 'Lets its slots move away while it stays connected (LV-5)',
        tags,
        params,
        response: { 200: consumerResource },
        problems: ['UNKNOWN_CONSUMER'],
      },
    },
    async ({ params: { consumer_id } }) => operations.setDrained(consumer_id, true),
  )

  server.delete(
    '/api/consumers/:consumer_id/drain',
    {
      schema: {
        operationId: 'undrainConsumer',
        summary: 'Lets it own slots again',
        tags,
        params,
        response: { 200: consumerResource },
        problems: ['UNKNOWN_CONSUMER'],
      },
    },
    async ({ params: { consumer_id } }) => operations.setDrained(consumer_id, false),
  )
}
