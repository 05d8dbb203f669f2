import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Crowds } from './crowds.ts'

it('[ED-4] knows the largest crowd and its oldest, whoever comes and goes', () => {
  const step = fc.record({ crowd: fc.constantFrom('a', 'b', 'c'), comes: fc.boolean(), pick: fc.nat(5) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const crowds = new Crowds<number>()
      const model = new Map<string, number[]>()
      for (const [i, { crowd, comes, pick }] of steps.entries()) {
        const members = model.get(crowd) ?? []
        model.set(crowd, members)
        if (comes) {
          crowds.add(crowd, i)
          members.push(i)
        } else if (members.length > 0) {
          const [gone = -1] = members.splice(pick % members.length, 1)
          crowds.delete(crowd, gone)
        }
        const sizes = [...model.values()].map(({ length }) => length)
        const largest = crowds.largest()
        expect(crowds.size).toBe(sizes.reduce((sum, size) => sum + size, 0))
        expect(largest === null ? 0 : crowds.sizeOf(largest)).toBe(Math.max(0, ...sizes))
        for (const [name, [oldest]] of model) expect(crowds.oldestOf(name)).toBe(oldest)
      }
    }),
  )
})
