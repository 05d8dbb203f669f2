import { beforeEach, expect, it } from 'vitest'
import type { ConsoleFrame, Snapshot } from '../contract/feed.ts'
import { AttentiveTransport } from './attentive-transport.ts'
import { ConsoleClient } from './client.ts'
import type { Transport, WireEvents } from './transport.ts'

let now: number
let timers: { at: number; action: () => void }[]
let wires: { events: WireEvents; after: unknown; sent: unknown[]; closed: number }[]
let states: string[]
let transport: AttentiveTransport

const setTimeout = (action: () => void, after: number) => timers.push({ at: now + after, action })

function pass(ms: number): void {
  const until = now + ms
  for (;;) {
    const next = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
    if (!next) break
    timers.splice(timers.indexOf(next), 1)
    now = Math.max(now, next.at)
    next.action()
  }
  now = until
}

const newest = () => wires.at(-1)!
const snapshot = (feed?: string): ConsoleFrame => ({
  type: 'snapshot',
  ...(feed !== undefined && { feed }),
  seq: 7,
  now: 0,
  snapshot: {
    tasks: [],
    consumers: [],
    batches: [],
    slots: [],
    epochs: [],
    rollouts: [],
    alerts: [],
    samples: [],
  } as unknown as Snapshot,
})
const nothingNew: ConsoleFrame = { type: 'changes', feed: 'f', seq: 7, now: 0, changes: {} }

beforeEach(() => {
  now = 0
  timers = []
  wires = []
  states = []
  const inner: Transport = {
    open(after, events) {
      const wire = { events, after, sent: [] as unknown[], closed: 0 }
      wires.push(wire)
      // A socket whose other end is gone tells nobody for long.
      return { send: (message) => void wire.sent.push(message), close: () => void wire.closed++ }
    },
  }
  transport = new AttentiveTransport(inner, { setTimeout, now: () => now })
  const client = new ConsoleClient({ transport, setTimeout, now: () => now })
  client.onConnection((state) => states.push(state))
})

it('[LV-8] asks a silent monitor, and gives it up within 25 s where nobody answers', () => {
  newest().events.receive(snapshot('f'))
  pass(9000)
  expect(newest().sent).toEqual([])
  pass(16_000)
  expect(wires[0]!.sent).toEqual([{ type: 'subscribe', after: { feed: 'f', seq: 7 } }])
  expect(wires[0]!.closed).toBe(1)
  // It goes on where it was.
  expect(wires.map(({ after }) => after)).toEqual([null, { feed: 'f', seq: 7 }])
  expect(states).toEqual(['connecting', 'live', 'lost'])
  wires[0]!.events.receive(nothingNew)
  expect(states.at(-1)).toBe('lost')
  newest().events.receive(nothingNew)
  expect(states.at(-1)).toBe('live')
})

it('[LV-8] an idle monitor is asked now and then, and stays', () => {
  newest().events.receive(snapshot('f'))
  for (let asked = 1; asked <= 20; asked++) {
    while (newest().sent.length < asked) pass(100)
    newest().events.receive(nothingNew)
  }
  expect([wires.length, now > 190_000, now < 270_000]).toEqual([1, true, true])
  expect(states).toEqual(['connecting', 'live'])
})

it('[LV-8] after a night asleep, or when the network is another, it asks at once, and only once', () => {
  newest().events.receive(snapshot('f'))
  pass(1000)
  transport.check()
  transport.check()
  expect(newest().sent).toHaveLength(1)
  pass(12_500)
  expect(wires).toHaveLength(2)
})

it('[LV-8] a snapshot may take minutes on a slow line, but not for ever', () => {
  transport.check()
  pass(170_000)
  expect([wires.length, newest().sent]).toEqual([1, []])
  pass(15_000)
  expect(wires).toHaveLength(2)
})

it.each([
  ['snapshot', { ...snapshot('f'), seq: 9 }],
  ['answer', { type: 'answer', id: 1, ok: true, result: null } as const],
])('[LV-8] a long %s that is announced may take minutes, too, and only that', (_, long) => {
  newest().events.receive(snapshot('f'))
  newest().events.receive({ ...nothingNew, seq: 0, coming: 10_000_000 })
  transport.check()
  pass(170_000)
  expect([wires.length, newest().sent, states]).toEqual([1, [], ['connecting', 'live', 'connecting']])
  newest().events.receive(long)
  pass(9000)
  expect([wires.length, states.at(-1)]).toEqual([1, 'live'])
  pass(16_000)
  expect(wires).toHaveLength(2)
})

it('[LV-8] what was announced and does not come is not waited for for ever', () => {
  newest().events.receive(snapshot('f'))
  newest().events.receive({ ...nothingNew, coming: 10_000_000 })
  pass(185_000)
  expect(wires.map(({ after }) => after)).toEqual([null, { feed: 'f', seq: 7 }])
})

it('[LV-8] [UI-9] is not live for longer than 25 s without a frame, whatever it waits for', () => {
  pass(170_000)
  expect(states).toEqual(['connecting'])
  newest().events.receive(snapshot('f'))
  newest().events.receive({ ...nothingNew, seq: 0, coming: 10_000_000 })
  pass(19_000)
  expect(states.at(-1)).toBe('live')
  pass(4000)
  expect(states.at(-1)).toBe('connecting')
  // The news that it goes on is no news yet of what was missed.
  newest().events.receive({ ...nothingNew, seq: 9 })
  expect(states.at(-1)).toBe('connecting')
  newest().events.receive({ ...snapshot('f'), seq: 9 })
  expect(states.at(-1)).toBe('live')
  newest().events.receive({ ...nothingNew, seq: 0, coming: 10_000_000 })
  pass(185_000)
  expect(states.slice(-2)).toEqual(['connecting', 'lost'])
})

it('[LV-8] a monitor of before feeds had names is not asked what it does not know', () => {
  newest().events.receive(snapshot())
  pass(600_000)
  transport.check()
  expect([wires.length, newest().sent]).toEqual([1, []])
})
