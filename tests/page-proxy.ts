import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { extname } from 'node:path'

const types: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' }

/** A page of one's own and the monitor it is about, under one address: what a reverse proxy does for both. */
export class PageProxy implements AsyncDisposable {
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(monitorUrl: string, fileOf: (path: string) => string | null) {
    const monitor = new URL(monitorUrl)
    this.server = createServer((asked, reply) => {
      const path = new URL(asked.url ?? '/', monitor).pathname
      const file = fileOf(path)
      if (file !== null) {
        readFile(file).then(
          (text) => reply.setHeader('content-type', types[extname(file)] ?? 'text/plain').end(text),
          () => reply.writeHead(404).end(),
        )
        return
      }
      const { method, headers, url } = asked
      const forwarded = request(
        { host: monitor.hostname, port: monitor.port, path: url, method, headers },
        (answer) => {
          reply.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(reply)
        },
      )
      forwarded.on('error', () => reply.destroy())
      asked.pipe(forwarded)
    })
    this.server.on('upgrade', ({ method, url, rawHeaders }, near: Socket, head) => {
      const far = connect(Number(monitor.port), monitor.hostname)
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []))
      far.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
      far.write(head)
      near.pipe(far).pipe(near)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one)
        one.on('error', () => other.destroy()).on('close', () => other.destroy())
      }
    })
  }

  /** @param fileOf the file that is at a path; null where the monitor is asked */
  static async start(monitorUrl: string, fileOf: (path: string) => string | null): Promise<PageProxy> {
    const proxy = new PageProxy(monitorUrl, fileOf)
    proxy.server.listen(0, '127.0.0.1')
    await once(proxy.server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** From now on nothing comes through the sockets that are open, and none of them ends. */
  fallSilent(): void {
    for (const socket of this.sockets) socket.unpipe().pause()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}
