import { EventEmitter } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

interface Options {
  readonly method?: string
  readonly protocol?: string
  readonly hostname?: string
  readonly port?: string | number
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A request on Node's network. As Electron's with `redirect: 'manual'`: a redirect is told, and not followed. */
class ClientRequest extends EventEmitter {
  private readonly request: ReturnType<typeof requestHttp>

  constructor({ method = 'GET', protocol = 'http:', hostname, port, path, headers }: Options) {
    super()
    const begin = protocol === 'https:' ? requestHttps : requestHttp
    this.request = begin({ method, hostname, port, path, headers }, (response) => this.receive(response))
    this.request.on('error', (error) => this.emit('error', error))
  }

  end(body?: string | Buffer): void {
    this.request.end(body)
  }

  abort(): void {
    this.request.destroy()
    this.emit('abort')
  }

  private receive(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.resume()
      this.emit('redirect', statusCode, 'GET', new URL(headers.location, this.address()).href, headers)
    } else this.emit('response', response)
  }

  private address(): string {
    const { protocol, host, path } = this.request
    return `${protocol}//${host}${path}`
  }
}

export const net = {
  request: (options: Options) => new ClientRequest(options),
  fetch: globalThis.fetch,
}
