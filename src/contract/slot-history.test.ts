import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SLOT_COUNT } from '../planner/hash.ts'
import { packSlotHistory, type SlotFacts, type SlotMap, slotsAt } from './slot-history.ts'

const facts = (epoch: number): SlotFacts => ({
  epoch,
  created_at: 1000 + epoch,
  cause: `cause ${epoch}`,
  causes: [],
  targets: epoch,
  batches: 1,
  consumers: 2,
  moved_consumer: 3,
  least_moved_consumer: 2,
})
const owner = fc.constantFrom<(string | null)[]>('a', 'b', 'c', 'd', null)
const map: fc.Arbitrary<SlotMap> = fc.record({
  owners: fc.array(owner, { minLength: SLOT_COUNT, maxLength: SLOT_COUNT }),
  targets: fc.array(fc.nat(40), { minLength: SLOT_COUNT, maxLength: SLOT_COUNT }),
})
/** What an epoch makes of a few slots. */
const edits = fc.array(fc.tuple(fc.nat(SLOT_COUNT - 1), owner, fc.nat(40)), { maxLength: 30 })

function edited({ owners, targets }: SlotMap, list: readonly (readonly [number, string | null, number])[]): SlotMap {
  const [newOwners, newTargets] = [[...owners], [...targets]]
  for (const [slot, to, count] of list) {
    newOwners[slot] = to
    newTargets[slot] = count
  }
  return { owners: newOwners, targets: newTargets }
}

describe('a history of slots', () => {
  it('[EP-10] shows every epoch as it was, for any history, and lists no slot that stayed as it was', () => {
    fc.assert(
      fc.property(map, fc.array(edits, { maxLength: 12 }), fc.integer({ min: 1, max: 500 }), (first, list, number) => {
        const maps = [first]
        for (const edit of list) maps.push(edited(maps.at(-1)!, edit))
        const history = packSlotHistory(
          7,
          1,
          maps.map((each, i) => ({ facts: facts(number + i), map: each })),
        )
        for (const [i, each] of maps.entries()) {
          const found = slotsAt(history, number + i)!
          expect(found.map).toEqual(each)
          expect(found.before).toEqual(maps[i - 1] ?? null)
          const { changes, ...rest } = found.step
          expect(rest).toEqual(facts(number + i))
          const was = maps[i - 1]
          const other = Array.from({ length: SLOT_COUNT }, (_, slot) => slot).filter(
            (slot) => was?.owners[slot] !== each.owners[slot] || was?.targets[slot] !== each.targets[slot],
          )
          expect(changes.map(([slot]) => slot)).toEqual(other)
        }
        expect(slotsAt(history, number - 1)).toBe(null)
        expect(slotsAt(history, number + maps.length)).toBe(null)
        // An owner is named once, however often slots go to it.
        expect(new Set(history.consumers).size).toBe(history.consumers.length)
      }),
      { numRuns: 60 },
    )
  })
})
