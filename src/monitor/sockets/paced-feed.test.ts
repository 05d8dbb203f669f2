import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsoleFrame } from '../../contract/feed.ts'
import { Feed } from '../feed.ts'
import { PacedFeed } from './paced-feed.ts'

const empty = { server: {}, tasks: [], consumers: [], batches: [] } as unknown as ReturnType<
  ConstructorParameters<typeof Feed>[0]
>

/** A real feed, and a reader that has room for so many frames. */
function setUp(room = Infinity) {
  const source = new Feed(
    () => empty,
    () => 0,
  )
  const sent: ConsoleFrame[] = []
  const reader = { room }
  const feed = new PacedFeed({
    subscribe: (listener, after) => source.subscribe(listener, after),
    send: (frame) => void sent.push(frame),
    isFull: () => sent.length >= reader.room,
    clock: () => Date.now(),
  })
  const publish = (count: number) => {
    for (let i = 0; i < count; i++) source.publish({ alerts: [] })
  }
  const said = () => sent.map(({ type, seq }) => `${type === 'snapshot' ? 'all' : '+'}${seq}`).join(' ')
  return { source, feed, reader, publish, said }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('[WS-25] a console that is behind', () => {
  it('is sent no more than it takes, and then what came meanwhile, without a gap', () => {
    const { feed, reader, publish, said } = setUp(3)
    publish(2)
    feed.begin(null)
    publish(10)
    expect(said()).toBe('all2 +3 +4')
    reader.room = 6
    feed.drained()
    expect(said()).toBe('all2 +3 +4 +5 +6 +7')
    publish(1)
    reader.room = Infinity
    feed.drained()
    publish(1)
    feed.drained()
    expect(said()).toBe('all2 +3 +4 +5 +6 +7 +8 +9 +10 +11 +12 +13 +14')
  })

  it('gets a snapshot where too much has come', () => {
    const { feed, reader, publish, said } = setUp(1)
    feed.begin(null)
    publish(1000)
    reader.room = Infinity
    feed.drained()
    publish(1)
    expect(said()).toBe('all0 all1000 +1001')
  })

  it('that subscribes again and again gets some at once and then one a second, the last it asked for', () => {
    const { source, feed, publish, said } = setUp()
    publish(1)
    for (let i = 0; i < 50; i++) feed.begin(null)
    expect(said()).toBe('all1 all1 all1 all1 all1')
    publish(1)
    feed.begin({ feed: source.id, seq: 1 })
    vi.advanceTimersByTime(999)
    feed.drained()
    expect(said()).toBe('all1 all1 all1 all1 all1')
    vi.advanceTimersByTime(1)
    publish(1)
    expect(said()).toBe('all1 all1 all1 all1 all1 +2 +3')
    feed.begin(null)
    feed.end()
    publish(1)
    vi.advanceTimersByTime(60_000)
    feed.drained()
    expect(said()).toBe('all1 all1 all1 all1 all1 +2 +3')
  })
})
