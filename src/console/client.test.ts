import { beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionState } from '../contract/connection-state.ts'
import type { ConsoleFrame, Snapshot } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { ConsoleClient } from './client.ts'
import { fromSnapshot } from './fleet-data.ts'
import { FrameRing } from './frame-ring.ts'
import { type SocketLike, socketTransport } from './socket-transport.ts'

class FakeSocket implements SocketLike {
  onmessage: SocketLike['onmessage'] = null
  onclose: SocketLike['onclose'] = null
  closed = 0
  readonly after: FeedPlace | null
  readonly sent: unknown[] = []

  constructor(after: FeedPlace | null) {
    this.after = after
  }

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

const content: Snapshot = {
  server: { version: '1.0.0' } as Snapshot['server'],
  tasks: [],
  consumers: [],
  batches: [],
  slots: [],
  epochs: [],
  rollouts: [],
  alerts: [],
  samples: [],
  imports: [],
  sources: [],
}
const snapshot = (seq = 0, feed = 'a'): ConsoleFrame => ({ type: 'snapshot', feed, seq, now: 0, snapshot: content })
/** At this number, somebody's alert and no other. */
const change = (seq: number): ConsoleFrame => ({
  type: 'changes',
  seq,
  now: 0,
  changes: { alerts: [{ alert_id: `at ${seq}`, kind: 'storage', since: 0 }] },
})

let sockets: FakeSocket[]
let timers: { action: () => void; after: number }[]
let states: ConnectionState[]
let frames: ConsoleFrame[]
let clock: number
let history: FrameRing
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
  clock = 5000
  history = new FrameRing({ maxFrames: 3 })
  backend = new ConsoleClient({
    transport: socketTransport((after) => {
      const socket = new FakeSocket(after)
      sockets.push(socket)
      return socket
    }),
    setTimeout: (action, after) => timers.push({ action, after }),
    now: () => clock,
    history,
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
    newest().receive(change(1))
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

  it('closed, hears nothing more and does not come back', async () => {
    newest().receive(snapshot())
    const call = backend.call('demo.start', {})
    backend.close()
    expect(newest().closed).toBe(1)
    newest().receive(change(1))
    lose()
    await expect(call).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
    expect([timers, frames.length, sockets.length]).toEqual([[], 1, 1])
    expect(states).toEqual(['connecting', 'live'])
    await expect(backend.call('demo.start', {})).rejects.toMatchObject({ code: 'SERVER_SHUTDOWN' })
  })

  it('closed while it waits, does not try again', () => {
    lose()
    backend.close()
    retry()
    expect(sockets).toHaveLength(1)
  })
})

describe('a subscription', () => {
  const seqs = () => frames.map(({ type, seq }) => `${type} ${seq}`)

  it('gives each listener the frame and all there is after it', () => {
    const seen: unknown[] = []
    backend.subscribe((frame, { alerts }) => seen.push([frame.seq, alerts.map(({ alert_id }) => alert_id)]))
    for (const frame of [snapshot(4), change(5)]) newest().receive(frame)
    expect(seen).toEqual([
      [4, []],
      [5, ['at 5']],
    ])
  })

  it('takes no frame twice, the snapshot included', () => {
    for (const frame of [snapshot(4), change(5), change(5), change(4), snapshot(4), snapshot(5), change(6)]) {
      newest().receive(frame)
    }
    expect(seqs()).toEqual(['snapshot 4', 'changes 5', 'changes 6'])
    expect(newest().sent).toEqual([])
  })

  it('asks once for what it missed, goes on with that, and shows nothing before', () => {
    for (const frame of [snapshot(4), change(6), change(7)]) newest().receive(frame)
    expect(newest().sent).toEqual([{ type: 'subscribe', after: { feed: 'a', seq: 4 } }])
    expect(seqs()).toEqual(['snapshot 4'])
    for (const frame of [change(5), change(6), change(7), change(8)]) newest().receive(frame)
    expect(seqs()).toEqual(['snapshot 4', 'changes 5', 'changes 6', 'changes 7', 'changes 8'])
    newest().receive(change(10))
    expect(newest().sent).toHaveLength(2)
  })

  it('takes a snapshot in place of what it missed', () => {
    for (const frame of [snapshot(4), change(6), snapshot(9), change(10)]) newest().receive(frame)
    expect(seqs()).toEqual(['snapshot 4', 'snapshot 9', 'changes 10'])
  })

  it('asks for a snapshot where changes come first, and is not live before', () => {
    newest().receive(change(3))
    expect(newest().sent).toEqual([{ type: 'subscribe', after: null }])
    expect([states, frames]).toEqual([['connecting'], []])
  })

  it('gives up a wire that does not fill the gap', () => {
    for (const frame of [snapshot(4), change(6)]) newest().receive(frame)
    expect(retry()).toBe(5000)
    expect(newest().closed).toBe(1)
  })

  it('leaves a wire that has filled it, and has another gap by then, its time', () => {
    for (const frame of [snapshot(4), change(6), change(5), change(7)]) newest().receive(frame)
    timers[0]?.action()
    expect([newest().closed, timers.length]).toEqual([0, 2])
    timers[1]?.action()
    expect(newest().closed).toBe(1)
  })

  it('[UI-4] goes on where it was when the connection comes back, and hears nothing of the wire before', () => {
    const [before] = sockets
    for (const frame of [snapshot(4), change(5)]) newest().receive(frame)
    lose()
    retry()
    expect(sockets.map(({ after }) => after)).toEqual([null, { feed: 'a', seq: 5 }])
    before?.receive(change(6))
    expect(seqs()).toEqual(['snapshot 4', 'changes 5'])
    newest().receive(change(6))
    expect(seqs()).toEqual(['snapshot 4', 'changes 5', 'changes 6'])
    expect(states).toEqual(['connecting', 'live', 'lost', 'live'])
  })

  it('[UI-4] is live again with a frame that says that nothing was missed, which is no news', () => {
    newest().receive(snapshot(4))
    lose()
    retry()
    newest().receive({ type: 'changes', seq: 4, now: 0, changes: {} })
    expect([states.at(-1), seqs()]).toEqual(['live', ['snapshot 4']])
    lose()
    expect(retry()).toBe(500)
  })

  it('takes the snapshot of another run of the monitor, which counts anew', () => {
    newest().receive(snapshot(500))
    lose()
    retry()
    for (const frame of [snapshot(0, 'b'), change(1)]) newest().receive(frame)
    expect(seqs()).toEqual(['snapshot 500', 'snapshot 0', 'changes 1'])
    lose()
    retry()
    expect(newest().after).toEqual({ feed: 'b', seq: 1 })
  })

  it('begins anew each time with a monitor that does not name its feed', () => {
    const unnamed = (seq: number): object => ({ type: 'snapshot', seq, now: 0, snapshot: content })
    newest().receive(unnamed(7))
    lose()
    retry()
    expect(newest().after).toBeNull()
    newest().receive(unnamed(2))
    expect(seqs()).toEqual(['snapshot 7', 'snapshot 2'])
  })
})

describe('a later listener', () => {
  const late: ConsoleFrame[] = []
  const listen = (after?: FeedPlace) => backend.subscribe((frame) => late.push(frame), after)
  beforeEach(() => (late.length = 0))

  it('gets the present state as a snapshot, as old as it is, and what comes then', () => {
    newest().receive(snapshot(4))
    clock = 6000
    newest().receive({ ...change(5), now: 90_000 })
    clock = 6700
    listen()
    newest().receive(change(6))
    expect(late.map(({ type, seq, now }) => [type, seq, now])).toEqual([
      ['snapshot', 5, 90_700],
      ['changes', 6, 0],
    ])
    const [first] = late
    const data = first?.type === 'snapshot' ? fromSnapshot(first.snapshot) : null
    expect(data?.alerts).toEqual([{ alert_id: 'at 5', kind: 'storage', since: 0 }])
    expect(first).toMatchObject({ feed: 'a' })
    expect(frames).toHaveLength(3)
  })

  it.each([
    ['the next frame', change(5), 'changes 5', 5],
    ['the one that says that there is none', { type: 'changes', seq: 4, now: 0, changes: {} }, null, 4],
  ] as const)('waits for the monitor while that is away: for %s', (_what, frame, told, seq) => {
    newest().receive(snapshot(4))
    lose()
    listen()
    retry()
    expect(late).toEqual([])
    newest().receive(frame)
    expect(late.map((one) => `${one.type} ${one.seq}`)).toEqual([`snapshot ${seq}`])
    expect(frames.slice(1).map((one) => `${one.type} ${one.seq}`)).toEqual(told === null ? [] : [told])
  })

  it('that was here before goes on where it was, as far as that is kept', () => {
    for (const frame of [snapshot(4), ...[5, 6, 7, 8].map(change)]) newest().receive(frame)
    listen({ feed: 'a', seq: 6 })
    expect(late).toEqual([change(7), change(8)])
    late.length = 0
    listen({ feed: 'a', seq: 4 })
    listen({ feed: 'b', seq: 6 })
    expect(late.map(({ type, seq }) => `${type} ${seq}`)).toEqual(['snapshot 8', 'snapshot 8'])
  })

  it('that was here before a snapshot begins anew', () => {
    for (const frame of [snapshot(4), change(5), change(7), snapshot(9), change(10)]) newest().receive(frame)
    listen({ feed: 'a', seq: 5 })
    listen({ feed: 'a', seq: 9 })
    expect(late.map(({ type, seq }) => `${type} ${seq}`)).toEqual(['snapshot 10', 'changes 10'])
  })
})
