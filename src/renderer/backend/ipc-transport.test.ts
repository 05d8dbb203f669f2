import { beforeEach, expect, it } from 'vitest'
import { ConsoleClient } from '../../console/client.ts'
import type { ConnectionState } from '../../contract/connection-state.ts'
import type { Bridge, BridgeAnswer } from '../../contract/desktop-bridge.ts'
import type { ConsoleFrame } from '../../contract/feed.ts'
import type { FeedPlace } from '../../contract/feed-place.ts'
import { sampleSnapshot } from '../../../tests/sample-views.ts'
import { ipcTransport } from './ipc-transport.ts'

/** The app, by hand. */
class FakeApp implements Bridge {
  readonly calls: unknown[] = []
  readonly places: (FeedPlace | null)[] = []
  readonly frames = new Set<(frame: ConsoleFrame) => void>()
  readonly states = new Set<(state: ConnectionState) => void>()
  answer: Promise<BridgeAnswer> = Promise.resolve({ ok: true, result: null })

  call(method: string, params: unknown): Promise<BridgeAnswer> {
    this.calls.push([method, params])
    return this.answer
  }

  subscribe(listener: (frame: ConsoleFrame) => void, after: FeedPlace | null): () => void {
    this.places.push(after)
    this.frames.add(listener)
    return () => this.frames.delete(listener)
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    this.states.add(listener)
    return () => this.states.delete(listener)
  }

  desktop = () => this.answer
  onDesktop = () => () => {}

  send(frame: ConsoleFrame): void {
    for (const listener of this.frames) listener(frame)
  }

  tell(state: ConnectionState): void {
    for (const listener of this.states) listener(state)
  }
}

const snapshot: ConsoleFrame = { type: 'snapshot', feed: 'a', seq: 3, now: 0, snapshot: sampleSnapshot() }
const change = (seq: number): ConsoleFrame => ({ type: 'changes', seq, now: 0, changes: {} })

let app: FakeApp
let client: ConsoleClient
let states: ConnectionState[]
let seqs: number[]

beforeEach(() => {
  app = new FakeApp()
  client = new ConsoleClient({ transport: ipcTransport(app), setTimeout: () => {}, now: () => 0 })
  states = []
  seqs = []
  client.onConnection((state) => states.push(state))
  client.subscribe(({ seq }) => seqs.push(seq))
})

it('[UI-4] says how the monitor behind the app is connected, and is live only with a frame', () => {
  app.tell('live')
  expect(states).toEqual(['connecting'])
  app.send(snapshot)
  app.tell('lost')
  // Nothing was missed: no frame comes.
  app.tell('live')
  expect(states).toEqual(['connecting', 'live', 'lost', 'live'])
  expect(app.places).toEqual([null])
})

it('calls with the answer of the app, whichever that is', async () => {
  app.send(snapshot)
  expect(await client.call('consumers.drain', { consumers: ['c1'] })).toBeNull()
  expect(app.calls).toEqual([['consumers.drain', { consumers: ['c1'] }]])
  const problem = { code: 'CONFLICT', message: 'No.' } as const
  app.answer = Promise.resolve({ ok: false, problem })
  await expect(client.call('demo.start', {})).rejects.toMatchObject(problem)
  app.answer = Promise.reject(new Error('No handler registered'))
  await expect(client.call('demo.start', {})).rejects.toMatchObject({ code: 'INTERNAL' })
})

it('asks the app for what it missed, in place of the subscription before', () => {
  for (const frame of [snapshot, change(5)]) app.send(frame)
  expect(app.places).toEqual([null, { feed: 'a', seq: 3 }])
  expect(app.frames.size).toBe(1)
  for (const frame of [change(4), change(5)]) app.send(frame)
  expect(seqs).toEqual([3, 4, 5])
})

it('ends with everything it listened to', () => {
  client.close()
  expect([app.frames.size, app.states.size]).toEqual([0, 0])
})
