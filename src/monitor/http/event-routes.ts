import { Readable } from 'node:stream'
import { type Static, Type } from 'typebox'
import { BatchdeckError } from '../../core/errors.ts'
import { type EventType, eventTypes } from '../../core/events.ts'
import type { EventFormat } from '../events/event-encoding.ts'
import type { EventLog } from '../events/event-log.ts'
import type { EventRequest } from '../events/event-store.ts'
import { number, readLimit, readNumber } from './query.ts'
import type { HttpServer } from './server.ts'

const time = Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'ms since 1970, or ISO 8601.' }))
const typeNames = Type.String({ minLength: 1, maxLength: 1000, description: 'Of one or more types, commas between.' })
const query = Type.Object({
  type: Type.Optional(Type.Union([typeNames, Type.Array(typeNames, { maxItems: 100 })])),
  consumer_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  task_id: number,
  batch_id: number,
  since: time,
  until: time,
  after: number,
  before: number,
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
  limit: number,
})
type Query = Static<typeof query>

const mediaTypes: Readonly<Record<EventFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
}

/** `/api/events`: a page as JSON, or all that matches as NDJSON or CSV, by `Accept`. */
export function addEventRoutes(server: HttpServer, events: EventLog): void {
  server.get('/api/events', { schema: { querystring: query } }, async (request, reply) => {
    const format = formatOf(request.headers.accept)
    const given = readQuery(request.query)
    const isWhole = format !== 'json' && request.query.limit === undefined
    const limit = isWhole ? Infinity : given.limit
    const body = events.encoded({ ...given, limit }, format, (next) => nextPath(request.query, given.order, next))
    // What goes wrong at once is a problem document; behind the first byte nothing can be said any more.
    const first = await body.next()
    void reply.header('Vary', 'Accept').type(mediaTypes[format])
    return reply.send(Readable.from(withFirst(first.value ?? '', body), { objectMode: false }))
  })
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

/** JSON unless one of the others is asked for by name and nothing is preferred to it. */
function formatOf(accept = ''): EventFormat {
  const quality = (type: string) => {
    const entry = accept.split(',').find((part) => part.trim().startsWith(type))
    return entry ? Number(/;\s*q=([\d.]+)/.exec(entry)?.[1] ?? 1) : 0
  }
  const json = quality('application/json')
  const [ndjson, csv] = [quality('application/x-ndjson'), quality('text/csv')]
  if (Math.max(ndjson, csv) <= json) return 'json'
  return ndjson >= csv ? 'ndjson' : 'csv'
}

function readQuery(given: Query): EventRequest {
  const { consumer_id, order = 'desc' } = given
  return {
    ...(given.type !== undefined && { types: readTypes(given.type) }),
    consumer_id,
    task_id: readNumber(given.task_id),
    batch_id: readNumber(given.batch_id),
    since: readTime('since', given.since),
    until: readTime('until', given.until),
    after: readNumber(given.after),
    before: readNumber(given.before),
    order,
    limit: readLimit(given.limit),
  }
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
function nextPath(given: Query, order: 'asc' | 'desc', next: number): string {
  const parameters = new URLSearchParams()
  // Whatever else stands in the address, as a token may, is not repeated.
  for (const name of Object.keys(query.properties) as (keyof Query)[]) {
    for (const text of [given[name]].flat()) if (text !== undefined) parameters.append(name, text)
  }
  parameters.set(order === 'asc' ? 'after' : 'before', String(next))
  return `/api/events?${parameters.toString()}`
}
