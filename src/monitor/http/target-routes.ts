import type { IncomingMessage } from 'node:http'
import { type Static, Type } from 'typebox'
import { mediaTypes } from '../../core/list-format.ts'
import { priorities } from '../../core/planner/priority.ts'
import { list, type PlanPreview, type Publication } from '../../core/views.ts'
import { BatchdeckError } from '../../core/errors.ts'
import type { Imports } from '../imports.ts'
import type { Operations } from '../operations.ts'
import { listPieces, readListHead } from './list-body.ts'
import { planned } from './planning-routes.ts'
import { dryRun, queryOf, taskParams } from './query.ts'
import type { HttpServer } from './server.ts'

const tags = ['targets']
const query = queryOf({
  dry_run: dryRun,
  on_invalid: Type.Optional(
    Type.Enum(['refuse', 'skip'], { description: '`skip` leaves bad lines out and lists them (HT-1).' }),
  ),
})

const target = Type.Union([
  Type.String(),
  Type.Object({ target: Type.String(), priority: Type.Optional(Type.Enum([...priorities])) }),
])
const items = list(target)
const problems = [
  'UNKNOWN_TASK',
  'INVALID_TARGETS',
  'INVALID_JSON',
  'INVALID_ENCODING',
  'UNSUPPORTED_MEDIA_TYPE',
  'TOO_LARGE',
  'CANCELLED',
  'CONFLICT',
  'STORAGE_FAILED',
] as const

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
  // Of whatever type: what is accepted is said in one place, with what it should be instead.
  server.addContentTypeParser('*', (_request, body, done) => done(null, body))

  server.get(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'getTargets',
        summary: 'The list, as JSON or, by `Accept`, as `text/plain`',
        tags,
        params: taskParams,
        response: {
          200: {
            description: 'In code-unit order; those with a priority are objects.',
            content: {
              [mediaTypes.json]: { schema: Type.Object({ task_id: Type.Integer(), epoch: Type.Integer(), targets: items }) },
              [mediaTypes.text]: { schema: Type.String({ description: 'One target a line.' }) },
            },
          },
        },
        problems: ['UNKNOWN_TASK'],
      },
    },
    async (request, reply) => {
      const taskId = request.params.task_id
      void reply.header('Vary', 'Accept')
      const format = request.accepts().type(['json', 'text']) === 'text' ? 'text' : 'json'
      // The bytes of what the schema says: a list is not put together here.
      const body = (await operations.targets(taskId, format)) as never
      return reply.type(`${mediaTypes[format]}; charset=utf-8`).send(body)
    },
  )

  server.put(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'replaceTargets',
        summary: 'Replaces the list (HT-1); it may be sent with `Content-Encoding: gzip`',
        tags,
        params: taskParams,
        querystring: query,
        upload: {
          [mediaTypes.text]: Type.String({ description: 'One target a line; `#` begins a comment.' }),
          [mediaTypes.csv]: Type.String({ description: 'RFC 4180: `target,priority`, with or without a header.' }),
          [mediaTypes.json]: Type.Union([Type.Object({ targets: items }, { additionalProperties: false }), items]),
          [mediaTypes.ndjson]: Type.String({ description: 'An item of the JSON list a line.' }),
        },
        response: { 200: planned },
        problems,
      },
    },
    async (request) => apply('replace', request),
  )

  server.patch(
    '/api/tasks/:task_id/targets',
    {
      schema: {
        operationId: 'changeTargets',
        summary: 'Adds and removes targets; it may be sent with `Content-Encoding: gzip`',
        tags,
        params: taskParams,
        querystring: query,
        upload: {
          [mediaTypes.json]: Type.Object(
            {
              add: Type.Optional(
                list(target, 'Who is there already and comes without a priority keeps the one it has.'),
              ),
              remove: Type.Optional(items),
            },
            { additionalProperties: false },
          ),
        },
        response: { 200: planned },
        problems,
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
      throw new BatchdeckError('TOO_LARGE', 'The list is larger than monitor.limits.max-import allows.')
    }
    const opened = imports.open({ taskId, edit, format, isDryRun, totalBytes })
    try {
      return await opened.run(async () => {
        for await (const piece of listPieces(raw, isGzip, (count) => opened.noteBytes(count))) {
          await opened.receive(piece)
        }
        await opened.close()
        opened.enter('planning')
        if (isDryRun) return operations.preview(taskId, opened.request(onInvalid))
        return operations.publish(taskId, opened.request(onInvalid), {
          cause: edit === 'replace' ? 'target import' : 'target change',
          proceed: (step) => opened.enter(step),
        })
      })
    } finally {
      opened.end()
    }
  }
}
