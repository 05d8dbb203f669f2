import { type Static, type TSchema, Type } from 'typebox'
import { batchStatuses } from './resources/batch.ts'
import type { ErrorCode } from './errors.ts'
import { id, list, orNull } from './primitives.ts'

const time = Type.Number({ description: 'ms since 1970.' })
/** `[WS-12]` What a frame may be answered with. */
const frameErrors = [
  'INVALID_JSON',
  'INVALID_MESSAGE',
  'UNKNOWN_TYPE',
  'NOT_REGISTERED',
  'CONSUMER_MISMATCH',
  'INVALID_CONSUMER_ID',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'TOO_MANY_CONSUMERS',
  'TOO_MANY_ATTEMPTS',
  'UNKNOWN_TASK',
  'RATE_LIMITED',
  'SESSION_REPLACED',
  'INTERNAL',
] as const satisfies readonly ErrorCode[]

/** Frames to a consumer. Optional fields are extensions that it may ignore. */
export const monitorFrames = {
  connected: Type.Object(
    { type: Type.Literal('connected'), session_id: Type.String(), sessionId: Type.String(), timestamp: time },
    { description: 'WS-1: always the first frame. Both spellings hold the same value.' },
  ),
  registered: Type.Object(
    {
      type: Type.Literal('registered'),
      consumer_id: Type.String(),
      session_id: Type.Optional(Type.String()),
      heartbeat_interval: Type.Optional(Type.Number({ description: 'In s.' })),
      tasks: Type.Optional(list(Type.Object({ task_id: id, epoch: id, batch_count: id }))),
    },
    { description: 'WS-3: answers every `register` that is accepted.' },
  ),
  pong: Type.Object(
    {
      type: Type.Literal('pong'),
      timestamp: Type.Unknown({ description: 'The value the sender gave, unchanged, or else our clock in ms.' }),
      server_time: Type.Optional(time),
    },
    { description: 'WS-5: answers `heartbeat` and `ping`.' },
  ),
  batch_reload: Type.Object(
    {
      type: Type.Literal('batch_reload'),
      task_id: id,
      epoch: id,
      message: Type.String(),
      changed: Type.Optional(list(id, 'Batches of this consumer that are new or other than before.')),
      batch_count: Type.Optional(id),
    },
    { description: 'WS-7: there is a new epoch, or an operator wants the current one to be loaded again.' },
  ),
  log_wanted: Type.Object(
    { type: Type.Literal('log_wanted'), wanted: Type.Boolean() },
    { description: 'WS-29: somebody reads its log, or nobody does any more. Only to who has the feature `log`.' },
  ),
  subscribed: Type.Object(
    { type: Type.Literal('subscribed') },
    { description: 'WS-11: this connection is an observer from now on.' },
  ),
  error: Type.Object(
    { type: Type.Literal('error'), code: Type.Unsafe<ErrorCode>(Type.Enum([...frameErrors])), message: Type.String() },
    { description: 'WS-12: nothing of the frame it answers was applied.' },
  ),
} as const satisfies Record<string, TSchema>

/** `[WS-11]` Frames to an observer. */
export const observerFrames = {
  batch_status: observed('batch_status', 'A status a consumer sent, or one in a heartbeat that is news.', {
    consumer_id: Type.String(),
    batch_id: id,
    status: Type.Enum([...batchStatuses]),
    progress: orNull(Type.Number({ minimum: 0, maximum: 100 })),
    message: Type.String(),
    timestamp: time,
  }),
  consumer_status: observed('consumer_status', 'A consumer is in another state; the last one is `gone`.', {
    consumer_id: Type.String(),
    state: Type.String(),
    timestamp: time,
  }),
  epoch: observed('epoch', 'There is a new epoch, or one is in another state.', {
    task_id: id,
    epoch: id,
    state: Type.String(),
    cause: Type.String(),
    timestamp: time,
  }),
  reload_ack: observed('reload_ack', 'A consumer answered a reload.', {
    task_id: id,
    epoch: id,
    consumer_id: Type.String(),
    action: orNull(Type.Enum(['reloading', 'skipping'])),
    timestamp: time,
  }),
} as const

function observed<T extends string, P extends Record<string, TSchema>>(type: T, what: string, fields: P) {
  return Type.Object({ type: Type.Literal(type), data: Type.Object(fields) }, { description: `WS-11: ${what}` })
}

export type ObserverFrame = {
  [T in keyof typeof observerFrames]: Static<(typeof observerFrames)[T]>
}[keyof typeof observerFrames]
export type MonitorFrame =
  | { [T in keyof typeof monitorFrames]: Static<(typeof monitorFrames)[T]> }[keyof typeof monitorFrames]
  | ObserverFrame
export type ReloadFrame = Static<typeof monitorFrames.batch_reload>

export function encodeFrame(frame: MonitorFrame): string {
  return JSON.stringify(frame)
}
