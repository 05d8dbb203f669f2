import { WebSocket } from 'ws'
import { ConsoleClient } from '../../src/console/client.ts'
import { type SocketLike, socketTransport, withPlace } from '../../src/console/socket-transport.ts'
import type { FleetData } from '../../src/console/fleet-data.ts'
import { BatchdeckError, type Problem, problemOf } from '../../src/contract/errors.ts'
import type { ConsoleFrame } from '../../src/contract/feed.ts'
import type { ProcedureName } from '../../src/contract/procedures.ts'
import { assertAnswer } from './console-contract.ts'

type Answer = { readonly ok: boolean; readonly result?: unknown; readonly problem?: Problem }

/** A console in a browser: its frames, and the answers to its calls. */
export class TestConsole implements AsyncDisposable {
  /** As the page would have it. */
  readonly client: ConsoleClient
  readonly frames: ConsoleFrame[] = []
  data: FleetData | null = null
  private readonly wakers = new Set<() => void>()
  private readonly live = Promise.withResolvers<void>()
  private socket: WebSocket | null = null

  private constructor(url: string) {
    this.client = new ConsoleClient({
      transport: socketTransport((after) => {
        this.socket = new WebSocket(withPlace(url, after))
        // What follows is that it closes.
        this.socket.on('error', () => {})
        return this.socket as SocketLike
      }),
      setTimeout: (action, after) => setTimeout(action, after).unref(),
      now: Date.now,
    })
    this.client.subscribe((frame, data) => {
      this.frames.push(frame)
      this.data = data
      for (const wake of this.wakers) wake()
    })
    this.client.onConnection((state) => state === 'live' && this.live.resolve())
  }

  /** @param url `http://127.0.0.1:8080` */
  static async open(url: string, token?: string): Promise<TestConsole> {
    const query = token === undefined ? '' : `?token=${token}`
    const opened = new TestConsole(`${url.replace('http', 'ws')}/websocket/console${query}`)
    await opened.live.promise
    return opened
  }

  /** The first frame that is it, now or later. */
  async until(isIt: (frame: ConsoleFrame) => boolean): Promise<ConsoleFrame> {
    const found = () => this.frames.find(isIt)
    while (!found()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.wakers.add(resolve)
      await promise
      this.wakers.delete(resolve)
    }
    return found()!
  }

  async call(method: string, params: unknown): Promise<Answer> {
    try {
      // Also what a page would never ask for.
      const result: unknown = await this.client.call(method as ProcedureName, params as never)
      assertAnswer(method as ProcedureName, result)
      return { ok: true, result }
    } catch (error) {
      if (!(error instanceof BatchdeckError)) throw error
      return { ok: false, problem: problemOf(error) }
    }
  }

  /** The wire is cut, as by a network that fails: the console comes back by itself. */
  cut(): void {
    this.socket?.terminate()
  }

  close(): void {
    this.client.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close()
    this.socket?.terminate()
  }
}
