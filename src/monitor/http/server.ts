import accepts from '@fastify/accepts'
import compress from '@fastify/compress'
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { BatchdeckError } from '../../contract/errors.ts'
import { isTooDeep, MAX_JSON_DEPTH } from '../../contract/bounded-json.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Access } from '../access.ts'
import { BodyWatch } from '../edge/body-watch.ts'
import type { Edge } from '../edge/edge.ts'
import { boundPipelining } from '../edge/pipelining.ts'
import type { Traffic } from '../metrics/traffic.ts'
import { addRefusalHooks, addRoutes } from './add-routes.ts'
import { addApiDocument } from './api-document.ts'
import { addEtag } from './etag.ts'
import { authorize, isGuarded } from './guard.ts'
import type { Listener } from './listener.ts'
import { answerMalformed, answerSlowBody } from './malformed.ts'
import { metricsRoute } from './metrics-route.ts'
import { addProblemRoutes, problemFrom, sendProblem, shownPath } from './problems.ts'
import { refuseUnknownQueries } from './known-queries.ts'
import type { RequestRecorder } from './request-recorder.ts'
import { apiRoutes } from './routes.ts'
import { addStaticConsole } from './static-console.ts'
import type { HttpDoor, HttpServer } from './types.ts'
import { validatorCompiler } from './validation.ts'

export interface HttpServerOptions {
  readonly door: HttpDoor
  readonly access: Access
  readonly edge: Edge
  readonly settings: Settings
  readonly version: string
  /** Folder of the built console; null serves none. */
  readonly consoleRoot: string | null
  readonly requests: RequestRecorder
  readonly traffic: Traffic
  readonly listener: Listener
  /** Why it takes no work, for `/readyz`; null where it does. */
  readonly unready: () => BatchdeckError | null
  readonly log: (line: string) => void
}

/** A target in a path may have 256 characters, each of them written with nine. */
const MAX_TARGET_PARAMETER_LENGTH = 4096
/** All other names in a path are shorter. */
const MAX_PARAMETER_LENGTH = 512
/** Answers from this size on are compressed, in bytes: below it costs more than it saves. */
const MIN_COMPRESSED_BYTES = 16 * 1024
/** The largest body that is no target list, in bytes: it is read as a whole, and where the sockets are served. */
const MAX_BODY_BYTES = 1024 * 1024

/** The HTTP API and the console's files; not yet listening. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { door, access, edge, settings, consoleRoot, unready, requests, version, log } = options
  const bodies = watchBodies(options)
  const server = createServer(options, bodies)
  server.decorate('base', edge.base)
  requests.attach(server)
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const { headers } = error as { headers?: { 'Content-Range'?: string } }
    if (headers?.['Content-Range'] !== undefined) reply.header('Content-Range', headers['Content-Range'])
    return sendProblem(reply, problemFrom(error, request, log))
  })
  server.setNotFoundHandler((request, reply) => sendProblem(reply, addressUnknown(request).toProblem()))
  server.addHook('onRequest', async (request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff')
    edge.checkOrigin(request.raw)
    const [path = '', ...query] = request.url.split('?')
    if (edge.base.isBare(path)) return reply.redirect([`${path}/`, ...query].join('?'), 308)
    if (!isGuarded(request)) return
    authorize(request, access)
    if (hasOverlongParameter(request.params)) throw addressUnknown(request)
    if (request.grant !== null) edge.gate.know(request.raw.socket)
  })
  addRefusalHooks(server, { door, requests, callers: edge.callers })
  refuseUnknownQueries(server)
  server.addHook('onSend', addEtag)
  await server.register(accepts)
  await server.register(compress, { encodings: ['gzip'], threshold: MIN_COMPRESSED_BYTES, globalDecompression: false })
  await addApiDocument(server, version)
  addMonitorRoutes(server, version, unready)
  await addRoutes(server, { door, bodies }, apiRoutes(settings['monitor.limits.max-import']))
  addProblemRoutes(server)
  await addRoutes(server, { door, bodies }, [metricsRoute])
  addStaticConsole(server, consoleRoot, edge.base)
  return server
}

function addressUnknown({ method, url }: FastifyRequest): BatchdeckError {
  return refusal('address_unknown', { method, path: shownPath(url) })
}

/** Nothing but a target has a name that is longer. */
function hasOverlongParameter(params: unknown): boolean {
  return Object.entries(params as Record<string, string>).some(
    ([name, value]) => name !== 'target' && name !== '*' && value.length > MAX_PARAMETER_LENGTH,
  )
}

/** How long requests may take that are under way at the end, ms. */
const ANSWER_TIMEOUT_MS = 2500

/** `[WS-19]` Takes no more, and waits for what is under way: a publication is answered once it is on disk. */
export async function closeHttpServer(http: FastifyInstance): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), 50)
  const cut = setTimeout(() => http.server.closeAllConnections(), ANSWER_TIMEOUT_MS)
  await http.close()
  clearInterval(idle)
  clearTimeout(cut)
}

function watchBodies({ edge, listener, requests, settings, traffic }: HttpServerOptions): BodyWatch {
  return new BodyWatch({
    patience: listener.patience,
    pace: settings['monitor.limits.upload-rate'],
    onSlowBody(request, isAnswered) {
      traffic.cut.add('slow_body')
      answerSlowBody(request, isAnswered, requests.idOf(request), edge.base)
    },
    onSlowReader: () => traffic.cut.add('slow_reader'),
  })
}

function createServer({ edge, listener, requests, traffic }: HttpServerOptions, bodies: BodyWatch): HttpServer {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_TARGET_PARAMETER_LENGTH },
    // Who waits for an answer at the end gets it; see closeHttpServer.
    forceCloseConnections: 'idle',
    rewriteUrl: ({ url }) => edge.base.strip(url),
    serverFactory(handler) {
      const created = listener.create(boundPipelining(handler, () => traffic.cut.add('pipelining')))
      edge.gate.attach(created)
      bodies.attach(created)
      return created
    },
    genReqId: (request) => requests.idOf(request),
    clientErrorHandler: (error, socket) =>
      answerMalformed(error, socket, requests, () => traffic.refused.add('TLS_HANDSHAKE')),
    // An unreadable path is answered as every other mistake.
    frameworkErrors: (error, request, reply) => {
      requests.unrouted(request, reply)
      void sendProblem(
        reply,
        problemFrom(error, request, () => {}),
      )
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  server.setValidatorCompiler(validatorCompiler)
  readJsonBodies(server)
  // The schemas of answers are there for the document and the tests; none may lose a field on its way out.
  server.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  return server
}

/** As Fastify does it, but that what is nested too deep is not parsed. */
function readJsonBodies(server: HttpServer): void {
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(String(body))) done(refusal('json_too_deep', { most: MAX_JSON_DEPTH }))
    else void parse(request, String(body), done)
  })
}

function addMonitorRoutes(server: HttpServer, version: string, unready: HttpServerOptions['unready']): void {
  const config = { isPublic: true }
  server.get(
    '/healthz',
    {
      config,
      schema: {
        operationId: 'getHealth',
        summary: 'Whether it lives',
        tags: ['monitor'],
        response: { 200: Type.Object({ status: Type.Literal('ok'), version: Type.String() }) },
      },
    },
    async () => ({ status: 'ok' as const, version }),
  )
  server.get(
    '/readyz',
    {
      config,
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether it takes work',
        tags: ['monitor'],
        response: { 200: Type.Object({ status: Type.Literal('ok') }) },
        problems: ['SERVER_SHUTDOWN', 'STORAGE_FAILED'],
      },
    },
    async () => {
      const problem = unready()
      if (problem) throw problem
      return { status: 'ok' as const }
    },
  )
}
