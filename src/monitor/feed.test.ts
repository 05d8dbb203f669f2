import { beforeEach, describe, expect, it } from 'vitest'
import { FrameRing } from '../console/frame-ring.ts'
import type { Changes, ConsoleFrame, Snapshot } from '../contract/feed.ts'
import { Feed } from './feed.ts'

const change = (name: string): Changes => ({ consumers_gone: [name] })
const seqs = (frames: readonly ConsoleFrame[]) => frames.map(({ type, seq }) => `${type} ${seq}`)

let published: string[]
let pending: string[]
let feed: Feed

/** A feed whose snapshot publishes first what is pending, as the recorder does. */
beforeEach(() => {
  published = []
  pending = []
  feed = new Feed(
    () => {
      for (const name of pending.splice(0)) publish(name)
      return { consumers: published } as unknown as Snapshot
    },
    () => 1000,
    new FrameRing({ maxFrames: 3, maxRows: 10 }),
  )
})

function publish(name: string): void {
  published.push(name)
  feed.publish(change(name))
}

function listen(after?: { feed: string; seq: number }): ConsoleFrame[] {
  const frames: ConsoleFrame[] = []
  feed.subscribe((frame) => frames.push(frame), after)
  return frames
}

describe('a subscription', () => {
  it('begins with the snapshot, even where taking it publishes changes: they are in it, and come no second time', () => {
    const before = listen()
    pending.push('c1')
    const late = listen()
    publish('c2')
    expect(late).toEqual([
      { type: 'snapshot', feed: feed.id, seq: 1, now: 1000, snapshot: { consumers: published } },
      { type: 'changes', feed: feed.id, seq: 2, now: 1000, changes: change('c2') },
    ])
    expect(seqs(before)).toEqual(['snapshot 0', 'changes 1', 'changes 2'])
  })

  it('ends when it is told to', () => {
    const frames: ConsoleFrame[] = []
    const end = feed.subscribe((frame) => frames.push(frame))
    end()
    publish('c1')
    expect(seqs(frames)).toEqual(['snapshot 0'])
  })

  it('goes on after a place with what came since, each once, and then with what comes', () => {
    for (const name of ['c1', 'c2', 'c3']) publish(name)
    const frames = listen({ feed: feed.id, seq: 1 })
    publish('c4')
    expect(seqs(frames)).toEqual(['changes 2', 'changes 3', 'changes 4'])
    expect(frames[0]).toEqual({ type: 'changes', feed: feed.id, seq: 2, now: 1000, changes: change('c2') })
  })

  it('after the newest place is told that there is nothing more', () => {
    publish('c1')
    const frames = listen({ feed: feed.id, seq: 1 })
    expect(frames).toEqual([{ type: 'changes', feed: feed.id, seq: 1, now: 1000, changes: {} }])
    publish('c2')
    expect(seqs(frames)).toEqual(['changes 1', 'changes 2'])
  })

  it.each([
    ['too long ago', (id: string) => ({ feed: id, seq: 0 })],
    ['still to come', (id: string) => ({ feed: id, seq: 9 })],
    ['in another feed', () => ({ feed: 'another', seq: 3 })],
  ])('after a place that is %s begins with a snapshot', (_what, place) => {
    for (const name of ['c1', 'c2', 'c3', 'c4']) publish(name)
    expect(seqs(listen(place(feed.id)))).toEqual(['snapshot 4'])
  })

  it('keeps no more rows than it may, so that large changes are not kept in numbers', () => {
    publish('c1')
    feed.publish({ consumers_gone: Array.from({ length: 10 }, String), batches_gone: [1] })
    expect(feed.changesSince({ feed: feed.id, seq: 1 })).toBeNull()
    expect(seqs(feed.changesSince({ feed: feed.id, seq: 2 }) ?? [])).toEqual(['changes 2'])
    publish('c2')
    expect(seqs(feed.changesSince({ feed: feed.id, seq: 2 }) ?? [])).toEqual(['changes 3'])
  })

  it('has another identity in another run', () => {
    expect(new Feed(() => ({}) as Snapshot, Date.now).id).not.toBe(feed.id)
  })
})
