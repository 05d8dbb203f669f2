import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The wire between one consumer and the server: it can be cut, stalled, and broken on one side only. */
export class Proxy {
  private readonly server: Server
  private readonly pairs = new Set<readonly [consumer: Socket, server: Socket]>()
  /** Also those that are in no pair any more: a stalled one would never see its end. */
  private readonly sockets = new Set<Socket>()
  private isStalled = false
  /** Ends every connection as soon as it is made. */
  isRefusing = false

  private constructor(serverPort: number) {
    this.server = createServer((consumer) => this.join(consumer, connect(serverPort, '127.0.0.1')))
  }

  static async start(serverPort: number): Promise<Proxy> {
    const proxy = new Proxy(serverPort)
    await new Promise<void>((listening) => void proxy.server.listen(0, '127.0.0.1', listening))
    return proxy
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Resets both sides. */
  cut(): void {
    for (const [consumer, server] of this.pairs) {
      consumer.resetAndDestroy()
      server.resetAndDestroy()
    }
  }

  /** The consumer's side ends, and the server hears nothing of it: a half-open socket. */
  cutConsumerSide(): void {
    for (const pair of this.pairs) {
      this.pairs.delete(pair)
      pair[0].removeAllListeners('close').resetAndDestroy()
    }
  }

  /** Passes nothing on, and says nothing of it. */
  stall(): void {
    this.isStalled = true
    for (const pair of this.pairs) for (const socket of pair) socket.pause()
  }

  resume(): void {
    this.isStalled = false
    for (const pair of this.pairs) for (const socket of pair) socket.resume()
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy()
    this.server.close()
  }

  private join(consumer: Socket, server: Socket): void {
    const pair = [consumer, server] as const
    this.pairs.add(pair)
    for (const [from, to] of [pair, [server, consumer]] as const) {
      this.sockets.add(from)
      from.once('close', () => this.sockets.delete(from))
      from.setNoDelay()
      // What it ends with is told by `close`.
      from.on('error', () => {})
      from.on('data', (data) => to.write(data))
      from.on('end', () => to.end())
      from.on('close', () => {
        to.destroy()
        this.pairs.delete(pair)
      })
      if (this.isStalled) from.pause()
    }
    if (this.isRefusing) consumer.resetAndDestroy()
  }
}
