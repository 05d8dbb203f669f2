import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { epochDiff, epochResource, rolloutResource } from '../../contract/resources/epoch.ts'
import type { Operations } from '../operations.ts'
import { epochParams, limit, next, pathOf, place, queryOf, taskParams, twoEpochParams, USUAL_LIMIT } from './query.ts'
import type { HttpServer } from './types.ts'

const tags = ['planning']
const epochWithRollout = Type.Object(
  { ...epochResource.properties, rollout: list(rolloutResource) },
  { title: 'EpochWithRollout', description: 'An epoch, and how far each consumer is with it.' },
)
const diffPage = Type.Object(
  { ...Type.Omit(epochDiff, ['next']).properties, next },
  { title: 'EpochDiff', description: 'In what an epoch (`to`) differs from another (`from`): a page of every list.' },
)

/** The history of a task. */
export function addEpochRoutes(server: HttpServer, operations: Operations): void {
  server.get(
    '/api/tasks/:task_id/epochs',
    {
      schema: {
        operationId: 'listEpochs',
        summary: 'The epochs that are kept, newest first',
        tags,
        params: taskParams,
        querystring: queryOf({ limit, before: place('Only earlier epochs.') }),
        response: { 200: Type.Object({ epochs: list(epochResource), next }) },
        problems: ['UNKNOWN_TASK'],
      },
    },
    async ({ params: { task_id: taskId }, query: { limit: most = USUAL_LIMIT, before } }) => {
      const epochs = await operations.epochs(taskId, before, most)
      const last = epochs.at(-1)?.epoch ?? 1
      if (epochs.length < most || last === 1) return { epochs }
      return { epochs, next: pathOf(`/api/tasks/${taskId}/epochs`, { limit: most, before: last }) }
    },
  )

  server.get(
    '/api/tasks/:task_id/epochs/:epoch',
    {
      schema: {
        operationId: 'getEpoch',
        summary: 'One epoch with its rollout',
        tags,
        params: epochParams,
        response: { 200: epochWithRollout },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH'],
      },
    },
    async ({ params }) => operations.epoch(params.task_id, params.epoch),
  )

  server.get(
    '/api/tasks/:task_id/epochs/:epoch/diff/:other',
    {
      schema: {
        operationId: 'diffEpochs',
        summary: 'In what an epoch differs from another (EP-6)',
        description:
          '`limit` and `from` take the same part of every list; 0 stands for what was before the first epoch.',
        tags,
        params: twoEpochParams,
        querystring: queryOf({ limit, from: place('Where in the lists to begin.') }),
        response: { 200: diffPage },
        problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT'],
      },
    },
    async ({ params: { task_id: taskId, epoch, other }, query: { limit: most = USUAL_LIMIT, from = 0 } }) => {
      const { next: following, ...diff } = await operations.epochDiff(taskId, epoch, other, {
        start: from,
        limit: most,
      })
      if (following === null) return diff
      return {
        ...diff,
        next: pathOf(`/api/tasks/${taskId}/epochs/${epoch}/diff/${other}`, { limit: most, from: following }),
      }
    },
  )
}
