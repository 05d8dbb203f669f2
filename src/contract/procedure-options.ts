/** How what is asked for may be said, the same in several procedures and in the HTTP API. */
import { Type } from 'typebox'
import { consumerId, id } from './primitives.ts'

/** Whom something is done to, or who is told. */
export const consumerIds = Type.Array(consumerId, { maxItems: 100_000 })

/** `[EP-7]` */
export const baseEpoch = Type.Optional(
  Type.Integer({
    minimum: 0,
    description: 'The epoch a preview was made for: where it is no longer the current one, `STALE_EPOCH` (EP-7).',
  }),
)

/** `[SO-4]` What an operator has looked at. */
export const readAt = Type.Optional(
  Type.Integer({
    minimum: 0,
    description:
      'When the list was read that was looked at (`pending.at`): where another one waits by now, `CONFLICT`.',
  }),
)

/** `[HT-1]` */
export const onInvalid = Type.Optional(
  Type.Enum(['refuse', 'skip'], { description: '`skip` applies the good lines and lists the others (HT-1).' }),
)

/** `[CH-1]` What a list over HTTP is to be, where it is no replacement. */
export const changeEdit = Type.Optional(
  Type.Enum(['change', 'add', 'remove'], {
    description: '`add` and `remove` take a list in any format; `change`, the default, is JSON that says both (CH-1).',
  }),
)

/** `[CH-2]` */
export const confirm = Type.Optional(
  Type.Object({ removed: id }, { description: 'Exactly so many removals are meant; without it `GUARDED` (CH-2).' }),
)

/** `[LI-6]` */
export const onSuspicious = Type.Optional(
  Type.Enum(['take', 'refuse', 'skip'], {
    description:
      'What becomes of lines that look wrong (LI-6): `take`, which is so unless told otherwise, takes and reports them; `skip` leaves them out and lists them.',
  }),
)

/** `[PL-7]` A hypothesis: without these consumers, with so many more, with the load evened out. */
export const whatIf = {
  without: Type.Optional(consumerIds),
  more: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
  rebalance: Type.Optional(Type.Boolean()),
}

/** How a sync that is meant in earnest may be done. */
export const syncOptions = {
  base_epoch: baseEpoch,
  message: Type.Optional(Type.String({ maxLength: 1000, description: 'The text of `batch_reload`.' })),
  consumers: Type.Optional(
    Type.Union([Type.Enum(['changed', 'all']), consumerIds], { description: 'Who is told; `changed` by default.' }),
  ),
  rebalance: Type.Optional(
    Type.Boolean({ description: 'Evens the load out although the members are the same (PL-2).' }),
  ),
}

/** `[EP-12]` */
export const undoOptions = {
  epoch: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'The change that is meant, as `undo.epoch` of the task names it: `CONFLICT` where it is another by now.',
    }),
  ),
}
