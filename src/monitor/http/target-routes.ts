import type { IncomingMessage } from 'node:http'
import { type Static, Type } from 'typebox'
import type { PlanPreview, Publication } from '../../core/views.ts'
import { BatchdeckError } from '../../core/errors.ts'
import type { Operations } from '../operations.ts'
import { dryRun, queryOf, taskParams } from './query.ts'
import type { HttpServer } from './server.ts'

const query = queryOf({ dry_run: dryRun, on_invalid: Type.Optional(Type.Enum(['refuse', 'skip'])) })

interface ListRequest {
  readonly raw: IncomingMessage
  readonly params: { task_id: number }
  readonly query: Static<typeof query>
}

interface Options {
  readonly operations: Operations
  /** The largest body, in bytes. */
  readonly bodyLimit: number
}

/** `/api/tasks/{task_id}/targets`. A list may be long: it is passed on as it comes in, and read where it is planned. */
export async function targetRoutes(server: HttpServer, { operations, bodyLimit }: Options): Promise<void> {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(['text/plain', 'application/json'], (_request, body, done) => done(null, body))

  server.get('/api/tasks/:task_id/targets', { schema: { params: taskParams } }, async (request, reply) => {
    const taskId = request.params.task_id
    void reply.header('Vary', 'Accept')
    const format = request.accepts().type(['json', 'text']) === 'text' ? 'text' : 'json'
    const type = format === 'text' ? 'text/plain' : 'application/json'
    return reply.type(`${type}; charset=utf-8`).send(await operations.targets(taskId, format))
  })

  const schema = { params: taskParams, querystring: query }
  server.put('/api/tasks/:task_id/targets', { schema }, async (request) => apply('replace', request))
  server.patch('/api/tasks/:task_id/targets', { schema }, async (request) => apply('change', request))

  async function apply(
    edit: 'replace' | 'change',
    { raw, params, query: { dry_run, on_invalid: onInvalid = 'refuse' } }: ListRequest,
  ): Promise<PlanPreview | Publication> {
    const taskId = params.task_id
    operations.task(taskId)
    const format = raw.headers['content-type']?.startsWith('text/plain') ? 'text' : 'json'
    if (edit === 'change' && format === 'text') {
      throw new BatchdeckError('UNSUPPORTED_MEDIA_TYPE', 'A change is JSON: {"add":[…],"remove":[…]}.')
    }
    const upload = await operations.upload(raw, bodyLimit)
    const request = { kind: 'upload', upload, edit, format, onInvalid } as const
    try {
      if (dry_run) return await operations.preview(taskId, request)
      return await operations.publish(taskId, request, {
        cause: edit === 'replace' ? 'target import' : 'target change',
      })
    } finally {
      operations.discardUpload(upload)
    }
  }
}
