import type { ErrorCode } from '../../src/contract/errors.ts'

type SourceCase = readonly [
  operation: string,
  method: string,
  path: string,
  body: object | null,
  code: ErrorCode,
  detail: string,
  extra?: { readonly errors: readonly { path: string; reason: string }[] },
]

const url = 'https://lists.test/a'
const operations = [
  ['getSource', 'GET', '', null],
  ['putSource', 'PUT', '', { kind: 'url', url }],
  ['pauseSource', 'PATCH', '', { paused: true }],
  ['deleteSource', 'DELETE', '', null],
  ['runSource', 'POST', '/run', null],
  ['applySource', 'POST', '/apply', null],
  ['discardSource', 'POST', '/discard', null],
] as const
const notWhole = [{ path: '/task_id', reason: 'must be integer' }]
const put = (body: object, code: ErrorCode, detail: string): SourceCase => [
  'putSource',
  'PUT',
  '/api/tasks/1/source',
  body,
  code,
  detail,
]

/** `[SO-3]` What requests for sources can be refused for. Task 2 has none; a token may name URLs on lists.test. */
export const sourceProblemCases: readonly SourceCase[] = [
  [
    'listSources',
    'GET',
    '/api/sources?limit=1',
    null,
    'INVALID_MESSAGE',
    'The query is not valid: /limit is not known here.',
    { errors: [{ path: '/limit', reason: 'is not known here' }] },
  ],
  ...operations.flatMap(([operation, method, below, body]): SourceCase[] => {
    const at = (task: string | number) => `/api/tasks/${task}/source${below}`
    const detail = 'The path is not valid: /task_id must be integer.'
    const cases: SourceCase[] = [
      [operation, method, at('x'), body, 'INVALID_MESSAGE', detail, { errors: notWhole }],
      [operation, method, at(9), body, 'UNKNOWN_TASK', 'There is no task 9.'],
    ]
    // To give it one is no mistake.
    if (operation !== 'putSource')
      cases.push([operation, method, at(2), body, 'UNKNOWN_SOURCE', 'Task 2 has no source.'])
    return cases
  }),
  put(
    { kind: 'file', file: '/etc/passwd' },
    'FORBIDDEN',
    'A source of the kind file can only be named in the settings file or by the desktop’s own user: it would let a token read or run anything on this machine.',
  ),
  put(
    { kind: 'url', url, headers: { a: { variable: 'PATH' } } },
    'FORBIDDEN',
    'A variable of the environment can only be named in the settings file or by the desktop’s own user.',
  ),
  put(
    { kind: 'url', url: 'https://other.test/a' },
    'FORBIDDEN',
    'The host other.test is not among monitor.sources.allowed-hosts; add it there and restart.',
  ),
  put({ kind: 'url', url: 'http://:1' }, 'INVALID_MESSAGE', 'This is no http or https URL: http://:1.'),
  put(
    { kind: 'url', url, interval: 1000, cron: '* * * * *' },
    'INVALID_MESSAGE',
    'Give an interval or a cron expression, not both.',
  ),
  put(
    { kind: 'url', url, cron: '0 0 30 2 *' },
    'INVALID_MESSAGE',
    'The cron expression or its time zone is not valid: it never runs again.',
  ),
  put(
    { kind: 'url', url, path: 'data..x' },
    'INVALID_MESSAGE',
    'The path to the list must be a JSON pointer such as /data/tokens, or names with dots between: data.tokens.',
  ),
]
