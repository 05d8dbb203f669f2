import { type Static, type TSchema, Type } from 'typebox'
import { attributes } from '../attributes.ts'
import { epochCause } from '../cause.ts'
import { consumerId, count, id, list, named, orNull, owner, time } from '../primitives.ts'
import { priorities } from '../../planner/priority.ts'
import { counts } from './plan.ts'

const priority = Type.Enum([...priorities])

/** EP-3. `waiting`: not connected, told when it returns. */
export const rolloutStates = ['waiting', 'sent', 'acked', 'confirmed', 'stuck'] as const
export type RolloutState = (typeof rolloutStates)[number]

export const rolloutResource = named('Rollout', 'How far a consumer is with an epoch it was told of (EP-3).', {
  task_id: id,
  epoch: id,
  consumer_id: consumerId,
  state: Type.Enum([...rolloutStates], { description: '`waiting`: not connected, told when it returns.' }),
  unanswered_from: Type.Integer({
    minimum: 0,
    description:
      'The first of the epochs in a row that it was told of and has not answered; `epoch` itself where it is behind by this one only, or by none.',
  }),
  action: orNull(Type.Enum(['reloading', 'skipping'])),
  sent_at: orNull(Type.Integer()),
  acked_at: orNull(Type.Integer()),
  confirmed_at: orNull(Type.Integer()),
})
export type RolloutResource = Static<typeof rolloutResource>

export const epochResource = named('Epoch', 'One version of the assignment of a task (EP-5).', {
  task_id: id,
  epoch: id,
  created_at: time('When it was published.'),
  cause: Type.String({ description: 'Who or what made it, in English: `causes` in words.' }),
  causes: list(epochCause, 'Who or what made it; the first is why it was made at all.'),
  state: Type.Enum(['rolling_out', 'settled', 'degraded', 'superseded']),
  counts,
  told: Type.Object(
    { waiting: id, sent: id, acked: id, confirmed: id, stuck: id } satisfies Record<RolloutState, TSchema>,
    { description: 'Consumers told, by how far they are.' },
  ),
  settled_at: orNull(Type.Integer(), 'When the last awaited answer came; null while awaited.'),
})
export type EpochResource = Static<typeof epochResource>
export type EpochState = EpochResource['state']

const placedTarget = Type.Object({
  target: Type.String(),
  batch_id: id,
  priority,
  attributes: orNull(attributes),
})

export const epochDiff = named(
  'EpochDiff',
  'EP-6: in what an epoch (`to`) differs from another (`from`). Every list is a page of what the counts count.',
  {
    task_id: id,
    from: id,
    to: id,
    counts: Type.Object({
      added: id,
      removed: id,
      rerated: id,
      described: id,
      moved_consumer: orNull(
        id,
        'Surviving targets that have another consumer; null where an earlier version did not write down the slots of `to`.',
      ),
      moved_batch: count('Surviving targets that are in another batch: those of `targets.moved`.'),
      batches_opened: id,
      batches_closed: id,
      batches_handed: id,
      batches_relevelled: id,
      slots_moved: id,
    }),
    targets: Type.Object(
      {
        added: list(placedTarget),
        removed: list(placedTarget, 'With the batch, priority and attributes they had.'),
        rerated: list(
          Type.Object({ target: Type.String(), from: priority, to: priority }),
          'Targets of both epochs with another priority.',
        ),
        described: list(
          Type.Object({ target: Type.String(), from: orNull(attributes), to: orNull(attributes) }),
          'Targets of both epochs with other attributes (AT-2).',
        ),
        moved: list(
          Type.Object({ target: Type.String(), from: id, to: id }),
          'Targets of both epochs in another batch.',
        ),
      },
      { description: 'In code-unit order.' },
    ),
    batches: Type.Object({
      opened: list(Type.Object({ batch_id: id, consumer_id: owner, priority })),
      closed: list(Type.Object({ batch_id: id, consumer_id: owner, priority })),
      handed: list(
        Type.Object({ batch_id: id, from: owner, to: owner }),
        'Batches of both epochs with another consumer.',
      ),
      relevelled: list(
        Type.Object({ batch_id: id, from: priority, to: priority }),
        'Batches of both epochs at another level.',
      ),
    }),
    slots: list(Type.Object({ slot: id, from: owner, to: owner })),
    next: orNull(id, 'Where the next page of every list starts; null where nothing is left.'),
  },
)
export type EpochDiff = Static<typeof epochDiff>
