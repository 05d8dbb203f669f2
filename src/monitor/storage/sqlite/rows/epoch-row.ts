import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { causeText } from '../../../../console/words/cause.ts'
import { type EpochCause, epochCause } from '../../../../contract/cause.ts'
import type { EpochResource, RolloutResource } from '../../../../contract/resources/epoch.ts'
import { type Cells, natural, orNull, RowReader, text, time } from './row.ts'

/** `epochs.view` */
const epochJson = Type.Object({
  task_id: natural,
  epoch: natural,
  created_at: time,
  /** Looked at one by one: a cause that is not known is shown as what it is, and costs nobody the history. */
  causes: Type.Array(Type.Unknown()),
  state: Type.Enum(['rolling_out', 'settled', 'degraded', 'superseded']),
  counts: Type.Object({
    targets: natural,
    batches: natural,
    consumers: natural,
    added: natural,
    removed: natural,
    rerated: natural,
    /** Earlier versions knew no attributes. */
    described: Type.Optional(natural),
    moved_consumer: natural,
    moved_batch: natural,
    least_moved_consumer: natural,
    stray: natural,
    batches_changed: natural,
    batches_opened: natural,
    batches_closed: natural,
  }),
  told: Type.Object({ waiting: natural, sent: natural, acked: natural, confirmed: natural, stuck: natural }),
  settled_at: orNull(time),
})
type EpochJson = Static<typeof epochJson>

const epochs = new RowReader('epochs', epochJson)
const knownCause = Compile(epochCause)

export function readEpoch({ task_id, epoch, view }: Cells): EpochResource {
  const row = `task ${String(task_id)}, epoch ${String(epoch)}`
  const { counts, told, ...read } = epochs.json(view, row)
  const causes = read.causes.map((cause): EpochCause =>
    knownCause.Check(cause) ? cause : { kind: 'unknown', text: JSON.stringify(cause) },
  )
  return {
    task_id: read.task_id,
    epoch: read.epoch,
    created_at: read.created_at,
    cause: causeText('en', causes),
    causes,
    state: read.state,
    counts: {
      targets: counts.targets,
      batches: counts.batches,
      consumers: counts.consumers,
      added: counts.added,
      removed: counts.removed,
      rerated: counts.rerated,
      described: counts.described ?? 0,
      moved_consumer: counts.moved_consumer,
      moved_batch: counts.moved_batch,
      least_moved_consumer: counts.least_moved_consumer,
      stray: counts.stray,
      batches_changed: counts.batches_changed,
      batches_opened: counts.batches_opened,
      batches_closed: counts.batches_closed,
    },
    told: {
      waiting: told.waiting,
      sent: told.sent,
      acked: told.acked,
      confirmed: told.confirmed,
      stuck: told.stuck,
    },
    settled_at: read.settled_at,
  }
}

/** The words of its causes are made of them when it is read. */
export function epochCell({ counts, told, ...epoch }: EpochResource): string {
  return JSON.stringify({
    task_id: epoch.task_id,
    epoch: epoch.epoch,
    created_at: epoch.created_at,
    causes: [...epoch.causes],
    state: epoch.state,
    counts: {
      targets: counts.targets,
      batches: counts.batches,
      consumers: counts.consumers,
      added: counts.added,
      removed: counts.removed,
      rerated: counts.rerated,
      described: counts.described,
      moved_consumer: counts.moved_consumer,
      moved_batch: counts.moved_batch,
      least_moved_consumer: counts.least_moved_consumer,
      stray: counts.stray,
      batches_changed: counts.batches_changed,
      batches_opened: counts.batches_opened,
      batches_closed: counts.batches_closed,
    },
    told: {
      waiting: told.waiting,
      sent: told.sent,
      acked: told.acked,
      confirmed: told.confirmed,
      stuck: told.stuck,
    },
    settled_at: epoch.settled_at,
  } satisfies EpochJson)
}

/** `rollouts.view` */
const rolloutJson = Type.Object({
  task_id: natural,
  epoch: natural,
  consumer_id: text,
  state: Type.Enum(['waiting', 'sent', 'acked', 'confirmed', 'stuck']),
  unanswered_from: natural,
  action: orNull(Type.Enum(['reloading', 'skipping'])),
  sent_at: orNull(time),
  acked_at: orNull(time),
  confirmed_at: orNull(time),
})
type RolloutJson = Static<typeof rolloutJson>

const rollouts = new RowReader('rollouts', rolloutJson)

export function readRollout({ task_id, epoch, consumer_id, view }: Cells): RolloutResource {
  const row = `task ${String(task_id)}, epoch ${String(epoch)}, consumer ${String(consumer_id)}`
  const read = rollouts.json(view, row)
  return {
    task_id: read.task_id,
    epoch: read.epoch,
    consumer_id: read.consumer_id,
    state: read.state,
    unanswered_from: read.unanswered_from,
    action: read.action,
    sent_at: read.sent_at,
    acked_at: read.acked_at,
    confirmed_at: read.confirmed_at,
  }
}

export function rolloutCell(rollout: RolloutResource): string {
  return JSON.stringify({
    task_id: rollout.task_id,
    epoch: rollout.epoch,
    consumer_id: rollout.consumer_id,
    state: rollout.state,
    unanswered_from: rollout.unanswered_from,
    action: rollout.action,
    sent_at: rollout.sent_at,
    acked_at: rollout.acked_at,
    confirmed_at: rollout.confirmed_at,
  } satisfies RolloutJson)
}
