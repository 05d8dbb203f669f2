import type { FastifyRequest } from 'fastify'
import type { EventJournal } from '../../engine/event-journal.ts'
import { type ErrorCode, errorTable } from '../../contract/errors.ts'
import type { Access } from '../access.ts'
import { factsOf } from '../operator-record.ts'
import { isGuarded } from './guard.ts'
import { isDryRun } from './query.ts'
import type { RequestRecorder } from './request-recorder.ts'
import type { HttpServer } from './types.ts'

interface Parts {
  readonly journal: EventJournal
  readonly access: Access
  readonly requests: RequestRecorder
  readonly now: () => number
}

/** What requests are called in the event log; the words are those of the console where it can do the same. */
const actions: Readonly<Record<string, string>> = {
  'POST /api/tasks': 'task.create',
  'DELETE /api/tasks/:task_id': 'task.delete',
  'PUT /api/tasks/:task_id/targets': 'import.apply',
  'PATCH /api/tasks/:task_id/targets': 'targets.change',
  'DELETE /api/imports/:import_id': 'import.cancel',
  'POST /api/tasks/:task_id/sync': 'sync.apply',
  'POST /api/tasks/:task_id/reload': 'reload',
  'POST /api/tasks/:task_id/rollback': 'rollback.apply',
  'DELETE /api/consumers/:consumer_id': 'consumer.dismiss',
  'POST /api/consumers/:consumer_id/drain': 'consumer.drain',
  'DELETE /api/consumers/:consumer_id/drain': 'consumer.undrain',
}

/** What is known of a request under way that will be an event. */
interface Noted {
  readonly action: string
  result: unknown
  code: ErrorCode | null
}

/**
 * Every request that changes something, or would have, is an event; so is a caller who may not (counted). A dry run is none.
 */
export function addOperatorHooks(server: HttpServer, { journal, access, requests, now }: Parts): void {
  const noted = new WeakMap<FastifyRequest, Noted>()

  // Behind onRequest: who gets here may do it.
  server.addHook('preParsing', async (request) => {
    const { method, routeOptions } = request
    const isReading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || routeOptions.config.isReading
    if (isReading || !routeOptions.url || isDryRun(request)) return
    const route = `${method} ${routeOptions.url}`
    noted.set(request, { action: actions[route] ?? route, result: null, code: null })
  })

  server.addHook('preSerialization', async (request, _reply, payload) => {
    const entry = noted.get(request)
    if (entry) entry.result = payload
    return payload
  })

  server.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string') return payload
    const code = codeOf(payload)
    const entry = noted.get(request)
    if (entry) entry.code = code
    else if ((code === 'UNAUTHORIZED' || code === 'FORBIDDEN') && isGuarded(request)) {
      const message = `${request.method} ${requests.pathOf(request.raw)}`
      journal.count('error', now(), {}, { code, message, remote: request.ip })
    }
    return payload
  })

  server.addHook('onResponse', async (request, reply) => {
    const entry = noted.get(request)
    if (!entry) return
    const { subject, about } = factsOf([request.body, request.params, entry.result])
    journal.note('operator', now(), subject, {
      action: entry.action,
      role: access.role(request.raw) ?? 'operator',
      via: 'http',
      remote: request.ip,
      request_id: request.id,
      outcome: reply.statusCode < 400 ? 'ok' : (entry.code ?? 'INTERNAL'),
      ...about,
    })
  })
}

/** The code of a problem document. */
function codeOf(body: string): ErrorCode | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return typeof code === 'string' && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : null
  } catch {
    return null
  }
}
