import { Type } from 'typebox'
import { noteDraft } from '../../contract/resources/note.ts'
import { createNote, deleteNote, listNotes } from '../procedures/notes.ts'
import { readTime, timeText } from './query-time.ts'
import { wholeNumber } from './query.ts'
import { route } from './route.ts'

const tags = ['monitor']

/** `/api/notes` */
export const noteRoutes = [
  route('GET /api/notes', {
    operationId: 'listNotes',
    summary: 'What operators noted (NT-1)',
    description: 'The notes about moments of a range, in their order; the last 2,000 of them.',
    tags,
    query: {
      from: timeText('ms since 1970, or ISO 8601; included. All of the past without it.'),
      to: timeText('ms since 1970, or ISO 8601; not included. All of the future without it.'),
      task_id: Type.Optional(Type.Integer({ ...wholeNumber, description: 'Those about other tasks are left out.' })),
      consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    },
    problems: ['STORAGE_FAILED'],
    does: listNotes,
    input: ({ query: { from, to, ...about } }) => ({
      ...about,
      from: from === undefined ? 0 : readTime('from', from),
      to: to === undefined ? Number.MAX_SAFE_INTEGER : readTime('to', to),
    }),
  }),
  route('POST /api/notes', {
    operationId: 'createNote',
    summary: 'Notes something on a moment, and on what was concerned',
    tags,
    body: noteDraft,
    problems: ['UNKNOWN_CONSUMER', 'UNKNOWN_TASK', 'UNKNOWN_EPOCH', 'UNKNOWN_WINDOW', 'STORAGE_FAILED'],
    does: createNote,
    input: ({ body }) => body,
    status: 201,
  }),
  route('DELETE /api/notes/:note_id', {
    operationId: 'deleteNote',
    summary: 'Deletes a note; its event stays',
    tags,
    params: Type.Object({ note_id: wholeNumber }),
    responses: { 204: Type.Null({ description: 'It is deleted.' }) },
    problems: ['UNKNOWN_NOTE', 'STORAGE_FAILED'],
    does: deleteNote,
    input: ({ params }) => params,
    status: 204,
  }),
]
