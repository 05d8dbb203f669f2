import { expect, it } from 'vitest'
import { inOrder } from './steady-order.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))

it('[UI-1] keeps each row in the place it had, however the rows are sorted now', () => {
  expect(inOrder(rows('c', 'a', 'b'), ['a', 'b', 'c'])).toEqual(rows('a', 'b', 'c'))
})

it('[UI-1] puts new rows last, in their own order', () => {
  expect(inOrder(rows('new-2', 'b', 'new-1', 'a'), ['a', 'b'])).toEqual(rows('a', 'b', 'new-2', 'new-1'))
})

it('[UI-1] closes the gap of a row that is gone', () => {
  expect(inOrder(rows('c', 'a'), ['a', 'b', 'c'])).toEqual(rows('a', 'c'))
})

it('leaves the given rows as they were, and all new ones in their order', () => {
  const given = rows('b', 'a')
  expect(inOrder(given, ['a', 'b'])).toEqual(rows('a', 'b'))
  expect(given).toEqual(rows('b', 'a'))
  expect(inOrder(given, [])).toEqual(given)
})
