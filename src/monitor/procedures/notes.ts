import { procedure } from './procedure.ts'

/** `[NT-1]` `INVALID_MESSAGE` where the range ends before it begins; `STORAGE_FAILED` */
export const listNotes = procedure('notes.list', {
  role: 'viewer',
  audit: null,
  run: ({ notes }, question) => notes.list(question),
})

/** `[NT-1]` Also about what is over: a moment, an alert, a consumer that has gone. */
export const createNote = procedure('notes.create', {
  role: 'operator',
  audit: {
    name: 'notes.create',
    facts: ({ about = {} }, note) => ({
      consumer_id: about.consumer_id,
      task_id: about.task_id,
      epoch: about.epoch,
      window_id: about.window_id,
      note_id: note?.note_id,
    }),
  },
  run: ({ notes, caller }, draft) => notes.create(draft, caller.token),
})

/** `[NT-1]` `UNKNOWN_NOTE` */
export const deleteNote = procedure('notes.delete', {
  role: 'operator',
  audit: { name: 'notes.delete', facts: ({ note_id }) => ({ note_id }) },
  async run({ notes }, { note_id }) {
    await notes.delete(note_id)
    return null
  },
})
