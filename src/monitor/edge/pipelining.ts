import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that may wait for their answers: hardly any client sends a second before the first is answered. */
const MAX_UNANSWERED = 16

/**
 * `[ED-8]` Ends a connection that sends requests without waiting for answers. Node hands over all that have come with one read
 * in one go, more than a thousand, and nobody else has a turn until each is begun.
 * @param onCut told of each that is ended
 */
export function boundPipelining(handler: RequestListener, onCut: () => void): RequestListener {
  const unanswered = new WeakMap<Socket, number>()
  return (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    // What had come with the one that was too many.
    if (socket.destroyed) return
    const count = (unanswered.get(socket) ?? 0) + 1
    if (count > MAX_UNANSWERED) {
      onCut()
      socket.destroy()
      return
    }
    unanswered.set(socket, count)
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1))
    handler(request, response)
  }
}
