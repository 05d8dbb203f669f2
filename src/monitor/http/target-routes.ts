import { type Static, type TObject, Type } from 'typebox'
import { mediaTypes } from '../../contract/list-format.ts'
import { list } from '../../contract/primitives.ts'
import { changeEdit, onInvalid } from '../../contract/procedure-options.ts'
import { targetItem } from '../../contract/resources/target.ts'
import { changeTargets, previewReplacement, previewTargetChange, replaceTargets } from '../procedures/targets.ts'
import { ListBody } from './list-body.ts'
import { listQuery } from './list-query.ts'
import { confirmed, confirmOf, taskParams } from './query.ts'
import { type CheckedRequest, type Route, route } from './route.ts'
import { targetReadingRoutes } from './target-reading-routes.ts'

const tags = ['targets']
const importQuery = { on_invalid: onInvalid, confirm: confirmed, ...listQuery }
const changeQuery = { edit: changeEdit, ...importQuery }
type ListRequest = CheckedRequest<Static<typeof taskParams>, Static<TObject<typeof importQuery>>, unknown>

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
  'GUARDED',
  'RATE_LIMITED',
  'STORAGE_FAILED',
] as const

/** `/api/tasks/{task_id}/targets` @param bodyLimit the largest list, in bytes */
export function targetRoutes(bodyLimit: number): readonly Route[] {
  const input = ({ params, query, request }: ListRequest) => ({
    ...params,
    ...(query.on_invalid !== undefined && { on_invalid: query.on_invalid }),
    ...confirmOf(query.confirm),
    ...(query.on_suspicious !== undefined && { on_suspicious: query.on_suspicious }),
    list: new ListBody(request.raw, bodyLimit, query),
  })
  return [
    ...targetReadingRoutes,
    route('PUT /api/tasks/:task_id/targets', {
      operationId: 'replaceTargets',
      summary: 'Replaces the target set, and publishes what changed',
      tags,
      params: taskParams,
      query: importQuery,
      streamedBody: {
        description:
          'It may be sent with `Content-Encoding: gzip`. With `format=auto` any media type will do, and a gzip file as it is.',
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
      description:
        'Without `edit` the body is JSON that says both; with `edit=add` or `edit=remove` it is a list as for PUT (CH-1).',
      params: taskParams,
      query: changeQuery,
      streamedBody: {
        content: {
          'application/json': { schema: Type.Union([targetChange, targetSet, list(targetItem)]) },
          [mediaTypes.text]: { schema: lines },
          [mediaTypes.csv]: { schema: rows },
          [mediaTypes.ndjson]: { schema: itemLines },
        },
      },
      problems: listProblems,
      does: changeTargets,
      tries: previewTargetChange,
      input: (request) => ({
        ...input(request),
        ...(request.query.edit !== undefined && { edit: request.query.edit }),
      }),
    }),
  ]
}
