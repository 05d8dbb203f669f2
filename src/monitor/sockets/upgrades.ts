import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorTable, type Problem, problemOf, sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Access, Role } from '../access.ts'
import { problemDocument, rawProblem, shownPath } from '../http/problems.ts'
import type { RequestRecorder } from '../http/request-recorder.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { CheckOrigin } from '../origin.ts'
import { limitCodes } from './limit-codes.ts'

/**
 * Takes over a handshake whose Host and Origin have been checked.
 * @param role by its token
 * @returns whether the socket is open: where the handshake itself was wrong, that has been answered
 * @throws {BatchdeckError} why it is refused
 */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, role: Role | null) => boolean

interface Parts {
  readonly access: Access
  readonly checkOrigin: CheckOrigin
  readonly requests: RequestRecorder
  readonly engine: Engine
  readonly traffic: Traffic
  readonly now: () => number
}

/** Gives each WebSocket handshake to whoever serves its path; all others, and those from elsewhere, are refused. */
export function routeUpgrades(
  server: Server,
  { access, checkOrigin, requests, engine, traffic, now }: Parts,
  routes: Readonly<Record<string, TakeUpgrade>>,
): void {
  server.on('upgrade', (request, socket, head) => {
    const startedAt = performance.now()
    const sentBefore = sentOn(socket)
    socket.on('error', () => socket.destroy())
    let role: Role | null = null
    try {
      checkOrigin(request)
      role = access.handshakeRole(request)
      const path = shownPath(request.url)
      const accept = Object.hasOwn(routes, path) ? routes[path] : undefined
      if (!accept) throw refusal('socket_unknown', { path })
      record(accept(request, socket, head, role) ? 101 : 400, null)
    } catch (error) {
      const problem = problemOf(error)
      refuse(socket, problem, requests.idOf(request))
      count(error, request.socket.remoteAddress ?? null)
      record(errorTable[problem.code].http, problem.code)
    }

    function count(error: unknown, remote: string | null): void {
      const { code } = problemOf(error)
      traffic.refused.add(code)
      if (limitCodes.has(code)) engine.countLimit(now(), {}, { code, remote })
      else engine.countRefusal(now(), {}, { code, ...sentenceOf(error), remote })
    }

    function record(status: number, code: ErrorCode | null): void {
      const took = performance.now() - startedAt
      requests.handshake(request, { status, code, role, sent: Math.max(0, sentOn(socket) - sentBefore), took })
    }
  })
}

function sentOn(socket: Duplex): number {
  return (socket as Socket).bytesWritten
}

function refuse(socket: Duplex, problem: Problem, requestId: string): void {
  const { status, text } = problemDocument(problem, requestId)
  socket.end(rawProblem(status, text, requestId))
}
