import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConsoleClient } from '../../console/client.ts'
import type { Transport, Wire, WireEvents } from '../../console/transport.ts'
import type { ConsumerResource } from '../../contract/resources/consumer.ts'
import { sampleSnapshot } from '../../../tests/sample-views.ts'
import { fleetStore, followFleet, setPaused } from './fleet.ts'

/** A monitor at the other end of a wire, by hand. */
class FakeMonitor implements Transport {
  /** How often it was asked for what came after some place. */
  resubscribed = 0
  private events: WireEvents | null = null

  open(_after: unknown, events: WireEvents): Wire {
    this.events = events
    return { send: () => this.resubscribed++, close: () => {} }
  }

  relay(state: 'live' | 'lost'): void {
    this.events?.relay(state)
  }

  snapshot(seq: number, name: string, now = 0, feed = 'a'): void {
    const snapshot = sampleSnapshot({ consumers: [consumer(name)] })
    this.events?.receive({ type: 'snapshot', feed, seq, now, snapshot })
  }

  /** The consumer of this name comes. */
  changes(seq: number, name: string, now = 0): void {
    this.events?.receive({ type: 'changes', seq, now, changes: { consumers: [consumer(name)] } })
  }
}

const connect = (transport: Transport) => new ConsoleClient({ transport, setTimeout: () => {}, now: () => 0 })
const consumer = (consumer_id: string) => ({ consumer_id }) as ConsumerResource
const shown = () => [...(fleetStore.getState().data?.consumers.keys() ?? [])]

let backend: FakeMonitor
let clock: number
let end: () => void

beforeEach(() => {
  fleetStore.setState(fleetStore.getInitialState(), true)
  backend = new FakeMonitor()
  clock = 10_000
  end = followFleet(connect(backend), () => clock)
})

afterEach(() => end())

describe('followFleet', () => {
  it('shows a snapshot and the changes after it, one set per frame', () => {
    expect(fleetStore.getState().data).toBeNull()
    let sets = 0
    // The first frame makes the connection live, too.
    const stop = fleetStore.subscribe(({ connection }, before) => (sets += connection === before.connection ? 1 : 0))
    backend.snapshot(5, 'c1')
    backend.changes(6, 'c2')
    backend.changes(7, 'c3')
    stop()
    expect(shown()).toEqual(['c1', 'c2', 'c3'])
    expect(sets).toBe(3)
    expect(backend.resubscribed).toBe(0)
  })

  it('follows the state of the connection and keeps the data while it is lost', () => {
    expect(fleetStore.getState().connection).toBe('connecting')
    backend.snapshot(1, 'c1')
    expect(fleetStore.getState().connection).toBe('live')
    backend.relay('lost')
    expect(fleetStore.getState().connection).toBe('lost')
    expect(shown()).toEqual(['c1'])
  })

  it('[UI-4] knows when the last frame came and how the clock of the monitor differs', () => {
    backend.snapshot(1, 'c1', 10_250)
    expect(fleetStore.getState()).toMatchObject({ receivedAt: 10_000, clockOffset: 250 })
    clock = 12_000
    backend.changes(2, 'c2', 11_900)
    expect(fleetStore.getState()).toMatchObject({ receivedAt: 12_000, clockOffset: -100 })
  })

  it('asks for a new snapshot where a frame is missing, and does not apply what came after the gap', () => {
    backend.snapshot(5, 'c1')
    backend.changes(7, 'c3')
    expect(backend.resubscribed).toBe(1)
    expect(shown()).toEqual(['c1'])
    backend.snapshot(9, 'c9')
    backend.changes(10, 'c10')
    expect(shown()).toEqual(['c9', 'c10'])
    expect(backend.resubscribed).toBe(1)
  })

  it('asks for a snapshot where changes come first', () => {
    backend.changes(3, 'c1')
    expect(backend.resubscribed).toBe(1)
    expect(fleetStore.getState().data).toBeNull()
  })

  it('ignores frames it has had already, the snapshot included', () => {
    backend.snapshot(5, 'c1')
    backend.changes(5, 'old')
    backend.changes(4, 'older')
    backend.changes(6, 'c2')
    backend.changes(6, 'twice')
    expect(shown()).toEqual(['c1', 'c2'])
    expect(backend.resubscribed).toBe(0)
  })

  it('takes a snapshot of any number: a monitor that was started again counts anew', () => {
    backend.snapshot(500, 'c1')
    backend.snapshot(0, 'c2', 0, 'b')
    backend.changes(1, 'c3')
    expect(shown()).toEqual(['c2', 'c3'])
    expect(backend.resubscribed).toBe(0)
  })

  it('ends with the listeners, and a new follower starts with its own snapshot', () => {
    backend.snapshot(5, 'c1')
    end()
    backend.changes(6, 'c2')
    backend.relay('lost')
    expect(fleetStore.getState().connection).toBe('live')
    const next = new FakeMonitor()
    end = followFleet(connect(next), () => clock)
    next.changes(6, 'c2')
    expect(next.resubscribed).toBe(1)
    expect(shown()).toEqual(['c1'])
  })
})

describe('setPaused', () => {
  it('[UI-1] freezes what is shown and counts what it holds back; resuming shows the newest at once', () => {
    backend.snapshot(1, 'c1')
    const frozen = fleetStore.getState().data
    setPaused(true)
    backend.changes(2, 'c2')
    backend.changes(3, 'c3')
    expect(fleetStore.getState()).toMatchObject({ pausedAt: expect.any(Number), heldBack: 2 })
    expect(fleetStore.getState().data).toBe(frozen)

    setPaused(false)
    expect(fleetStore.getState()).toMatchObject({ pausedAt: null, heldBack: 0 })
    expect(shown()).toEqual(['c1', 'c2', 'c3'])
    backend.changes(4, 'c4')
    expect(shown()).toEqual(['c1', 'c2', 'c3', 'c4'])
  })

  it('[UI-1] holds back a new snapshot too, and still finds a gap', () => {
    backend.snapshot(1, 'c1')
    setPaused(true)
    backend.changes(3, 'c3')
    expect(backend.resubscribed).toBe(1)
    backend.snapshot(7, 'c7')
    expect(shown()).toEqual(['c1'])
    expect(fleetStore.getState().heldBack).toBe(1)
    setPaused(false)
    expect(shown()).toEqual(['c7'])
  })

  it('[UI-1] [UI-4] its clock stands still, and what is shown gets older with every frame held back', () => {
    backend.snapshot(1, 'c1', 10_250)
    clock = 12_000
    setPaused(true, () => clock)
    clock = 20_000
    backend.changes(2, 'c2', 20_900)
    const frozen = { pausedAt: 12_000, receivedAt: 10_000, clockOffset: 250 }
    expect(fleetStore.getState()).toMatchObject(frozen)
    setPaused(true, () => clock)
    expect(fleetStore.getState()).toMatchObject(frozen)
    setPaused(false)
    expect(fleetStore.getState()).toMatchObject({ pausedAt: null, receivedAt: 20_000, clockOffset: 900 })
  })

  it('[UI-1] [UI-4] stays paused where the connection is lost and comes back, and counts the snapshot as one', () => {
    backend.snapshot(1, 'c1')
    setPaused(true)
    backend.changes(2, 'c2')
    backend.relay('lost')
    expect(fleetStore.getState()).toMatchObject({ pausedAt: expect.any(Number), connection: 'lost', heldBack: 1 })
    backend.relay('live')
    backend.snapshot(9, 'c9')
    expect(fleetStore.getState()).toMatchObject({ pausedAt: expect.any(Number), connection: 'live', heldBack: 2 })
    expect(shown()).toEqual(['c1'])
    setPaused(false)
    expect(shown()).toEqual(['c9'])
  })

  it('resumed before anything came, it has nothing to show and waits on', () => {
    setPaused(true)
    setPaused(false)
    expect(fleetStore.getState()).toMatchObject({ pausedAt: null, data: null })
    backend.snapshot(1, 'c1')
    expect(shown()).toEqual(['c1'])
  })

  it('shows the first snapshot even where it comes paused: there is nothing to freeze', () => {
    setPaused(true)
    backend.snapshot(1, 'c1')
    expect(shown()).toEqual(['c1'])
    expect(fleetStore.getState().heldBack).toBe(0)
  })
})
