import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transport, WireEvents } from '../../console/transport.ts'
import { HeldTransport } from './held-transport.ts'

let opened: WireEvents[]
let told: string[]
let held: HeldTransport

const inner: Transport = {
  open(_after, events) {
    opened.push(events)
    return { send: () => told.push('sent'), close: () => events.closed() }
  },
}
const events: WireEvents = {
  receive: () => told.push('received'),
  relay: (state) => told.push(state),
  closed: () => told.push('closed'),
}

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  told = []
  held = new HeldTransport(inner)
})
afterEach(() => vi.useRealTimers())

describe('[DT-19] a monitor that has refused', () => {
  it('is not asked again before somebody asks', () => {
    held.open(null, events)
    expect(opened).toHaveLength(1)
    held.hold(null)
    const wire = held.open(null, events)
    vi.advanceTimersByTime(3_600_000)
    wire.send({ type: 'subscribe', after: null })
    expect([opened.length, told]).toEqual([1, []])
    held.release()
    expect([opened.length, told]).toEqual([2, ['connecting']])
    wire.send({ type: 'subscribe', after: null })
    wire.close()
    expect(told).toEqual(['connecting', 'sent', 'closed'])
    held.release()
    held.open(null, events)
    expect(opened).toHaveLength(3)
  })

  it('is asked again by itself where only time is needed', () => {
    held.hold(5000)
    held.open(null, events)
    vi.advanceTimersByTime(4999)
    expect(opened).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(1)
  })

  it('is never asked where nobody waits any more', () => {
    held.hold(null)
    held.open(null, events).close()
    expect(told).toEqual(['closed'])
    held.release()
    expect(opened).toHaveLength(0)
  })
})
