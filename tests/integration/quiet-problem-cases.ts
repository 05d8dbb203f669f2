import type { ErrorCode } from '../../src/contract/errors.ts'

type QuietCase = readonly [
  operation: string,
  method: string,
  path: string,
  body: object | null,
  code: ErrorCode,
  detail: string,
  extra?: { readonly errors: readonly { path: string; reason: string }[] },
]

const unknown = (name: string): [string, NonNullable<QuietCase[6]>] => [
  `The query is not valid: /${name} is not known here.`,
  { errors: [{ path: `/${name}`, reason: 'is not known here' }] },
]
const nothing = 'The window does nothing: let it mute alerts, keep slots, or both.'
const ofAlerts =
  'Kinds and severities are of alerts: they say what is muted, and a window that only keeps slots mutes nothing.'
const both =
  'Name a task, or consumers: an alert is about one or the other, and a consumer keeps its slots in all tasks.'
const overlaps =
  'It would begin again before it is over: the cron expression says when it begins, the duration for how long it is.'
const sixParts =
  "The cron expression is not valid: mode '5-part' requires exactly 5 parts, but pattern '0 0 3 * * SUN' has 6 parts. It has five parts, such as 0 3 * * SUN."

/** Windows that are none. */
const windowCases: readonly (readonly [draft: object, code: ErrorCode, detail: string])[] = [
  [{ mutes: false }, 'INVALID_MESSAGE', nothing],
  [{ mutes: false, holds: true, scope: { kinds: ['coverage'] } }, 'INVALID_MESSAGE', ofAlerts],
  [{ scope: { task_id: 1, consumers: ['c1'] } }, 'INVALID_MESSAGE', both],
  [{ from: 1 }, 'INVALID_MESSAGE', 'The window would be over already; give a time to come.'],
  [
    { from: Number.MAX_SAFE_INTEGER },
    'INVALID_MESSAGE',
    'The window begins in more than 366 days: that is too far ahead.',
  ],
  [{ cron: '0 0 3 * * SUN' }, 'INVALID_MESSAGE', sixParts],
  [{ cron: '0 0 30 2 *' }, 'INVALID_MESSAGE', 'The cron expression never comes true.'],
  [{ cron: '* 3 * * *' }, 'INVALID_MESSAGE', overlaps],
  [
    { cron: '0 3 * * *', time_zone: 'Mars/Olympus' },
    'INVALID_MESSAGE',
    'There is no time zone "Mars/Olympus"; give one such as Asia/Shanghai.',
  ],
  [{ scope: { task_id: 9 } }, 'UNKNOWN_TASK', 'There is no task 9.'],
  [{ scope: { consumers: ['nobody'] } }, 'UNKNOWN_CONSUMER', 'There is no consumer nobody.'],
]

/** Every mistake with alerts, silences and maintenance: what is not passed on (AL-6, MW-1). */
export const quietProblemCases: readonly QuietCase[] = [
  ['listAlerts', 'GET', '/api/alerts?kind=coverage', null, 'INVALID_MESSAGE', ...unknown('kind')],
  ...(['acknowledge', 'unacknowledge', 'snooze'] as const).map((act): QuietCase => [
    `${act}Alerts`,
    'POST',
    `/api/alerts/${act}`,
    { alerts: [], ...(act === 'snooze' && { until: null }) },
    'INVALID_MESSAGE',
    'The body is not valid: /alerts must not have fewer than 1 items.',
    { errors: [{ path: '/alerts', reason: 'must not have fewer than 1 items' }] },
  ]),
  [
    'snoozeAlerts',
    'POST',
    '/api/alerts/snooze',
    { alerts: ['coverage:1'], until: 1 },
    'INVALID_MESSAGE',
    'The snooze would be over already; give a time to come.',
  ],
  [
    'snoozeAlerts',
    'POST',
    '/api/alerts/snooze',
    { alerts: ['coverage:1'], until: Number.MAX_SAFE_INTEGER },
    'INVALID_MESSAGE',
    'A snooze ends within 7 days; make a silence for longer.',
  ],
  ['listWindows', 'GET', '/api/windows?open=1', null, 'INVALID_MESSAGE', ...unknown('open')],
  ...windowCases.map(([draft, code, detail]): QuietCase => [
    'createWindow',
    'POST',
    '/api/windows',
    { mutes: true, holds: false, scope: {}, duration: 60_000, ...draft },
    code,
    detail,
  ]),
  [
    'endWindow',
    'DELETE',
    '/api/windows/x',
    null,
    'INVALID_MESSAGE',
    'The path is not valid: /window_id must be integer.',
    { errors: [{ path: '/window_id', reason: 'must be integer' }] },
  ],
  [
    'endWindow',
    'DELETE',
    '/api/windows/7',
    null,
    'UNKNOWN_WINDOW',
    'There is no silence or maintenance window 7, or it is over.',
  ],
]
