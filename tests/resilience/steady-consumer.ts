import { WebSocket } from 'ws'
import { between, type Random } from '../../src/demo/random.ts'

export interface SteadyOptions {
  /** `ws://127.0.0.1:8080/websocket/monitor`; of a proxy, for example. */
  readonly socketUrl: string
  readonly heartbeatMs: number
  readonly random: Random
}

/** How long it waits for anything at all before it gives its connection up, in heartbeats. */
const SILENCE_HEARTBEATS = 4
const SHORTEST_RETRY_MS = 200
const LONGEST_RETRY_MS = 1500

/**
 * A consumer as a careful engineer writes one: it beats, answers reloads, gives up a connection on which nothing comes,
 * and comes back.
 */
export class SteadyConsumer {
  readonly id: string
  /** Connections made. */
  connections = 0
  /** `error` frames: a consumer that does nothing wrong gets none. */
  readonly errors: string[] = []
  private readonly options: SteadyOptions
  private readonly beating: NodeJS.Timeout
  private socket: WebSocket | null = null
  private batches: number[] = []
  private lastHeard = performance.now()
  private failures = 0
  private hasEnded = false
  private retrying: NodeJS.Timeout | null = null

  constructor(id: string, options: SteadyOptions) {
    this.id = id
    this.options = options
    this.beating = setInterval(() => this.beat(), options.heartbeatMs)
    this.connect()
  }

  /** Its connection ends without a word, and it comes back as after a crash. */
  restart(): void {
    this.socket?.terminate()
  }

  end(): void {
    this.hasEnded = true
    clearInterval(this.beating)
    if (this.retrying) clearTimeout(this.retrying)
    this.socket?.terminate()
  }

  private connect(): void {
    const socket = new WebSocket(this.options.socketUrl, { perMessageDeflate: false, handshakeTimeout: 5000 })
    this.socket = socket
    this.connections++
    this.lastHeard = performance.now()
    socket.on('open', () => this.say({ type: 'register', consumer_id: this.id }))
    socket.on('message', (data) => this.hear(JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>))
    socket.on('ping', () => (this.lastHeard = performance.now()))
    // An error is followed by a close.
    socket.on('error', () => {})
    socket.on('close', () => this.retry(socket))
  }

  private retry(socket: WebSocket): void {
    if (this.hasEnded || this.socket !== socket) return
    this.socket = null
    const longest = Math.min(LONGEST_RETRY_MS, SHORTEST_RETRY_MS * 2 ** this.failures++)
    this.retrying = setTimeout(() => this.connect(), between(this.options.random, longest / 2, longest))
  }

  private beat(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    if (performance.now() - this.lastHeard > SILENCE_HEARTBEATS * this.options.heartbeatMs) {
      this.socket.terminate()
      return
    }
    const batches = this.batches.slice(0, 10).map((batch_id) => ({ batch_id, status: 'running', progress: 50 }))
    this.say({ type: 'heartbeat', consumer_id: this.id, batches, timestamp: Date.now() })
  }

  private hear(frame: Record<string, unknown>): void {
    this.lastHeard = performance.now()
    if (frame['type'] === 'registered') this.failures = 0
    if (frame['type'] === 'error') this.errors.push(`${this.id}: ${String(frame['code'])} ${String(frame['message'])}`)
    if (frame['type'] !== 'batch_reload') return
    const { task_id, epoch, changed } = frame
    this.batches = (changed as number[] | undefined) ?? this.batches
    this.say({ type: 'batch_reload_ack', task_id, epoch, consumer_id: this.id, action: 'reloading' })
  }

  private say(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }
}

/** So many of them, with numbers in their names. */
export function steadyFleet(size: number, optionsOf: (number: number) => SteadyOptions): SteadyConsumer[] {
  return Array.from({ length: size }, (_, n) => new SteadyConsumer(`s-${String(n + 1).padStart(4, '0')}`, optionsOf(n)))
}
