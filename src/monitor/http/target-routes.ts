import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, Type } from 'typebox'
import { mediaTypes } from '../../contract/list-format.ts'
import { list } from '../../contract/primitives.ts'
import { onInvalid } from '../../contract/procedures.ts'
import { refusal } from '../../contract/refusal.ts'
import { targetItem } from '../../contract/resources/target.ts'
import {
  changeTargets,
  exportTargets,
  previewReplacement,
  previewTargetChange,
  replaceTargets,
} from '../procedures/targets.ts'
import type { TargetsFormat } from '../storage/port.ts'
import { etagOf, isFresh } from './etag.ts'
import { ListBody } from './list-body.ts'
import { taskParams } from './query.ts'
import { type CheckedRequest, type Route, route } from './route.ts'

const tags = ['targets']
const listQuery = { on_invalid: onInvalid }
type ListRequest = CheckedRequest<Static<typeof taskParams>, Static<TObject<typeof listQuery>>, unknown>

const lines = Type.String({ description: 'One target a line; empty lines and `#` comments are passed over.' })
const rows = Type.String({
  description: '`target,priority` (RFC 4180), or a header that names these columns, in any order and among others.',
})
const itemLines = Type.String({ description: 'A target in each line, as in the JSON list.' })
const targetSet = Type.Object({ targets: list(targetItem) }, { additionalProperties: false, title: 'TargetSet' })
const targetChange = Type.Object(
  { add: Type.Optional(list(targetItem)), remove: Type.Optional(list(targetItem)) },
  { additionalProperties: false, title: 'TargetChange' },
)

const listProblems = [
  'UNKNOWN_TASK',
  'INVALID_TARGETS',
  'INVALID_ENCODING',
  'CANCELLED',
  'CONFLICT',
  'RATE_LIMITED',
  'STORAGE_FAILED',
] as const

const currentSet = Type.Object({
  task_id: Type.Integer(),
  epoch: Type.Integer(),
  targets: list(targetItem, 'Those without a priority as text.'),
})

/** `/api/tasks/{task_id}/targets` @param bodyLimit the largest list, in bytes */
export function targetRoutes(bodyLimit: number): readonly Route[] {
  const input = ({ params, query, request }: ListRequest) => ({
    ...params,
    ...(query.on_invalid !== undefined && { on_invalid: query.on_invalid }),
    list: new ListBody(request.raw, bodyLimit),
  })
  return [
    route('GET /api/tasks/:task_id/targets', {
      operationId: 'getTargets',
      summary: 'The target set, in code-unit order',
      tags,
      params: taskParams,
      responses: {
        200: {
          description: 'The target set of the current epoch.',
          content: {
            'application/json': { schema: currentSet },
            'text/plain': { schema: Type.String({ description: 'One a line, without priorities.' }) },
            'text/csv': { schema: Type.String({ description: '`target,priority`, with a header (RFC 4180).' }) },
          },
        },
        304: Type.Null({ description: 'The caller has it already.' }),
      },
      problems: ['UNKNOWN_TASK', 'NOT_ACCEPTABLE'],
      does: exportTargets,
      input: ({ params, request }) => ({ ...params, format: formatFor(request) }),
      async answer({ task, bytes }, { request }, reply) {
        const format = formatFor(request)
        // What would have to be hashed may be very long, and is another with each epoch only.
        const etag = etagOf([task.task_id, task.created_at, task.epoch, format])
        void reply.header('Vary', 'Accept').header('ETag', etag)
        if (isFresh(request, etag)) return reply.status(304).send(null)
        void reply.type(`${mediaTypes[format]}; charset=utf-8`)
        return reply.send(await bytes())
      },
    }),
    route('PUT /api/tasks/:task_id/targets', {
      operationId: 'replaceTargets',
      summary: 'Replaces the target set, and publishes what changed',
      tags,
      params: taskParams,
      query: listQuery,
      streamedBody: {
        description: 'It may be sent with `Content-Encoding: gzip`.',
        content: {
          [mediaTypes.text]: { schema: lines },
          [mediaTypes.csv]: { schema: rows },
          [mediaTypes.json]: { schema: Type.Union([targetSet, list(targetItem)]) },
          [mediaTypes.ndjson]: { schema: itemLines },
        },
      },
      problems: listProblems,
      does: replaceTargets,
      tries: previewReplacement,
      input,
    }),
    route('PATCH /api/tasks/:task_id/targets', {
      operationId: 'changeTargets',
      summary: 'Adds and removes targets, and publishes what changed',
      tags,
      params: taskParams,
      query: listQuery,
      streamedBody: { content: { 'application/json': { schema: targetChange } } },
      problems: listProblems,
      does: changeTargets,
      tries: previewTargetChange,
      input,
    }),
  ]
}

/** @throws {BatchdeckError} `NOT_ACCEPTABLE` */
function formatFor(request: FastifyRequest): TargetsFormat {
  const format = request.accepts().type(['json', 'text', 'csv']) as TargetsFormat | false
  if (format) return format
  throw refusal('targets_not_in_type')
}
