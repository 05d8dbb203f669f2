import { describe, expect, it } from 'vitest'
import type { Changes, ChangesFrame } from '../contract/feed.ts'
import { FrameRing } from './frame-ring.ts'

const frame = (seq: number, changes: Changes = {}): ChangesFrame => ({ type: 'changes', seq, now: seq, changes })
const gone = (count: number): Changes => ({ consumers_gone: Array.from({ length: count }, (_, i) => `c${i}`) })
const server = { version: '1.0.0' } as NonNullable<Changes['server']>

function ring(limits: ConstructorParameters<typeof FrameRing>[0], ...frames: readonly ChangesFrame[]): FrameRing {
  const made = new FrameRing(limits)
  made.begin('a', 0)
  for (const each of frames) made.push(each)
  return made
}

describe('the last frames of a feed', () => {
  it('are those after the place, and one without a change where there are none', () => {
    const kept = ring({}, frame(1), frame(2), frame(3))
    expect(kept.after({ feed: 'a', seq: 1 }, 9)).toEqual([frame(2), frame(3)])
    expect(kept.after({ feed: 'a', seq: 0 }, 9)).toHaveLength(3)
    expect(kept.after({ feed: 'a', seq: 3 }, 9)).toEqual([{ type: 'changes', feed: 'a', seq: 3, now: 9, changes: {} }])
  })

  it('are not known of another feed, of a place to come, or of one before the first', () => {
    const kept = ring({}, frame(1), frame(2))
    expect(kept.after({ feed: 'b', seq: 1 }, 9)).toBeNull()
    expect(kept.after({ feed: 'a', seq: 3 }, 9)).toBeNull()
    kept.begin('b', 5)
    expect(kept.after({ feed: 'b', seq: 4 }, 9)).toBeNull()
    kept.push(frame(6))
    expect(kept.after({ feed: 'b', seq: 5 }, 9)).toEqual([frame(6)])
  })

  it('are as many as it keeps', () => {
    const kept = ring({ maxFrames: 2 }, frame(1), frame(2), frame(3))
    expect(kept.after({ feed: 'a', seq: 1 }, 9)).toHaveLength(2)
    expect(kept.after({ feed: 'a', seq: 0 }, 9)).toBeNull()
  })

  it('hold as many rows as it keeps: of a list each of its items, of anything else one', () => {
    const kept = ring({ maxRows: 5 }, frame(1, gone(2)), frame(2, gone(2)), frame(3, { server }))
    expect(kept.after({ feed: 'a', seq: 0 }, 9)).toHaveLength(3)
    kept.push(frame(4, { server }))
    expect(kept.after({ feed: 'a', seq: 0 }, 9)).toBeNull()
    expect(kept.after({ feed: 'a', seq: 1 }, 9)).toHaveLength(3)
    // What was forgotten counts no more, neither one by one nor all at once.
    kept.push(frame(5, gone(1)))
    expect(kept.after({ feed: 'a', seq: 1 }, 9)).toHaveLength(4)
    kept.begin('a', 5)
    kept.push(frame(6, gone(5)))
    expect(kept.after({ feed: 'a', seq: 5 }, 9)).toHaveLength(1)
  })
})
