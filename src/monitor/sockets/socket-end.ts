import type { WebSocket } from 'ws'
import { type ErrorCode, errorTable } from '../../contract/errors.ts'

/** How long a closing socket may take before it is cut, ms. */
export const CLOSE_TIMEOUT_MS = 2000

/** Whoever sends too much is not read any more, and so cannot answer: it has this long to hear why, ms. */
const LAST_WORD_MS = 500

/** Closes a socket for a reason, after what is still to go out; one that does not answer is cut. @returns the close code */
export function endSocket(socket: WebSocket, code: ErrorCode): number {
  const entry: { close?: number; title: string } = errorTable[code]
  const closeCode = entry.close ?? 1011
  socket.close(closeCode, entry.title)
  if (code === 'RATE_LIMITED') stopReading(socket)
  else cutAfter(socket, CLOSE_TIMEOUT_MS)
  return closeCode
}

/** `[WS-28]` Nothing more is read of a socket that is being closed: `ws` would take in, and throw away, whatever comes. */
export function stopReading(socket: WebSocket): void {
  // After `ws` has looked at what there is: where it found a mistake it reads on by itself.
  setImmediate(() => socket.pause())
  cutAfter(socket, LAST_WORD_MS)
}

function cutAfter(socket: WebSocket, time: number): void {
  const cut = setTimeout(() => socket.terminate(), time)
  socket.once('close', () => clearTimeout(cut))
}
