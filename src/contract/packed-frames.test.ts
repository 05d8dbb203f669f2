import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ConsoleFrame, ProgressTuple } from './feed.ts'
import { packFrame, unpackFrame, type WireFrame } from './packed-frames.ts'

const acrossTheWire = (frame: ConsoleFrame) => unpackFrame(JSON.parse(JSON.stringify(packFrame(frame))) as WireFrame)

const reports = fc.uniqueArray(
  fc.tuple(
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.integer({ min: 0, max: 3 }),
    fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
    fc.integer({ min: 0, max: 2e12 }),
    fc.string(),
  ),
  { selector: ([id]) => id },
)

it('says the same when it is unpacked, whatever is reported', () => {
  fc.assert(
    fc.property(reports, fc.integer({ min: 0, max: 2e12 }), (progress, now) => {
      const inOrder = progress.toSorted(([a], [b]) => a - b)
      const frame: ConsoleFrame = { type: 'changes', seq: 4, now, changes: { progress, tasks_gone: [3] } }
      expect(acrossTheWire(frame)).toEqual({ ...frame, changes: { progress: inOrder, tasks_gone: [3] } })
    }),
  )
})

it('leaves everything else as it is', () => {
  const changes: ConsoleFrame = { type: 'changes', seq: 4, now: 9, changes: { consumers_gone: ['c1'] } }
  expect(acrossTheWire(changes)).toEqual(changes)
  const snapshot = { type: 'snapshot', seq: 1, now: 5, snapshot: {} } as unknown as ConsoleFrame
  expect(packFrame(snapshot)).toBe(snapshot)
  expect(unpackFrame(snapshot as WireFrame)).toBe(snapshot)
})

it('is a third as long for a busy fleet', () => {
  const now = 1_790_000_000_000
  const progress = Array.from({ length: 1200 }, (_, i): ProgressTuple => {
    return [(i + 1) * 8, 1, i % 100, now - (i % 250), `${i % 4} of 4 blocks`]
  })
  const frame: ConsoleFrame = { type: 'changes', seq: 1, now, changes: { progress } }
  expect(JSON.stringify(packFrame(frame)).length).toBeLessThan(JSON.stringify(frame).length / 3)
})
