import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { epochNumber, whatIf } from '../../core/console-api.ts'
import { taskOptions } from '../../core/views.ts'
import type { BatchWithTargets } from '../../core/views.ts'
import { type Operations, rollbackCause, syncCause } from '../operations.ts'
import { epochParams, flag, number, readLimit, readNumber, taskParams, twoEpochParams } from './query.ts'
import type { HttpServer } from './server.ts'

const name = Type.String({ minLength: 1, maxLength: 128 })
const consumerIds = Type.Array(name, { maxItems: 100_000 })

const syncBody = Type.Object(
  {
    base_epoch: Type.Optional(Type.Integer({ minimum: 0 })),
    message: Type.Optional(Type.String({ maxLength: 1000 })),
    consumers: Type.Optional(Type.Union([Type.Enum(['changed', 'all']), consumerIds])),
    rebalance: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
const whatIfBody = Type.Object(whatIf, { additionalProperties: false })
const rollbackBody = Type.Object(
  { epoch: epochNumber, base_epoch: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)
const reloadBody = Type.Object({ consumers: Type.Optional(consumerIds) }, { additionalProperties: false })

/** `/api/tasks` and what is below a task, but for its targets. */
export function addTaskRoutes(server: HttpServer, operations: Operations): void {
  server.get('/api/tasks', async () => ({ tasks: operations.tasks() }))

  server.post('/api/tasks', { schema: { body: taskOptions } }, async (request, reply) =>
    reply.status(201).send(await operations.createTask(request.body)),
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
      const { base_epoch: baseEpoch, consumers: tell, message, rebalance } = body ?? {}
      if (query.dry_run === 'true') return operations.preview(taskId, { kind: 'keep' }, { rebalance })
      const cause = syncCause(rebalance)
      return operations.publish(taskId, { kind: 'keep' }, { cause, baseEpoch, tell, message, rebalance })
    },
  )

  server.post(
    '/api/tasks/:task_id/what-if',
    { schema: { params: taskParams, body: whatIfBody } },
    async ({ params, body }) => operations.preview(Number(params.task_id), { kind: 'keep' }, body),
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
        querystring: Type.Object({ consumer_id: Type.Optional(name), limit: number, from: number }),
      },
    },
    async ({ params, query, headers }, reply) => {
      const taskId = Number(params.task_id)
      const limit = readLimit(query.limit)
      const { consumer_id: consumerId } = query
      const from = readNumber(query.from) ?? 0
      const { next, ...page } = await operations.batches(taskId, { consumerId, from, limit })
      if (consumerId !== undefined) operations.confirmFetch(taskId, consumerId, page.epoch)
      const etag = consumerId === undefined ? `"${hash(page)}"` : `W/"${hash(page.batches.map(plannedPart))}"`
      void reply.header('ETag', etag).header('Cache-Control', 'max-age=300')
      if (isFresh(headers['if-none-match'], etag)) return reply.status(304).send()
      if (next === null) return page
      const more = new URLSearchParams({ limit: String(limit), from: String(next) })
      if (consumerId !== undefined) more.set('consumer_id', consumerId)
      return { ...page, next: `/api/tasks/${taskId}/batches?${more.toString()}` }
    },
  )

  server.get(
    '/api/tasks/:task_id/epochs',
    { schema: { params: taskParams, querystring: Type.Object({ limit: number, before: number }) } },
    async ({ params, query }) => {
      const taskId = Number(params.task_id)
      const limit = readLimit(query.limit)
      const epochs = await operations.epochs(taskId, readNumber(query.before), limit)
      const last = epochs.at(-1)?.epoch ?? 1
      const hasMore = epochs.length === limit && last > 1
      return hasMore ? { epochs, next: `/api/tasks/${taskId}/epochs?limit=${limit}&before=${last}` } : { epochs }
    },
  )

  server.get('/api/tasks/:task_id/epochs/:epoch', { schema: { params: epochParams } }, async ({ params }) =>
    operations.epoch(Number(params.task_id), Number(params.epoch)),
  )

  server.get(
    '/api/tasks/:task_id/epochs/:epoch/diff/:other',
    { schema: { params: twoEpochParams, querystring: Type.Object({ limit: number, from: number }) } },
    async ({ params, query }) => {
      const [taskId, from, to] = [Number(params.task_id), Number(params.epoch), Number(params.other)]
      const limit = readLimit(query.limit)
      const { next, ...diff } = await operations.epochDiff(taskId, from, to, {
        start: readNumber(query.from) ?? 0,
        limit,
      })
      const path = `/api/tasks/${taskId}/epochs/${from}/diff/${to}`
      return next === null ? diff : { ...diff, next: `${path}?limit=${limit}&from=${next}` }
    },
  )

  server.post(
    '/api/tasks/:task_id/rollback',
    { schema: { params: taskParams, querystring: Type.Object({ dry_run: flag }), body: rollbackBody } },
    async ({ params, query, body }) => {
      const taskId = Number(params.task_id)
      const { epoch, base_epoch: baseEpoch } = body
      const edit = { kind: 'epoch', epoch } as const
      if (query.dry_run === 'true') return operations.preview(taskId, edit)
      return operations.publish(taskId, edit, { cause: rollbackCause(epoch), baseEpoch })
    },
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
