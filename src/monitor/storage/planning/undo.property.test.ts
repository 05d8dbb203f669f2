import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMembers, anySentEdit, PlanningBook } from '../../../../tests/planning-book.ts'

describe('[EP-12] undo, for any history', () => {
  it('gives targets, priorities and attributes back as they were before the change, whatever members did since', () => {
    fc.assert(
      fc.property(
        fc.array(anySentEdit, { maxLength: 3 }),
        anySentEdit,
        anyMembers,
        fc.array(anyMembers, { maxLength: 2 }),
        (past, last, by, since) => {
          const book = new PlanningBook()
          for (const one of past) book.edit(one, by)
          const before = book.content()
          book.edit(last, by)
          const changed = book.content()
          const undone = book.epoch
          for (const others of since) book.publish({ kind: 'keep' }, others)
          book.publish({ kind: 'epoch', epoch: undone - 1 }, since.at(-1) ?? by)
          expect(book.content()).toBe(before)
          // Undone once more it is as it was after the change.
          book.publish({ kind: 'epoch', epoch: book.epoch - 1 }, by)
          expect(book.content()).toBe(changed)
        },
      ),
      { numRuns: 60 },
    )
  })
})
