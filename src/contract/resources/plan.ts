import { type Static, type TSchema, Type } from 'typebox'
import type { Counts } from '../../planner/diff.ts'
import { consumerId, count, id, list, named, orNull, owner } from '../primitives.ts'
import { duplicateLine, ignoredColumns, invalidLine, listReading, suspiciousLine } from './import.ts'
import { changedTarget, type TargetChangeList } from './target-change.ts'
import { taskResource } from './task.ts'

export const counts = named('Counts', 'What a change amounts to (PL-6). "Surviving" is there before and after.', {
  targets: count('After the change.'),
  batches: count('After the change.'),
  consumers: count('After the change.'),
  added: count('Targets that were not there before.'),
  removed: count('Targets that are no longer there.'),
  rerated: count('Surviving targets that carry another priority.'),
  described: count('Surviving targets that carry other attributes.'),
  moved_consumer: count('Surviving targets that have another consumer.'),
  moved_batch: count('Surviving targets that are in another batch.'),
  least_moved_consumer: count('The least `moved_consumer` with which this change was possible.'),
  stray: count('`moved_consumer` − `least_moved_consumer`.'),
  batches_changed: count('Batches that stay, with other targets, another consumer or another priority.'),
  batches_opened: count('Batches that are new.'),
  batches_closed: count('Batches that are gone.'),
} satisfies Record<keyof Counts, TSchema>)

/** `[SO-1]` */
const source = Type.Optional(
  Type.String({
    description:
      'The source that gives the targets of this task by itself: its next run takes this change back, unless it is paused.',
  }),
)

const remark = Type.Union([
  Type.Object({ kind: Type.Literal('no_members') }),
  Type.Object({ kind: Type.Literal('idle_members'), count: id }),
  Type.Object({ kind: Type.Literal('imbalance'), ratio: Type.Number() }),
])

/** `[CH-2]` */
export const guard = named('Guard', 'CH-2: how much a change removes, where that has to be confirmed.', {
  removed: count('Targets that go: what has to be confirmed, for example `confirm=removed:5900`.'),
  of: count('Targets before.'),
  limit: Type.Integer({ minimum: 1, maximum: 100, description: 'Percent that may go without a confirmation.' }),
  empties: Type.Boolean({ description: 'Whether none would be left.' }),
})
export type Guard = Static<typeof guard>

/** `[CH-1]` */
const notFound = {
  not_found: count('Targets to be removed that are not there.'),
  not_found_targets: list(Type.String(), 'The first 20 of these.'),
}

/** How many of each list a preview brings with it. */
export const MAX_PREVIEWED_TARGETS = 100

const previewedTargets = (what: string) => list(changedTarget, `The first ${MAX_PREVIEWED_TARGETS} ${what} (CH-3).`)

/** What is said of a list beside what became of it. */
const listRemarks = {
  duplicates: count('Repeats that were dropped.'),
  duplicate_lines: list(duplicateLine, 'The first 20 of these (LI-8).'),
  skipped: list(invalidLine, 'Lines left out with `on_invalid=skip` or `on_suspicious=skip`.'),
  ignored_columns: list(Type.String(), ignoredColumns),
  suspicious: count('Lines that look wrong (LI-6).'),
  suspicions: list(suspiciousLine, 'The first 100 of these.'),
}

export const planPreview = named(
  'PlanPreview',
  'HT-3: what a publication would do, and on which epoch that was computed (EP-7).',
  {
    task_id: id,
    base_epoch: id,
    changed: Type.Boolean(),
    counts,
    ...listRemarks,
    ...notFound,
    guard: orNull(guard, 'Null where it can be applied without a confirmation.'),
    source,
    reading: Type.Optional(listReading),
    added_targets: previewedTargets('that come'),
    removed_targets: previewedTargets('that go'),
    rerated_targets: previewedTargets('with another priority'),
    described_targets: previewedTargets('with other attributes'),
    consumers_touched: list(consumerId, 'Consumers that would be told.'),
    slots_moved: list(
      Type.Immutable(Type.Tuple([id, owner, owner])),
      'Slots that would change owner: `[slot, from, to]`.',
    ),
    remarks: list(remark, 'Plain facts to know beforehand, for example that some consumers would own nothing.'),
  } satisfies { readonly [List in `${TargetChangeList}_targets`]: TSchema } & Record<string, TSchema>,
)
export type PlanPreview = Static<typeof planPreview>
export type PlanRemark = PlanPreview['remarks'][number]

export const publication = named('Publication', 'HT-3: what a publication did.', {
  task_id: id,
  published: Type.Boolean({ description: 'False where nothing changed: no epoch was made and nobody told.' }),
  epoch: id,
  counts,
  ...listRemarks,
  ...notFound,
  guard: orNull(guard, 'What was confirmed; null where nothing had to be.'),
  source,
  consumers_told: list(consumerId),
})
export type Publication = Static<typeof publication>

export const changedTask = named('ChangedTask', 'A task after a change of its options.', {
  task: taskResource,
  publication: orNull(publication, 'The epoch it made; null where the plan stays as it is.'),
})
export type ChangedTask = Static<typeof changedTask>

export const reloadReport = named('ReloadReport', 'To whom the current epoch was sent again.', {
  task_id: id,
  epoch: id,
  consumers_told: list(consumerId),
})
