import { type TProperties, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ConsoleFrame } from '../../contract/feed.ts'
import type { ConsoleAnswer } from '../../contract/procedures.ts'

const text = Type.String()
const number = Type.Number()
const open = Type.Object({})
const orNull = (schema: Type.TSchema) => Type.Union([schema, Type.Null()])
const list = (fields: TProperties) => Type.Array(Type.Object(fields))

/** A monitor of another version of the line has more fields, kinds and states: these are what this app counts and says by itself. */
const lists = {
  tasks: list({ task_id: number, name: text, targets: number }),
  consumers: list({ consumer_id: text, state: text, targets: number }),
  batches: list({
    batch_id: number,
    planned: Type.Boolean(),
    status: text,
    progress: number,
    consumer_id: orNull(text),
  }),
  slots: list({ task_id: number }),
  epochs: list({
    task_id: number,
    epoch: number,
    state: text,
    told: Type.Object({ waiting: number, sent: number, acked: number, confirmed: number, stuck: number }),
  }),
  rollouts: list({ task_id: number, epoch: number, consumer_id: text }),
  alerts: list({
    alert_id: text,
    kind: text,
    since: number,
    consumer_id: Type.Optional(text),
    task_id: Type.Optional(number),
    epoch: Type.Optional(number),
    count: Type.Optional(number),
    of: Type.Optional(number),
    message: Type.Optional(text),
    reason: Type.Optional(text),
    values: Type.Optional(open),
    acknowledged: Type.Optional(open),
    snoozed: Type.Optional(open),
    muted: Type.Optional(open),
  }),
  samples: list({}),
  imports: list({ task_id: orNull(number), phase: text, bytes: number, total_bytes: orNull(number) }),
  sources: list({}),
}
const windows = list({})
const server = Type.Object({ version: text, role: Type.Optional(text), public_url: Type.Optional(orNull(text)) })
const frame = { feed: Type.Optional(text), seq: number, now: number }

const shapes = {
  snapshot: Compile(
    Type.Object({ ...frame, snapshot: Type.Object({ server, ...lists, windows: Type.Optional(windows) }) }),
  ),
  changes: Compile(
    Type.Object({
      ...frame,
      changes: Type.Object({
        ...Type.Partial(Type.Object({ server, ...lists, windows })).properties,
        tasks_gone: Type.Optional(Type.Array(number)),
        consumers_gone: Type.Optional(Type.Array(text)),
        batches_gone: Type.Optional(Type.Array(number)),
        unplanned_gone: Type.Optional(list({ consumer_id: text, batch_id: number })),
        progress: Type.Optional(Type.Array(Type.Array(Type.Unknown()))),
      }),
    }),
  ),
  answer: Compile(
    Type.Union([
      Type.Object({ id: number, ok: Type.Literal(true) }),
      Type.Object({ id: number, ok: Type.Literal(false), problem: Type.Object({ code: text, message: text }) }),
    ]),
  ),
}

/**
 * `[DT-4]` Whether another monitor's message is what such a message is. The app counts, notifies and draws menus by it in the
 * process that its own monitor runs in: what cannot be counted must not come so far.
 */
export function isSound(message: ConsoleFrame | ConsoleAnswer): boolean {
  return Object.hasOwn(shapes, message.type) && shapes[message.type].Check(message)
}
