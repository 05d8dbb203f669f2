import { type Static, Type } from 'typebox'
import type { ConsumerResource } from '../../../../contract/resources/consumer.ts'
import { type Cells, natural, orNull, RowReader, text, time } from './row.ts'

/** `consumers.view`. What a version did not write yet is filled in where it is read. */
const consumerJson = Type.Object({
  consumer_id: text,
  state: Type.Enum(['online', 'suspect', 'offline', 'lost']),
  state_since: time,
  drained_at: Type.Optional(orNull(time)),
  flapping_since: Type.Optional(orNull(time)),
  kept_since: Type.Optional(orNull(time)),
  restarts: Type.Optional(natural),
  stuck_since: Type.Optional(orNull(time)),
  was_too_slow: Type.Optional(Type.Boolean()),
  session_id: Type.Optional(orNull(text)),
  connected_at: Type.Optional(orNull(time)),
  last_seen_at: time,
  heartbeat_interval: Type.Optional(orNull(Type.Number())),
  remote: Type.Optional(orNull(text)),
  hostname: Type.Optional(orNull(text)),
  pid: Type.Optional(orNull(Type.Integer())),
  version: Type.Optional(orNull(text)),
  labels: Type.Optional(Type.Record(Type.String(), text)),
  clock_skew: Type.Optional(orNull(Type.Number())),
  round_trip: Type.Optional(orNull(Type.Number())),
  admitted_by: Type.Optional(text),
  slots: Type.Optional(natural),
  targets: Type.Optional(natural),
})
type ConsumerJson = Static<typeof consumerJson>

const consumers = new RowReader('consumers', consumerJson)

export function readConsumer({ consumer_id, view }: Cells): ConsumerResource {
  const read = consumers.json(view, `consumer ${String(consumer_id)}`)
  return {
    consumer_id: read.consumer_id,
    state: read.state,
    state_since: read.state_since,
    drained_at: read.drained_at ?? null,
    flapping_since: read.flapping_since ?? null,
    kept_since: read.kept_since ?? null,
    // Windows say anew whom they hold.
    held_until: null,
    restarts: read.restarts ?? 0,
    stuck_since: read.stuck_since ?? null,
    was_too_slow: read.was_too_slow ?? false,
    session_id: read.session_id ?? null,
    connected_at: read.connected_at ?? null,
    last_seen_at: read.last_seen_at,
    heartbeat_interval: read.heartbeat_interval ?? null,
    remote: read.remote ?? null,
    hostname: read.hostname ?? null,
    pid: read.pid ?? null,
    version: read.version ?? null,
    labels: read.labels ?? {},
    clock_skew: read.clock_skew ?? null,
    round_trip: read.round_trip ?? null,
    ...(read.admitted_by !== undefined && { admitted_by: read.admitted_by }),
    slots: read.slots ?? 0,
    targets: read.targets ?? 0,
  }
}

export function consumerCell(consumer: ConsumerResource): string {
  return JSON.stringify({
    consumer_id: consumer.consumer_id,
    state: consumer.state,
    state_since: consumer.state_since,
    drained_at: consumer.drained_at,
    flapping_since: consumer.flapping_since,
    kept_since: consumer.kept_since,
    restarts: consumer.restarts,
    stuck_since: consumer.stuck_since,
    was_too_slow: consumer.was_too_slow,
    session_id: consumer.session_id,
    connected_at: consumer.connected_at,
    last_seen_at: consumer.last_seen_at,
    heartbeat_interval: consumer.heartbeat_interval,
    remote: consumer.remote,
    hostname: consumer.hostname,
    pid: consumer.pid,
    version: consumer.version,
    labels: consumer.labels,
    clock_skew: consumer.clock_skew,
    round_trip: consumer.round_trip,
    ...(consumer.admitted_by !== undefined && { admitted_by: consumer.admitted_by }),
    slots: consumer.slots,
    targets: consumer.targets,
  } satisfies ConsumerJson)
}
