/**
 * What the monitor shows, over HTTP and in its consoles: one schema of each thing, from which its type, the OpenAPI
 * document and the tests of the answers are made. Times are ms since 1970. A schema with a title is a component of the
 * document, under that name.
 */
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { batchStatuses } from './batch-status.ts'
import { listFormats } from './list-format.ts'
import type { Counts } from './planner/diff.ts'
import { priorities } from './planner/priority.ts'

function named<P extends TProperties>(title: string, description: string, properties: P): TObject<P> {
  return Type.Object(properties, { title, description })
}

/** A list that its receiver does not change. */
export function list<T extends TSchema>(schema: T, description?: string) {
  return Type.Immutable(Type.Array(schema, description === undefined ? {} : { description }))
}

function orNull<T extends TSchema>(schema: T, description?: string) {
  return Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
}

const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const count = (description: string) => Type.Integer({ minimum: 0, description })
const time = (description: string) => Type.Integer({ description })
const consumerId = Type.String({ minLength: 1, maxLength: 128 })
const owner = orNull(consumerId)
const priority = Type.Enum([...priorities])
const batchStatus = Type.Enum([...batchStatuses])
const progress = Type.Number({ minimum: 0, maximum: 100 })

export const consumerView = named('Consumer', 'A worker process and what it owns.', {
  consumer_id: consumerId,
  state: Type.Enum(['online', 'suspect', 'offline', 'lost'], {
    description: 'LV-1, LV-2: `offline` holds its slots for the grace period, `lost` holds nothing.',
  }),
  state_since: time('When it came into this state.'),
  drained_at: orNull(
    Type.Integer(),
    'When an operator drained it; null unless it is drained. Beside its state: a drained consumer is no member (LV-5).',
  ),
  stuck_since: orNull(Type.Integer(), 'When its running batches last made progress; null unless it is stuck (LV-4).'),
  was_too_slow: Type.Boolean({
    description:
      'Whether the monitor ended its last connection because it read too slowly; over with the next one (WS-18).',
  }),
  session_id: orNull(Type.String()),
  connected_at: orNull(Type.Integer()),
  last_seen_at: time('When its last frame came.'),
  heartbeat_interval: orNull(Type.Number(), 'In s, as it announced it; null where it announced none (LV-1).'),
  remote: orNull(Type.String(), 'Network address of its socket, without port.'),
  hostname: orNull(Type.String()),
  pid: orNull(Type.Integer()),
  version: orNull(Type.String()),
  labels: Type.Record(Type.String(), Type.String()),
  clock_skew: orNull(
    Type.Integer(),
    'Its clock minus ours in ms when it last told the time; shown, never trusted (WS-14).',
  ),
  round_trip: orNull(
    Type.Number({ minimum: 0 }),
    'What its socket took to answer the last ping, in ms; null before the first answer (LV-1).',
  ),
  slots: count('Slots it owns, over all tasks.'),
  targets: count('Targets it owns, over all tasks.'),
})
export type ConsumerView = Static<typeof consumerView>
export type ConsumerState = ConsumerView['state']

export const batchView = named(
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
  },
)
export type BatchView = Static<typeof batchView>

export const batchWithTargets = named('BatchWithTargets', 'A batch as its consumer loads it after a reload.', {
  batch_id: id,
  consumer_id: owner,
  priority,
  status: batchStatus,
  progress,
  targets: list(Type.String(), 'In code-unit order.'),
})
export type BatchWithTargets = Static<typeof batchWithTargets>

/** How a task is planned: the same fields in its view, when it is made and when it is changed. */
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
}
const taskName = Type.String({ minLength: 1, maxLength: 128, pattern: '\\S' })
const autoSync = Type.Boolean({ description: 'Whether changes of the member list are published by themselves (EP-8).' })

export const taskView = named('Task', 'One monitored job.', {
  task_id: id,
  name: Type.String(),
  epoch: count('The current epoch; 0 before the first publication.'),
  targets: count('Number of targets.'),
  batches: count('Number of batches.'),
  ...planOptions,
  auto_sync: autoSync,
  created_at: time('When it was made.'),
  sync_due: Type.Boolean({
    description:
      'The member list has changed and no epoch has followed yet: auto-sync is off, or planning is under way (EP-8).',
  }),
})
export type TaskView = Static<typeof taskView>

/** Options of a new task; what is left out is taken from the settings. */
export const taskOptions = Type.Object(
  {
    task_id: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    name: taskName,
    ...Type.Partial(Type.Object(planOptions)).properties,
    auto_sync: Type.Optional(autoSync),
  },
  { additionalProperties: false, title: 'TaskOptions' },
)
export type TaskOptions = Static<typeof taskOptions>

const changeable = Type.Partial(Type.Object({ name: taskName, ...planOptions, auto_sync: autoSync })).properties
/** What can be changed of a task; what is left out stays. */
export const taskChange = Type.Object(changeable, { additionalProperties: false })
export type TaskChange = Static<typeof taskChange>

export const counts = named('Counts', 'What a change amounts to (PL-6). "Surviving" is there before and after.', {
  targets: count('After the change.'),
  batches: count('After the change.'),
  consumers: count('After the change.'),
  added: count('Targets that were not there before.'),
  removed: count('Targets that are no longer there.'),
  rerated: count('Surviving targets that carry another priority.'),
  moved_consumer: count('Surviving targets that have another consumer.'),
  moved_batch: count('Surviving targets that are in another batch.'),
  least_moved_consumer: count('The least `moved_consumer` with which this change was possible.'),
  stray: count('`moved_consumer` − `least_moved_consumer`.'),
  batches_changed: count('Batches that stay, with other targets, another consumer or another priority.'),
  batches_opened: count('Batches that are new.'),
  batches_closed: count('Batches that are gone.'),
} satisfies Record<keyof Counts, TSchema>)

/** EP-3. `waiting`: not connected, told when it returns. */
export const rolloutStates = ['waiting', 'sent', 'acked', 'confirmed', 'stuck'] as const
export type RolloutState = (typeof rolloutStates)[number]

export const rolloutView = named('Rollout', 'How far a consumer is with an epoch it was told of (EP-3).', {
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
export type RolloutView = Static<typeof rolloutView>

export const epochView = named('Epoch', 'One version of the assignment of a task (EP-5).', {
  task_id: id,
  epoch: id,
  created_at: time('When it was published.'),
  cause: Type.String({ description: 'Who or what made it, in words.' }),
  state: Type.Enum(['rolling_out', 'settled', 'degraded', 'superseded']),
  counts,
  told: Type.Object(
    { waiting: id, sent: id, acked: id, confirmed: id, stuck: id } satisfies Record<RolloutState, TSchema>,
    { description: 'Consumers told, by how far they are.' },
  ),
  settled_at: orNull(Type.Integer(), 'When the last awaited answer came; null while awaited.'),
})
export type EpochView = Static<typeof epochView>
export type EpochState = EpochView['state']

const placedTarget = Type.Object({ target: Type.String(), batch_id: id, priority })

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
      moved_batch: id,
      batches_opened: id,
      batches_closed: id,
      batches_handed: id,
      batches_relevelled: id,
      slots_moved: id,
    }),
    targets: Type.Object(
      {
        added: list(placedTarget),
        removed: list(placedTarget, 'With the batch and priority they had.'),
        rerated: list(
          Type.Object({ target: Type.String(), from: priority, to: priority }),
          'Targets of both epochs with another priority.',
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
        cause: Type.String(),
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

export const invalidLine = named('InvalidLine', 'A line of a target list that could not be taken (HT-1).', {
  line: Type.Integer({ minimum: 1, description: 'Counts from 1; in JSON, the place of the item.' }),
  reason: Type.String(),
  text: Type.String({ description: 'The start of the line, to find it by.' }),
})
export type InvalidLine = Static<typeof invalidLine>

const ignoredColumns = 'Columns of a CSV header that say nothing here; they were passed over.'

export const listReport = named('ListReport', 'HT-1: what a target list holds, before it is planned.', {
  targets: count('Good lines, repeats included.'),
  invalid: count('Lines that are no targets.'),
  complaints: list(invalidLine, 'The first 20 of these.'),
  can_skip: Type.Boolean({
    description: 'Whether the bad lines can be left out; false where the rest cannot be read.',
  }),
  ignored_columns: list(Type.String(), ignoredColumns),
})
export type ListReport = Static<typeof listReport>

/** HT-2. `ready`: read, and waiting for an operator's decision in a console. */
export const importPhases = ['receiving', 'reading', 'ready', 'planning', 'writing'] as const
export type ImportPhase = (typeof importPhases)[number]

export const importView = named('Import', 'A target list on its way into a task (HT-2).', {
  import_id: id,
  task_id: id,
  edit: Type.Enum(['replace', 'change'], { description: 'Whether it is the whole list, or additions and removals.' }),
  format: Type.Enum([...listFormats]),
  dry_run: Type.Boolean({ description: 'Whether only a preview is asked for, so far.' }),
  phase: Type.Enum([...importPhases], {
    description:
      '`reading`: what came is read; `ready`: it waits in a console to be applied; `planning`: it is planned, or waits for the plans before it; `writing`: it goes to disk and cannot be cancelled any more.',
  }),
  bytes: count('Bytes of the body that have come in, as they were sent.'),
  total_bytes: orNull(Type.Integer({ minimum: 0 }), 'All there will be; null where its sender did not say.'),
  lines: orNull(Type.Integer({ minimum: 0 }), 'Lines read so far; null where the format is read at its end (JSON).'),
  started_at: time('When it began.'),
})
export type ImportView = Static<typeof importView>

const remark = Type.Union([
  Type.Object({ kind: Type.Literal('no_members') }),
  Type.Object({ kind: Type.Literal('idle_members'), count: id }),
  Type.Object({ kind: Type.Literal('imbalance'), ratio: Type.Number() }),
])

/** As a list names a target: its text, or an object with its priority (PL-5). */
export const targetItem = Type.Union([
  Type.String({ minLength: 1, maxLength: 256 }),
  Type.Object({ target: Type.String({ minLength: 1, maxLength: 256 }), priority: Type.Optional(priority) }),
])

export const planPreview = named(
  'PlanPreview',
  'HT-3: what a publication would do, and on which epoch that was computed (EP-7).',
  {
    task_id: id,
    base_epoch: id,
    changed: Type.Boolean(),
    counts,
    duplicates: count('Repeats that were dropped.'),
    skipped: list(invalidLine, 'Lines left out with `on_invalid=skip`.'),
    ignored_columns: list(Type.String(), ignoredColumns),
    consumers_touched: list(consumerId, 'Consumers that would be told.'),
    slots_moved: list(
      Type.Immutable(Type.Tuple([id, owner, owner])),
      'Slots that would change owner: `[slot, from, to]`.',
    ),
    remarks: list(remark, 'Plain facts to know beforehand, for example that some consumers would own nothing.'),
  },
)
export type PlanPreview = Static<typeof planPreview>
export type PlanRemark = PlanPreview['remarks'][number]

export const publication = named('Publication', 'HT-3: what a publication did.', {
  task_id: id,
  published: Type.Boolean({ description: 'False where nothing changed: no epoch was made and nobody told.' }),
  epoch: id,
  counts,
  duplicates: count('Repeats that were dropped.'),
  skipped: list(invalidLine, 'Lines left out with `on_invalid=skip`.'),
  ignored_columns: list(Type.String(), ignoredColumns),
  consumers_told: list(consumerId),
})
export type Publication = Static<typeof publication>

export const changedTask = named('ChangedTask', 'A task after a change of its options.', {
  task: taskView,
  publication: orNull(publication, 'The epoch it made; null where the plan stays as it is.'),
})
export type ChangedTask = Static<typeof changedTask>

const settingValue = (description: string) => Type.Union([Type.String(), Type.Number(), Type.Null()], { description })
export const settingView = named('Setting', 'A setting in force, and where it was given.', {
  name: Type.String(),
  kind: Type.Enum(['text', 'integer', 'bytes', 'duration', 'choice']),
  unit: orNull(Type.Enum(['ms', 'bytes']), 'Of its numbers.'),
  value: settingValue('Null where it is secret, or not set.'),
  default: settingValue('Null where it is not set by default.'),
  allowed: orNull(Type.String(), 'A range or the choices, for example `100ms – 1h`; null where any text is.'),
  secret: Type.Boolean({ description: 'Its value is never shown.' }),
  is_set: Type.Boolean({ description: 'Whether it has a value, shown or not.' }),
  source: Type.Object({
    kind: Type.Enum(['default', 'file', 'variable', 'flag']),
    place: orNull(Type.String(), 'What to look at: `batchdeck.yaml, line 7`, the name of a variable, `--port`.'),
  }),
  variable: Type.String({ description: 'The environment variable that gives it.' }),
  meaning: Type.String(),
})
export type SettingView = Static<typeof settingView>

export const reloadReport = named('ReloadReport', 'To whom the current epoch was sent again.', {
  task_id: id,
  epoch: id,
  consumers_told: list(consumerId),
})
export type ReloadReport = Static<typeof reloadReport>
