/**
 * Everything the audit log may hold, in one table: each type with the schema of its data. Where an observer is told the
 * same (WS-11), the words are the same. Types are kept on disk for long: new ones may be added, none ever changes its
 * meaning.
 */
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { batchStatuses } from './resources/batch.ts'
import { type ErrorCode, errorTable } from './errors.ts'
import type { PhraseValues } from './phrase.ts'
import { epochCause } from './cause.ts'
import { id, list, named, orNull } from './primitives.ts'
import { severities, type Severity } from './resources/alert.ts'
import { pendingReasons, sourceOutcomes } from './resources/source.ts'

const time = Type.Integer()
const count = Type.Integer({ minimum: 1, description: 'How often within one second.' })
const code = Type.Unsafe<ErrorCode>(Type.Enum(Object.keys(errorTable)))
const remote = Type.Union([Type.String(), Type.Null()], { description: 'Network address, without port.' })
/** SEC-4 */
const token = Type.String({ description: 'The name of the token, never its secret; left out where none was needed.' })
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** The same as `message` as data (HT-4); an earlier version wrote none. */
const explained = {
  reason: optional(Type.String()),
  values: optional(Type.Unsafe<PhraseValues>(Type.Record(Type.String(), Type.Unknown()))),
}

/** EV-8: where a consumer caused too many of the like, this is the last of so many. */
const counted = { count: optional(Type.Integer({ minimum: 2, description: 'The last of so many.' })) }

/** Who does something that changes something. */
export const roles = ['operator', 'consumer', 'viewer', 'admin'] as const
/** The way an operator takes: the HTTP API, a console in a browser, the desktop window, or the command line. */
export const ways = ['http', 'browser', 'desktop', 'command'] as const

export const eventData = {
  /** A report with another status or message than before; progress alone is no event. */
  batch_status: Type.Object({
    status: Type.Enum([...batchStatuses]),
    progress: Type.Number({ minimum: 0, maximum: 100 }),
    message: Type.String(),
    /** WS-15, WS-16; left out where it is planned for this consumer. */
    unplanned: optional(Type.Literal(true)),
    stale: optional(Type.Literal(true)),
    ...counted,
  }),
  /** LV-1, LV-2: `gone` is who left, was dismissed or forgotten. */
  consumer_status: Type.Object({
    state: Type.Enum(['online', 'suspect', 'offline', 'lost', 'gone']),
    /** Of `suspect` and `lost`: the time since the last frame, ms. */
    silence: optional(time),
  }),
  /** LV-3: who entered or left the member list. */
  member: Type.Object({
    change: Type.Enum(['joined', 'returned', 'left', 'lost', 'drained', 'undrained', 'flapping']),
    silence: optional(time),
  }),
  /** EP-4: an epoch enters a state; its first event, and only that, has counts and causes (of an earlier version no causes). */
  epoch: Type.Object({
    epoch: id,
    state: Type.Enum(['rolling_out', 'settled', 'degraded', 'superseded']),
    cause: Type.String(),
    causes: optional(list(epochCause)),
    counts: optional(Type.Object({ targets: id, added: id, removed: id, moved_consumer: id, consumers_told: id })),
  }),
  reload_sent: Type.Object({ epoch: id, again: optional(Type.Literal(true)) }),
  reload_ack: Type.Object({ epoch: id, action: Type.Enum(['reloading', 'skipping']), ...counted }),
  /** EP-3 */
  rollout: Type.Object({ epoch: id, state: Type.Enum(['confirmed', 'stuck']) }),
  /** WS-17: the connection that speaks for a consumer. `code` is why the monitor ended it. */
  session: Type.Object({
    action: Type.Enum(['opened', 'replaced', 'closed']),
    session_id: Type.String(),
    remote,
    token: optional(token),
    code: optional(code),
    ...counted,
  }),
  /** What was done through a console or the HTTP API, or refused; previews and dry runs are not. */
  operator: Type.Object({
    action: Type.String(),
    role: Type.Enum([...roles]),
    token: optional(token),
    via: Type.Enum([...ways]),
    remote,
    request_id: optional(Type.String()),
    outcome: Type.Union([Type.Literal('ok'), code]),
    /** What it was about, and what came of it. */
    name: optional(Type.String()),
    epoch: optional(id),
    base_epoch: optional(id),
    published: optional(Type.Boolean()),
    added: optional(id),
    removed: optional(id),
    /** CH-2: so many removals were confirmed. */
    confirmed: optional(id),
    skipped: optional(id),
    consumers_told: optional(id),
    rebalance: optional(Type.Boolean()),
    note_id: optional(id),
    window_id: optional(id),
    /** AL-6: which alert, where it was one, and else how many. */
    alert_id: optional(Type.String()),
    alerts: optional(id),
    /** EV-7: so many that were refused, of which this is the last. */
    count: optional(id),
  }),
  /** A refused frame, or a caller who may not; repeats within a second are one event. */
  error: Type.Object({ code, message: Type.String(), ...explained, remote, token: optional(token), count }),
  /** WS-18: a limit that was hit; repeats within a second are one event. */
  limit: Type.Object({ code, remote, count }),
  alert: Type.Object({
    action: Type.Enum(['raised', 'cleared', 'acknowledged', 'unacknowledged', 'snoozed', 'unsnoozed']),
    kind: Type.String(),
    /** AL-6: who said so, and why; until when it is snoozed. */
    token: optional(token),
    why: optional(Type.String()),
    until: optional(time),
    epoch: optional(id),
    count: optional(id),
    of: optional(id),
    message: optional(Type.String()),
    ...explained,
  }),
  /** A disk that refused to write. `lost` is how many events are missing at this place. */
  storage: Type.Object({
    what: Type.Enum(['database', 'events']),
    action: Type.Enum(['failed', 'recovered', 'lost']),
    message: optional(Type.String()),
    ...explained,
    lost: optional(id),
  }),
  /** SO-5: a run of a source. `found` is what it gave, `added` and `removed` what that changed, or would; `took` in ms. */
  source: Type.Object({
    name: Type.String(),
    outcome: Type.Enum([...sourceOutcomes]),
    took: time,
    found: optional(id),
    added: optional(id),
    removed: optional(id),
    /** LI-6: lines that look wrong, where there are any; what was left out of the list, whyever. */
    suspicious: optional(id),
    skipped: optional(id),
    epoch: optional(id),
    why: optional(Type.Enum([...pendingReasons])),
    message: optional(Type.String()),
    ...explained,
    ...counted,
  }),
  /** NT-1: what an operator wrote, about the moment `about`. A note that is deleted leaves its event. */
  note: Type.Object({
    note_id: id,
    about: time,
    text: Type.String(),
    token: optional(token),
    epoch: optional(id),
    alert_id: optional(Type.String()),
    window_id: optional(id),
  }),
  /** MW-1: `created` and, ahead of its time, `ended` by whoever is named; it `began` and `ended` by itself. */
  window: Type.Object({
    window_id: id,
    action: Type.Enum(['created', 'began', 'ended', 'cancelled']),
    mutes: Type.Boolean(),
    holds: Type.Boolean(),
    from: time,
    until: time,
    cron: optional(Type.String()),
    token: optional(token),
    why: optional(Type.String()),
    consumers: optional(Type.Integer({ minimum: 1, description: 'How many are named.' })),
    labels: optional(Type.Record(Type.String(), Type.String())),
  }),
  /** LV-7: the machine's clock was set by `by` ms, or the monitor did not run for so long. */
  clock: Type.Object({ change: Type.Enum(['stepped', 'gap']), by: time }),
  monitor: Type.Object({ action: Type.Enum(['started', 'stopping']), version: Type.String() }),
} as const satisfies Record<string, TObject>

export type EventType = keyof typeof eventData
export type EventData<T extends EventType> = Static<(typeof eventData)[T]>
export const eventTypes = Object.keys(eventData) as EventType[]

/** What an event is about, as far as it is about one thing. */
export interface EventSubject {
  task_id?: number
  consumer_id?: string
  batch_id?: number
}

/** An event before it has its number. Times are ms since 1970. */
export type NewEvent = {
  [T in EventType]: EventSubject & { readonly at: number; readonly type: T; readonly data: EventData<T> }
}[EventType]
/** `seq` counts from 1, without gaps. A monitor of an earlier version does not say how grave it is. */
export type EventResource = NewEvent & { readonly seq: number; readonly severity?: Severity }

const subject = { task_id: optional(id), consumer_id: optional(Type.String()), batch_id: optional(id) }

/** One event as it is shown, by its type. */
export const eventResource = Type.Unsafe<EventResource>(
  Type.Union(
    eventTypes.map((type) =>
      Type.Object({
        seq: id,
        at: time,
        type: Type.Literal(type),
        severity: optional(Type.Enum([...severities], { description: 'EV-10' })),
        ...subject,
        data: eventData[type],
      }),
    ),
  ),
)

/** The longest text that is searched for, in UTF-16 code units. */
export const MAX_SEARCH_LENGTH = 200
/** The most bars of a histogram. */
export const MAX_HISTOGRAM_POINTS = 1000

const filter = {
  types: optional(Type.Array(Type.Unsafe<EventType>(Type.Enum(eventTypes)))),
  severity: optional(Type.Array(Type.Enum([...severities]), { description: 'EV-10' })),
  task_id: optional(id),
  consumer_id: optional(Type.String({ minLength: 1, maxLength: 128 })),
  batch_id: optional(id),
  q: optional(Type.String({ maxLength: MAX_SEARCH_LENGTH, description: 'EV-11: words that all occur.' })),
}

/** The same as parameters of a console; 1,000 at once, at most. */
export const eventQuery = Type.Object({
  ...filter,
  since: optional(id),
  until: optional(id),
  after: optional(id),
  before: optional(id),
  order: optional(Type.Enum(['asc', 'desc'])),
  limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

export const eventPage = Type.Object({
  events: list(eventResource),
  next: orNull(id, 'Where the page after this one begins.'),
  newest: Type.Integer({ minimum: 0, description: 'The number of the last event of all.' }),
  scanned_to: optional(
    Type.Integer({ description: 'EV-11: the search was left off here, ms; there is a `next` to go on from.' }),
  ),
})

export const histogramQuery = Type.Object({
  ...filter,
  from: optional(Type.Integer({ minimum: 0, description: 'ms; included. An hour before `to` where it is left out.' })),
  to: optional(Type.Integer({ minimum: 0, description: 'ms; not included. Now where it is left out.' })),
  step: optional(
    Type.Integer({
      minimum: 1000,
      maximum: 366 * 86_400_000,
      description: 'ms of a bar; longer where there would be more than 1,000.',
    }),
  ),
})

const bars = (description: string) => list(Type.Integer({ minimum: 0 }), description)
export const eventHistogram = named('EventHistogram', 'EV-12: how many events there were, by severity and bar.', {
  from: Type.Integer({ description: 'When the first bar begins, ms.' }),
  step: Type.Integer({ minimum: 1, description: 'ms of a bar.' }),
  points: Type.Integer({ minimum: 0, description: 'How many bars.' }),
  critical: bars('Of those that match.'),
  warning: bars('Of those that match.'),
  info: bars('Of those that match.'),
  others: bars('Of the same task, consumer and batch, where those are named, that do not match otherwise.'),
  batch_statuses: Type.Integer({
    minimum: 0,
    description: 'Statuses of batches that do not match: among `others`, unless `types` leaves them out.',
  }),
  partial: optional(Type.Literal(true, { description: 'What was before `scanned_to` is not counted.' })),
  scanned_to: optional(Type.Integer({ description: 'ms' })),
})
export type EventHistogram = Static<typeof eventHistogram>

/** Which events are asked for; parts that are left out leave nothing out. */
export interface EventFilter {
  readonly types?: readonly EventType[] | undefined
  readonly severity?: readonly Severity[] | undefined
  readonly task_id?: number | undefined
  readonly consumer_id?: string | undefined
  readonly batch_id?: number | undefined
  /** ms since 1970, both included. */
  readonly since?: number | undefined
  readonly until?: number | undefined
  /** Only later, and only earlier numbers; neither included. */
  readonly after?: number | undefined
  readonly before?: number | undefined
}
