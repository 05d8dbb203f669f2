import { expect, it } from 'vitest'
import { listFigures, takesMuch } from './plan-share.ts'

it('a change of a list is five figures, and from a tenth on it takes much', () => {
  const figures = (targets: number, added: number, removed: number) =>
    listFigures({ targets, added, removed } as Parameters<typeof listFigures>[0])
  expect(figures(106, 6, 5900)).toEqual({ now: 6000, kept: 100, added: 6, removed: 5900, after: 106 })
  expect(takesMuch(figures(900, 0, 100))).toBe(true)
  expect(takesMuch(figures(901, 0, 99))).toBe(false)
  expect(takesMuch(figures(6, 6, 0))).toBe(false)
})
