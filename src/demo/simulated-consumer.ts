import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { type Batch, Consumer, type Fetch } from '../../clients/typescript/src/index.ts'
import { type BatchReport, BatchLives } from './batch-life.ts'
import { demoClock } from './demo-clock.ts'
import type { DemoContext } from './demo-context.ts'
import { logOf } from './demo-log.ts'
import { between, type Random } from './random.ts'
import { trustOf } from './trust.ts'
import { sendHttp } from './trusted-http.ts'

const second = 1000
const heartbeatInterval = 10 * second
const lifeInterval = second
const longestGoodbye = second

/**
 * One consumer of the demo fleet, by the client that other programs have, over a real socket. It connects by itself, and
 * again after whatever ends its connection, until it leaves.
 */
export class SimulatedConsumer {
  readonly id: string
  private readonly context: DemoContext
  private readonly random: Random
  private lives: BatchLives
  private consumer: Consumer
  private batches: ReadonlyMap<number, Batch> = new Map()
  private cancelReturn: () => void = () => {}
  private life: NodeJS.Timeout
  private onRegistered: () => void = () => {}
  /** Done when it has registered for the first time. */
  readonly registered = new Promise<void>((done) => (this.onRegistered = done))

  constructor(id: string, context: DemoContext, random: Random) {
    this.id = id
    this.context = context
    this.random = random
    this.lives = new BatchLives(random, Date.now())
    this.consumer = this.begin()
    // Not all in the same moment.
    this.life = setTimeout(
      () => {
        this.life = setInterval(() => this.live(), lifeInterval).unref()
      },
      between(random, 0, lifeInterval),
    ).unref()
  }

  get isOnline(): boolean {
    return this.consumer.connected
  }

  /** Its process dies without a word, and a new one takes its place after `away` ms. */
  crash(away: number): void {
    this.consumer.abort()
    this.lives = new BatchLives(this.random, Date.now())
    this.batches = new Map()
    this.cancelReturn = demoClock.after(away, () => {
      this.consumer = this.begin()
    })
  }

  /** Says goodbye and is gone for good; done when that has arrived. */
  async leave(): Promise<void> {
    clearTimeout(this.life)
    this.cancelReturn()
    // Who does not answer is not waited for.
    await Promise.race([this.consumer.leave(), sleep(longestGoodbye, undefined, { ref: false })])
    this.consumer.abort()
  }

  /** A process of its own. */
  private begin(): Consumer {
    const { consumerUrl, token } = this.context
    const consumer = new Consumer(consumerUrl, this.id, {
      ...(token !== null && { token }),
      hostname: `${this.id}.demo`,
      pid: Math.floor(between(this.random, 2000, 60_000)),
      version: 'demo',
      heartbeatInterval,
      // A heartbeat is answered as well.
      pingInterval: heartbeatInterval,
      clock: demoClock,
      random: this.random,
      webSocket: (url) =>
        new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 10 * second, ...trustOf(this.context) }),
      fetch: this.fetch,
    })
    consumer.on('registered', () => this.onRegistered())
    consumer.on('assigned', () => this.takeUp())
    consumer.on('revoked', () => this.takeUp())
    // It is tried again, and there is nobody to be told.
    consumer.on('problem', () => {})
    return consumer.start()
  }

  /** It takes a worker a moment to look up from its work. */
  private readonly fetch: Fetch = async (url, { headers, signal }) => {
    await sleep(between(this.random, 50, 600), undefined, { signal, ref: false })
    const answer = await sendHttp(this.context, url, { method: 'GET', headers, signal, body: null })
    return {
      status: answer.status,
      headers: { get: (name) => answer.headers[name]?.toString() ?? null },
      text: () => Promise.resolve(answer.text),
    }
  }

  /** Each batch goes on where it was left. */
  private takeUp(): void {
    this.batches = new Map(this.consumer.batches.map((batch) => [batch.batchId, batch]))
    const known = [...this.batches].map(
      ([
        batch_id,
        {
          before: { status, percent },
        },
      ]) => ({
        batch_id,
        status,
        progress: percent,
      }),
    )
    this.lives.load(known, Date.now())
    for (const { batch_id, status, progress } of this.lives.reports()) {
      this.batches.get(batch_id)?.resume({ status, percent: progress })
    }
  }

  private live(): void {
    for (const report of this.lives.liveTo(Date.now())) {
      const batch = this.batches.get(report.batch_id)
      if (!batch) continue
      const line = logOf(batch.status, report, batch.targets.length)
      if (line) this.consumer.log(line.level, line.text, batch)
      say(batch, report)
    }
  }
}

function say(batch: Batch, { status, progress, message }: BatchReport): void {
  switch (status) {
    case 'running':
      return batch.progress(progress, message)
    case 'completed':
      return batch.complete(message)
    case 'error':
      return batch.error(message)
    case 'pending':
      return batch.pending(message)
  }
}
