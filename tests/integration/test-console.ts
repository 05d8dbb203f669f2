import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ConsoleAnswer } from '../../src/contract/procedures.ts'

type Answer = { readonly ok: boolean; readonly result?: unknown; readonly problem?: unknown }

/** A console in a browser, as far as it asks and acts. */
export class TestConsole implements AsyncDisposable {
  private readonly socket: WebSocket
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private lastId = 0

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as ConsoleAnswer | { type: 'snapshot' | 'changes' }
      if (frame.type === 'answer') this.waiting.get(frame.id)?.(frame)
    })
  }

  /** @param url `http://127.0.0.1:8080` */
  static async open(url: string, token?: string): Promise<TestConsole> {
    const query = token === undefined ? '' : `?token=${token}`
    const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/console${query}`)
    await once(socket, 'open')
    return new TestConsole(socket)
  }

  call(method: string, params: unknown): Promise<Answer> {
    const id = ++this.lastId
    this.socket.send(JSON.stringify({ type: 'call', id, method, params }))
    return new Promise((resolve) => void this.waiting.set(id, resolve))
  }

  close(): void {
    this.socket.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate()
  }
}
