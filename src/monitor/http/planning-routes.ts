import { Type } from 'typebox'
import { epochNumber } from '../../contract/primitives.ts'
import { whatIf } from '../../contract/procedures.ts'
import { planPreview, publication, reloadReport } from '../../contract/resources/plan.ts'
import type { Operations } from '../operations.ts'
import { dryRun, queryOf, taskParams } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['planning']
const consumerIds = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 100_000 })
export const baseEpoch = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: 'The epoch a preview was made for: where it is no longer the current one, `STALE_EPOCH` (EP-7).',
  }),
)

const syncBody = Type.Object(
  {
    base_epoch: baseEpoch,
    message: Type.Optional(Type.String({ maxLength: 1000, description: 'The text of `batch_reload`.' })),
    consumers: Type.Optional(
      Type.Union([Type.Enum(['changed', 'all']), consumerIds], { description: 'Who is told; `changed` by default.' }),
    ),
    rebalance: Type.Optional(
      Type.Boolean({ description: 'Evens the load out although the members are the same (PL-2).' }),
    ),
  },
  { additionalProperties: false },
)
const whatIfBody = Type.Object(whatIf, { additionalProperties: false })
const rollbackBody = Type.Object({ epoch: epochNumber, base_epoch: baseEpoch }, { additionalProperties: false })
const reloadBody = Type.Object(
  { consumers: Type.Optional(consumerIds) },
  { additionalProperties: false, description: 'Whom to tell; without it all members.' },
)

/** A preview where it was asked for, or else what was done. */
export const planned = Type.Union([planPreview, publication])

/** What makes or tries out an epoch, but for changes of targets and options. */
export function addPlanningRoutes(server: HttpServer, operations: Operations): void {
  server.post(
    '/api/tasks/:task_id/sync',
    {
      schema: {
        operationId: 'syncTask',
        summary: 'Plans the task for its present members, and publishes what changed',
        tags,
        params: taskParams,
        querystring: queryOf({ dry_run: dryRun }),
        body: Type.Optional(syncBody),
        response: { 200: planned },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER', 'STALE_EPOCH', 'STORAGE_FAILED'],
      },
    },
    async ({ params: { task_id: taskId }, query, body }) => {
      const { base_epoch: base, consumers: tell, message, rebalance } = body
      if (query.dry_run) return operations.preview(taskId, { kind: 'keep' }, { rebalance })
      const causes = () => [{ kind: 'sync', rebalance: rebalance ?? false } as const]
      return operations.publish(taskId, { kind: 'keep' }, { causes, baseEpoch: base, tell, message, rebalance })
    },
  )

  server.post(
    '/api/tasks/:task_id/what-if',
    {
      config: { isReading: true },
      schema: {
        operationId: 'planWhatIf',
        summary: 'What would change with other consumers (PL-7); nothing does',
        tags,
        params: taskParams,
        body: whatIfBody,
        response: { 200: planPreview },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER'],
      },
    },
    async ({ params, body }) => operations.preview(params.task_id, { kind: 'keep' }, body),
  )

  server.post(
    '/api/tasks/:task_id/reload',
    {
      schema: {
        operationId: 'reloadTask',
        summary: 'Sends the current epoch again',
        tags,
        params: taskParams,
        body: Type.Optional(reloadBody),
        response: { 200: reloadReport },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER', 'CONFLICT'],
      },
    },
    async ({ params, body }) => operations.reload(params.task_id, body.consumers ?? 'all'),
  )

  server.post(
    '/api/tasks/:task_id/rollback',
    {
      schema: {
        operationId: 'rollbackTask',
        summary: 'The targets of an earlier epoch, as a new one (EP-6)',
        tags,
        params: taskParams,
        querystring: queryOf({ dry_run: dryRun }),
        body: rollbackBody,
        response: { 200: planned },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT', 'STALE_EPOCH', 'STORAGE_FAILED'],
      },
    },
    async ({ params: { task_id: taskId }, query, body: { epoch, base_epoch: base } }) => {
      const edit = { kind: 'epoch', epoch } as const
      if (query.dry_run) return operations.preview(taskId, edit)
      return operations.publish(taskId, edit, {
        causes: ({ added, removed }) => [{ kind: 'rollback', to: epoch, added, removed }],
        baseEpoch: base,
      })
    },
  )
}
