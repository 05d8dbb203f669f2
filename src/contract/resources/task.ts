import { type Static, Type } from 'typebox'
import { identities } from '../../planner/identity.ts'
import { count, id, named, orNull, time } from '../primitives.ts'
import { undoResource } from './undo.ts'

/** How a task is planned: the same fields where it is shown, when it is made and when it is changed. */
const planOptions = {
  batch_size: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Targets in a full batch.' }),
  virtual_nodes: Type.Integer({
    minimum: 1,
    maximum: 2000,
    description: 'Points of a consumer on the ring; for the strategy `ring`.',
  }),
  strategy: Type.Enum(['balanced', 'ring'], { description: 'How slots get their owners (PL-2).' }),
  priority_levels: Type.Union([Type.Literal('auto'), Type.Literal(1), Type.Literal(2), Type.Literal(4)], {
    description: 'Levels of batches (PL-5); `auto` goes by the number of targets.',
  }),
  identity: Type.Enum([...identities], {
    description:
      'What makes two spellings the same target (ID-1): `exact` every character; `evm` and `auto` take 0x and 40 hex digits without their case, and with `evm` anything else is suspicious.',
  }),
}
const taskName = Type.String({ minLength: 1, maxLength: 128, pattern: '\\S' })
const autoSync = Type.Boolean({ description: 'Whether changes of the member list are published by themselves (EP-8).' })
const guard = orNull(
  Type.Integer({ minimum: 0, maximum: 100 }),
  'Percent of the targets that a change may remove without a confirmation, 0 for any (CH-2); null as the settings say.',
)

export const taskResource = named('Task', 'One monitored job.', {
  task_id: id,
  name: Type.String(),
  epoch: count('The current epoch; 0 before the first publication.'),
  targets: count('Number of targets.'),
  batches: count('Number of batches.'),
  ...planOptions,
  auto_sync: autoSync,
  guard,
  created_at: time('When it was made.'),
  sync_due: Type.Boolean({
    description:
      'The member list has changed and no epoch has followed yet: auto-sync is off, or planning is under way (EP-8).',
  }),
  undo: orNull(undoResource, 'Null where there is nothing to undo.'),
})
export type TaskResource = Static<typeof taskResource>

/** Options of a new task; what is left out is taken from the settings. */
export const taskOptions = Type.Object(
  {
    task_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    name: taskName,
    ...Type.Partial(Type.Object(planOptions)).properties,
    auto_sync: Type.Optional(autoSync),
    guard: Type.Optional(guard),
  },
  { additionalProperties: false, title: 'TaskOptions' },
)
export type TaskOptions = Static<typeof taskOptions>

const changeable = Type.Partial(Type.Object({ name: taskName, ...planOptions, auto_sync: autoSync, guard })).properties
/** What can be changed of a task; what is left out stays. */
export const taskChange = Type.Object(changeable, { additionalProperties: false })
export type TaskChange = Static<typeof taskChange>
