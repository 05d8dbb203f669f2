import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMembers, anySentEdit, PlanningBook } from '../../../../tests/planning-book.ts'

describe('[EP-6] [UI-10] targets with another consumer, for any history', () => {
  it('are those of both epochs that another one watches, whichever of the two is the later one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anySentEdit, anyMembers), { minLength: 1, maxLength: 5 }), (steps) => {
        const book = new PlanningBook()
        const owners = [book.owners()]
        for (const [edit, members] of steps) {
          book.edit(edit, members)
          owners.push(book.owners())
        }
        for (const [from, was] of owners.entries()) {
          for (const [to, is] of owners.entries()) {
            const moved = [...was].filter(([target, owner]) => is.has(target) && is.get(target) !== owner)
            const { counts } = book.planning.diff(1, from, to, { start: 0, limit: 1 })
            expect([from, to, counts.moved_consumer]).toEqual([from, to, moved.length])
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})
