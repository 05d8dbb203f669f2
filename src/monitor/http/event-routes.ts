import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, Type } from 'typebox'
import { eventResource, eventTypes, MAX_SEARCH_LENGTH } from '../../contract/events.ts'
import { list } from '../../contract/primitives.ts'
import { refusal } from '../../contract/refusal.ts'
import { severities } from '../../contract/resources/alert.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import { countEvents, exportEvents } from '../procedures/events.ts'
import { readTime, timeText } from './query-time.ts'
import { limit, next, place, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const typeNames = Type.String({ minLength: 1, maxLength: 1000 })
const names = (description: string) =>
  Type.Optional(
    Type.Union([typeNames, Type.Array(typeNames, { maxItems: 100 })], {
      description: `${description}: again and again, or with commas between.`,
    }),
  )
/** Which events, whatever is made of them. */
const filter = {
  type: names(`Of these types, of which there are ${eventTypes.join(', ')}`),
  severity: names('`critical`, `warning`, `info` (EV-10)'),
  q: Type.Optional(
    Type.String({ maxLength: MAX_SEARCH_LENGTH, description: 'Words that all occur in the event (EV-11).' }),
  ),
  consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  task_id: Type.Optional(id),
  batch_id: Type.Optional(id),
}
const query = {
  ...filter,
  since: timeText('ms since 1970, or ISO 8601; included.'),
  until: timeText('ms since 1970, or ISO 8601; included.'),
  after: place('Only events with a higher number.'),
  before: place('Only events with a lower number.'),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'desc', description: 'By number; newest first.' })),
  limit,
}
type Query = Static<TObject<typeof query>>

const mediaTypes: Readonly<Record<EventFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

const scannedTo = Type.Optional(
  Type.Integer({ description: 'ms: the search was left off here because it took long; `next` goes on (EV-11).' }),
)

/** `/api/events`: a page as JSON, or all that matches as NDJSON or CSV, by `Accept`. */
export const eventRoutes = [
  route('GET /api/events', {
    operationId: 'listEvents',
    summary: 'What happened (EV-1 to EV-5)',
    description: 'As NDJSON or CSV all that matches, unless there is a `limit`.',
    tags: ['monitor'],
    query,
    responses: {
      200: {
        description: 'Events, newest first unless told otherwise.',
        content: {
          'application/json': { schema: Type.Object({ events: list(eventResource), next, scanned_to: scannedTo }) },
          'application/x-ndjson': { schema: Type.String({ description: 'One event a line.' }) },
          'text/csv': { schema: Type.String({ description: 'A row for each event, `data` as JSON.' }) },
        },
      },
    },
    problems: ['STORAGE_FAILED'],
    does: exportEvents,
    input({ query: { since, until, order = 'desc', limit: most, ...asked }, request }) {
      const format = formatFor(request)
      return {
        ...filterOf(asked),
        ...(since !== undefined && { since: readTime('since', since) }),
        ...(until !== undefined && { until: readTime('until', until) }),
        order,
        limit: most ?? (format === 'json' ? DEFAULT_LIMIT : null),
        format,
      }
    },
    async answer(encoded, { query: given, request }, reply) {
      const body = encoded((following) => request.server.base.at(nextPath(given, given.order ?? 'desc', following)))
      // What goes wrong at once is a problem document; behind the first byte nothing can be said any more.
      const first = await body.next()
      void reply.header('Vary', 'Accept').type(mediaTypes[formatFor(request)])
      return reply.send(Readable.from(withFirst(first.value ?? '', body), { objectMode: false }))
    },
  }),
  route('GET /api/events/histogram', {
    operationId: 'countEvents',
    summary: 'How many events there were over time, by severity (EV-12)',
    description: 'Counts of each step of a range: of those that match by severity, and of those that do not.',
    tags: ['monitor'],
    query: {
      ...filter,
      from: timeText('ms since 1970, or ISO 8601; included. An hour before `to` without it.'),
      to: timeText('ms since 1970, or ISO 8601; not included. Now without it.'),
      step: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 31_622_400,
          description: 'Seconds of a bar; longer where there would be more than 1,000.',
        }),
      ),
    },
    problems: ['STORAGE_FAILED'],
    does: countEvents,
    input({ query: { from, to, step, ...asked } }) {
      return {
        ...filterOf(asked),
        ...(from !== undefined && { from: readTime('from', from) }),
        ...(to !== undefined && { to: readTime('to', to) }),
        ...(step !== undefined && { step: step * 1000 }),
      }
    },
  }),
]

function filterOf({ type, severity, ...others }: Static<TObject<typeof filter>>) {
  return {
    ...others,
    ...(type !== undefined && { types: readNames(type, eventTypes, 'event_type_unknown') }),
    ...(severity !== undefined && { severity: readNames(severity, severities, 'severity_unknown') }),
  }
}

/** A client that goes away ends the generator, and with it the reading. */
async function* withFirst(first: Uint8Array | string, rest: AsyncGenerator<Uint8Array | string>) {
  try {
    yield first
    yield* rest
  } finally {
    await rest.return(undefined)
  }
}

/** JSON where none of the three is asked for. */
function formatFor(request: FastifyRequest): EventFormat {
  const accepted = request.accepts().type(Object.values(mediaTypes).map(withoutParameters))
  const formats = Object.keys(mediaTypes) as EventFormat[]
  return formats.find((format) => withoutParameters(mediaTypes[format]) === accepted) ?? 'json'
}

function withoutParameters(mediaType: string): string {
  return mediaType.split(';')[0]!
}

function readNames<T extends string>(
  given: string | readonly string[],
  known: readonly T[],
  reason: 'event_type_unknown' | 'severity_unknown',
): T[] {
  return [given]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => {
      const name = known.find((one) => one === text.trim())
      if (name) return name
      throw refusal(reason, { types: known.join(', ') })
    })
}

/** The same again, from where the page ended. */
function nextPath(given: Query, order: 'asc' | 'desc', following: number): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one))
  }
  search.set(order === 'asc' ? 'after' : 'before', String(following))
  return `/api/events?${search.toString()}`
}
