import { type TObject, type TProperties, Type } from 'typebox'
import { consoleProcedures } from '../../contract/procedures.ts'
import {
  acknowledgeAlerts,
  listAlerts,
  readAlertHistory,
  snoozeAlerts,
  unacknowledgeAlerts,
} from '../procedures/alerts.ts'
import { readTime, timeText } from './query-time.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

/** `/api/alerts` */
export const alertRoutes = [
  route('GET /api/alerts', {
    operationId: 'listAlerts',
    summary: 'The alerts in force, with what operators said of them (AL-1, AL-6, AL-7)',
    tags: ['monitor'],
    does: listAlerts,
    input: () => ({}),
  }),
  route('GET /api/alerts/history', {
    operationId: 'readAlertHistory',
    summary: 'Which alerts there were, and from when to when (AL-2)',
    description: 'Those in force among them: `cleared_at` is null. Also of before a restart.',
    tags: ['monitor'],
    query: {
      task_id: Type.Optional(wholeNumber),
      from: timeText('ms since 1970, or ISO 8601. A day before `to` without it.'),
      to: timeText('ms since 1970, or ISO 8601; not included. Now without it.'),
    },
    problems: ['STORAGE_FAILED'],
    does: readAlertHistory,
    input: ({ query: { task_id, from, to } }) => ({
      ...(task_id !== undefined && { task_id }),
      ...(from !== undefined && { from: readTime('from', from) }),
      ...(to !== undefined && { to: readTime('to', to) }),
    }),
  }),
  route('POST /api/alerts/acknowledge', {
    operationId: 'acknowledgeAlerts',
    summary: 'Says that somebody looks after alerts (AL-6)',
    description: 'Those of them that are gone meanwhile, or were so already, are left out of the answer.',
    tags: ['monitor'],
    body: closed(consoleProcedures['alerts.acknowledge'].input),
    problems: ['STORAGE_FAILED'],
    does: acknowledgeAlerts,
    input: ({ body }) => body,
  }),
  route('POST /api/alerts/unacknowledge', {
    operationId: 'unacknowledgeAlerts',
    summary: 'Takes that back (AL-6)',
    tags: ['monitor'],
    body: closed(consoleProcedures['alerts.unacknowledge'].input),
    problems: ['STORAGE_FAILED'],
    does: unacknowledgeAlerts,
    input: ({ body }) => body,
  }),
  route('POST /api/alerts/snooze', {
    operationId: 'snoozeAlerts',
    summary: 'Alerts are passed on to nobody until then (AL-6)',
    description: 'With `until: null` they are again.',
    tags: ['monitor'],
    body: closed(consoleProcedures['alerts.snooze'].input),
    problems: ['STORAGE_FAILED'],
    does: snoozeAlerts,
    input: ({ body }) => body,
  }),
]

/** The same schema, which refuses what it does not know. */
function closed<P extends TProperties>({ properties }: TObject<P>): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}
