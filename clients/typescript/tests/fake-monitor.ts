import type { ClientFrame, Clock, Fetch, OpenWebSocket, WebSocketLike } from '../src/index.ts'

type Listener = (event: never) => void

/** The client's end of a line to a monitor that is none. */
export class FakeSocket implements WebSocketLike {
  readyState = 0
  bufferedAmount = 0
  /** Whether nothing gets through in either direction, though nobody is told. */
  isSilent = false
  /** What the client has sent and the monitor not read yet. */
  readonly underway: ClientFrame[] = []
  /** How the client ended it; null while it has not. */
  ended: 'closed' | 'terminated' | null = null
  private readonly listeners = new Map<string, Listener[]>()

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener])
  }

  send(text: string): void {
    if (this.readyState === 1) this.underway.push(JSON.parse(text) as ClientFrame)
  }

  close(): void {
    this.ended ??= 'closed'
    this.over(1005, '')
  }

  terminate(): void {
    this.ended ??= 'terminated'
    this.over(1006, '')
  }

  open(): void {
    this.readyState = 1
    this.emit('open', {})
  }

  /** The monitor says something. */
  say(frame: unknown): void {
    if (this.readyState === 1 && !this.isSilent) {
      this.emit('message', { data: typeof frame === 'string' ? frame : JSON.stringify(frame) })
    }
  }

  over(code: number, reason: string): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.emit('close', { code, reason })
  }

  private emit(type: string, event: object): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event as never)
  }
}

export interface FakeBatch {
  readonly batch_id: number
  readonly targets: readonly string[]
}

/** Speaks what a consumer sees of the protocol, obediently; what goes wrong is the test's affair. */
export class FakeMonitor {
  readonly taskId = 1
  epoch = 0
  /** How the batches are numbered that it hands over. */
  batches: readonly FakeBatch[] = []
  /** All that it has read, in order. */
  readonly read: ClientFrame[] = []
  readonly sockets: FakeSocket[] = []
  readonly asked: { readonly url: string; readonly etag: string | undefined }[] = []
  /** Whether it lets anybody in. */
  isUp = true
  /** Answers to a fetch in place of its own, first come first served. */
  readonly answers: { status: number; body: string }[] = []

  /** The line that the client has now. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('Nobody has connected.')
    return socket
  }

  readonly webSocket: OpenWebSocket = () => {
    const socket = new FakeSocket()
    this.sockets.push(socket)
    queueMicrotask(() => {
      if (this.isUp) socket.open()
      else socket.over(1006, '')
    })
    return socket
  }

  readonly fetch: Fetch = async (url, { headers }) => {
    await Promise.resolve()
    const etag = headers['if-none-match']
    this.asked.push({ url, etag })
    const given = this.answers.shift()
    if (!this.isUp) throw new TypeError('fetch failed')
    const body = JSON.stringify({
      task_id: this.taskId,
      epoch: this.epoch,
      batches: this.batches.map((batch) => ({ ...batch, status: 'pending', progress: 0 })),
    })
    const own = `"${JSON.stringify(this.batches).length}-${JSON.stringify(this.batches)}"`
    const answer = given ?? (etag === own ? { status: 304, body: '' } : { status: 200, body })
    return {
      status: answer.status,
      headers: { get: (name) => (name === 'etag' && !given ? own : null) },
      text: () => Promise.resolve(answer.body),
    }
  }

  /** Options of a client that is to talk to it; nothing is random. */
  options(clock: Clock) {
    return { webSocket: this.webSocket, fetch: this.fetch, clock, random: () => 0.5 }
  }

  /** Reads what is under way, and answers. */
  work(most = Infinity): void {
    const { socket } = this
    if (socket.isSilent) return
    for (let i = 0; i < most && socket.underway.length > 0; i++) {
      const frame = socket.underway.shift()
      if (!frame) return
      this.read.push(frame)
      this.answer(socket, frame)
    }
  }

  /** Another epoch, of which the client is told where it is there. */
  assign(batches: readonly FakeBatch[]): void {
    this.epoch += 1
    this.batches = batches
    this.reload()
  }

  reload(): void {
    const { taskId: task_id, epoch } = this
    this.sockets.at(-1)?.say({ type: 'batch_reload', task_id, epoch, message: '' })
  }

  /** The frames of a type that it has read. */
  of<T extends ClientFrame['type']>(type: T): Extract<ClientFrame, { type: T }>[] {
    return this.read.filter((frame): frame is Extract<ClientFrame, { type: T }> => frame.type === type)
  }

  private answer(socket: FakeSocket, frame: ClientFrame): void {
    if (frame.type === 'register') {
      const tasks =
        this.epoch > 0 ? [{ task_id: this.taskId, epoch: this.epoch, batch_count: this.batches.length }] : []
      socket.say({ type: 'registered', consumer_id: frame.consumer_id, tasks })
    } else if (frame.type === 'subscribe') socket.say({ type: 'subscribed' })
    else if (frame.type === 'heartbeat' || frame.type === 'ping') {
      socket.say({ type: 'pong', timestamp: frame.timestamp })
    } else if (frame.type === 'leave') socket.over(1000, '')
  }
}
