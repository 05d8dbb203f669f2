import { type Static, Type } from 'typebox'
import { epochCause } from '../cause.ts'
import { count, epochNumber, list, named, time } from '../primitives.ts'

/** `[EP-12]` How long a change of targets can be undone. ms */
export const UNDO_TIME_MS = 10 * 60_000

export const undoResource = named('Undo', 'The last change of targets, while it can be undone (EP-12).', {
  epoch: epochNumber,
  until: time('Until when.'),
  cause: Type.String({ description: 'As in `Epoch`.' }),
  causes: list(epochCause, 'What was done to the targets; not what members did meanwhile.'),
  added: count('Targets that it added, and that would go.'),
  removed: count('Targets that it removed, and that would be there again.'),
})
export type UndoResource = Static<typeof undoResource>
