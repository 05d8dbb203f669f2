import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Passes connections on to a port of this machine, and can fall silent with those that are open. */
export class SilentProxy implements AsyncDisposable {
  private readonly server: Server
  private readonly open = new Set<Socket>()
  private count = 0

  private constructor(target: () => number) {
    this.server = createServer((near) => {
      this.count++
      const far = connect(target(), '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.open.add(from)
        from.on('error', () => to.destroy())
        from.on('close', () => {
          this.open.delete(from)
          if (!from.isPaused()) to.destroy()
        })
        from.on('data', (piece) => to.write(piece))
      }
    })
  }

  static async start(target: () => number): Promise<SilentProxy> {
    const proxy = new SilentProxy(target)
    proxy.server.listen(0, '127.0.0.1')
    await once(proxy.server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Connections that were made so far. */
  get connections(): number {
    return this.count
  }

  /** From now on nothing comes through the connections that are open, and none of them ends. */
  fallSilent(): void {
    for (const socket of this.open) socket.pause()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close()
    for (const socket of this.open) socket.destroy()
  }
}
