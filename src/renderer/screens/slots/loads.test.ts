import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { foldIdle, presentRows } from './load-rows.ts'
import { loadsOf, movesBetween, offMean, spread, withMoves } from './loads.ts'

const owner = fc.constantFrom<(string | null)[]>('c-2', 'c-10', 'x', null)
const map: fc.Arbitrary<SlotMap> = fc.record({
  owners: fc.array(owner, { minLength: 256, maxLength: 256 }),
  targets: fc.array(fc.nat(40), { minLength: 256, maxLength: 256 }),
})

describe('loads', () => {
  it('add up to all slots and targets, nobody first and then by name', () => {
    fc.assert(
      fc.property(map, ({ owners, targets }) => {
        const loads = loadsOf({ owners, targets }, ['idle'])
        const order = [null, 'c-2', 'c-10', 'idle', 'x'].filter((each) => each === 'idle' || owners.includes(each))
        expect(loads.map((load) => load.owner)).toEqual(order)
        for (const load of loads) {
          const own = owners.flatMap((each, slot) => (each === load.owner ? targets[slot]! : []))
          expect([load.slots, load.targets]).toEqual([own.length, own.reduce((sum, count) => sum + count, 0)])
        }
      }),
      { numRuns: 40 },
    )
  })

  it('their mean counts those that own nothing, and not what nobody owns', () => {
    const owners = Array.from({ length: 256 }, (_, slot) => (slot < 2 ? 'a' : slot < 3 ? 'b' : null))
    const loads = loadsOf({ owners, targets: owners.map(() => 10) }, ['c', 'd'])
    expect(spread(loads)).toEqual({ consumers: 4, mean: 7.5, most: 20, least: 0 })
    expect(spread([])).toEqual({ consumers: 0, mean: 0, most: 0, least: 0 })
  })
})

describe('more consumers than slots', () => {
  const owners = Array.from({ length: 256 }, (_, slot) => `c${slot}`)
  const ids = Array.from({ length: 1000 }, (_, i) => `c${i}`)
  const loads = loadsOf({ owners, targets: owners.map((_, slot) => 100 + (slot % 3)) }, ids)

  it('those that must own nothing say nothing of how even the others are', () => {
    expect(spread(loads)).toEqual({ consumers: 256, mean: 25_855 / 256, most: 102, least: 100 })
  })

  it('[UI-10] those that own nothing are one line, but for those that are kept; a few are listed', () => {
    const rows = presentRows(loads)
    const { shown, idle } = foldIdle(rows, new Set(['c999']))
    expect([shown.length, idle.length]).toEqual([257, 743])
    expect(shown.length + idle.length).toBe(rows.length)
    expect(foldIdle(presentRows(loadsOf({ owners, targets: owners.map(() => 1) }, ids.slice(0, 264)))).idle).toEqual([])
  })
})

describe('a load against the mean', () => {
  it('diverges from zero, and is nothing where there is nothing to share', () => {
    expect([offMean(150, 100), offMean(100, 100), offMean(0, 100), offMean(0, 0)]).toEqual([0.5, 0, -1, null])
  })
})

describe('moves', () => {
  it('applied to the map before are the owners after', () => {
    fc.assert(
      fc.property(map, map, (before, after) => {
        const moves = movesBetween(before, after)
        const planned = withMoves(
          before,
          moves.map(({ slot, from, to }) => [slot, from, to] as const),
        )
        expect(planned).toEqual({ owners: after.owners, targets: before.targets })
        for (const move of moves) {
          expect(move.from).not.toBe(move.to)
          expect([move.before, move.after]).toEqual([before.targets[move.slot], after.targets[move.slot]])
        }
        expect(movesBetween(after, after)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})
