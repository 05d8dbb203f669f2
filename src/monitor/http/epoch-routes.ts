import { Type } from 'typebox'
import { list } from '../../contract/primitives.ts'
import { epochDiff, epochResource } from '../../contract/resources/epoch.ts'
import { diffEpochs, getEpoch, listEpochs } from '../procedures/history.ts'
import { epochParams, limit, next, pathOf, place, taskParams, twoEpochParams, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const tags = ['planning']
const diffPage = Type.Object(
  { ...Type.Omit(epochDiff, ['next']).properties, next },
  { title: 'EpochDiff', description: 'In what an epoch (`to`) differs from another (`from`): a page of every list.' },
)

/** The history of a task. */
export const epochRoutes = [
  route('GET /api/tasks/:task_id/epochs', {
    operationId: 'listEpochs',
    summary: 'The epochs that are kept, newest first',
    tags,
    params: taskParams,
    query: { limit, before: place('Only earlier epochs.') },
    responses: { 200: Type.Object({ epochs: list(epochResource), next }) },
    problems: ['UNKNOWN_TASK'],
    does: listEpochs,
    input: ({ params, query }) => ({ limit: DEFAULT_LIMIT, ...query, ...params }),
    answer: (
      { epochs, next: last },
      { params: { task_id: taskId }, query: { limit: most = DEFAULT_LIMIT }, request },
    ) =>
      last === null
        ? { epochs }
        : { epochs, next: pathOf(request, `/api/tasks/${taskId}/epochs`, { limit: most, before: last }) },
  }),
  route('GET /api/tasks/:task_id/epochs/:epoch', {
    operationId: 'getEpoch',
    summary: 'One epoch with its rollout',
    tags,
    params: epochParams,
    problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH'],
    does: getEpoch,
    input: ({ params }) => params,
  }),
  route('GET /api/tasks/:task_id/epochs/:epoch/diff/:other', {
    operationId: 'diffEpochs',
    summary: 'In what an epoch differs from another (EP-6)',
    description: '`limit` and `from` take the same part of every list; 0 stands for what was before the first epoch.',
    tags,
    params: twoEpochParams,
    query: { limit, from: place('Where in the lists to begin.') },
    responses: { 200: diffPage },
    problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT'],
    does: diffEpochs,
    input: ({ params, query: { limit: most = DEFAULT_LIMIT, from: start = 0 } }) => ({
      task_id: params.task_id,
      from: params.epoch,
      to: params.other,
      start,
      limit: most,
    }),
    answer({ next: following, ...diff }, { query: { limit: most = DEFAULT_LIMIT }, request }) {
      if (following === null) return diff
      const path = `/api/tasks/${diff.task_id}/epochs/${diff.from}/diff/${diff.to}`
      return { ...diff, next: pathOf(request, path, { limit: most, from: following }) }
    },
  }),
]
