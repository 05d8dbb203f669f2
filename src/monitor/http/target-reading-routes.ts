import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, Type } from 'typebox'
import { mediaTypes } from '../../contract/list-format.ts'
import { consumerId, list } from '../../contract/primitives.ts'
import { MAX_TARGETS_PAGE } from '../../contract/procedures.ts'
import { refusal } from '../../contract/refusal.ts'
import { targetFilter, targetItem, targetPage, targetQuestion } from '../../contract/resources/target.ts'
import { exportTargets, showTarget } from '../procedures/target-search.ts'
import type { TargetsFormat } from '../storage/port.ts'
import { etagOf, isFresh } from './etag.ts'
import { next, pathOf, place, taskParams, wholeNumber, DEFAULT_LIMIT } from './query.ts'
import { type Route, route } from './route.ts'

const tags = ['targets']

const currentSet = Type.Object({
  task_id: Type.Integer(),
  epoch: Type.Integer(),
  targets: list(targetItem, 'Those without a priority and attributes as text.'),
})

const { priority, status, report, batch_id } = targetFilter.properties
/** `[TG-2]` With any of these the answer is a page. */
const question = {
  query: targetQuestion.query,
  priority,
  consumer_id: Type.Optional(consumerId),
  batch_id,
  status: Type.Optional({ ...status, description: 'Of the batch it is in.' }),
  report: Type.Optional({ ...report, description: 'What its consumer says of this target alone (WS-27).' }),
  attribute: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'The name of an attribute that it has.' }),
  ),
  value: Type.Optional(Type.String({ maxLength: 256, description: 'Of `attribute`.' })),
  sort: targetQuestion.sort,
  start: place('Where in the list to begin.'),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_TARGETS_PAGE,
      description: `How many at most, ${DEFAULT_LIMIT} by default.`,
    }),
  ),
}
type Question = Static<TObject<typeof question>>

const oneTarget = Type.Object({
  task_id: wholeNumber,
  target: Type.String({ minLength: 1, maxLength: 512, description: 'In either spelling, percent-encoded.' }),
})

/** `/api/tasks/{task_id}/targets`: the list, a page of it, and one target. */
export const targetReadingRoutes: readonly Route[] = [
  route('GET /api/tasks/:task_id/targets', {
    operationId: 'getTargets',
    summary: 'The target set, in code-unit order, or a page of what is looked for',
    description: 'With a query a page as JSON (TG-2); without any the whole set.',
    tags,
    params: taskParams,
    query: question,
    responses: {
      200: {
        description: 'The target set of the current epoch, or a page of it.',
        content: {
          'application/json': {
            schema: Type.Union([currentSet, Type.Object({ ...targetPage.properties, next })]),
          },
          'text/plain': { schema: Type.String({ description: 'One a line, without priorities and attributes.' }) },
          'text/csv': {
            schema: Type.String({
              description: '`target,priority` and a column for each attribute, with a header (RFC 4180).',
            }),
          },
          [mediaTypes.ndjson]: { schema: Type.String({ description: 'A target in each line, as in JSON.' }) },
        },
      },
      304: Type.Null({ description: 'The caller has it already.' }),
    },
    problems: ['UNKNOWN_TASK', 'NOT_ACCEPTABLE', 'RATE_LIMITED'],
    does: exportTargets,
    input: ({ params, query, request }) => ({
      ...params,
      format: formatFor(request, isQuestion(query) ? ['json'] : exportFormats),
      ...(isQuestion(query) && { question: questionOf(query) }),
    }),
    async answer(result, { query, request }, reply) {
      if ('page' in result) {
        const { page } = result
        const { start = 0, limit = DEFAULT_LIMIT } = query
        if (start + limit >= page.matching) return page
        const path = `/api/tasks/${page.task_id}/targets`
        return { ...page, next: pathOf(request, path, { ...query, limit, start: start + limit }) }
      }
      const { task, format, bytes } = result
      // What would have to be hashed may be very long, and is another with each epoch only.
      const etag = etagOf([task.task_id, task.created_at, task.epoch, format])
      void reply.header('Vary', 'Accept').header('ETag', etag)
      if (isFresh(request, etag)) return reply.status(304).send(null)
      void reply.type(`${mediaTypes[format]}; charset=utf-8`)
      return reply.send(await bytes())
    },
  }),
  route('GET /api/tasks/:task_id/targets/:target', {
    operationId: 'getTarget',
    summary: 'One target: where it is, what is said of it, and how it came there',
    tags,
    params: oneTarget,
    problems: ['UNKNOWN_TASK', 'UNKNOWN_TARGET', 'RATE_LIMITED'],
    does: showTarget,
    input: ({ params }) => params,
  }),
]

function isQuestion(query: Question): boolean {
  return Object.values(query).some((value) => value !== undefined)
}

/** @throws {BatchdeckError} `INVALID_MESSAGE` for a value of no attribute */
function questionOf({ query, sort, start = 0, limit = DEFAULT_LIMIT, attribute, value, ...filter }: Question) {
  if (value !== undefined && attribute === undefined) throw refusal('value_without_attribute')
  const described =
    attribute === undefined ? {} : { attribute: { name: attribute, ...(value !== undefined && { value }) } }
  return {
    ...(query !== undefined && { query }),
    ...(sort !== undefined && { sort }),
    filter: { ...filter, ...described },
    start,
    limit,
  }
}

/** The first is for whom any will do. */
const exportFormats: readonly TargetsFormat[] = ['json', 'text', 'csv', 'ndjson']

/** @throws {BatchdeckError} `NOT_ACCEPTABLE` */
function formatFor(request: FastifyRequest, formats: readonly TargetsFormat[]): TargetsFormat {
  const accepted = request.accepts().type(formats.map((format) => mediaTypes[format]))
  const format = formats.find((one) => mediaTypes[one] === accepted)
  if (format) return format
  throw refusal('targets_not_in_type')
}
