import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

export interface GoodConsumerData {
  readonly url: string
  readonly id: string
  readonly intervalMs: number
}

/** What it has seen since the last report. */
export interface GoodConsumerReport {
  /** From each heartbeat to its pong, ms. */
  readonly roundTrips: number[]
  /** What should not happen to a consumer that does all as it should. */
  readonly troubles: string[]
  reloads: number
}

/** Well below the 200 frames a second that each consumer may send (WS-18). */
const HEARTBEAT_INTERVAL_MS = 8

/** A consumer that does all as it should, and measures how soon it is answered. Whoever starts it ends it. */
export class GoodConsumer implements AsyncDisposable {
  readonly id: string
  private readonly thread: Worker

  private constructor(id: string, thread: Worker) {
    this.id = id
    this.thread = thread
  }

  /** @param url `http://127.0.0.1:8080` @param token of a consumer, where one is needed */
  static async start(url: string, id = 'good', token?: string): Promise<GoodConsumer> {
    const query = token === undefined ? '' : `?token=${token}`
    const workerData: GoodConsumerData = {
      url: `${url.replace('http', 'ws')}/websocket/monitor${query}`,
      id,
      intervalMs: HEARTBEAT_INTERVAL_MS,
    }
    const thread = new Worker(new URL('good-consumer-thread.ts', import.meta.url), { workerData })
    await once(thread, 'message')
    return new GoodConsumer(id, thread)
  }

  /** What it has seen since it was asked last. */
  async report(): Promise<GoodConsumerReport> {
    const answered = once(this.thread, 'message')
    this.thread.postMessage('report')
    const [report] = (await answered) as [GoodConsumerReport]
    return report
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.thread, 'exit')
    this.thread.postMessage('end')
    await gone
  }
}
