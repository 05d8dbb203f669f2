import { Type } from 'typebox'
import { sourceRequest, sourceResource } from '../../contract/resources/source.ts'
import { baseEpoch, readAt } from '../../contract/procedure-options.ts'
import { list } from '../../contract/primitives.ts'
import {
  applySource,
  deleteSource,
  discardSource,
  getSource,
  listSources,
  pauseSource,
  putSource,
  runSourceNow,
} from '../procedures/sources.ts'
import { confirmed, confirmOf, taskParams } from './query.ts'
import { route } from './route.ts'

const tags = ['targets']
const ofTask = { tags, params: taskParams }
const none = ['UNKNOWN_TASK', 'UNKNOWN_SOURCE'] as const

/** `[SO-1]` `/api/sources`, `/api/tasks/{task_id}/source` */
export const sourceRoutes = [
  route('GET /api/sources', {
    operationId: 'listSources',
    summary: 'All sources, in order of task; no secret',
    tags,
    responses: { 200: Type.Object({ sources: list(sourceResource) }) },
    does: listSources,
    input: () => ({}),
  }),
  route('GET /api/tasks/:task_id/source', {
    operationId: 'getSource',
    summary: 'From where a task takes its targets by itself',
    ...ofTask,
    problems: none,
    does: getSource,
    input: ({ params }) => params,
  }),
  route('PUT /api/tasks/:task_id/source', {
    operationId: 'putSource',
    summary: 'Gives a task a source, in place of the one it has; over HTTP a URL only (SO-3, SO-6)',
    ...ofTask,
    body: sourceRequest,
    problems: ['UNKNOWN_TASK', 'CONFLICT', 'STORAGE_FAILED'],
    does: putSource,
    input: ({ params, body: source }) => ({ ...params, source }),
  }),
  route('PATCH /api/tasks/:task_id/source', {
    operationId: 'pauseSource',
    summary: 'Pauses a source, or lets it go on',
    ...ofTask,
    body: Type.Object({ paused: Type.Boolean() }, { additionalProperties: false }),
    problems: [...none, 'STORAGE_FAILED'],
    does: pauseSource,
    input: ({ params, body: { paused } }) => ({ ...params, paused }),
  }),
  route('DELETE /api/tasks/:task_id/source', {
    operationId: 'deleteSource',
    summary: 'Takes the source of a task away; its targets stay',
    ...ofTask,
    responses: { 204: Type.Null({ description: 'It is gone.' }) },
    problems: [...none, 'CONFLICT', 'STORAGE_FAILED'],
    does: deleteSource,
    input: ({ params }) => params,
    status: 204,
  }),
  route('POST /api/tasks/:task_id/source/run', {
    operationId: 'runSource',
    summary: 'Runs a source now, and answers what came of it',
    ...ofTask,
    problems: none,
    does: runSourceNow,
    input: ({ params }) => params,
  }),
  route('POST /api/tasks/:task_id/source/apply', {
    operationId: 'applySource',
    summary: 'Publishes the change of a source that waits (SO-4)',
    ...ofTask,
    query: {
      confirm: confirmed,
      base_epoch: baseEpoch,
      read_at: readAt,
    },
    problems: [...none, 'CONFLICT', 'GUARDED', 'STALE_EPOCH', 'STORAGE_FAILED'],
    does: applySource,
    input: ({ params, query: { confirm, base_epoch, read_at } }) => ({
      ...params,
      ...confirmOf(confirm),
      ...(base_epoch !== undefined && { base_epoch }),
      ...(read_at !== undefined && { read_at }),
    }),
  }),
  route('POST /api/tasks/:task_id/source/discard', {
    operationId: 'discardSource',
    summary: 'Drops the change of a source that waits, and the same again (SO-4)',
    ...ofTask,
    problems: [...none, 'CONFLICT', 'STORAGE_FAILED'],
    does: discardSource,
    input: ({ params }) => params,
  }),
]
