import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadScale } from './load-colors.ts'

const fleet = (count: number, targets: (slot: number) => number) => ({
  owners: Array.from({ length: 256 }, (_, slot) => `c${slot % count}`),
  targets: Array.from({ length: 256 }, (_, slot) => targets(slot)),
})

describe('loadScale', () => {
  it('[UI-2] gives up to 20 owners a colour each; nobody is none of them', () => {
    const { owners, targets } = fleet(20, () => 5)
    expect(loadScale(owners, targets)).toBeNull()
    expect(loadScale([...owners.slice(0, 255), null], targets)).toBeNull()
    const more = fleet(21, () => 5)
    expect(loadScale(more.owners, more.targets)).toMatchObject({ least: 60, most: 65 })
  })

  it('[UI-2] puts every owner of more between the least and the most loaded, in the order of their loads', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 21, max: 256 }),
        fc.array(fc.nat(500), { minLength: 256, maxLength: 256 }),
        (n, given) => {
          const { owners, targets } = fleet(n, (slot) => given[slot]!)
          const scale = loadScale(owners, targets)!
          const load = (owner: string) =>
            owners.reduce((sum, each, slot) => (each === owner ? sum + targets[slot]! : sum), 0)
          const [one, other] = ['c0', `c${n - 1}`]
          expect(scale.share.size).toBe(n)
          for (const share of scale.share.values()) expect(share).toBeGreaterThanOrEqual(0)
          for (const share of scale.share.values()) expect(share).toBeLessThanOrEqual(1)
          expect(Math.sign(scale.share.get(one)! - scale.share.get(other)!)).toBe(Math.sign(load(one) - load(other)))
        },
      ),
    )
  })
})
