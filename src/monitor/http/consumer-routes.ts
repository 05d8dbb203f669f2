import { Type } from 'typebox'
import { consumerId } from '../../contract/primitives.ts'
import { dismissConsumer, drainConsumer, getConsumer, listConsumers, undrainConsumer } from '../procedures/consumers.ts'
import { readLog } from '../procedures/log.ts'
import { limit, next, pathOf, place, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const tags = ['consumers']
const params = Type.Object({ consumer_id: consumerId })

/** `/api/consumers` */
export const consumerRoutes = [
  route('GET /api/consumers', {
    operationId: 'listConsumers',
    summary: 'All consumers, in order of id',
    tags,
    query: {
      limit,
      after: Type.Optional(Type.String({ maxLength: 128, description: 'Only ids that come after this one.' })),
    },
    responses: { 200: Type.Object({ consumers: listConsumers.result.properties.consumers, next }) },
    does: listConsumers,
    input: ({ query: { limit: most = DEFAULT_LIMIT, after = '' } }) => ({ after, limit: most }),
    answer: ({ consumers, next: last }, { query: { limit: most = DEFAULT_LIMIT }, request }) =>
      last === null
        ? { consumers }
        : { consumers, next: pathOf(request, '/api/consumers', { limit: most, after: last }) },
  }),
  route('GET /api/consumers/:consumer_id', {
    operationId: 'getConsumer',
    summary: 'One consumer with its batches',
    tags,
    params,
    problems: ['UNKNOWN_CONSUMER'],
    does: getConsumer,
    input: ({ params: one }) => one,
  }),
  route('GET /api/consumers/:consumer_id/log', {
    operationId: 'readConsumerLog',
    summary: 'The newest lines of its log (WS-29)',
    description:
      'To read it is to ask for it: the consumer sends its log for 15 s. Read again each second, with `after`, for as long as you want it.',
    tags,
    params,
    query: {
      after: place('Only lines with a larger `seq`; all where the newest has a smaller one.'),
    },
    problems: ['UNKNOWN_CONSUMER', 'RATE_LIMITED'],
    does: readLog,
    input: ({ params: one, query: { after } }) => ({ ...one, ...(after !== undefined && { after }) }),
  }),
  route('DELETE /api/consumers/:consumer_id', {
    operationId: 'dismissConsumer',
    summary: 'Takes a lost consumer out of the list',
    tags,
    params,
    responses: { 204: Type.Null({ description: 'It is gone.' }) },
    problems: ['UNKNOWN_CONSUMER', 'CONFLICT'],
    does: dismissConsumer,
    input: ({ params: one }) => one,
    status: 204,
  }),
  route('POST /api/consumers/:consumer_id/drain', {
    operationId: 'drainConsumer',
    summary: 'Lets its slots move away while it stays connected (LV-5)',
    tags,
    params,
    problems: ['UNKNOWN_CONSUMER'],
    does: drainConsumer,
    input: ({ params: one }) => one,
  }),
  route('DELETE /api/consumers/:consumer_id/drain', {
    operationId: 'undrainConsumer',
    summary: 'Lets it own slots again',
    tags,
    params,
    problems: ['UNKNOWN_CONSUMER'],
    does: undrainConsumer,
    input: ({ params: one }) => one,
  }),
]
