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
  /** Everything takes so much longer, ms. */
  delayMs = 0
  /** Of each connection, in each direction. */
  bytesPerSecond = Infinity

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

  /** What is open passes nothing on any more, and neither side hears of it; what is opened later does. */
  fallSilent(): void {
    for (const pair of this.pairs) {
      this.pairs.delete(pair)
      for (const socket of pair) socket.removeAllListeners('data').removeAllListeners('close').pause()
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

  /** Reads on, unless all is stalled. */
  goOn(socket: Socket): void {
    if (!this.isStalled) socket.resume()
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
      const flow = new Flow(this, from, to)
      from.on('data', (data: Buffer) => flow.pass(data))
      from.on('end', () => flow.pass(null))
      from.on('close', () => {
        to.destroy()
        this.pairs.delete(pair)
      })
      if (this.isStalled) from.pause()
    }
    if (this.isRefusing) consumer.resetAndDestroy()
  }
}

/** What goes in one direction, as late and as slow as the proxy has it; nothing overtakes anything. */
class Flow {
  private readonly proxy: Proxy
  private readonly from: Socket
  private readonly to: Socket
  private readonly waiting: { readonly data: Buffer | null; readonly at: number }[] = []
  /** When everything before will have gone, by a clock that only goes forward. */
  private busyUntil = 0

  constructor(proxy: Proxy, from: Socket, to: Socket) {
    this.proxy = proxy
    this.from = from
    this.to = to
  }

  /** @param data null at the end */
  pass(data: Buffer | null): void {
    const { delayMs, bytesPerSecond } = this.proxy
    if (delayMs === 0 && bytesPerSecond === Infinity && this.waiting.length === 0) {
      this.let(data)
      return
    }
    const from = Math.max(this.busyUntil, performance.now() + delayMs)
    this.busyUntil = from + ((data?.length ?? 0) / bytesPerSecond) * 1000
    this.waiting.push({ data, at: this.busyUntil })
    // Whoever sends more than goes through has to wait.
    if (bytesPerSecond !== Infinity) this.from.pause()
    if (this.waiting.length === 1) this.wait()
  }

  private wait(): void {
    const [next] = this.waiting
    if (!next) {
      this.proxy.goOn(this.from)
      return
    }
    setTimeout(() => {
      this.let(next.data)
      this.waiting.shift()
      this.wait()
    }, next.at - performance.now())
  }

  private let(data: Buffer | null): void {
    if (data === null) this.to.end()
    else this.to.write(data)
  }
}
