import { httpUrlOf, socketUrlOf } from './address.ts'
import { Backoff } from './backoff.ts'
import { type Clock, realClock } from './clock.ts'
import { type ConnectionOptions, linkTimesOf, tokenOf } from './consumer-options.ts'
import { Emitter } from './emitter.ts'
import { BatchdeckError, errorOf, type Refused } from './errors.ts'
import { emptyFleet, type Fleet, FleetDraft, type Observation } from './fleet.ts'
import { FleetReader } from './fleet-reader.ts'
import { type Ending, Link } from './link.ts'
import { globalFetch, MonitorHttp } from './monitor-http.ts'
import type { MonitorFrame, Observations } from './protocol.ts'
import { refusalOfClose, refusalOfError } from './refusals.ts'
import { globalWebSocket } from './web-socket.ts'

/** What an observer tells of. A listener that throws ends nothing. */
export interface ObserverEvents extends Observations {
  /** It is told of everything from now on. */
  subscribed: undefined
  /** A connection was lost, or could not be made; it is tried again. */
  disconnected: Ending
  /** The monitor does not let it in, and will not. */
  refused: Refused
  /** Something went wrong, and is tried again or passed over. Without a listener it is a warning of the console. */
  problem: Error
}

/** All in ms. */
export interface ObserverOptions extends ConnectionOptions {
  /** How often a changed fleet is shown, at most; 100 by default. */
  readonly updateInterval?: number | undefined
  /** How often what nobody tells an observer of is read anew; 60,000 by default. */
  readonly refreshInterval?: number | undefined
}

const UPDATE_MS = 100
const REFRESH_MS = 60_000
/** What happens together is asked for together. */
const SETTLE_MS = 300

/**
 * `[WS-11]` Watches a fleet, for a page or a program of one's own: what happens as it happens, and how everything stands. It
 * connects by itself, and again for ever; after a lost connection everything is read anew.
 */
export class Observer {
  private readonly clock: Clock
  private readonly link: Link
  private readonly http: MonitorHttp
  /** Of this connection. */
  private reader: FleetReader
  private readonly emitter = new Emitter<ObserverEvents>((error) => this.fail(errorOf(error)))
  private readonly listeners = new Set<() => void>()
  private readonly updateInterval: number
  private readonly refreshInterval: number
  private readonly backoff: Backoff
  private draft = new FleetDraft()
  private shown: Fleet = emptyFleet
  private isLive = false
  private isEnded = false
  private isFailing = false
  /** The newest that was told of each thing since it was known that something is not known; null where all is. */
  private meanwhile: Map<string, Observation> | null = null
  private isReading = false
  private isIncomplete = false
  private cancelUpdate: (() => void) | null = null
  private cancelRead: (() => void) | null = null

  /** @throws {TypeError} where the address is none */
  constructor(url: string, options: ObserverOptions = {}) {
    const { clock = realClock, random = Math.random } = options
    const token = tokenOf(url, options)
    this.clock = clock
    this.updateInterval = options.updateInterval ?? UPDATE_MS
    this.refreshInterval = options.refreshInterval ?? REFRESH_MS
    this.backoff = new Backoff(random)
    const { fetch: ask = globalFetch } = options
    this.http = new MonitorHttp(options.httpUrl ?? httpUrlOf(url), token ?? null, ask, clock)
    this.reader = new FleetReader(this.http)
    const open = options.webSocket ?? globalWebSocket()
    const parts = { url: socketUrlOf(url), open, clock, times: linkTimesOf(options), backoff: new Backoff(random) }
    this.link = new Link(parts, {
      introduction: () => ({ type: 'subscribe', ...(token !== undefined && { token }) }),
      question: () => ({ type: 'ping', timestamp: clock.now() }),
      received: (frame) => this.receive(frame),
      disconnected: () => this.disconnected(),
      refusalOfClose,
      lost: (end) => this.emitter.emit('disconnected', end),
      refused: (refusal) => this.refuse(refusal),
    })
    this.link.start()
  }

  /** How the fleet stands; the same object until something has changed. Bound: it can be passed on. */
  readonly getSnapshot = (): Fleet => this.shown

  /** Calls back whenever `getSnapshot()` is another, until what it returns is called. Bound: it can be passed on. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const own = () => listener()
    this.listeners.add(own)
    return () => void this.listeners.delete(own)
  }

  /** How the fleet stands, the same as `getSnapshot()`. */
  get fleet(): Fleet {
    return this.shown
  }

  /** Is told until what it returns is called. */
  on<K extends keyof ObserverEvents>(type: K, listener: (event: ObserverEvents[K]) => void): () => void {
    return this.emitter.on(type, listener)
  }

  /** Ends it for good. Idempotent. */
  close(): void {
    this.isEnded = true
    this.cancelUpdate?.()
    this.cancelRead?.()
    this.link.end(true)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  private receive(frame: MonitorFrame): void {
    switch (frame.type) {
      case 'subscribed':
        this.link.letIn()
        this.reader = new FleetReader(this.http)
        void this.read()
        this.emitter.emit('subscribed', undefined)
        break
      case 'batch_status':
      case 'consumer_status':
      case 'epoch':
      case 'reload_ack':
        this.observe(frame)
        this.emitter.emit(frame.type, frame.data)
        break
      case 'error': {
        const refusal = refusalOfError(frame)
        if (refusal) this.refuse(refusal)
        else this.fail(new BatchdeckError(`${frame.message} (${frame.code})`))
        break
      }
    }
  }

  private observe(observation: Observation): void {
    if (!this.draft.take(observation)) this.incomplete()
    const key = keyOf(observation)
    this.meanwhile?.delete(key)
    this.meanwhile?.set(key, observation)
    this.updateSoon()
  }

  /** Something is not known: the monitor is asked when it has settled. */
  private incomplete(): void {
    this.isIncomplete = true
    this.meanwhile ??= new Map()
    if (this.isLive && !this.isReading) this.readIn(SETTLE_MS)
  }

  private readIn(ms: number): void {
    this.cancelRead?.()
    this.cancelRead = this.clock.after(ms, () => void this.read())
  }

  private async read(): Promise<void> {
    if (this.isReading) return
    const { reader } = this
    const told = (this.meanwhile ??= new Map<string, Observation>())
    this.isReading = true
    this.isIncomplete = false
    let draft: FleetDraft
    try {
      draft = await reader.read(() => this.draft.shown(false))
    } catch (error) {
      if (this.meanwhile !== told) return
      this.isReading = false
      this.fail(errorOf(error))
      this.readIn(this.backoff.next())
      return
    }
    // It is of a connection that has ended.
    if (this.meanwhile !== told) return
    this.isReading = false
    this.meanwhile = this.isIncomplete ? new Map() : null
    this.backoff.succeeded(Infinity)
    // What was told meanwhile may be newer than the answer; where it is older, that is told again.
    for (const observation of told.values()) draft.take(observation)
    this.draft = draft
    this.isLive = true
    this.updateSoon()
    this.readIn(this.isIncomplete ? SETTLE_MS : this.refreshInterval)
  }

  private updateSoon(): void {
    if (this.isEnded) return
    this.cancelUpdate ??= this.clock.after(this.updateInterval, () => this.update())
  }

  private update(): void {
    this.cancelUpdate = null
    this.shown = this.draft.shown(this.isLive)
    for (const listener of this.listeners) {
      try {
        listener()
      } catch (error) {
        this.fail(errorOf(error))
      }
    }
  }

  private disconnected(): void {
    this.isLive = this.isReading = false
    this.meanwhile = null
    this.cancelRead?.()
    this.updateSoon()
  }

  private refuse(refusal: Refused): void {
    if (this.isEnded) return
    this.close()
    this.emitter.emit('refused', refusal)
  }

  private fail(error: Error): void {
    // A listener of problems that fails is not told of that.
    const isToldOf = !this.isFailing && this.emitter.has('problem')
    this.isFailing = true
    if (isToldOf) this.emitter.emit('problem', error)
    else console.warn(`batchdeck: ${error.message}`)
    this.isFailing = false
  }
}

function keyOf({ type, data }: Observation): string {
  if (type === 'batch_status') return `${type} ${data.consumer_id} ${data.batch_id}`
  return type === 'consumer_status' ? `${type} ${data.consumer_id}` : `${type} ${data.task_id}`
}
