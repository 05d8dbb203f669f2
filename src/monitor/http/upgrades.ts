import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { BatchdeckError, errorTable, type Problem, problemOf } from '../../core/errors.ts'
import type { Access } from '../access.ts'

export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * Gives each WebSocket handshake to whoever serves its path; all others, and those from elsewhere, are refused.
 * @param onRefused hears of it
 */
export function routeUpgrades(
  server: Server,
  access: Access,
  routes: Readonly<Record<string, TakeUpgrade>>,
  onRefused: (problem: Problem, remote: string | null) => void,
): void {
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    try {
      access.checkOrigin(request)
      const { pathname } = new URL(request.url ?? '/', 'http://localhost')
      const take = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined
      if (!take) throw new BatchdeckError('NOT_FOUND', `There is no WebSocket at ${pathname}.`)
      take(request, socket, head)
    } catch (error) {
      const problem = problemOf(error)
      onRefused(problem, request.socket.remoteAddress ?? null)
      refuse(socket, problem)
    }
  })
}

function refuse(socket: Duplex, { code, message }: Problem): void {
  const status = errorTable[code].http
  const body = JSON.stringify({ code, detail: message })
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
