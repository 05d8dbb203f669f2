import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { movesIn } from './moves.ts'

const epoch = (number: number, created_at: number, moved: number, least = moved) =>
  ({ epoch: number, created_at, counts: { moved_consumer: moved, least_moved_consumer: least } }) as EpochResource

describe('movesIn', () => {
  it('[UI-11] has what moved within the span, oldest first, and counts all epochs of it', () => {
    const epochs = [epoch(5, 500, 7), epoch(4, 400, 9, 6), epoch(3, 300, 0), epoch(2, 200, 3), epoch(1, 100, 8)]
    expect(movesIn(epochs, { from: 200, to: 400 })).toEqual({
      moves: [
        { epoch: 2, moved: 3, least: 3, beyond: 0 },
        { epoch: 4, moved: 9, least: 6, beyond: 3 },
      ],
      total: 3,
    })
  })

  it('[UI-10] the parts of a bar make what the epoch moved, and no bar is empty', () => {
    const any = fc.array(fc.tuple(fc.nat(1000), fc.nat(50), fc.nat(50)), { maxLength: 200 })
    fc.assert(
      fc.property(any, fc.nat(1000), fc.nat(1000), (facts, from, span) => {
        const epochs = facts.map(([at, moved, least], i) => epoch(facts.length - i, at, moved, least))
        const { moves, total } = movesIn(epochs, { from, to: from + span })
        expect(moves.length).toBeLessThanOrEqual(Math.min(60, total))
        for (const { epoch: number, moved, least, beyond } of moves) {
          expect(least + beyond).toBe(moved)
          expect(moved).toBeGreaterThan(0)
          expect(epochs.find((one) => one.epoch === number)?.counts.moved_consumer).toBe(moved)
        }
      }),
    )
  })
})
