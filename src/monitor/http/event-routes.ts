import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import { BatchdeckError } from '../../contract/errors.ts'
import { type EventType, eventTypes, eventResource } from '../../contract/events.ts'
import { list } from '../../contract/primitives.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import type { EventLog } from '../events/event-log.ts'
import { limit, next, place, queryOf, USUAL_LIMIT } from './query.ts'
import type { HttpServer } from './types.ts'

const id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const time = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 40, description }))
const typeNames = Type.String({ minLength: 1, maxLength: 1000 })
const query = queryOf({
  type: Type.Optional(
    Type.Union([typeNames, Type.Array(typeNames, { maxItems: 100 })], {
      description: `Of these types: again and again, or with commas between. There are ${eventTypes.join(', ')}.`,
    }),
  ),
  consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  task_id: Type.Optional(id),
  batch_id: Type.Optional(id),
  since: time('ms since 1970, or ISO 8601; included.'),
  until: time('ms since 1970, or ISO 8601; included.'),
  after: place('Only events with a higher number.'),
  before: place('Only events with a lower number.'),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'desc', description: 'By number; newest first.' })),
  limit,
})
type Query = Static<typeof query>

const mediaTypes: Readonly<Record<EventFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

/** `/api/events`: a page as JSON, or all that matches as NDJSON or CSV, by `Accept`. */
export function addEventRoutes(server: HttpServer, events: EventLog): void {
  server.get(
    '/api/events',
    {
      schema: {
        operationId: 'listEvents',
        summary: 'What happened (EV-1 to EV-5)',
        description: 'As NDJSON or CSV all that matches, unless there is a `limit`.',
        tags: ['monitor'],
        querystring: query,
        response: {
          200: {
            description: 'Events, newest first unless told otherwise.',
            content: {
              // They are read and encoded in a thread of their own.
              'application/json': { schema: Type.Unsafe<Readable>(Type.Object({ events: list(eventResource), next })) },
              'application/x-ndjson': { schema: Type.String({ description: 'One event a line.' }) },
              'text/csv': { schema: Type.String({ description: 'A row for each event, `data` as JSON.' }) },
            },
          },
        },
        problems: ['STORAGE_FAILED'],
      },
    },
    async (request, reply) => {
      const { type, since, until, order = 'desc', limit: most, ...filter } = request.query
      const format = formatOf(request.accepts().type(Object.values(mediaTypes).map(withoutParameters)))
      const body = events.encoded(
        {
          ...filter,
          ...(type !== undefined && { types: readTypes(type) }),
          since: readTime('since', since),
          until: readTime('until', until),
          order,
          limit: most ?? (format === 'json' ? USUAL_LIMIT : Infinity),
        },
        format,
        (following) => nextPath(request.query, order, following),
      )
      // What goes wrong at once is a problem document; behind the first byte nothing can be said any more.
      const first = await body.next()
      void reply.header('Vary', 'Accept').type(mediaTypes[format])
      return reply.send(Readable.from(withFirst(first.value ?? '', body), { objectMode: false }))
    },
  )
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
function formatOf(accepted: unknown): EventFormat {
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
      throw new BatchdeckError('INVALID_MESSAGE', `type must be of ${eventTypes.join(', ')}.`)
    })
}

function readTime(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const at = /^[0-9]{1,15}$/.test(given) ? Number(given) : Date.parse(given)
  if (Number.isFinite(at)) return at
  throw new BatchdeckError('INVALID_MESSAGE', `${name} must be ms since 1970 or an ISO 8601 time.`)
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
