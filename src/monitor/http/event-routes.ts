import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, Type } from 'typebox'
import { type EventType, eventTypes, eventResource } from '../../contract/events.ts'
import { list } from '../../contract/primitives.ts'
import { refusal } from '../../contract/refusal.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import { exportEvents } from '../procedures/events.ts'
import { readTime, timeText } from './query-time.ts'
import { limit, next, place, DEFAULT_LIMIT } from './query.ts'
import { route } from './route.ts'

const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const typeNames = Type.String({ minLength: 1, maxLength: 1000 })
const query = {
  type: Type.Optional(
    Type.Union([typeNames, Type.Array(typeNames, { maxItems: 100 })], {
      description: `Of these types: again and again, or with commas between. There are ${eventTypes.join(', ')}.`,
    }),
  ),
  consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  task_id: Type.Optional(id),
  batch_id: Type.Optional(id),
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
          'application/json': { schema: Type.Object({ events: list(eventResource), next }) },
          'application/x-ndjson': { schema: Type.String({ description: 'One event a line.' }) },
          'text/csv': { schema: Type.String({ description: 'A row for each event, `data` as JSON.' }) },
        },
      },
    },
    problems: ['STORAGE_FAILED'],
    does: exportEvents,
    input({ query: { type, since, until, order = 'desc', limit: most, ...filter }, request }) {
      const format = formatFor(request)
      return {
        ...filter,
        ...(type !== undefined && { types: readTypes(type) }),
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
]

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

function readTypes(given: string | readonly string[]): EventType[] {
  return [given]
    .flat()
    .flatMap((text) => text.split(','))
    .map((text) => {
      const type = eventTypes.find((name) => name === text.trim())
      if (type) return type
      throw refusal('event_type_unknown', { types: eventTypes.join(', ') })
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
