import { Type } from 'typebox'
import { epochNumber } from '../../contract/primitives.ts'
import { baseEpoch, consumerIds, syncOptions, undoOptions, whatIf } from '../../contract/procedure-options.ts'
import { releaseBrake } from '../procedures/brake.ts'
import { applyRollback, applySync, planWhatIf, previewRollback, previewSync, reload } from '../procedures/publishing.ts'
import { confirmed, confirmOf, taskParams } from './query.ts'
import { applyUndo, previewUndo } from '../procedures/undo.ts'
import { route } from './route.ts'

const tags = ['planning']
const exact = { additionalProperties: false }

/** What makes or tries out an epoch, but for changes of targets and options. */
export const planningRoutes = [
  route('POST /api/tasks/:task_id/sync', {
    operationId: 'syncTask',
    summary: 'Plans the task for its present members, and publishes what changed',
    tags,
    params: taskParams,
    body: Type.Optional(Type.Object(syncOptions, exact)),
    problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER', 'STALE_EPOCH', 'STORAGE_FAILED'],
    does: applySync,
    tries: previewSync,
    input: ({ params, body }) => ({ ...body, ...params }),
  }),
  route('POST /api/tasks/:task_id/release', {
    operationId: 'releaseBrake',
    summary: 'Gives the slots of those who were lost together to the others (BR-2)',
    tags,
    params: taskParams,
    body: Type.Optional(Type.Object({ base_epoch: baseEpoch }, exact)),
    problems: ['UNKNOWN_TASK', 'CONFLICT', 'STALE_EPOCH', 'STORAGE_FAILED'],
    does: releaseBrake,
    tries: previewSync,
    input: ({ params, body }) => ({ ...body, ...params, release: true }),
  }),
  route('POST /api/tasks/:task_id/what-if', {
    operationId: 'planWhatIf',
    summary: 'What would change with other consumers (PL-7); nothing does',
    tags,
    params: taskParams,
    body: Type.Object(whatIf, exact),
    problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER'],
    does: planWhatIf,
    input: ({ params, body }) => ({ ...body, ...params }),
  }),
  route('POST /api/tasks/:task_id/reload', {
    operationId: 'reloadTask',
    summary: 'Sends the current epoch again',
    tags,
    params: taskParams,
    body: Type.Optional(
      Type.Object(
        { consumers: Type.Optional(consumerIds) },
        { ...exact, description: 'Whom to tell; without it all members.' },
      ),
    ),
    problems: ['UNKNOWN_TASK', 'UNKNOWN_CONSUMER', 'CONFLICT'],
    does: reload,
    input: ({ params, body }) => ({ ...body, ...params }),
  }),
  route('POST /api/tasks/:task_id/rollback', {
    operationId: 'rollbackTask',
    summary: 'The targets of an earlier epoch, as a new one (EP-6)',
    tags,
    params: taskParams,
    query: { confirm: confirmed },
    body: Type.Object({ epoch: epochNumber, base_epoch: baseEpoch }, exact),
    problems: ['UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'CONFLICT', 'STALE_EPOCH', 'GUARDED', 'STORAGE_FAILED'],
    does: applyRollback,
    tries: previewRollback,
    input: ({ params, query, body }) => ({ ...body, ...params, ...confirmOf(query.confirm) }),
  }),
  route('POST /api/tasks/:task_id/undo', {
    operationId: 'undoChange',
    summary: 'Takes the last change of targets back, within ten minutes (EP-12)',
    tags,
    params: taskParams,
    query: { confirm: confirmed },
    body: Type.Optional(Type.Object({ ...undoOptions, base_epoch: baseEpoch }, exact)),
    problems: ['UNKNOWN_TASK', 'CONFLICT', 'STALE_EPOCH', 'GUARDED', 'STORAGE_FAILED'],
    does: applyUndo,
    tries: previewUndo,
    input: ({ params, query, body }) => ({ ...body, ...params, ...confirmOf(query.confirm) }),
  }),
]
