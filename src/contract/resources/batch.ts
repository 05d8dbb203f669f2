import { type Static, Type } from 'typebox'
import { attributes } from '../attributes.ts'
import { count, id, list, named, orNull, owner } from '../primitives.ts'
import { priorities } from '../../planner/priority.ts'

/** States of a batch as its consumer reports them (WS-13). */
export const batchStatuses = ['pending', 'running', 'completed', 'error'] as const
export type BatchStatus = (typeof batchStatuses)[number]

const priority = Type.Enum([...priorities])
const batchStatus = Type.Enum([...batchStatuses])
const progress = Type.Number({ minimum: 0, maximum: 100 })

export const batchResource = named(
  'Batch',
  'A batch as planned, or one a consumer reports that was never planned here (`planned: false`, WS-15).',
  {
    batch_id: id,
    task_id: orNull(id, 'Null where the batch is unplanned.'),
    consumer_id: owner,
    planned: Type.Boolean(),
    stale: Type.Boolean({
      description:
        "WS-16: said by a consumer that this batch does not belong to any more; it stands beside the owner's. Never planned.",
    }),
    targets: count('Number of targets; 0 where the batch is unplanned.'),
    priority: orNull(priority, 'The level it belongs to (PL-5); null where the batch is unplanned.'),
    status: batchStatus,
    progress,
    message: Type.String(),
    updated_at: orNull(Type.Integer(), 'When its consumer last spoke of it; null before.'),
    targets_in_error: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'Of its targets those that are reported in error (WS-27); left out where none is.',
      }),
    ),
  },
)
export type BatchResource = Static<typeof batchResource>

export const batchWithTargets = named('BatchWithTargets', 'A batch as its consumer loads it after a reload.', {
  batch_id: id,
  consumer_id: owner,
  priority,
  status: batchStatus,
  progress,
  targets: list(Type.String(), 'In code-unit order.'),
  attributes: Type.Optional(
    Type.Readonly(
      Type.Record(Type.String(), attributes, {
        description: 'By target, of those that have any (AT-4); with `attributes=true` only.',
      }),
    ),
  ),
})
export type BatchWithTargets = Static<typeof batchWithTargets>
