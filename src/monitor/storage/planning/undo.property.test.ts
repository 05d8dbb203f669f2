import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyMembers, anySentEdit, PlanningBook } from '../../../../tests/planning-book.ts'

/** One of a few addresses, however it is written, and whatever is said of it. */
const spelling = fc.record(
  {
    target: fc
      .tuple(fc.constantFrom('ab', 'cd', 'ef'), fc.constantFrom('', 'eth:', 'base:'), fc.nat({ max: 3 }))
      .map(([end, chain, capitals]) => {
        const digits = end.repeat(20)
        return `${chain}0x${digits.slice(0, capitals).toUpperCase()}${digits.slice(capitals)}`
      }),
    priority: fc.constantFrom('urgent', 'high', 'medium', 'low'),
    label: fc.constantFrom('one', 'another'),
  },
  { requiredKeys: ['target'] },
)

describe('[EP-12] undo, for any history', () => {
  it('gives targets, priorities and attributes back as they were before the change, whatever members did since', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySentEdit, { maxLength: 3 }),
        anySentEdit,
        anyMembers,
        fc.array(anyMembers, { maxLength: 2 }),
        async (past, last, by, since) => {
          const book = new PlanningBook()
          for (const one of past) book.edit(one, by)
          const before = await book.content()
          book.edit(last, by)
          const changed = await book.content()
          const undone = book.epoch
          for (const others of since) book.publish({ kind: 'keep' }, others)
          book.publish({ kind: 'before', epoch: undone }, since.at(-1) ?? by)
          expect(await book.content()).toBe(before)
          // Undone once more it is as it was after the change.
          book.publish({ kind: 'before', epoch: book.epoch }, by)
          expect(await book.content()).toBe(changed)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('[ID-2] gives back what another identity made one, and makes it one again when it is undone itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spelling, { maxLength: 30 }), anyMembers, anyMembers, async (spellings, by, since) => {
        const book = new PlanningBook()
        book.edit({ as: 'replace', body: spellings }, by)
        const before = await book.content()
        book.publish({ kind: 'keep' }, by, { identity: 'evm' })
        const changed = await book.content()
        const undone = book.epoch
        book.publish({ kind: 'keep' }, since)
        book.publish({ kind: 'before', epoch: undone }, since, { identity: 'exact' })
        expect(await book.content()).toBe(before)
        book.publish({ kind: 'before', epoch: book.epoch }, since, { identity: 'evm' })
        expect(await book.content()).toBe(changed)
        book.publish({ kind: 'before', epoch: book.epoch }, by, { identity: 'exact' })
        expect(await book.content()).toBe(before)
      }),
      { numRuns: 30 },
    )
  })
})
