import { Type, type Static, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { batchStatuses } from './resources/batch.ts'
import { logLevels } from './resources/log.ts'
import { sentTargetReport } from './resources/target.ts'
import type { BatchdeckError } from './errors.ts'
import { FrameMender } from './frame-mending.ts'
import { parseLenientJson } from './lenient-json.ts'
import { isTooDeep, MAX_FRAME_DEPTH } from './bounded-json.ts'
import { refusal } from './refusal.ts'
import { consumerIdPattern, id } from './primitives.ts'
import { complaintsOf } from './validation.ts'

const consumerId = Type.String({ pattern: consumerIdPattern })
const progress = Type.Number({ minimum: 0, maximum: 100 })
const status = Type.Enum([...batchStatuses])
const timestamp = Type.Number({ minimum: 0 })
const shortText = Type.String({ maxLength: 256 })
const taskEpochs = Type.Array(Type.Object({ task_id: id, epoch: id }), { maxItems: 10_000 })
/** `[WS-27]` */
const targetReports = Type.Array(sentTargetReport, { maxItems: 10_000 })

/** Frames of a consumer. Optional fields are extensions that the deployed clients never send. */
export const consumerFrames = {
  register: Type.Object(
    {
      type: Type.Literal('register'),
      consumer_id: consumerId,
      token: Type.Optional(Type.String({ maxLength: 1024 })),
      hostname: Type.Optional(shortText),
      pid: Type.Optional(id),
      version: Type.Optional(shortText),
      labels: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), shortText, { maxProperties: 32 })),
      heartbeat_interval: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      epochs: Type.Optional(taskEpochs),
      /** `[WS-29]` What this client can do beyond what every client does: `log`. */
      features: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 32 })),
    },
    { description: 'WS-2: the first frame of a consumer.' },
  ),
  heartbeat: Type.Object(
    {
      type: Type.Literal('heartbeat'),
      consumer_id: consumerId,
      batches: Type.Array(Type.Object({ batch_id: id, status, progress })),
      timestamp,
      epochs: Type.Optional(taskEpochs),
      targets: Type.Optional(targetReports),
      /** `[WS-30]` Seconds since the program behind this client last got on with its work. */
      progressed_ago: Type.Optional(Type.Number({ minimum: 0 })),
    },
    { description: 'WS-4: every 30 s.' },
  ),
  batch_status: Type.Object(
    {
      type: Type.Literal('batch_status'),
      batch_id: id,
      status,
      message: Type.String({ maxLength: 4096 }),
      progress: Type.Optional(progress),
      timestamp: Type.Optional(timestamp),
      consumer_id: Type.Optional(consumerId),
      targets: Type.Optional(targetReports),
    },
    { description: 'WS-6: how far a batch is.' },
  ),
  batch_reload_ack: Type.Object(
    {
      type: Type.Literal('batch_reload_ack'),
      task_id: id,
      consumer_id: consumerId,
      action: Type.Enum(['reloading', 'skipping']),
      epoch: Type.Optional(id),
    },
    { description: 'WS-8: answers `batch_reload`; without `epoch` the newest one of that task on this connection.' },
  ),
  log: Type.Object(
    {
      type: Type.Literal('log'),
      level: Type.Enum([...logLevels]),
      text: Type.String({ description: 'May have several lines. Cut after 4,096 characters.' }),
      batch_id: Type.Optional(id),
      timestamp: Type.Optional(timestamp),
      /** Lines before this one that it did not send, for there were too many. */
      skipped: Type.Optional(id),
    },
    { description: 'WS-29: a line of its log, while the monitor wants them.' },
  ),
  subscribe: Type.Object(
    {
      type: Type.Literal('subscribe'),
      token: Type.Optional(Type.String({ maxLength: 1024 })),
    },
    { description: 'WS-11: makes this connection an observer.' },
  ),
  ping: Type.Object(
    { type: Type.Literal('ping'), timestamp: Type.Optional(Type.Unknown()) },
    { description: 'WS-9: at any time, also before `register`.' },
  ),
  leave: Type.Object(
    { type: Type.Literal('leave') },
    { description: 'WS-10: a graceful goodbye; the slots are released at once.' },
  ),
} as const satisfies Record<string, TSchema>

type FrameType = keyof typeof consumerFrames
export type RegisterFrame = Static<typeof consumerFrames.register>
/** Its time is missing where it was none (WS-12). */
export type HeartbeatFrame = Omit<Static<typeof consumerFrames.heartbeat>, 'timestamp'> & { timestamp?: number }
export type ReloadAckFrame = Static<typeof consumerFrames.batch_reload_ack>
export type ReloadAction = ReloadAckFrame['action']
/** A frame of a consumer after `parseConsumerFrame`: nothing behind it validates again. */
export type ConsumerFrame =
  | { [T in Exclude<FrameType, 'heartbeat'>]: Static<(typeof consumerFrames)[T]> }[Exclude<FrameType, 'heartbeat'>]
  | HeartbeatFrame

const validators = new Map<string, Validator>(
  Object.entries(consumerFrames).map(([type, schema]) => [type, Compile(schema)]),
)

const menders = new Map(Object.entries(consumerFrames).map(([type, schema]) => [type, FrameMender.of(type, schema)]))

interface FrameListener {
  readonly onFault?: (fault: BatchdeckError) => void
  readonly onType?: (type: string, token: unknown) => void
}

/**
 * The one place where bytes of a consumer become a typed message. What a frame can do without does not spoil it: good
 * parts of a faulty one are taken.
 * @param onFault told what to answer beside, where parts were left out (WS-12)
 * @param onType told which frame it is and the token it brings, before anything else of it is looked at; what it throws is
 *   thrown
 * @throws {BatchdeckError} `INVALID_JSON`, `UNKNOWN_TYPE`, `INVALID_CONSUMER_ID` or `INVALID_MESSAGE` (WS-12)
 */
export function parseConsumerFrame(text: string, { onFault, onType }: FrameListener = {}): ConsumerFrame {
  // What is nested so deep could not even be answered.
  if (isTooDeep(text, MAX_FRAME_DEPTH)) throw refusal('json_too_deep', { most: MAX_FRAME_DEPTH })
  let value: unknown
  try {
    value = parseLenientJson(text)
  } catch (error) {
    throw refusal('frame_not_json', {}, { cause: error })
  }
  const type = typeof value === 'object' && value !== null ? (value as { type?: unknown }).type : undefined
  if (typeof type !== 'string') {
    throw refusal('frame_untyped')
  }
  const validator = validators.get(type)
  if (!validator) {
    throw refusal('frame_type_unknown', { type: type.slice(0, 64), types: [...validators.keys()].join(', ') })
  }
  onType?.(type, (value as { token?: unknown }).token)
  if (!validator.Check(value)) {
    const mended = menders.get(type)?.mend(value)
    if (mended) {
      const { frame, complaints, count } = mended
      if (count > 0) onFault?.(refusal('frame_taken_in_part', { type, count }, { complaints }))
      return frame as ConsumerFrame
    }
    const complaints = complaintsOf(validator, value)
    const isOfId = complaints.some(({ path }) => path === '/consumer_id') && hasBadConsumerId(value)
    throw refusal(isOfId ? 'consumer_id_invalid' : 'frame_invalid', { type }, { complaints })
  }
  return value as ConsumerFrame
}

function hasBadConsumerId(value: unknown): boolean {
  const given = (value as { consumer_id?: unknown }).consumer_id
  return given !== undefined
}

/** `[WS-14]` Consumers send seconds (as documented) or milliseconds (as deployed); the product keeps milliseconds. */
export function toMilliseconds(time: number): number {
  return time < 1e11 ? time * 1000 : time
}
