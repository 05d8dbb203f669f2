import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** What a Python consumer says: a line of its output. */
export type ConsumerEvent =
  | { event: 'connected'; session_id: string }
  | { event: 'registered'; consumer_id: string }
  | { event: 'reload'; task_id: number; epoch: number; message: string }
  | { event: 'fetched'; task_id: number; status: 200; etag: string; batches: { batch_id: number; targets: string[] }[] }
  | { event: 'fetched'; task_id: number; status: 304 }
  | { event: 'acked'; task_id: number; action: 'reloading' | 'skipping' }
  | { event: 'pong'; timestamp: number }
  | { event: 'error'; code: string; message: string }
  | { event: 'unsent'; type: string; reason: string }
  | { event: 'disconnected' }

type EventNamed<N extends ConsumerEvent['event']> = Extract<ConsumerEvent, { event: N }>

/** A running `consumer.py`. Whoever starts it kills it. */
export class ConsumerProcess {
  readonly consumerId: string
  /** Everything it has said, oldest first. */
  readonly events: ConsumerEvent[] = []
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  private readonly listeners = new Set<() => void>()
  private complaints = ''

  /** @param httpUrl `http://127.0.0.1:8080` */
  constructor(httpUrl: string, consumerId: string, { socketPort, task, ca, onEvent }: ConsumerOptions = {}) {
    this.consumerId = consumerId
    const python = process.env['BATCHDECK_PYTHON'] ?? '/usr/bin/python3'
    const script = join(import.meta.dirname, 'consumer.py')
    const socketUrl = new URL('/websocket/monitor', httpUrl.replace('http', 'ws'))
    if (socketPort !== undefined) socketUrl.port = String(socketPort)
    const args = [script, socketUrl.href, httpUrl, consumerId, '--interval', '1', '--retry', '0.2']
    if (task !== undefined) args.push('--task', String(task))
    if (ca !== undefined) args.push('--ca', ca)
    this.child = spawn(python, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text))
    this.child.once('exit', () => this.announce())
    this.child.stdin.on('error', () => {})
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const event = readEvent(line)
      // Whoever is killed may not come to the end of its line.
      if (!event) return
      this.events.push(event)
      onEvent?.(event)
      this.announce()
    })
  }

  /** How many events were said so far: what `waitFor` may start after. */
  get mark(): number {
    return this.events.length
  }

  /**
   * The first event of that name, at or after `from`, that satisfies `predicate`.
   * @throws where there is none within `timeout` ms, or the process has ended; says what it heard instead
   */
  async waitFor<N extends ConsumerEvent['event']>(
    name: N,
    { from = 0, timeout = 20_000, predicate = () => true }: WaitOptions<EventNamed<N>> = {},
  ): Promise<EventNamed<N>> {
    const deadline = AbortSignal.timeout(timeout)
    for (;;) {
      const found = this.events
        .slice(from)
        .find((event): event is EventNamed<N> => event.event === name && predicate(event as EventNamed<N>))
      if (found) return found
      if (deadline.aborted || this.child.exitCode !== null) throw this.nothing(name, from)
      await this.somethingNew(deadline)
    }
  }

  /** Sends one command line; see consumer.py. */
  command(line: string): void {
    this.child.stdin.write(`${line}\n`)
  }

  /** Stops it where it is, or lets it go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal)
  }

  /** Ends it at once; done when it is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    await new Promise((done) => {
      this.child.once('exit', done)
      this.child.kill('SIGKILL')
    })
  }

  private somethingNew(deadline: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const wake = (): void => {
        this.listeners.delete(wake)
        deadline.removeEventListener('abort', wake)
        done()
      }
      this.listeners.add(wake)
      deadline.addEventListener('abort', wake)
    })
  }

  private announce(): void {
    for (const listener of this.listeners) listener()
  }

  private nothing(name: string, from: number): Error {
    const heard = this.events.slice(from).map(({ event }) => event)
    const end = this.child.exitCode === null ? '' : ` It ended with code ${this.child.exitCode}.`
    return new Error(`${this.consumerId}: no ${name} in [${heard.join(', ')}].${end} ${this.complaints}`)
  }
}

function readEvent(line: string): ConsumerEvent | null {
  try {
    return JSON.parse(line) as ConsumerEvent
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

interface ConsumerOptions {
  /** Where its socket goes, if not to the server's own port. */
  readonly socketPort?: number
  /** A task whose batches it loads when it starts. */
  readonly task?: number
  /** PEM file of the certificate that it trusts, for a server with TLS. */
  readonly ca?: string
  readonly onEvent?: (event: ConsumerEvent) => void
}

interface WaitOptions<E> {
  from?: number
  /** ms */
  timeout?: number
  predicate?: (event: E) => boolean
}
