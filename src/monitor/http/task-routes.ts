import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { taskOptions } from '../../core/console-api.ts'
import type { BatchWithTargets, Operations } from '../operations.ts'
import { epochParams, flag, number, readLimit, readNumber, taskParams } from './query.ts'
import type { HttpServer } from './server.ts'

const name = Type.String({ minLength: 1, maxLength: 128 })
const consumerIds = Type.Array(name, { maxItems: 100_000 })

const syncBody = Type.Object(
  {
    base_epoch: Type.Optional(Type.Integer({ minimum: 0 })),
    message: Type.Optional(Type.String({ maxLength: 1000 })),
    consumers: Type.Optional(Type.Union([Type.Enum(['changed', 'all']), consumerIds])),
  },
  { additionalProperties: false },
)
const reloadBody = Type.Object({ consumers: Type.Optional(consumerIds) }, { additionalProperties: false })

/** `/api/tasks` and what is below a task, but for its targets. */
export function addTaskRoutes(server: HttpServer, operations: Operations): void {
  server.get('/api/tasks', async () => ({ tasks: operations.tasks() }))

  server.post('/api/tasks', { schema: { body: taskOptions } }, async (request, reply) =>
    reply.status(201).send(operations.createTask(request.body)),
  )

  server.get('/api/tasks/:task_id', { schema: { params: taskParams } }, async ({ params }) =>
    operations.task(Number(params.task_id)),
  )

  server.delete('/api/tasks/:task_id', { schema: { params: taskParams } }, async ({ params }, reply) => {
    await operations.deleteTask(Number(params.task_id))
    return reply.status(204).send()
  })

  server.post(
    '/api/tasks/:task_id/sync',
    { schema: { params: taskParams, querystring: Type.Object({ dry_run: flag }), body: Type.Optional(syncBody) } },
    async ({ params, query, body }) => {
      const taskId = Number(params.task_id)
      if (query.dry_run === 'true') return operations.preview(taskId, { kind: 'keep' })
      const { base_epoch: baseEpoch, consumers: tell, message } = body ?? {}
      return operations.publish(taskId, { kind: 'keep' }, { cause: 'operator sync', baseEpoch, tell, message })
    },
  )

  server.post(
    '/api/tasks/:task_id/reload',
    { schema: { params: taskParams, body: Type.Optional(reloadBody) } },
    async ({ params, body }) => operations.reload(Number(params.task_id), body?.consumers ?? 'all'),
  )

  server.get(
    '/api/tasks/:task_id/batches',
    {
      schema: {
        params: taskParams,
        querystring: Type.Object({ consumer_id: Type.Optional(name), limit: number, after: number }),
      },
    },
    async ({ params, query, headers }, reply) => {
      const taskId = Number(params.task_id)
      const limit = readLimit(query.limit)
      const { consumer_id: consumerId } = query
      const { nextAfter, ...page } = operations.batches(taskId, { consumerId, after: readNumber(query.after), limit })
      if (consumerId !== undefined) operations.confirmFetch(taskId, consumerId)
      const etag = consumerId === undefined ? `"${hash(page)}"` : `W/"${hash(page.batches.map(plannedPart))}"`
      void reply.header('ETag', etag).header('Cache-Control', 'max-age=300')
      if (isFresh(headers['if-none-match'], etag)) return reply.status(304).send()
      const next = new URLSearchParams({ limit: String(limit), after: String(nextAfter) })
      if (consumerId !== undefined) next.set('consumer_id', consumerId)
      return nextAfter === null ? page : { ...page, next: `/api/tasks/${taskId}/batches?${next.toString()}` }
    },
  )

  server.get(
    '/api/tasks/:task_id/epochs',
    { schema: { params: taskParams, querystring: Type.Object({ limit: number, before: number }) } },
    async ({ params, query }) => {
      const taskId = Number(params.task_id)
      const limit = readLimit(query.limit)
      const epochs = operations.epochs(taskId, readNumber(query.before), limit)
      const last = epochs.at(-1)?.epoch ?? 1
      const hasMore = epochs.length === limit && last > 1
      return hasMore ? { epochs, next: `/api/tasks/${taskId}/epochs?limit=${limit}&before=${last}` } : { epochs }
    },
  )

  server.get('/api/tasks/:task_id/epochs/:epoch', { schema: { params: epochParams } }, async ({ params }) =>
    operations.epoch(Number(params.task_id), Number(params.epoch)),
  )

  server.get('/api/tasks/:task_id/slots', { schema: { params: taskParams } }, async ({ params }) =>
    operations.slots(Number(params.task_id)),
  )
}

/** A consumer's cache stays good while only the progress it reports itself moves. */
function plannedPart({ batch_id, consumer_id, priority, targets }: BatchWithTargets): unknown[] {
  return [batch_id, consumer_id, priority, targets]
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

/** RFC 9110, 13.1.2: the comparison is the weak one. */
function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const plain = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => plain(tag) === plain(etag))
}
