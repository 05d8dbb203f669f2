import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorTable, type Problem, problemOf, sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { WebSocketServer } from 'ws'
import type { Engine } from '../../engine/engine.ts'
import type { Access } from '../access.ts'
import { problemDocument, rawProblem, shownPath, waitOf } from '../http/problems.ts'
import type { BasePath } from '../edge/base-path.ts'
import type { Edge } from '../edge/edge.ts'
import type { RequestRecorder } from '../http/request-recorder.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Grant } from '../tokens/grant.ts'
import { limitCodes } from './limit-codes.ts'

/**
 * Takes over a handshake whose Host and Origin have been checked.
 * @returns whether the socket is open: where the handshake itself was wrong, that has been answered
 * @throws {BatchdeckError} why it is refused
 */
export type TakeUpgrade = (handshake: Handshake) => boolean

export interface Handshake {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  /** By its token; null where one is needed and it brought none that fits. */
  readonly grant: Grant | null
  /** The address of the caller. */
  readonly remote: string
}

interface Parts {
  readonly access: Access
  readonly edge: Edge
  readonly requests: RequestRecorder
  readonly engine: Engine
  readonly traffic: Traffic
  readonly now: () => number
}

/** Gives each WebSocket handshake to whoever serves its path; all others, and those from elsewhere, are refused. */
export function routeUpgrades(
  server: Server,
  { access, edge, requests, engine, traffic, now }: Parts,
  routes: Readonly<Record<string, TakeUpgrade>>,
): void {
  server.on('upgrade', (request, socket, head) => {
    const startedAt = performance.now()
    const sentBefore = sentOn(socket)
    socket.on('error', () => socket.destroy())
    let grant: Grant | null = null
    const remote = edge.callers.addressOf(request)
    try {
      edge.checkOrigin(request)
      request.url = edge.base.strip(request.url)
      grant = access.handshakeGrant(request, remote)
      const path = shownPath(request.url)
      const accept = Object.hasOwn(routes, path) ? routes[path] : undefined
      if (!accept) throw refusal('socket_unknown', { path: requests.pathOf(request) })
      record(accept({ request, socket, head, grant, remote }) ? 101 : 400, null)
    } catch (error) {
      const problem = problemOf(error)
      refuse(socket, problem, requests.idOf(request), edge.base)
      count(error)
      record(errorTable[problem.code].http, problem.code)
    }

    function count(error: unknown): void {
      const { code } = problemOf(error)
      traffic.refused.add(code)
      if (limitCodes.has(code)) engine.audit.countLimit(now(), {}, { code, remote })
      else {
        const token = grant?.token ?? null
        engine.audit.countRefusal(now(), {}, { code, ...sentenceOf(error), remote, ...(token !== null && { token }) })
      }
    }

    function record(status: number, code: ErrorCode | null): void {
      const took = performance.now() - startedAt
      requests.handshake(request, {
        status,
        code,
        role: grant?.role ?? null,
        sent: Math.max(0, sentOn(socket) - sentBefore),
        took,
      })
    }
  })
}

/** What `ws` finds wrong in a handshake is refused as everything else is; else it would answer in words of its own. */
export function refuseBrokenHandshakes(server: WebSocketServer): void {
  server.on('wsClientError', ({ message }) => {
    throw refusal('handshake_invalid', { detail: message })
  })
}

function sentOn(socket: Duplex): number {
  return (socket as Socket).bytesWritten
}

function refuse(socket: Duplex, problem: Problem, requestId: string, base: BasePath): void {
  const { status, text } = problemDocument(problem, requestId, base)
  socket.end(rawProblem(status, text, requestId, waitOf(problem)))
}
