import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** How a data source answers, on its good and on its bad days. */
export const badMoods = [
  'error 500',
  'error 429',
  'error as JSON',
  'error as a word',
  'error as a number',
  'error as a list',
  'error beside a list',
  'nothing as JSON',
  'one page of several',
  'page',
  'page as text',
  'empty',
  'empty list',
  'only comments',
  'half a body',
  'half of gzip',
  'half of chunks',
  'gzip that is none',
  'bad lines',
  'redirect loop',
  'redirect inside',
  'redirect to a file',
  'hangs up',
  'silent',
] as const
export type BadMood = (typeof badMoods)[number]
export type Mood = 'good' | 'gzip' | 'redirect' | BadMood

/** A server with a list of targets that answers as it is in the mood to. */
export class MoodyServer implements AsyncDisposable {
  mood: Mood = 'good'
  targets: readonly string[] = []
  /** Where it redirects to; to itself by default. */
  redirectTo = '/there'
  /** Answers 304 where it can. */
  knowsEtags = true
  readonly asked: IncomingMessage[] = []
  /** How often it said that nothing is new. */
  notModified = 0
  private readonly server = createServer((request, response) => this.answer(request, response))

  static async start(targets: readonly string[]): Promise<MoodyServer> {
    const server = new MoodyServer()
    server.targets = targets
    server.server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/list.txt`
  }

  get port(): number {
    return (this.server.address() as { port: number }).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private get text(): string {
    return this.targets.map((target) => `${target}\n`).join('')
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(request)
    const { text } = this
    const plain = { 'content-type': 'text/plain' }
    const whole = Buffer.from(text)
    switch (this.mood) {
      case 'good': {
        const etag = `"${whole.length}-${this.targets.at(-1) ?? ''}"`
        if (this.knowsEtags && request.headers['if-none-match'] === etag) {
          this.notModified++
          response.writeHead(304).end()
        } else response.writeHead(200, { ...plain, ...(this.knowsEtags && { etag }) }).end(text)
        return
      }
      case 'gzip':
        response.writeHead(200, { ...plain, 'content-encoding': 'gzip' }).end(gzipSync(text))
        return
      case 'redirect':
        if (request.url === '/there') response.writeHead(200, plain).end(text)
        else response.writeHead(302, { location: this.redirectTo }).end()
        return
      case 'error 500':
        response.writeHead(500, plain).end('target-of-an-error')
        return
      case 'error 429':
        response.writeHead(429, { 'retry-after': '30' }).end('rate_limited')
        return
      case 'error as JSON':
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":"rate_limited"}')
        return
      case 'error as a word':
        response.writeHead(200, plain).end('Unauthorized\n')
        return
      case 'error as a number':
        response.writeHead(200, plain).end('429')
        return
      case 'error as a list':
        response.writeHead(200, { 'content-type': 'application/json' }).end('["rate_limited"]')
        return
      case 'error beside a list':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ success: false, message: 'quota used up', data: this.targets.slice(1) }))
        return
      case 'nothing as JSON':
        response.writeHead(200, plain).end('null')
        return
      case 'one page of several':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ next: '/list?page=2', results: this.targets.slice(1) }))
        return
      case 'page':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sorry</title>')
        return
      case 'page as text':
        response.writeHead(200, plain).end('\n  <!DOCTYPE html>\n<html><body>Sorry</body></html>')
        return
      case 'empty':
        response.writeHead(200, plain).end()
        return
      case 'empty list':
        response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
        return
      case 'only comments':
        response.writeHead(200, plain).end('# nothing today\n\n')
        return
      case 'half a body':
        response.writeHead(200, { ...plain, 'content-length': whole.length })
        response.write(whole.subarray(0, whole.length >> 1), () => response.destroy())
        return
      case 'half of gzip': {
        const packed = gzipSync(text)
        response.writeHead(200, { ...plain, 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length >> 1))
        return
      }
      case 'half of chunks':
        response.writeHead(200, plain)
        response.write(whole.subarray(0, whole.length >> 1), () => response.destroy())
        return
      case 'gzip that is none':
        response.writeHead(200, { ...plain, 'content-encoding': 'gzip' }).end(text)
        return
      case 'bad lines':
        response.writeHead(200, plain).end(`${text}two words\n`)
        return
      case 'redirect loop':
        response.writeHead(302, { location: request.url ?? '/' }).end()
        return
      case 'redirect inside':
        response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()
        return
      case 'redirect to a file':
        response.writeHead(302, { location: 'file:///etc/passwd' }).end()
        return
      case 'hangs up':
        request.socket.destroy()
        return
      case 'silent':
    }
  }
}
