import { type Static, Type } from 'typebox'
import { attributes } from '../attributes.ts'
import { priorities } from '../../planner/priority.ts'
import { epochCause } from '../cause.ts'
import { consumerId, count, id, list, named, orNull, owner, time } from '../primitives.ts'
import { batchStatuses } from './batch.ts'

const priority = Type.Enum([...priorities])
const text = Type.String({ minLength: 1, maxLength: 256 })

/** As a list names a target: its text, or an object with its priority (PL-5) and attributes (AT-1). */
export const targetItem = Type.Union([
  text,
  Type.Object({ target: text, priority: Type.Optional(priority), attributes: Type.Optional(attributes) }),
])

export const ratedTarget = named(
  'RatedTarget',
  'A target of a batch. With fewer levels than priorities a batch holds targets of several (PL-5).',
  { target: Type.String(), priority },
)
export type RatedTarget = Static<typeof ratedTarget>

/** What a list says of a target beside its priority; null where it says nothing. */
export const targetAttributes = orNull(
  Type.Immutable(Type.Record(Type.String(), Type.String())),
  'The other columns it came with, such as a label or a chain; null where it has none.',
)

/** The longest message and value of a report about one target; a longer message is cut (WS-27). */
export const MAX_REPORT_MESSAGE_LENGTH = 1024
export const MAX_REPORT_VALUE_LENGTH = 256

const batchStatus = Type.Enum([...batchStatuses])
const reportValue = Type.Union([Type.Number(), Type.String({ maxLength: MAX_REPORT_VALUE_LENGTH })])

export const targetReport = named('TargetReport', 'WS-27: what its consumer last said of this target alone.', {
  status: batchStatus,
  message: Type.String(),
  value: orNull(reportValue, 'Whatever figure or short text its consumer sends along.'),
  at: time('When it said so.'),
})
export type TargetReport = Static<typeof targetReport>

/** `[WS-27]` The same as a consumer sends it; null is what some write for nothing. */
export const sentTargetReport = Type.Object({
  target: text,
  status: batchStatus,
  message: Type.Optional(orNull(Type.String({ maxLength: MAX_REPORT_MESSAGE_LENGTH }))),
  value: Type.Optional(orNull(reportValue)),
})
export type SentTargetReport = Static<typeof sentTargetReport>

const report = orNull(targetReport, 'Null where its consumer says nothing of single targets.')
const slot = Type.Integer({ minimum: 0, maximum: 255, description: 'PL-1' })

/** A target in a table. */
export const targetRow = named('TargetRow', 'A target as a table shows it.', {
  target: Type.String(),
  priority,
  attributes: targetAttributes,
  slot,
  batch_id: id,
  consumer_id: owner,
  report,
})
export type TargetRow = Static<typeof targetRow>

/** Orders in which targets can be had, all others within one by target: those that need no sorting of a million texts. */
export const targetSorts = [
  'target',
  '-target',
  'priority',
  '-priority',
  'consumer',
  '-consumer',
  'batch',
  '-batch',
  'slot',
  '-slot',
] as const
export type TargetSort = (typeof targetSorts)[number]

/** `[TG-2]` Which targets are wanted: those for which all of it is true. */
export const targetFilter = Type.Object(
  {
    priority: Type.Optional(priority),
    consumer_id: Type.Optional(orNull(consumerId, 'Null for those that belong to nobody.')),
    batch_id: Type.Optional(id),
    /** Of its batch. */
    status: Type.Optional(batchStatus),
    /** Of its own report. */
    report: Type.Optional(batchStatus),
    /** Without a value every target that has the attribute. */
    attribute: Type.Optional(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 64 }),
        value: Type.Optional(Type.String({ maxLength: 256 })),
      }),
    ),
  },
  { additionalProperties: false },
)
export type TargetFilter = Static<typeof targetFilter>

/** What is looked for among the targets of a task. */
export const targetQuestion = {
  query: Type.Optional(
    Type.String({
      maxLength: 256,
      description: 'Only targets that have this in them or in a value of their attributes; case makes no difference.',
    }),
  ),
  filter: Type.Optional(targetFilter),
  sort: Type.Optional(Type.Enum([...targetSorts], { description: 'By target unless told otherwise.' })),
}

export const targetPage = named('TargetPage', 'TG-2: some targets of the current epoch.', {
  task_id: id,
  epoch: id,
  total: count('All there are.'),
  matching: count('Those that were asked for, on all pages.'),
  attribute_names: list(Type.String(), 'Of all attributes that targets of this task have, at most 64 of them.'),
  targets: list(targetRow),
})
export type TargetPage = Static<typeof targetPage>

export const foundTarget = named('FoundTarget', 'A target that a search over several tasks has found.', {
  task_id: id,
  target: Type.String(),
  label: orNull(Type.String(), 'Its attribute `label`, else `name` or `symbol`.'),
  batch_id: id,
  consumer_id: owner,
})
export type FoundTarget = Static<typeof foundTarget>

/** What an epoch did to a target. */
const targetChanges = ['added', 'moved', 'handed', 'rerated', 'described'] as const

export const targetOwner = named('TargetOwner', 'From which epoch on a target was where.', {
  epoch: id,
  at: time('When that epoch was published.'),
  consumer_id: owner,
  batch_id: id,
  change: Type.Enum([...targetChanges], {
    description:
      'What that epoch did: `moved` into another batch, or its batch `handed` to another consumer. With another priority or other attributes only it is `rerated` or `described`.',
  }),
})
export type TargetOwner = Static<typeof targetOwner>

export const targetResource = named('Target', 'TG-1: a target, where it is, and how it came there.', {
  task_id: id,
  target: Type.String({ description: 'As consumers get it.' }),
  canonical: Type.String({ description: 'What it is compared by.' }),
  priority,
  attributes: targetAttributes,
  slot,
  batch_id: id,
  consumer_id: owner,
  status: Type.Enum([...batchStatuses], {
    description: 'Of its batch, as are `progress`, `message` and `updated_at`.',
  }),
  progress: Type.Number({ minimum: 0, maximum: 100 }),
  message: Type.String(),
  updated_at: orNull(Type.Integer(), 'When its consumer last spoke of its batch; null before.'),
  report,
  added: orNull(
    Type.Object({ epoch: id, at: time('When it was published.'), cause: Type.String(), causes: list(epochCause) }),
    'The epoch that added it; null where that is older than what is known.',
  ),
  owners: list(targetOwner, 'Newest first, at most 100.'),
  known_from: orNull(id, 'The oldest epoch that `owners` tells of; null where it tells of none.'),
})
export type Target = Static<typeof targetResource>
