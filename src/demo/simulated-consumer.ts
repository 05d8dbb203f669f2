import { WebSocket } from 'ws'
import type { DemoContext } from './demo-context.ts'
import type { BatchStatus } from '../contract/resources/batch.ts'
import type { ConsumerFrame, ReloadAction } from '../contract/consumer-frames.ts'
import type { MonitorFrame, ReloadFrame } from '../contract/monitor-frames.ts'
import { BatchLives } from './batch-life.ts'
import { MonitorClient, type LoadedBatch } from './monitor-client.ts'
import { between, type Random } from './random.ts'
import { trustOf } from './trust.ts'

const second = 1000
const heartbeatInterval = 10 * second
const lifeInterval = second
const shortestRetry = 500
const longestRetry = 15 * second

interface Load {
  epoch: number
  batches: readonly LoadedBatch[]
}

/**
 * One consumer of the demo fleet, over a real socket like any other. It connects by itself, and again after whatever
 * ends its connection, until it leaves.
 */
export class SimulatedConsumer {
  readonly id: string
  private readonly context: DemoContext
  private readonly client: MonitorClient
  private readonly random: Random
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly loads = new Map<number, Load>()
  private lives: BatchLives
  private socket: WebSocket | null = null
  private hasRegistered = false
  private hasLeft = false
  private failures = 0
  private pid: number
  private onRegistered: () => void = () => {}
  /** Done when it has registered for the first time. */
  readonly registered = new Promise<void>((done) => (this.onRegistered = done))

  constructor(id: string, context: DemoContext, random: Random) {
    this.id = id
    this.context = context
    this.client = new MonitorClient(context)
    this.random = random
    this.lives = new BatchLives(random, Date.now())
    this.pid = this.nextPid()
    this.connect()
    this.every(lifeInterval, () => this.live())
    this.every(heartbeatInterval, () => this.heartbeat())
  }

  get isOnline(): boolean {
    return this.hasRegistered
  }

  /** Its process dies without a word, and a new one takes its place after `away` ms. */
  crash(away: number): void {
    this.loads.clear()
    this.lives = new BatchLives(this.random, Date.now())
    this.pid = this.nextPid()
    this.disconnect()
    this.after(away, () => this.connect())
  }

  /** Says goodbye and is gone for good; done when its socket is closed. */
  async leave(): Promise<void> {
    this.hasLeft = true
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
    const { socket } = this
    if (!socket) return
    this.send({ type: 'leave' })
    await new Promise<void>((done) => {
      const impatience = setTimeout(() => socket.terminate(), second)
      socket.once('close', () => {
        clearTimeout(impatience)
        done()
      })
      socket.close()
    })
  }

  private connect(): void {
    if (this.hasLeft || this.socket) return
    const url = new URL(this.context.consumerUrl)
    if (this.context.token !== null) url.searchParams.set('token', this.context.token)
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: 10 * second,
      ...trustOf(this.context),
    })
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      if (this.socket === socket) this.receive(data.toString())
    })
    // An error is followed by a close.
    socket.on('error', () => {})
    socket.on('close', () => {
      if (this.socket === socket) this.retry()
    })
  }

  private retry(): void {
    this.socket = null
    this.hasRegistered = false
    const delay = Math.min(longestRetry, shortestRetry * 2 ** this.failures) * between(this.random, 0.8, 1.2)
    this.failures += 1
    this.after(delay, () => this.connect())
  }

  private disconnect(): void {
    const { socket } = this
    this.socket = null
    this.hasRegistered = false
    socket?.terminate()
  }

  private receive(text: string): void {
    let frame: MonitorFrame
    try {
      frame = JSON.parse(text) as MonitorFrame
    } catch {
      return
    }
    if (frame.type === 'connected') this.register()
    if (frame.type === 'registered') this.welcome(frame.tasks ?? [])
    if (frame.type === 'batch_reload') {
      const reload = frame
      // It takes a worker a moment to look up from its work.
      this.after(between(this.random, 50, 600), () => this.reload(reload))
    }
  }

  private register(): void {
    this.send({
      type: 'register',
      consumer_id: this.id,
      hostname: `${this.id}.demo`,
      pid: this.pid,
      version: 'demo',
      heartbeat_interval: heartbeatInterval / second,
      epochs: this.epochs(),
    })
  }

  /** A process that has just started, or was away, loads what has changed in the meantime. */
  private welcome(tasks: readonly { task_id: number; epoch: number }[]): void {
    this.failures = 0
    this.hasRegistered = true
    this.onRegistered()
    this.heartbeat()
    for (const { task_id: taskId, epoch } of tasks) {
      if (this.loads.get(taskId)?.epoch !== epoch) this.load(taskId)
    }
  }

  private reload({ task_id: taskId, epoch }: ReloadFrame): void {
    const isNew = this.loads.get(taskId)?.epoch !== epoch
    const action: ReloadAction = isNew ? 'reloading' : 'skipping'
    this.send({ type: 'batch_reload_ack', task_id: taskId, consumer_id: this.id, action, epoch })
    if (isNew) this.load(taskId)
    else this.heartbeat()
  }

  private load(taskId: number, attempt = 0): void {
    this.client.batches(taskId, this.id).then(
      (load) => this.takeUp(taskId, load),
      () => {
        if (attempt < 5) this.after(shortestRetry * 2 ** attempt, () => this.load(taskId, attempt + 1))
        else this.forget(taskId)
      },
    )
  }

  private takeUp(taskId: number, load: Load): void {
    if (!this.hasRegistered) return
    this.loads.set(taskId, load)
    this.takeUpLoads()
    this.heartbeat()
  }

  /** The task is gone, or there is no reaching it: the next reload or registration starts anew. */
  private forget(taskId: number): void {
    this.loads.delete(taskId)
    this.takeUpLoads()
  }

  private takeUpLoads(): void {
    const batches: { batch_id: number; status: BatchStatus; progress: number }[] = []
    for (const load of this.loads.values()) batches.push(...load.batches)
    this.lives.load(batches, Date.now())
  }

  private live(): void {
    const changes = this.lives.liveTo(Date.now())
    if (!this.hasRegistered) return
    for (const change of changes) this.send({ type: 'batch_status', ...change, timestamp: Date.now() })
  }

  private heartbeat(): void {
    if (!this.hasRegistered) return
    this.send({
      type: 'heartbeat',
      consumer_id: this.id,
      batches: this.lives.reports().map(({ batch_id, status, progress }) => ({ batch_id, status, progress })),
      timestamp: Date.now(),
      epochs: this.epochs(),
    })
  }

  private epochs(): { task_id: number; epoch: number }[] {
    return [...this.loads].map(([taskId, { epoch }]) => ({ task_id: taskId, epoch }))
  }

  private send(frame: ConsumerFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame), () => {})
  }

  private nextPid(): number {
    return Math.floor(between(this.random, 2000, 60_000))
  }

  private every(interval: number, action: () => void): void {
    // Not all in the same moment.
    this.after(between(this.random, 0, interval), () => {
      const timer = setInterval(action, interval)
      timer.unref()
      this.timers.add(timer)
    })
  }

  private after(delay: number, action: () => void): void {
    if (this.hasLeft) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      action()
    }, delay)
    timer.unref()
    this.timers.add(timer)
  }
}
