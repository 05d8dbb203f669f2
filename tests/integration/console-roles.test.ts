import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { ConsoleFrame } from '../../src/contract/feed.ts'
import type { ConsoleAnswer } from '../../src/contract/procedures.ts'
import { runMonitor } from './running-monitor.ts'
import { TestConsumer } from './test-consumer.ts'

/** A console's socket: its frames, and the answers to its calls. */
class TestConsole {
  readonly socket: WebSocket
  readonly frames: ConsoleFrame[] = []
  private readonly answers = new Map<number, (answer: ConsoleAnswer) => void>()
  private wake: () => void = () => {}

  constructor(url: string, token: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/websocket/console?token=${token}`)
    this.socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as ConsoleFrame | ConsoleAnswer
      if (message.type === 'answer') this.answers.get(message.id)?.(message)
      else this.frames.push(message)
      this.wake()
    })
  }

  async until(isThere: (frame: ConsoleFrame) => boolean): Promise<ConsoleFrame> {
    for (;;) {
      const found = this.frames.find(isThere)
      if (found) return found
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  call(method: string, params: object): Promise<ConsoleAnswer> {
    const id = this.answers.size + 1
    const answer = new Promise<ConsoleAnswer>((resolve) => this.answers.set(id, resolve))
    this.socket.send(JSON.stringify({ type: 'call', id, method, params }))
    return answer
  }
}

const roleOf = (frame: ConsoleFrame) => (frame.type === 'snapshot' ? frame.snapshot : frame.changes).server?.role

it('[UI-5] [SEC-1] each console is told what it may do, in the snapshot and with every change, and may do no more', async () => {
  await using running = await runMonitor({ 'server.token': 'op', 'server.viewer-token': 'look' })
  const { url } = running.monitor.address
  const consoles = { operator: new TestConsole(url, 'op'), viewer: new TestConsole(url, 'look') }
  await using consumer = await TestConsumer.connect(`${running.consumerUrl}?token=op`)
  for (const [role, each] of Object.entries(consoles)) {
    expect(roleOf(await each.until(({ type }) => type === 'snapshot'))).toBe(role)
    // Its connection is news of the server.
    expect(roleOf(await each.until((frame) => frame.type === 'changes' && frame.changes.server !== undefined))).toBe(
      role,
    )
  }
  const drain = { consumers: [] }
  expect(await consoles.viewer.call('consumers.drain', drain)).toMatchObject({ problem: { code: 'FORBIDDEN' } })
  expect(await consoles.operator.call('consumers.drain', drain)).toMatchObject({ result: { consumers: [] } })
  expect(consumer.frames).toHaveLength(1)
  for (const { socket } of Object.values(consoles)) socket.terminate()
})
