import { httpUrlOf, socketUrlOf } from './address.ts'
import type { Assignment } from './assignment.ts'
import { Assignments } from './assignments.ts'
import { Backoff } from './backoff.ts'
import { BatchLoader } from './batch-loader.ts'
import type { Batch } from './batch.ts'
import { type Clock, realClock } from './clock.ts'
import type { ConsumerEvents } from './consumer-events.ts'
import { type ConsumerOptions, identityOf, linkTimesOf, tokenOf } from './consumer-options.ts'
import { Emitter } from './emitter.ts'
import { BatchdeckError, Closed, errorOf, type Refused } from './errors.ts'
import { onProcessSignal } from './host-process.ts'
import { type Ending, Link } from './link.ts'
import { LogTail } from './log-tail.ts'
import { globalFetch, MonitorHttp } from './monitor-http.ts'
import type { LogLevel, MonitorFrame } from './protocol.ts'
import { refusalOfClose, refusalOfError } from './refusals.ts'
import { Rounds } from './rounds.ts'
import { Sender } from './sender.ts'
import { Session } from './session.ts'
import { globalWebSocket } from './web-socket.ts'

/** How long a goodbye may take. */
const GOODBYE_MS = 5000
/** How long the monitor may take to close a connection after it. */
const CLOSE_MS = 1000

/**
 * Watches the batches that a monitor gives it. It connects by itself, and again for ever; heartbeats go out whatever the
 * program does, as long as it leaves the event loop alive.
 */
export class Consumer implements AsyncDisposable {
  readonly id: string
  /** Without a token, and whatever else is in its query (CL-1). */
  private readonly address: string
  private readonly clock: Clock
  private readonly session: Session
  private readonly link: Link
  private readonly sender: Sender
  private readonly assignments: Assignments
  private readonly rounds: Rounds
  private readonly tail: LogTail
  private readonly emitter = new Emitter<ConsumerEvents>((error) => this.fail(errorOf(error)))
  private failure: Refused | null = null
  private isStarted = false
  private isStopping = false
  private isFailing = false
  /** Whether it is known that there is nobody to connect to. */
  private isAbsenceKnown = false
  private ending: Promise<void> | null = null
  private progressedAt: number | null = null
  private releases: (() => void)[] = []

  /**
   * @param url `ws://host:8080/websocket/monitor`
   * @param id 1–128 of letters, digits and `. _ : @ -`; one process for each
   * @throws {TypeError} where the address is none, {RangeError} where an option is out of range
   */
  constructor(url: string, id: string, options: ConsumerOptions = {}) {
    const { clock = realClock, random = Math.random, signal } = options
    const token = tokenOf(url, options)
    const identity = identityOf(id, { ...options, token })
    this.id = id
    this.address = socketUrlOf(url).replace(/\?.*/, '')
    this.clock = clock
    this.session = new Session(
      identity,
      () => clock.now(),
      () => this.reported(),
    )
    const { fetch: ask = globalFetch } = options
    const http = new MonitorHttp(options.httpUrl ?? httpUrlOf(url), token ?? null, ask, clock)
    const loader = new BatchLoader(http, id)
    this.assignments = new Assignments(
      { session: this.session, loader, clock, random },
      {
        assigned: (assignment) => this.assigned(assignment),
        settled: () => this.sender.beat(),
        failed: (error) => this.fail(error),
      },
    )
    this.rounds = new Rounds(clock)
    this.tail = new LogTail(clock, (frame) => this.sender.offer(frame))
    const open = options.webSocket ?? globalWebSocket()
    const parts = { url: socketUrlOf(url), open, clock, times: linkTimesOf(options), backoff: new Backoff(random) }
    this.link = new Link(parts, {
      introduction: () => this.session.registerFrame(),
      question: () => this.session.pingFrame(),
      received: (frame) => this.receive(frame),
      disconnected: () => this.disconnected(),
      refusalOfClose: (code, reason) => this.failure ?? refusalOfClose(code, reason),
      lost: (ending, wasUp) => this.lost(ending, wasUp),
      refused: (refusal) => this.refuse(refusal),
    })
    this.sender = new Sender(
      { session: this.session, link: this.link, clock, heartbeatInterval: identity.heartbeatInterval },
      () => (this.progressedAt === null ? null : clock.monotonic() - this.progressedAt),
    )
    if (signal) this.leaveWith(signal)
  }

  /** Begins to connect; so does `work()`. @throws {Refused} or {Closed} where it has ended */
  start(): this {
    if (this.ending) throw this.failure ?? new Closed('The consumer was closed.')
    if (!this.isStarted) this.link.start()
    this.isStarted = true
    return this
  }

  /** Whether it is registered with the monitor now. */
  get connected(): boolean {
    return this.link.isUp
  }

  /** All that are its own now. */
  get batches(): readonly Batch[] {
    return this.session.batches
  }

  /** Is told until what it returns is called. */
  on<K extends keyof ConsumerEvents>(type: K, listener: (event: ConsumerEvents[K]) => void): () => void {
    return this.emitter.on(type, listener)
  }

  /**
   * Batches to work at, one after the other. Each is given once, and again when its targets change; with `every` all of them
   * again and again. It ends with `stop()`, `leave()`, `close()` or `signal`. Several loops share the batches.
   * @param options `every`: ms from the beginning of a round to that of the next
   * @throws {Refused} where the monitor does not let this consumer in
   */
  async *work(
    options: { readonly every?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<Batch, void> {
    this.start()
    for (;;) {
      const batch = await this.rounds.take(options.every ?? null, options.signal)
      if (this.failure) throw this.failure
      if (!batch) return
      this.alive()
      try {
        yield batch
      } finally {
        this.rounds.giveBack(batch)
      }
    }
  }

  /** The program gets on with its work; so it does whenever it reports something (WS-30). */
  alive(): void {
    this.progressedAt = this.clock.monotonic()
  }

  /** A line of its log, for whoever reads it in the console (WS-29); of an error its stack. It goes nowhere else. */
  log(level: LogLevel, text: string | Error, batch?: Pick<Batch, 'batchId'>): void {
    this.tail.write(level, text, batch?.batchId)
  }

  /** Done when it is registered. Rejects with {Refused} or {Closed} where it never will be. */
  async ready(): Promise<void> {
    if (this.connected) return
    if (this.failure) throw this.failure
    if (this.isStopping) throw new Closed('The consumer was closed.')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const off = [this.on('registered', () => resolve()), this.on('refused', reject)]
    this.releases.push(() => reject(this.failure ?? new Closed('The consumer was closed.')))
    try {
      await promise
    } finally {
      for (const end of off) end()
    }
  }

  /** `work()` ends after the batch at hand. */
  stop(): void {
    this.isStopping = true
    this.rounds.close()
  }

  /**
   * `[CL-8]` `stop()` with SIGTERM and SIGINT of Node, until what it returns is called. A second SIGINT does what it does
   * without this: it ends the process.
   */
  stopOnSignals(): () => void {
    const offTerm = onProcessSignal('SIGTERM', () => this.stop())
    const offInterrupt = onProcessSignal('SIGINT', () => {
      offInterrupt()
      this.stop()
    })
    const off = () => {
      offTerm()
      offInterrupt()
    }
    this.releases.push(off)
    return off
  }

  /** Says goodbye, so that its slots go to others at once; what was reported goes out first. Idempotent. */
  leave(): Promise<void> {
    return (this.ending ??= this.end(true))
  }

  /** Ends the connection without a goodbye: its slots wait for it. What was reported goes out first. Idempotent. */
  close(): Promise<void> {
    return (this.ending ??= this.end(false))
  }

  /** Ends at once and without a word, as a process that dies. */
  abort(): void {
    this.ending ??= Promise.resolve()
    this.finish(false)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave()
  }

  private async end(isGoodbye: boolean): Promise<void> {
    this.stop()
    const isProven = this.link.isWanted && (await this.sender.proven(GOODBYE_MS, isGoodbye))
    // Who has not answered so far does not close anything.
    if (isGoodbye && this.link.isUp) await this.sender.leave(isProven ? CLOSE_MS : 0)
    this.finish(true)
  }

  private finish(isGraceful: boolean): void {
    this.stop()
    this.assignments.close()
    this.link.end(isGraceful)
    for (const release of this.releases) release()
    this.releases = []
  }

  private receive(frame: MonitorFrame): void {
    switch (frame.type) {
      case 'registered':
        this.link.letIn()
        this.isAbsenceKnown = false
        this.assignments.registered(frame)
        this.sender.registered()
        this.emitter.emit('registered', undefined)
        break
      case 'batch_reload':
        this.assignments.reload(frame)
        break
      case 'pong':
        this.session.outbox.answered(frame.timestamp)
        break
      case 'log_wanted':
        this.tail.want(frame.wanted)
        break
      case 'error':
        this.failure ??= refusalOfError(frame)
        if (frame.code === 'RATE_LIMITED') this.sender.tooFast()
        if (this.failure) this.refuse(this.failure)
        else this.fail(new BatchdeckError(`${frame.message} (${frame.code})`))
        break
    }
  }

  /** Its program has said something. */
  private reported(): void {
    this.alive()
    this.sender.flushSoon()
    this.sender.beatSoon()
  }

  private leaveWith(signal: AbortSignal): void {
    const leave = () => void this.leave()
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave)
    this.releases.push(() => signal.removeEventListener('abort', leave))
  }

  private assigned(assignment: Assignment): void {
    // Whoever had nothing to do was not held up by anything.
    if (assignment.added.length === this.batches.length) this.alive()
    // A listener that takes its time holds up no answer.
    this.sender.flush()
    this.rounds.change(assignment)
    if (assignment.revoked.length > 0) this.emitter.emit('revoked', assignment)
    if (assignment.added.length > 0) this.emitter.emit('assigned', assignment)
  }

  private disconnected(): void {
    this.session.disconnected()
    this.sender.disconnected()
    this.tail.disconnected()
  }

  private lost(ending: Ending, wasUp: boolean): void {
    // Once, and not for each attempt: it may take hours.
    if (!wasUp && !this.isAbsenceKnown) {
      this.isAbsenceKnown = true
      const why = ending.code === null ? ending.reason : `${ending.code} ${ending.reason}`.trim()
      this.fail(
        new BatchdeckError(`There is no connection to ${this.address} yet${why && ` (${why})`}; it is tried again.`),
      )
    }
    this.emitter.emit('disconnected', ending)
  }

  private refuse(refusal: Refused): void {
    if (this.ending) return
    this.failure = refusal
    this.ending = Promise.resolve()
    this.finish(true)
    this.emitter.emit('refused', refusal)
  }

  /** What goes wrong is somebody's to know. */
  private fail(error: Error): void {
    // A listener of problems that fails is not told of that.
    const isToldOf = !this.isFailing && this.emitter.has('problem')
    this.isFailing = true
    if (isToldOf) this.emitter.emit('problem', error)
    else console.warn(`batchdeck: ${error.message}`)
    this.isFailing = false
  }
}
