import { Type } from 'typebox'
import { windowDraft } from '../../contract/resources/window.ts'
import { createWindow, endWindow, listWindows } from '../procedures/windows.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

const tags = ['monitor']

/** `/api/windows` */
export const windowRoutes = [
  route('GET /api/windows', {
    operationId: 'listWindows',
    summary: 'Silences and maintenance windows, open or to come (MW-1)',
    tags,
    does: listWindows,
    input: () => ({}),
  }),
  route('POST /api/windows', {
    operationId: 'createWindow',
    summary: 'Mutes alerts (AL-7) or keeps slots where they are (MW-2) for a time, now, later, or again and again',
    tags,
    body: windowDraft,
    problems: ['UNKNOWN_CONSUMER', 'UNKNOWN_TASK', 'CONFLICT', 'STORAGE_FAILED'],
    does: createWindow,
    input: ({ body }) => body,
    status: 201,
  }),
  route('DELETE /api/windows/:window_id', {
    operationId: 'endWindow',
    summary: 'Ends one that is open; one to come never begins',
    description:
      'One that comes again by `cron` ends for this time; the next call, while it is not open, takes it away.',
    tags,
    params: Type.Object({ window_id: wholeNumber }),
    responses: { 204: Type.Null({ description: 'It is over.' }) },
    problems: ['UNKNOWN_WINDOW', 'STORAGE_FAILED'],
    does: endWindow,
    input: ({ params }) => params,
    status: 204,
  }),
]
