import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../contract/errors.ts'
import type { AccessLog } from '../access-log.ts'
import type { Callers } from '../edge/callers.ts'
import type { HttpMeter } from '../metrics/http-meter.ts'
import type { Redactor } from '../redactor.ts'
import type { Grant, Role } from '../tokens/grant.ts'
import { requestIdOf } from './request-id.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** By its token; null where none was needed, or none fitted. */
    grant: Grant | null
    /** The network address of the caller. */
    remote: string | null
    /** What its connection had been sent before, in bytes. */
    sentBefore: number
  }
}

const MAX_PATH_LENGTH = 1000
const MAX_HEADER_LENGTH = 200
/** In an event. */
const MAX_EVENT_PATH_LENGTH = 200

/** How the handshake of a socket ended. */
export interface HandshakeEnd {
  readonly status: number
  readonly code: ErrorCode | null
  readonly role: Role | null
  /** In bytes, with the head. */
  readonly sent: number
  /** ms */
  readonly took: number
}

/** Gives each request its id, measures it, and writes it down where there is an access log. */
export class RequestRecorder {
  private readonly meter: HttpMeter
  private readonly redactor: Redactor
  private readonly accessLog: AccessLog | null
  private readonly callers: Callers

  constructor(parts: { meter: HttpMeter; redactor: Redactor; accessLog: AccessLog | null; callers: Callers }) {
    this.meter = parts.meter
    this.redactor = parts.redactor
    this.accessLog = parts.accessLog
    this.callers = parts.callers
  }

  readonly idOf = (request: IncomingMessage): string =>
    requestIdOf(request, (text) => this.redactor.mentionsToken(text))

  /** The path of a request as an event may hold it: no query, and no secret that stands in its place. */
  pathOf({ url = '' }: IncomingMessage): string {
    return this.redactor.path(url.split('?')[0]!, MAX_EVENT_PATH_LENGTH)
  }

  /** Before any other hook, so that what those refuse is recorded, too. */
  attach(server: FastifyInstance): void {
    server.decorateRequest('grant', null)
    server.decorateRequest('remote', null)
    server.decorateRequest('sentBefore', 0)
    server.addHook('onRequest', async (request, reply) => {
      request.sentBefore = request.raw.socket.bytesWritten
      request.remote = this.callers.addressOf(request.raw)
      reply.header('x-request-id', request.id)
    })
    server.addHook('onResponse', async (request, reply) => this.answered(request, reply))
  }

  /** A request whose path cannot be read: no hook hears of it. To be called before it is answered. */
  unrouted(request: FastifyRequest, reply: FastifyReply): void {
    request.grant = null
    request.sentBefore = request.raw.socket.bytesWritten
    reply.raw.once('close', () => this.answered(request, reply))
  }

  /** A request was answered, or its client is gone. */
  private answered(request: FastifyRequest, reply: FastifyReply): void {
    const { raw, method } = request
    const took = reply.elapsedTime
    this.meter.answered(request.routeOptions.url ?? null, method, reply.statusCode, took)
    this.accessLog?.write({
      request_id: request.id,
      kind: 'http',
      method,
      path: this.redactor.path(raw.url ?? '', MAX_PATH_LENGTH),
      status: reply.statusCode,
      bytes: Math.max(0, raw.socket.bytesWritten - request.sentBefore),
      ms: round(took),
      role: request.grant?.role ?? null,
      ...this.callerOf(raw),
      ...(!reply.raw.writableFinished && { aborted: true as const }),
    })
  }

  /** What came was no request that could be read. */
  malformed(remote: string | null, status: number, requestId: string): void {
    this.meter.answered(null, null, status, 0)
    this.accessLog?.write({
      request_id: requestId,
      kind: 'http',
      method: null,
      path: null,
      status,
      bytes: 0,
      ms: 0,
      role: null,
      remote,
      user_agent: null,
      referer: null,
    })
  }

  handshake(request: IncomingMessage, { status, code, role, sent, took }: HandshakeEnd): void {
    this.accessLog?.write({
      request_id: this.idOf(request),
      kind: 'websocket',
      method: request.method ?? null,
      path: this.redactor.path(request.url ?? '', MAX_PATH_LENGTH),
      status,
      ...(code !== null && { code }),
      bytes: sent,
      ms: round(took),
      role,
      ...this.callerOf(request),
    })
  }

  private callerOf(request: IncomingMessage) {
    const { headers } = request
    // Of where a page came from, only the page: its query is nobody's business here.
    const [referer] = headers.referer?.split(/[?#]/) ?? []
    return {
      remote: this.callers.addressOf(request) || null,
      user_agent: this.redactor.words(headers['user-agent'], MAX_HEADER_LENGTH),
      referer: this.redactor.words(referer?.replace(/\/\/[^/@]*@/, '//'), MAX_HEADER_LENGTH),
    }
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
