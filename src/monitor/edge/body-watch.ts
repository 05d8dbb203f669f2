import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** `[ED-3]` How long is waited for bytes, ms. */
export interface Patience {
  /** For the head of a request, the first also from the moment of the connection. */
  readonly head: number
  /** For TLS to be spoken. */
  readonly tls: number
  /** For a body that is no list, from its head. */
  readonly body: number
  /** Over so long a list has to keep its pace. */
  readonly list: number
  /** For a reader of an answer to take in any of it. */
  readonly reader: number
  /** How often it is looked who has taken longer. */
  readonly look: number
}

export const usualPatience: Patience = {
  head: 15_000,
  tls: 15_000,
  body: 20_000,
  list: 20_000,
  reader: 30_000,
  look: 2500,
}

interface Watched {
  readonly response: ServerResponse
  /** When it, or its present stretch, began, ms. */
  since: number
  /** What its connection had brought then, in bytes. */
  received: number
  isList: boolean
}

interface Parts {
  readonly patience: Patience
  /** Bytes a second that a list has to come in with. */
  readonly pace: number
  /** Answers a sender that was too slow; its connection ends behind that. */
  readonly onSlowBody: (request: IncomingMessage, isAnswered: boolean) => void
  readonly onSlowReader: () => void
}

/**
 * `[ED-3]` Ends requests whose bodies do not come, and answers that nobody reads. Node has one bound for both long and short
 * bodies, and none for answers. While the monitor itself is the slow one, nobody is cut.
 */
export class BodyWatch {
  private readonly parts: Parts
  private readonly bodies = new Map<IncomingMessage, Watched>()
  private readonly answering = new WeakMap<Socket, ServerResponse>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Bodies on their way. */
  get size(): number {
    return this.bodies.size
  }

  /** Looks at everything that this server is sent. */
  attach(server: Server): void {
    // Before anybody else hears of it: what is a list is said while it is handled.
    server.prependListener('request', (request, response) => this.begin(request, response))
    server.setTimeout(this.parts.patience.reader, (socket) => this.onStill(socket))
    const looking = setInterval(() => this.look(), this.parts.patience.look)
    looking.unref()
    server.once('close', () => clearInterval(looking))
  }

  /** Its body may be long, but has to keep its pace. */
  isList(request: IncomingMessage): void {
    const watched = this.bodies.get(request)
    if (watched) watched.isList = true
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket, headers } = request
    this.answering.set(socket, response)
    response.once('close', () => {
      if (this.answering.get(socket) === response) this.answering.delete(socket)
    })
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (!hasBody) return
    this.bodies.set(request, { response, since: performance.now(), received: socket.bytesRead, isList: false })
    request.once('close', () => this.bodies.delete(request))
  }

  private look(): void {
    const now = performance.now()
    const { patience, pace } = this.parts
    for (const [request, watched] of this.bodies) {
      const { since, received, isList } = watched
      const took = now - since
      if (request.complete || request.destroyed) this.bodies.delete(request)
      else if (!isList && took >= patience.body) this.cut(request, watched)
      else if (isList && took >= patience.list) {
        const came = request.socket.bytesRead - received
        if (came < (pace * took) / 1000 && !isHeldUp(request)) this.cut(request, watched)
        else Object.assign(watched, { since: now, received: request.socket.bytesRead })
      }
    }
  }

  private cut(request: IncomingMessage, { response }: Watched): void {
    this.bodies.delete(request)
    const isAnswered = response.headersSent
    // For the access log: else it would be said that all went well.
    if (!isAnswered) response.statusCode = 408
    this.parts.onSlowBody(request, isAnswered)
  }

  /** Nothing has moved on a connection for a while: nobody reads, or there is nothing to read yet, or to answer. */
  private onStill(socket: Socket): void {
    const answer = this.answering.get(socket)
    if (answer && socket.writableLength === 0) return
    if (answer) this.parts.onSlowReader()
    socket.destroy()
  }
}

/** Whether what has come waits for us. (To be paused says nothing: so is whatever is read piece by piece.) */
function isHeldUp(request: IncomingMessage): boolean {
  return request.readableLength > 0
}
