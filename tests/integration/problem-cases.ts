import { expect } from 'vitest'
import { type ErrorCode, errorTable } from '../../src/core/errors.ts'

interface Extra {
  readonly errors?: readonly { path: string; reason: string }[]
  readonly context?: unknown
}
type Body = object | string | null
type Case = readonly [
  operation: string,
  method: string,
  path: string,
  body: Body,
  code: ErrorCode,
  detail: string,
  Extra?,
]

const noTask = 'There is no task 9.'
const noConsumer = 'There is no consumer nobody.'
const wrong = (part: string, path: string, reason: string): [string, Extra] => [
  `The ${part} is not valid: ${path} ${reason}.`,
  { errors: [{ path, reason }] },
]
const notWhole = 'must be integer'

/** The exact answer to every mistake that a request can make. Task 1 has two targets and an epoch, task 2 none, c1 is online. */
export const problemCases: readonly Case[] = [
  ['', 'GET', '/api/nothing?token=secret', null, 'NOT_FOUND', 'There is nothing at GET /api/nothing.'],
  ['listTasks', 'GET', '/api/tasks?limit=0', null, 'INVALID_MESSAGE', ...wrong('query', '/limit', 'must be >= 1')],
  [
    'createTask',
    'POST',
    '/api/tasks',
    { name: ' ' },
    'INVALID_MESSAGE',
    ...wrong('body', '/name', 'must not be blank'),
  ],
  [
    'createTask',
    'POST',
    '/api/tasks',
    { name: 'x', batch_sise: 3 },
    'INVALID_MESSAGE',
    ...wrong('body', '/batch_sise', 'is not known here'),
  ],
  [
    'createTask',
    'POST',
    '/api/tasks',
    { name: 'x', batch_size: '3' },
    'INVALID_MESSAGE',
    ...wrong('body', '/batch_size', notWhole),
  ],
  ['createTask', 'POST', '/api/tasks', { task_id: 1, name: 'Again' }, 'TASK_EXISTS', 'There is a task 1 already.'],
  ['getTask', 'GET', '/api/tasks/one', null, 'INVALID_MESSAGE', ...wrong('path', '/task_id', notWhole)],
  ['getTask', 'GET', '/api/tasks/9', null, 'UNKNOWN_TASK', noTask],
  ['deleteTask', 'DELETE', '/api/tasks/one', null, 'INVALID_MESSAGE', ...wrong('path', '/task_id', notWhole)],
  ['deleteTask', 'DELETE', '/api/tasks/9', null, 'UNKNOWN_TASK', noTask],
  [
    'changeTask',
    'PATCH',
    '/api/tasks/1',
    { batch_size: 10_001 },
    'INVALID_MESSAGE',
    ...wrong('body', '/batch_size', 'must be <= 10000'),
  ],
  [
    'changeTask',
    'PATCH',
    '/api/tasks/1',
    { task_id: 3 },
    'INVALID_MESSAGE',
    ...wrong('body', '/task_id', 'is not known here'),
  ],
  ['changeTask', 'PATCH', '/api/tasks/9', { name: 'x' }, 'UNKNOWN_TASK', noTask],
  [
    'changeTask',
    'PATCH',
    '/api/tasks/1',
    { batch_size: 1, base_epoch: 0 },
    'STALE_EPOCH',
    'The plan was made for epoch 0; now it is 1.',
    { context: expect.objectContaining({ base_epoch: 1, changed: true }) },
  ],
  ['getTargets', 'GET', '/api/tasks/one/targets', null, 'INVALID_MESSAGE', ...wrong('path', '/task_id', notWhole)],
  ['getTargets', 'GET', '/api/tasks/9/targets', null, 'UNKNOWN_TASK', noTask],
  [
    'replaceTargets',
    'PUT',
    '/api/tasks/1/targets?dryrun=true',
    'a',
    'INVALID_MESSAGE',
    ...wrong('query', '/dryrun', 'is not known here'),
  ],
  ['replaceTargets', 'PUT', '/api/tasks/9/targets', 'a', 'UNKNOWN_TASK', noTask],
  [
    'replaceTargets',
    'PUT',
    '/api/tasks/1/targets',
    'a\nb c\nd',
    'INVALID_TARGETS',
    '1 line is no target; nothing was changed.',
    { errors: [{ path: 'line 2', reason: 'has white space inside: b c' }], context: { invalid: 1, valid: 2 } },
  ],
  [
    'changeTargets',
    'PATCH',
    '/api/tasks/1/targets?on_invalid=maybe',
    {},
    'INVALID_MESSAGE',
    ...wrong('query', '/on_invalid', 'must be one of refuse, skip'),
  ],
  ['changeTargets', 'PATCH', '/api/tasks/9/targets', {}, 'UNKNOWN_TASK', noTask],
  [
    'changeTargets',
    'PATCH',
    '/api/tasks/1/targets',
    { add: [5] },
    'INVALID_TARGETS',
    '1 line is no target; nothing was changed.',
    {
      errors: [{ path: 'line 1', reason: 'is neither a text nor an object with a text "target": 5' }],
      context: { invalid: 1, valid: 0 },
    },
  ],
  [
    'syncTask',
    'POST',
    '/api/tasks/1/sync',
    { consumers: 'some' },
    'INVALID_MESSAGE',
    'The body is not valid: /consumers must be one of changed, all; /consumers must be array.',
    {
      errors: [
        { path: '/consumers', reason: 'must be one of changed, all' },
        { path: '/consumers', reason: 'must be array' },
      ],
    },
  ],
  ['syncTask', 'POST', '/api/tasks/9/sync', {}, 'UNKNOWN_TASK', noTask],
  ['syncTask', 'POST', '/api/tasks/1/sync', { consumers: ['nobody'] }, 'UNKNOWN_CONSUMER', noConsumer],
  [
    'syncTask',
    'POST',
    '/api/tasks/1/sync',
    { base_epoch: 0 },
    'STALE_EPOCH',
    'The plan was made for epoch 0; now it is 1.',
    { context: expect.objectContaining({ base_epoch: 1, changed: false }) },
  ],
  [
    'planWhatIf',
    'POST',
    '/api/tasks/1/what-if',
    { more: -1 },
    'INVALID_MESSAGE',
    ...wrong('body', '/more', 'must be >= 0'),
  ],
  ['planWhatIf', 'POST', '/api/tasks/9/what-if', {}, 'UNKNOWN_TASK', noTask],
  [
    'planWhatIf',
    'POST',
    '/api/tasks/1/what-if',
    { without: ['nobody'] },
    'UNKNOWN_CONSUMER',
    'There is no consumer nobody to do without.',
  ],
  [
    'reloadTask',
    'POST',
    '/api/tasks/1/reload',
    { consumer: ['c1'] },
    'INVALID_MESSAGE',
    ...wrong('body', '/consumer', 'is not known here'),
  ],
  ['reloadTask', 'POST', '/api/tasks/9/reload', {}, 'UNKNOWN_TASK', noTask],
  ['reloadTask', 'POST', '/api/tasks/1/reload', { consumers: ['nobody'] }, 'UNKNOWN_CONSUMER', noConsumer],
  ['reloadTask', 'POST', '/api/tasks/2/reload', {}, 'CONFLICT', 'Task 2 has no epoch yet: import targets first.'],
  ['rollbackTask', 'POST', '/api/tasks/1/rollback', {}, 'INVALID_MESSAGE', ...wrong('body', '/epoch', 'is missing')],
  ['rollbackTask', 'POST', '/api/tasks/9/rollback', { epoch: 1 }, 'UNKNOWN_TASK', noTask],
  ['rollbackTask', 'POST', '/api/tasks/1/rollback', { epoch: 7 }, 'UNKNOWN_EPOCH', 'Task 1 has no epoch 7.'],
  [
    'rollbackTask',
    'POST',
    '/api/tasks/1/rollback',
    { epoch: 1, base_epoch: 0 },
    'STALE_EPOCH',
    'The plan was made for epoch 0; now it is 1.',
    { context: expect.objectContaining({ base_epoch: 1, changed: false }) },
  ],
  [
    'listEpochs',
    'GET',
    '/api/tasks/1/epochs?before=x',
    null,
    'INVALID_MESSAGE',
    ...wrong('query', '/before', notWhole),
  ],
  ['listEpochs', 'GET', '/api/tasks/9/epochs', null, 'UNKNOWN_TASK', noTask],
  ['getEpoch', 'GET', '/api/tasks/1/epochs/-1', null, 'INVALID_MESSAGE', ...wrong('path', '/epoch', 'must be >= 0')],
  ['getEpoch', 'GET', '/api/tasks/9/epochs/1', null, 'UNKNOWN_TASK', noTask],
  ['getEpoch', 'GET', '/api/tasks/1/epochs/7', null, 'UNKNOWN_EPOCH', 'Task 1 has no epoch 7.'],
  [
    'diffEpochs',
    'GET',
    '/api/tasks/1/epochs/0/diff/one',
    null,
    'INVALID_MESSAGE',
    ...wrong('path', '/other', notWhole),
  ],
  ['diffEpochs', 'GET', '/api/tasks/9/epochs/0/diff/1', null, 'UNKNOWN_TASK', noTask],
  ['diffEpochs', 'GET', '/api/tasks/1/epochs/0/diff/7', null, 'UNKNOWN_EPOCH', 'Task 1 has no epoch 7.'],
  [
    'listBatches',
    'GET',
    '/api/tasks/1/batches?limit=100001',
    null,
    'INVALID_MESSAGE',
    ...wrong('query', '/limit', 'must be <= 100000'),
  ],
  ['listBatches', 'GET', '/api/tasks/9/batches', null, 'UNKNOWN_TASK', noTask],
  ['getSlots', 'GET', '/api/tasks/one/slots', null, 'INVALID_MESSAGE', ...wrong('path', '/task_id', notWhole)],
  ['getSlots', 'GET', '/api/tasks/9/slots', null, 'UNKNOWN_TASK', noTask],
  ['getSlots', 'GET', '/api/tasks/1/slots?epoch=7', null, 'UNKNOWN_EPOCH', 'Task 1 has no epoch 7.'],
  ['listConsumers', 'GET', '/api/consumers?limit=ten', null, 'INVALID_MESSAGE', ...wrong('query', '/limit', notWhole)],
  [
    'getConsumer',
    'GET',
    `/api/consumers/${'c'.repeat(129)}`,
    null,
    'INVALID_MESSAGE',
    ...wrong('path', '/consumer_id', 'must not have more than 128 characters'),
  ],
  ['getConsumer', 'GET', '/api/consumers/nobody', null, 'UNKNOWN_CONSUMER', noConsumer],
  [
    'dismissConsumer',
    'DELETE',
    `/api/consumers/${'c'.repeat(129)}`,
    null,
    'INVALID_MESSAGE',
    ...wrong('path', '/consumer_id', 'must not have more than 128 characters'),
  ],
  ['dismissConsumer', 'DELETE', '/api/consumers/nobody', null, 'UNKNOWN_CONSUMER', noConsumer],
  [
    'dismissConsumer',
    'DELETE',
    '/api/consumers/c1',
    null,
    'CONFLICT',
    'c1 is online; only a lost consumer can be dismissed.',
  ],
  [
    'drainConsumer',
    'POST',
    `/api/consumers/${'c'.repeat(129)}/drain`,
    null,
    'INVALID_MESSAGE',
    ...wrong('path', '/consumer_id', 'must not have more than 128 characters'),
  ],
  ['drainConsumer', 'POST', '/api/consumers/nobody/drain', null, 'UNKNOWN_CONSUMER', noConsumer],
  [
    'undrainConsumer',
    'DELETE',
    `/api/consumers/${'c'.repeat(129)}/drain`,
    null,
    'INVALID_MESSAGE',
    ...wrong('path', '/consumer_id', 'must not have more than 128 characters'),
  ],
  ['undrainConsumer', 'DELETE', '/api/consumers/nobody/drain', null, 'UNKNOWN_CONSUMER', noConsumer],
  [
    'listEvents',
    'GET',
    '/api/events?order=up',
    null,
    'INVALID_MESSAGE',
    ...wrong('query', '/order', 'must be one of asc, desc'),
  ],
]

/** What a caller calls its request, to find it in the logs; it comes back. */
export const REQUEST_ID = 'tried.here-1'

/** The whole document of a problem. */
export function problem(code: ErrorCode, detail: string, extra: Extra = {}) {
  const { title, http: status } = errorTable[code]
  return { type: `/api/problems#${code}`, title, status, code, detail, request_id: REQUEST_ID, ...extra }
}
