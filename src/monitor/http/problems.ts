import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { BatchdeckError, type ErrorCode, errorTable, type Problem, problemOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { BasePath } from '../edge/base-path.ts'
import { consolePaths } from './static-console.ts'
import type { HttpServer } from './types.ts'

/** RFC 9457, with our code. */
export const problemSchema = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'Where the code is explained.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Enum(Object.keys(errorTable)),
    detail: Type.String({ description: 'What went wrong here, and what to do.' }),
    request_id: Type.String({ description: 'As in `X-Request-Id`, and in the access log.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), reason: Type.String() }), {
        description: 'The places that are wrong: a JSON pointer (RFC 6901) into the body or query, or `line 7`.',
      }),
    ),
    context: Type.Optional(
      Type.Unknown({ description: 'What is needed to go on, for example the fresh preview beside `STALE_EPOCH`.' }),
    ),
  },
  { title: 'Problem', description: 'RFC 9457.' },
)

const PROBLEMS_PATH = '/api/problems'

/** The codes that this API answers with, and what they mean: where the `type` of every problem leads. */
export function addProblemRoutes(server: HttpServer): void {
  const entry = Type.Object({ code: Type.String(), status: Type.Integer(), title: Type.String() })
  server.get(
    PROBLEMS_PATH,
    {
      config: { isPublic: true },
      schema: {
        operationId: 'listProblems',
        summary: 'All problems the monitor may answer with',
        tags: ['monitor'],
        response: { 200: Type.Object({ problems: Type.Array(entry) }) },
      },
    },
    async () => ({
      problems: Object.entries(errorTable).map(([code, { http, title }]) => ({ code, status: http, title })),
    }),
  )
}

/** What every operation may answer with, as responses of the API document by status. */
export function problemResponses(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorTable[code].http)
  return Object.fromEntries(
    Array.from(byStatus, ([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}

/** The problem to answer with for anything thrown while a request was handled; what nobody foresaw is logged. */
export function problemFrom(error: FastifyError, request: FastifyRequest, log: (line: string) => void): Problem {
  if (error instanceof BatchdeckError) return problemOf(error)
  const foreseen = refusalOf(error, request)
  if (foreseen) return foreseen.toProblem()
  log(`${request.method} ${shownPath(request.url)} (${request.id}): ${error.stack}`)
  return problemOf(error)
}

/** What Fastify itself refuses, in our words. */
function refusalOf(error: FastifyError, request: FastifyRequest): BatchdeckError | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal('request_too_large')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const { 'content-type': type } = request.headers
      return type === undefined ? refusal('media_type_missing') : refusal('media_type_refused', { type })
    }
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refusal('body_not_json')
    // A path that is no UTF-8, or too long for any name here, names nothing.
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refusal('path_unreadable')
    // Of methods that HTTP itself gives a body, for example QUERY.
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return refusal('media_type_missing')
    default:
      if (error instanceof SyntaxError) return refusal('body_not_json')
      // Nobody is there to be answered.
      if (request.raw.destroyed && !request.raw.complete) return refusal('sender_gone')
      if (isOfFiles(error, request)) {
        return refusal(error.statusCode === 416 ? 'range_unsatisfiable' : 'path_unreadable')
      }
      // Whatever else Fastify finds wrong is no mistake of ours.
      return error.code?.startsWith('FST_') && (error.statusCode ?? 500) < 500 ? refusal('request_unreadable') : null
  }
}

/** Whoever serves files refuses odd paths (`//`, `..`, NUL, one too long) by errors of its own: there is no such file. */
function isOfFiles({ statusCode = 500 }: FastifyError, { routeOptions }: FastifyRequest): boolean {
  return statusCode < 500 && consolePaths.has(routeOptions.url ?? '')
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { id, server } = reply.request
  const { status, text } = problemDocument(problem, id, server.base)
  const wait = waitOf(problem)
  if (wait !== null) void reply.header('Retry-After', wait)
  // Some are refused before any hook has given them these.
  void reply.header('x-request-id', id).header('X-Content-Type-Options', 'nosniff')
  return reply.status(status).type('application/problem+json').send(text)
}

/** A problem as it is answered with: its status, and its text as JSON. */
export function problemDocument(problem: Problem, requestId: string, base: BasePath): { status: number; text: string } {
  const { http: status, title } = errorTable[problem.code]
  const text = JSON.stringify({
    type: base.at(`${PROBLEMS_PATH}#${problem.code}`),
    title,
    status,
    code: problem.code,
    detail: problem.message,
    request_id: requestId,
    // In English only: whoever translates them is a console.
    ...(problem.complaints && { errors: problem.complaints.map(({ path, reason }) => ({ path, reason })) }),
    ...(problem.detail !== undefined && { context: problem.detail }),
  })
  return { status, text }
}

/** After how many seconds it may be tried again; null where nothing is said of it. */
export function waitOf({ code, values }: Problem): number | null {
  const seconds = code === 'TOO_MANY_ATTEMPTS' ? values?.['seconds'] : null
  return typeof seconds === 'number' ? seconds : null
}

/** The same as bytes, for a connection on which Node has no answer to send: it ends with this one. */
export function rawProblem(status: number, text: string, requestId: string, wait: number | null = null): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    ...(wait === null ? [] : [`Retry-After: ${wait}`]),
    '',
    text,
  ].join('\r\n')
}

/** The path of a request as an answer may repeat it: nothing that could be a query, however it is written. */
export function shownPath(url = '/'): string {
  return (URL.parse(url, 'http://localhost')?.pathname.split(/[?&;=#%]/)[0] ?? '/').slice(0, 200)
}
