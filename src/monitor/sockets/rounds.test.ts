import { describe, expect, it } from 'vitest'
import { Rounds } from './rounds.ts'

describe('Rounds', () => {
  it('give each member one turn in a round, and every turn nearly as many', () => {
    const rounds = new Rounds<number>(4)
    const leave = Array.from({ length: 10 }, (_, member) => rounds.join(member))
    const round = () => Array.from({ length: 4 }, () => [...rounds.next()])
    expect(round()).toEqual([
      [0, 4, 8],
      [1, 5, 9],
      [2, 6],
      [3, 7],
    ])
    for (const member of [0, 4, 3]) leave[member]!()
    leave[3]!()
    expect(round()).toEqual([[8], [1, 5, 9], [2, 6], [7]])
    rounds.join(10)
    expect(
      round()
        .flat()
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 5, 6, 7, 8, 9, 10])
  })
})
