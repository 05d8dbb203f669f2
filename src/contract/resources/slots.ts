import { type Static, Type } from 'typebox'
import { epochCause } from '../cause.ts'
import { count, id, list, named, owner, time } from '../primitives.ts'

export const slotsAnswer = named('Slots', 'The 256 slots of a task in an epoch, in order.', {
  task_id: id,
  epoch: id,
  slots: list(Type.Object({ slot: id, consumer_id: owner, targets: count('Targets in it.') })),
})
export type SlotsAnswer = Static<typeof slotsAnswer>

export const slotHistory = named(
  'SlotHistory',
  'EP-10: the slots of epochs that follow each other, as what each changed.',
  {
    task_id: id,
    oldest: Type.Integer({ minimum: 1, description: 'The first epoch whose slots are kept.' }),
    consumers: list(owner, 'Every owner in `epochs`.'),
    epochs: list(
      Type.Object({
        epoch: id,
        created_at: time('When it was published.'),
        cause: Type.String({ description: 'As in `Epoch`.' }),
        causes: list(epochCause),
        targets: count('Targets of the task.'),
        batches: count('Batches of the task.'),
        consumers: count('Its members.'),
        moved_consumer: count('PL-6'),
        least_moved_consumer: count('PL-6'),
        changes: list(
          Type.Immutable(Type.Tuple([id, id, id])),
          'Slots that are not as in the epoch before, of the first epoch all 256: `[slot, place of its owner in consumers, targets]`.',
        ),
      }),
      'Ascending.',
    ),
  },
)
export type SlotHistory = Static<typeof slotHistory>

/** The 256 slots of one task: their owners, and how many targets are in each. */
export interface SlotsResource {
  task_id: number
  epoch: number
  owners: readonly (string | null)[]
  targets: readonly number[]
}
