import { type Static, Type } from 'typebox'
import { consumerId, count, named, orNull, time } from '../primitives.ts'

export const consumerResource = named('Consumer', 'A worker process and what it owns.', {
  consumer_id: consumerId,
  state: Type.Enum(['online', 'suspect', 'offline', 'lost'], {
    description: 'LV-1, LV-2: `offline` holds its slots for the grace period, `lost` holds nothing.',
  }),
  state_since: time('When it came into this state.'),
  drained_at: orNull(
    Type.Integer(),
    'When an operator drained it; null unless it is drained. Beside its state: a drained consumer is no member (LV-5).',
  ),
  flapping_since: orNull(
    Type.Integer(),
    'Since when it is no member for restarting again and again; null unless it is. It is one again when it has stayed (LV-6).',
  ),
  kept_since: orNull(
    Type.Integer(),
    'Since when the brake keeps its slots for it, though it is lost; null unless it does (BR-1).',
  ),
  held_until: orNull(
    Type.Integer(),
    'Until when maintenance keeps its slots, whether or not it is there; null where none does (MW-2).',
  ),
  restarts: count('How often it came back as another process within the last hour (LV-6).'),
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
  admitted_by: Type.Optional(
    Type.String({
      description: 'The token by which its id became known (WS-21); left out where none was needed.',
    }),
  ),
  progressed_at: Type.Optional(
    Type.Integer({
      description: 'When its program last got on with its work, as it says (WS-30); left out where it does not say.',
    }),
  ),
  has_log: Type.Optional(
    Type.Literal(true, {
      description: 'Its log can be read here (WS-29); left out where its client does not send it.',
    }),
  ),
  slots: count('Slots it owns, over all tasks.'),
  targets: count('Targets it owns, over all tasks.'),
  targets_in_error: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Of these, those that it reports in error one by one (WS-27); left out where there is none.',
    }),
  ),
})
export type ConsumerResource = Static<typeof consumerResource>
export type ConsumerState = ConsumerResource['state']
