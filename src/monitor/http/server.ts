import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { BatchdeckError, errorTable, type Problem, problemOf } from '../../core/errors.ts'
import type { Settings } from '../../core/settings.ts'
import type { Access } from '../access.ts'
import type { Operations } from '../operations.ts'
import { addConsumerRoutes } from './consumer-routes.ts'
import { addSettingRoutes } from './setting-routes.ts'
import { addStaticConsole } from './static-console.ts'
import { targetRoutes } from './target-routes.ts'
import { addTaskOptionRoutes } from './task-option-routes.ts'
import { addTaskRoutes } from './task-routes.ts'

export interface HttpServerOptions {
  readonly operations: Operations
  readonly access: Access
  readonly settings: Settings
  readonly version: string
  /** Folder of the built console; null serves none. */
  readonly consoleRoot: string | null
  /** Whether it takes work, for `/readyz`. */
  readonly ready: () => boolean
  readonly log: (line: string) => void
}

/** Fastify with the types of our schemas. */
export type HttpServer = ReturnType<typeof createServer>

/** The HTTP API and the console's files; not yet listening. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { operations, access, settings, consoleRoot, ready, version, log } = options
  const bodyLimit = settings['monitor.limits.max-import']
  const server = createServer(bodyLimit)
  server.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, problemFrom(error, request, log)))
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {
      code: 'NOT_FOUND',
      message: `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`,
    }),
  )
  server.addHook('onRequest', async (request) => {
    access.checkOrigin(request.raw)
    if (request.url.startsWith('/api/')) authorize(request, access)
  })
  server.get('/healthz', async () => ({ status: 'ok', version }))
  server.get('/readyz', async () => {
    if (!ready()) throw new BatchdeckError('SERVER_SHUTDOWN', 'The monitor is stopping.')
    return { status: 'ok' }
  })
  addConsumerRoutes(server, operations)
  addTaskRoutes(server, operations)
  addTaskOptionRoutes(server, operations)
  addSettingRoutes(server, operations)
  void server.register(targetRoutes, { operations, bodyLimit })
  addStaticConsole(server, consoleRoot)
  return server
}

/** How long requests may take that are under way at the end, ms. */
const ANSWER_PATIENCE = 3000

/** `[WS-19]` Takes no more, and waits for what is under way: a publication is answered once it is on disk. */
export async function closeHttpServer(http: FastifyInstance): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), 50)
  const cut = setTimeout(() => http.server.closeAllConnections(), ANSWER_PATIENCE)
  await http.close()
  clearInterval(idle)
  clearTimeout(cut)
}

function createServer(bodyLimit: number) {
  const server = fastify({
    bodyLimit,
    // What is unknown is refused with its name, not dropped in silence, and "7" is no number.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
    // Who waits for an answer at the end gets it; see closeHttpServer.
    forceCloseConnections: 'idle',
  }).withTypeProvider<TypeBoxTypeProvider>()
  return server
}

/** `[SEC-1]` The consumer token reads tasks and batches, the viewer token reads, the operator token may do everything. */
function authorize(request: FastifyRequest, access: Access): void {
  const role = access.role(request.raw)
  if (role === null) throw new BatchdeckError('UNAUTHORIZED', 'Give a token: Authorization: Bearer ….')
  if (role === 'operator') return
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isForConsumers = /^\/api\/tasks(\/\d+(\/batches)?)?(\?|$)/.test(request.url)
  if (!isRead || (role === 'consumer' && !isForConsumers)) {
    throw new BatchdeckError('FORBIDDEN', `The ${role} token may not do that.`)
  }
}

function problemFrom(error: FastifyError, request: FastifyRequest, log: (line: string) => void): Problem {
  if (error.validation) {
    const complaints = error.validation.map(({ instancePath, keyword, params, message = 'is not valid' }) => ({
      path: keyword === 'required' ? `${instancePath}/${String(params['missingProperty'])}` : instancePath || '/',
      reason:
        keyword === 'additionalProperties' ? `has an unknown field "${String(params['additionalProperty'])}"` : message,
    }))
    return { code: 'INVALID_MESSAGE', message: `The ${error.validationContext ?? 'request'} is not valid.`, complaints }
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'TOO_LARGE', message: 'The body is larger than monitor.limits.max-import allows.' }
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {
        code: 'UNSUPPORTED_MEDIA_TYPE',
        message: `${request.headers['content-type'] ?? 'This body'} is not accepted here.`,
      }
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return { code: 'INVALID_JSON', message: 'The body is not JSON.' }
    default:
      if (error instanceof SyntaxError) return { code: 'INVALID_JSON', message: 'The body is not JSON.' }
      if (!(error instanceof BatchdeckError))
        log(`${request.method} ${request.url.split('?')[0]}: ${error.stack ?? error.message}`)
      return problemOf(error)
  }
}

/** RFC 9457, with our code. */
function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { http, title } = errorTable[problem.code]
  return reply
    .status(http)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title,
        status: http,
        code: problem.code,
        detail: problem.message,
        ...(problem.complaints && { errors: problem.complaints }),
        ...(problem.detail !== undefined && { context: problem.detail }),
      }),
    )
}
