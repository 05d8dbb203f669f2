import type { WebSocket } from 'ws'
import { type ErrorCode, errorTable } from '../../contract/errors.ts'

/** How long a closing socket may take before it is cut, ms. */
export const CLOSE_TIMEOUT_MS = 2000

/** Closes a socket for a reason, after what is still to go out; one that does not answer is cut. @returns the close code */
export function endSocket(socket: WebSocket, code: ErrorCode): number {
  const entry: { close?: number; title: string } = errorTable[code]
  const closeCode = entry.close ?? 1011
  socket.close(closeCode, entry.title)
  const cut = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS)
  socket.once('close', () => clearTimeout(cut))
  return closeCode
}
