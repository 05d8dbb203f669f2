/** What an operator notes on a moment, a consumer, a task, an epoch, an alert or a window (NT-1). */
import { type Static, Type } from 'typebox'
import { consumerId, epochNumber, id, list, named, orNull, time } from '../primitives.ts'

/** The longest note, in characters: an emoji is one. */
export const MAX_NOTE_LENGTH = 2000
/** The most notes in one answer. */
export const MAX_LISTED_NOTES = 2000

const alertId = Type.String({ minLength: 1, maxLength: 200 })
/** A moment that can be shown: as far from 1970 as a `Date` goes. */
const moment = (description: string) => Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000, description })

export const noteResource = named('Note', 'NT-1: what an operator noted.', {
  note_id: id,
  at: time('The moment that it is about.'),
  made_at: time('When it was written.'),
  by: orNull(Type.String(), 'The name of the token of whoever wrote it; null where none was needed.'),
  text: Type.String({ description: 'Plain text; lines end with LF.' }),
  consumer_id: Type.Optional(consumerId),
  task_id: Type.Optional(id),
  epoch: Type.Optional(Type.Integer({ minimum: 1, description: 'Of its task.' })),
  alert_id: Type.Optional(alertId),
  window_id: Type.Optional(Type.Integer({ minimum: 1, description: 'A silence or a maintenance window (MW-1).' })),
})
export type Note = Static<typeof noteResource>

export const noteDraft = Type.Object(
  {
    text: Type.String({
      minLength: 1,
      maxLength: MAX_NOTE_LENGTH,
      description: 'Plain text. Control characters other than line ends, and white space around it, are left out.',
    }),
    at: Type.Optional(moment('The moment that it is about; now where it is left out.')),
    about: Type.Optional(
      Type.Object(
        {
          consumer_id: Type.Optional(consumerId),
          task_id: Type.Optional(id),
          epoch: Type.Optional(epochNumber),
          alert_id: Type.Optional(alertId),
          window_id: Type.Optional(id),
        },
        {
          additionalProperties: false,
          description: 'What it is about beside the moment. An epoch is one of the task that is named, too.',
        },
      ),
    ),
  },
  { additionalProperties: false },
)
export type NoteDraft = Static<typeof noteDraft>

export const noteQuestion = Type.Object({
  from: time('Included.'),
  to: time('Not included.'),
  task_id: Type.Optional(Type.Integer({ ...id, description: 'Those about other tasks are left out.' })),
  consumer_id: Type.Optional(consumerId),
})
export type NoteQuestion = Static<typeof noteQuestion>

export const noteList = Type.Object({
  notes: list(noteResource, 'In order of the moment; the last 2,000 of the range.'),
  partial: Type.Optional(Type.Literal(true, { description: 'There are more in the range, before these.' })),
})
