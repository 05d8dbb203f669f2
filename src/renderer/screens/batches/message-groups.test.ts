import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleBatch as batch } from '../../../../tests/sample-views.ts'
import { byMessage, messageGroup, messageOf, messageOrder, OTHERS } from './message-groups.ts'

it('[UI-10] batches in error stand by their message, the one of the most first, and all others last', () => {
  const batches = [
    batch(1, { message: 'block 7', status: 'running' }),
    batch(2, { message: 'timeout', status: 'error' }),
    batch(3, { message: 'rate limited', status: 'error' }),
    batch(4, { message: 'timeout', status: 'error' }),
    batch(5, { message: '', status: 'error' }),
  ]
  expect(byMessage(batches).map(({ batch_id }) => batch_id)).toEqual([2, 4, 5, 3, 1])
  expect(messageOrder(batches).map(messageOf)).toEqual(['timeout', '', 'rate limited', null])
})

it('[UI-1] none is lost, and those of one message keep their order', () => {
  const any = fc.array(
    fc.record({
      status: fc.constantFrom('error', 'running'),
      message: fc.constantFrom('', 'a', 'b', OTHERS),
      stale: fc.boolean(),
    }),
  )
  fc.assert(
    fc.property(any, (changes) => {
      const batches = changes.map((change, i) => batch(i, change as never))
      const ordered = byMessage(batches)
      expect(ordered.toSorted((a, b) => a.batch_id - b.batch_id)).toEqual(batches)
      for (const [, group] of Map.groupBy(ordered, messageGroup)) {
        expect(group).toEqual(group.toSorted((a, b) => a.batch_id - b.batch_id))
      }
    }),
  )
})
