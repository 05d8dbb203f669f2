import type { FastifyRequest } from 'fastify'
import { type TProperties, Type } from 'typebox'
import type { HttpServer } from './types.ts'
import { consolePaths } from './static-console.ts'
import type { CheckedInput } from './validation.ts'

export const wholeNumber = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** `{task_id}` of a path. */
export const taskParams = Type.Object({ task_id: wholeNumber })
export const epochParams = Type.Object({ task_id: wholeNumber, epoch: wholeNumber })
export const twoEpochParams = Type.Object({ task_id: wholeNumber, epoch: wholeNumber, other: wholeNumber })

/** What is not known in a query is refused: a slip of the pen in `dry_run` must not publish. */
export function queryOf<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false })
}

const noQuery = queryOf({})

/** `[SEC-1]` A route that names no query takes none. Only links to the console may hold whatever they like, a token above all. */
export function refuseUnknownQueries(server: HttpServer): void {
  server.addHook('onRoute', (route) => {
    if (consolePaths.has(route.url)) return
    route.schema = { ...route.schema, querystring: route.schema?.querystring ?? noQuery }
  })
}

export const dryRun = Type.Optional(
  Type.Boolean({ description: 'Answers what would change, and changes nothing (EP-7).' }),
)

/**
 * `[SEC-1]` Whether a request only tries something out: what its route will read of the query, and not what stands there. A
 * route without a dry run refuses that word, and so does every route where it is odd or given twice.
 */
export function isDryRun(request: FastifyRequest): boolean {
  const check = request.getValidationFunction('querystring') as ((given: unknown) => CheckedInput) | undefined
  return (check?.(request.query).value as { dry_run?: unknown } | undefined)?.dry_run === true
}

/** A place to go on from, as `next` gives it. */
export const place = (description: string) => Type.Optional(Type.Integer({ ...wholeNumber, description }))

/** How many a list answers with unless it is told. */
export const USUAL_LIMIT = 1000
export const limit = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: USUAL_LIMIT,
    description: 'How many at most; `next` is the path of those that follow.',
  }),
)

/** Of an answer that may have more to come. */
export const next = Type.Optional(
  Type.String({ description: 'The path of the next page; missing where this is the last.' }),
)

/** The path of a next page. */
export function pathOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return `${path}?${search.toString()}`
}
