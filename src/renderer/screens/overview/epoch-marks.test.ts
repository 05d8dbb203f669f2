import { describe, expect, it } from 'vitest'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { epochMarks, markNear } from './epoch-marks.ts'

const epoch = (number: number, created_at: number) => ({ epoch: number, created_at }) as EpochResource

describe('epochMarks', () => {
  it('are those on the axis, oldest first, and named from the newest on where there is room', () => {
    const marks = epochMarks([epoch(5, 1001), epoch(4, 990), epoch(3, 970), epoch(2, 100), epoch(1, -1)], 0, 1000)
    expect(marks.map((mark) => [mark.epoch.epoch, mark.isNamed])).toEqual([
      [2, true],
      [3, false],
      [4, true],
    ])
  })

  it('are never too many to see: the last hundred', () => {
    const marks = epochMarks(
      Array.from({ length: 500 }, (_, i) => epoch(i, i)),
      0,
      1000,
    )
    expect([marks.length, marks[0]?.epoch.epoch]).toEqual([100, 400])
  })
})

describe('markNear', () => {
  const marks = epochMarks([epoch(1, 500), epoch(2, 508)], 0, 1000)

  it.each([
    [487, undefined],
    [488, 1],
    [503, 1],
    [505, 2],
    [520, 2],
    [521, undefined],
  ])('at %i is %s', (at, found) => {
    expect(markNear(marks, at, 0, 1000)?.epoch).toBe(found)
  })
})
