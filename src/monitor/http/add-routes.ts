import type { FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type ErrorCode, errorTable } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { BodyWatch } from '../edge/body-watch.ts'
import type { Callers } from '../edge/callers.ts'
import type { Caller } from '../procedures/context.ts'
import { isGuarded } from './guard.ts'
import { procedureFor } from './known-queries.ts'
import type { RequestRecorder } from './request-recorder.ts'
import type { CheckedRequest, Route } from './route.ts'
import type { HttpDoor, HttpServer } from './types.ts'
import { validatorCompiler } from './validation.ts'

/** Lets requests do what their routes say. */
export async function addRoutes(
  server: HttpServer,
  { door, bodies }: { door: HttpDoor; bodies: Pick<BodyWatch, 'isList'> },
  routes: readonly Route[],
): Promise<void> {
  for (const route of routes) {
    if (!route.isStreamed) addRoute(server, door, route)
    else {
      // They come into the API document in their order.
      // oxlint-disable-next-line no-await-in-loop
      await server.register(async (scope) => {
        passBodiesOn(scope)
        // Behind the hooks of all: whoever gets here may send one.
        scope.addHook('onRequest', async ({ raw }) => bodies.isList(raw))
        addRoute(scope, door, route)
      })
    }
  }
}

function addRoute(server: HttpServer, door: HttpDoor, route: Route): void {
  server.route({
    method: route.method,
    url: route.url,
    config: { route },
    schema: route.schema,
    async handler(request, reply) {
      const procedure = procedureFor(request, route)
      const checked = partsOf(request)
      const input = route.input(checked)
      // From here on the door writes down what becomes of it.
      unreached.delete(request)
      const result = await door.call(procedure, callerOf(request), input)
      if (procedure === route.tries) return result
      void reply.status(route.status)
      if (route.status === 204) return reply.send(null)
      return route.answer(result, checked, reply)
    },
  })
}

/** Lets bodies through as they come in. */
function passBodiesOn(server: HttpServer): void {
  server.removeAllContentTypeParsers()
  // Whatever its type: what is accepted is said in one place, with what to send instead.
  server.addContentTypeParser('*', (_request, body, done) => done(null, body))
  // The body is still on its way when the rest of the request is checked.
  server.setValidatorCompiler((part) => (part.httpPart === 'body' ? () => true : validatorCompiler(part)))
}

/** Requests under way that are let in and have not come to the door yet, with the code they were refused with. */
const unreached = new WeakMap<FastifyRequest, ErrorCode | null>()

/**
 * `[EV-4]` What would have changed something and was refused before it came to the door is written down as if it had; so is
 * whoever was not let in.
 */
export function addRefusalHooks(
  server: HttpServer,
  { door, requests, callers }: { door: HttpDoor; requests: RequestRecorder; callers: Callers },
): void {
  // Behind onRequest: who gets here may do it.
  server.addHook('preParsing', async (request) => {
    if (request.routeOptions.config.route) unreached.set(request, null)
  })

  server.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') return payload
    const code = codeOf(payload)
    if (unreached.has(request)) unreached.set(request, code)
    else if (code !== null && notLetIn.has(code) && isGuarded(request)) {
      door.notLetIn(code, `${request.method} ${requests.pathOf(request.raw)}`, {
        remote: callers.addressOf(request.raw),
        token: request.grant?.token ?? null,
      })
    }
    return payload
  })

  server.addHook('onResponse', async (request) => {
    const { route } = request.routeOptions.config
    const code = unreached.get(request)
    if (!route || code === undefined) return
    door.refused(procedureFor(request, route), callerOf(request), givenInput(request, route), code ?? 'INTERNAL')
  })
}

/** @throws {BatchdeckError} `UNAUTHORIZED` where nobody has looked whether it may come in */
function callerOf({ grant, remote, id }: FastifyRequest): Caller {
  if (grant === null) throw refusal('token_missing')
  return { ...grant, via: 'http', remote, request_id: id }
}

function partsOf(request: FastifyRequest): CheckedRequest<unknown, unknown, unknown> {
  const { params, query, body } = request
  return { params, query, body, request }
}

/** What a refused request would have asked for, as far as that can be read: no part of it needs to be as it should. */
function givenInput(request: FastifyRequest, { schema, input }: Route): unknown {
  const given = request.params as object
  const params = schema['params'] === undefined ? given : Value.Convert(schema['params'] as TSchema, { ...given })
  try {
    return input({ ...partsOf(request), params, body: request.body ?? {} })
  } catch {
    return params
  }
}

/** What keeps a caller out. */
const notLetIn: ReadonlySet<ErrorCode> = new Set(['UNAUTHORIZED', 'TOO_MANY_ATTEMPTS', 'FORBIDDEN'])

/** The code of a problem document. */
function codeOf(body: string): ErrorCode | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return typeof code === 'string' && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : null
  } catch {
    return null
  }
}
