import type { FastifyRequest } from 'fastify'
import type { Procedure } from '../procedures/procedure.ts'
import { queryOf } from './query.ts'
import type { Route } from './route.ts'
import { consolePaths } from './static-console.ts'
import type { HttpServer } from './types.ts'
import type { CheckedInput } from './validation.ts'

const noQuery = queryOf({})

/** `[SEC-1]` A route that names no query takes none. Only links to the console may hold whatever they like, a token above all. */
export function refuseUnknownQueries(server: HttpServer): void {
  server.addHook('onRoute', (route) => {
    if (consolePaths.has(route.url)) return
    route.schema = { ...route.schema, querystring: route.schema?.querystring ?? noQuery }
  })
}

/**
 * `[SEC-1]` Whether a request only tries something out: what its route will read of the query, and not what stands there. A
 * route without a dry run refuses that word, and so does every route where it is odd or given twice.
 */
function isDryRun(request: FastifyRequest): boolean {
  const check = request.getValidationFunction('querystring') as ((given: unknown) => CheckedInput) | undefined
  return (check?.(request.query).value as { dry_run?: unknown } | undefined)?.dry_run === true
}

/** What a request asks for: for a dry run only where its route has one. */
export function procedureFor(request: FastifyRequest, { does, tries }: Route): Procedure {
  return tries && isDryRun(request) ? tries : does
}
