import { Type } from 'typebox'
import { readAlertHistory } from '../procedures/alerts.ts'
import { readTime, timeText } from './query-time.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

/** `/api/alerts` */
export const alertRoutes = [
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
]
