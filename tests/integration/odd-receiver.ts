import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What was taken: headers and the JSON of the body. */
export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Readonly<Record<string, unknown>>
}
/** How a receiver answers; `answer` alone is an answer of 200. */
export type Manner = (response: ServerResponse, request: IncomingMessage) => void

export const answering =
  (status: number, headers: Record<string, string> = {}): Manner =>
  (response) =>
    void response.writeHead(status, headers).end('{}')
/** Never answers. */
export const hanging: Manner = () => {}
export const closing: Manner = (response) => void response.socket?.destroy()
/** Answers without end. */
export const flooding: Manner = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' })
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

/** A webhook's receiver on a port of its own that behaves as badly as it is told. */
export class OddReceiver implements AsyncDisposable {
  readonly received: Received[] = []
  manner: Manner = answering(200)
  private readonly server = createServer((request, response) => void this.take(request, response))

  static async start(): Promise<OddReceiver> {
    const receiver = new OddReceiver()
    receiver.server.listen(0, '127.0.0.1')
    await once(receiver.server, 'listening')
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** `webhook-id` of each request, in order. */
  get ids(): string[] {
    return this.received.map(({ headers }) => String(headers['webhook-id']))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return
    }
    const text = Buffer.concat(chunks).toString()
    const body = (text.startsWith('{') ? JSON.parse(text) : { text }) as Received['body']
    this.received.push({ path: request.url ?? '', headers: request.headers, body })
    this.manner(response, request)
  }
}
