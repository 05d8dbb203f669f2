import { WebSocket } from 'ws'

/** Pieces of one message: clients that cut theirs, cut 1 MiB into 4 KiB each. A piece costs as much as a short frame. */
export const MAX_FRAGMENTS = 300

interface Terms {
  /** Whether one more is within the limit. */
  readonly mayPass: () => boolean
  /** Bytes that may wait to be read by the other side. */
  readonly maxWaiting: number
  /** It does not read its answers. */
  readonly onFull: () => void
}

/**
 * `[WS-28]` Answers the pings of a socket. `ws` would do that by itself, each and at once: whoever pings without end and reads
 * nothing would fill the memory with answers.
 */
export function answerPings(socket: WebSocket, { mayPass, maxWaiting, onFull }: Terms): void {
  socket.on('ping', (data) => {
    if (!mayPass() || socket.readyState !== WebSocket.OPEN) return
    socket.pong(data)
    if (socket.bufferedAmount > maxWaiting) onFull()
  })
}
