import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attributesOf, attributesText } from '../../../contract/attributes.ts'
import { emptyAssignment, placedTargets } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { plan } from '../../../planner/plan.ts'
import { AttributeNames } from './attribute-names.ts'

const options = {
  batchSize: 5,
  virtualNodes: 10,
  strategy: 'balanced',
  spareBatches: 1,
  priorityLevels: 1,
  identity: 'exact',
} as const
const name = fc.constantFrom('label', 'chain', '__proto__', 'a"', 'b\\', '","label":"', 'ü')
const value = fc.constantFrom('x', 'y"', '\\', '","label":"', '{', 'z\n')
const described = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((pairs) => attributesText(new Map(pairs)))
const list = fc.array(fc.tuple(fc.nat({ max: 30 }), described), { maxLength: 40 })

it('[TG-2] the names of attributes are those of all targets, counted at once and over epochs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 4 }), async (lists) => {
      let before = emptyAssignment
      let followed = await AttributeNames.of(before, () => null)
      for (const [i, given] of lists.entries()) {
        const all = new Map(given)
        const { assignment } = plan({
          previous: before,
          edit: { kind: 'replace', targets: [...all.keys()].map(String), attributes: [...all.values()] },
          members: ['c1'],
          options,
          nextBatchId: 1 + 1000 * i,
        })
        followed = followed.after(deltaOf(before, assignment))
        before = assignment
        const texts = Array.from(placedTargets(assignment), ({ attributes }) => attributes).filter(
          (text) => text !== null,
        )
        const names = [...new Set(texts.flatMap((text) => Object.keys(attributesOf(text))))].toSorted()
        expect(followed.first(64)).toEqual(names)
        // oxlint-disable-next-line no-await-in-loop -- one epoch after the other
        expect((await AttributeNames.of(assignment, () => null)).first(64)).toEqual(names)
        expect(followed.first(2)).toEqual(names.slice(0, 2))
      }
    }),
    { numRuns: 100 },
  )
})
