import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsoleFrame, Snapshot } from '../contract/feed.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { connectWebSocket, type ConnectionState, type ConsoleClient, type SocketLike } from './client.ts'

class FakeSocket implements SocketLike {
  onmessage: SocketLike['onmessage'] = null
  onclose: SocketLike['onclose'] = null
  closed = 0
  readonly sent: unknown[] = []

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.closed++
  }

  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

const snapshot = (seq = 0): ConsoleFrame => ({ type: 'snapshot', seq, now: 0, snapshot: {} as Snapshot })

let sockets: FakeSocket[]
let timers: { action: () => void; after: number }[]
let states: ConnectionState[]
let frames: ConsoleFrame[]
let backend: ConsoleClient

const newest = () => sockets.at(-1) as FakeSocket

function lose(): void {
  newest().onclose?.()
}

/** Lets the waiting retry happen; returns how long it had to wait, ms. */
function retry(): number {
  const timer = timers.shift()
  if (!timer || timers.length > 0) throw new Error('Exactly one retry should wait.')
  timer.action()
  return timer.after
}

beforeEach(() => {
  sockets = []
  timers = []
  states = []
  frames = []
  backend = connectWebSocket({
    open: () => {
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    setTimeout: (action, after) => timers.push({ action, after }),
  })
  backend.onConnection((state) => states.push(state))
  backend.subscribe((frame) => frames.push(frame))
})

describe('calls', () => {
  beforeEach(() => newest().receive(snapshot()))

  it('are paired with their answers by id, in whichever order these come', async () => {
    const first = backend.call('batch.targets', { batch_id: 1 })
    const second = backend.call('batch.targets', { batch_id: 2 })
    expect(newest().sent).toEqual([
      { type: 'call', id: 1, method: 'batch.targets', params: { batch_id: 1 } },
      { type: 'call', id: 2, method: 'batch.targets', params: { batch_id: 2 } },
    ])
    newest().receive({ type: 'answer', id: 2, ok: true, result: 'two' })
    newest().receive({ type: 'answer', id: 1, ok: true, result: 'one' })
    expect(await Promise.all([first, second])).toEqual(['one', 'two'])
    expect(frames).toHaveLength(1)
  })

  it('[WS-12] reject with the problem of the monitor, nothing lost', async () => {
    const call = backend.call('sync.apply', { task_id: 1, base_epoch: 3 })
    const problem = {
      code: 'STALE_EPOCH',
      message: 'The assignment has changed.',
      complaints: [{ path: '/base_epoch', reason: 'is 3, now 4' }],
      detail: { base_epoch: 4 },
    }
    newest().receive({ type: 'answer', id: 1, ok: false, problem })
    const error = await call.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BatchdeckError)
    expect((error as BatchdeckError).toProblem()).toEqual(problem)
  })

  it('ignore an answer nobody waits for', async () => {
    newest().receive({ type: 'answer', id: 99, ok: true, result: null })
    const call = backend.call('demo.start', {})
    newest().receive({ type: 'answer', id: 1, ok: true, result: null })
    newest().receive({ type: 'answer', id: 1, ok: false, problem: { code: 'INTERNAL', message: '' } })
    expect(await call).toBeNull()
  })

  it('reject when the connection is lost before the answer, and at once while it is', async () => {
    const calls = [backend.call('demo.start', {}), backend.call('demo.stop', {})]
    lose()
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    await expect(backend.call('demo.start', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    retry()
    await expect(backend.call('demo.start', {})).rejects.toBeInstanceOf(BatchdeckError)
    expect(newest().sent).toEqual([])
  })

  it('never take the answer to a call of the connection before', async () => {
    const before = backend.call('demo.start', {})
    lose()
    await expect(before).rejects.toBeInstanceOf(BatchdeckError)
    retry()
    newest().receive(snapshot())
    const after = backend.call('batch.targets', { batch_id: 1 })
    newest().receive({ type: 'answer', id: 1, ok: true, result: 'late' })
    newest().receive({ type: 'answer', id: 2, ok: true, result: 'right' })
    expect(await after).toBe('right')
  })
})

describe('connection', () => {
  it('is live only with the first frame', async () => {
    expect(states).toEqual(['connecting'])
    await expect(backend.call('demo.start', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    newest().receive(snapshot())
    newest().receive({ type: 'changes', seq: 1, now: 0, changes: {} })
    expect(states).toEqual(['connecting', 'live'])
    expect(frames.map(({ seq }) => seq)).toEqual([0, 1])
  })

  it('has given the snapshot to its listeners before it is live', () => {
    const seen: number[] = []
    backend.onConnection((state) => {
      if (state === 'live') seen.push(frames.length)
    })
    newest().receive(snapshot())
    expect(seen).toEqual([1])
  })

  it('[UI-4] comes back by itself, and is live again with the next snapshot', () => {
    newest().receive(snapshot())
    lose()
    expect(states.at(-1)).toBe('lost')
    expect(sockets).toHaveLength(1)
    retry()
    expect(sockets).toHaveLength(2)
    expect(states.at(-1)).toBe('lost')
    newest().receive(snapshot(7))
    expect(states).toEqual(['connecting', 'live', 'lost', 'live'])
    expect(frames.map(({ seq }) => seq)).toEqual([0, 7])
  })

  it('tries again after 500 ms, then twice as long each time, at most 5 s', () => {
    const waits = Array.from({ length: 6 }, () => {
      lose()
      return retry()
    })
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000])
    expect(states).toEqual(['connecting', 'lost'])
  })

  it('waits short again once it was live', () => {
    for (let i = 0; i < 3; i++) {
      lose()
      retry()
    }
    newest().receive(snapshot())
    lose()
    expect(retry()).toBe(500)
  })

  it('tells a new listener the present state at once, and none that ended', () => {
    newest().receive(snapshot())
    const late: ConnectionState[] = []
    const end = backend.onConnection((state) => late.push(state))
    end()
    lose()
    expect(late).toEqual(['live'])
  })

  it('gives no frame to a listener that ended', () => {
    const seen: ConsoleFrame[] = []
    backend.subscribe((frame) => seen.push(frame))()
    newest().receive(snapshot())
    expect(seen).toEqual([])
  })

  it('resubscribes by a new connection', () => {
    newest().receive(snapshot())
    backend.resubscribe()
    expect(newest().closed).toBe(1)
    lose()
    retry()
    newest().receive(snapshot(9))
    expect(frames.map(({ seq }) => seq)).toEqual([0, 9])
  })

  it('closed, hears nothing more and does not come back', async () => {
    newest().receive(snapshot())
    const call = backend.call('demo.start', {})
    backend.close()
    expect(newest().closed).toBe(1)
    newest().receive({ type: 'changes', seq: 1, now: 0, changes: {} })
    lose()
    await expect(call).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    expect([timers, frames.length, sockets.length]).toEqual([[], 1, 1])
  })

  it('closed while it waits, does not try again', () => {
    lose()
    backend.close()
    retry()
    expect(sockets).toHaveLength(1)
  })
})
