import type { IncomingMessage } from 'node:http'
import { type Static, Type } from 'typebox'
import { BatchdeckError } from '../../contract/errors.ts'
import { mediaTypes } from '../../contract/list-format.ts'
import { list } from '../../contract/primitives.ts'
import type { PlanPreview, Publication } from '../../contract/resources/plan.ts'
import { targetItem } from '../../contract/resources/target.ts'
import type { Imports } from '../imports.ts'
import type { TargetsFormat } from '../storage/port.ts'
import type { Operations } from '../operations.ts'
import { etagOf, isFresh } from './etag.ts'
import { listPieces, readListHead } from './list-body.ts'
import { planned } from './planning-routes.ts'
import { dryRun, queryOf, taskParams } from './query.ts'
import type { HttpServer } from './types.ts'
import { validatorCompiler } from './validation.ts'

const tags = ['targets']
const query = queryOf({
  dry_run: dryRun,
  on_invalid: Type.Optional(
    Type.Enum(['refuse', 'skip'], { description: '`skip` applies the good lines and lists the others (HT-1).' }),
  ),
})
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
  'STORAGE_FAILED',
] as const

const currentSet = Type.Object({
  task_id: Type.Integer(),
  epoch: Type.Integer(),
  targets: list(targetItem, 'Those without a priority as text.'),
})

interface ListRequest {
  readonly raw: IncomingMessage
  readonly params: { task_id: number }
  readonly query: Static<typeof query>
}

interface Options {
  readonly operations: Operations
  readonly imports: Imports
  /** The largest list, in bytes. */
  readonly bodyLimit: number
}

/** `/api/tasks/{task_id}/targets`. A list may be long: it is passed on as it comes in, and read where it is planned. */
export async function targetRoutes(server: HttpServer, { operations, imports, bodyLimit }: Options): Promise<void> {
  server.removeAllContentTypeParsers()
  // Whatever its type: what is accepted is said in one place, with what to send instead.
  server.addContentTypeParser('*', (_request, body, done) => done(null, body))
  // The body is still on its way when the rest of the request is checked.
  server.setValidatorCompiler((part) => (part.httpPart === 'body' ? () => true : validatorCompiler(part)))

  server.get(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'getTargets',
        summary: 'The target set, in code-unit order',
        tags,
        params: taskParams,
        response: {
          200: {
            description: 'The target set of the current epoch.',
            content: {
              'application/json': {
                // The storage answers with the bytes of it.
                schema: Type.Unsafe<Uint8Array>(currentSet),
              },
              'text/plain': { schema: Type.String({ description: 'One a line, without priorities.' }) },
              'text/csv': { schema: Type.String({ description: '`target,priority`, with a header (RFC 4180).' }) },
            },
          },
          304: Type.Null({ description: 'The caller has it already.' }),
        },
        problems: ['UNKNOWN_TASK', 'NOT_ACCEPTABLE'],
      },
    },
    async (request, reply) => {
      const { task_id: taskId } = request.params
      const format = request.accepts().type(['json', 'text', 'csv']) as TargetsFormat | false
      if (!format) {
        throw new BatchdeckError('NOT_ACCEPTABLE', 'The targets come as application/json, text/plain or text/csv.')
      }
      const { created_at, epoch } = operations.task(taskId)
      // What would have to be hashed may be very long, and is another with each epoch only.
      const etag = etagOf([taskId, created_at, epoch, format])
      void reply.header('Vary', 'Accept').header('ETag', etag)
      if (isFresh(request, etag)) return reply.status(304).send(null)
      void reply.type(`${mediaTypes[format]}; charset=utf-8`)
      return reply.send(await operations.targets(taskId, format))
    },
  )

  server.put(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'replaceTargets',
        summary: 'Replaces the target set, and publishes what changed',
        tags,
        params: taskParams,
        querystring: query,
        body: {
          description: 'It may be sent with `Content-Encoding: gzip`.',
          content: {
            [mediaTypes.text]: { schema: lines },
            [mediaTypes.csv]: { schema: rows },
            [mediaTypes.json]: { schema: Type.Union([targetSet, list(targetItem)]) },
            [mediaTypes.ndjson]: { schema: itemLines },
          },
        },
        response: { 200: planned },
        problems: listProblems,
      },
    },
    async (request) => apply('replace', request),
  )
  server.patch(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'changeTargets',
        summary: 'Adds and removes targets, and publishes what changed',
        tags,
        params: taskParams,
        querystring: query,
        body: { content: { 'application/json': { schema: targetChange } } },
        response: { 200: planned },
        problems: listProblems,
      },
    },
    async (request) => apply('change', request),
  )

  async function apply(
    edit: 'replace' | 'change',
    { raw, params, query: { dry_run: isDryRun = false, on_invalid: onInvalid = 'refuse' } }: ListRequest,
  ): Promise<PlanPreview | Publication> {
    const taskId = params.task_id
    operations.task(taskId)
    const { format, isGzip, totalBytes } = readListHead(raw)
    if (edit === 'change' && format !== 'json') {
      throw new BatchdeckError('UNSUPPORTED_MEDIA_TYPE', 'A change is JSON: {"add":[…],"remove":[…]}.')
    }
    if (!isGzip && totalBytes !== null && totalBytes > bodyLimit) {
      throw new BatchdeckError('TOO_LARGE', 'The body is larger than monitor.limits.max-import allows.')
    }
    const opened = imports.open({ taskId, edit, format, isDryRun, totalBytes })
    try {
      return await opened.run(async () => {
        for await (const piece of listPieces(raw, isGzip, (count) => opened.noteBytes(count))) {
          await opened.receive(piece)
        }
        await opened.close()
        opened.enter('planning')
        const request = opened.request(onInvalid)
        if (isDryRun) return operations.preview(taskId, request)
        return operations.publish(taskId, request, {
          causes: ({ added, removed }) => [{ kind: edit === 'replace' ? 'import' : 'change', added, removed }],
          proceed: (step) => opened.enter(step),
        })
      })
    } finally {
      opened.end()
    }
  }
}
