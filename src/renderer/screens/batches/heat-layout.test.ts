import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import {
  groupOf,
  type HeatCell,
  heatGroups,
  heatLayout,
  LANE_GAP_PX,
  seenGroups,
  stepTo,
  topOfCell,
} from './heat-layout.ts'

/** A grid with so many cells in each group. */
function grid(sizes: readonly number[], width: number, height = 400) {
  const cells = sizes.flatMap((size, i) =>
    Array.from({ length: size }, (_, n): HeatCell => {
      const batch = { batch_id: n, consumer_id: `c${i}` } as BatchResource
      return { key: `${i}/${n}`, batch, isOut: false }
    }),
  )
  const groups = heatGroups(cells, ({ consumer_id }) => consumer_id ?? '')
  return { cells, groups, layout: heatLayout(groups, { width, height }) }
}

const grids = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }),
    fc.integer({ min: 0, max: 2000 }),
    fc.integer({ min: 0, max: 1500 }),
  )
  .map(([sizes, width, height]) => grid(sizes, width, height))

/** Where a cell is, in cells and px. */
function spotOf({ groups, layout }: ReturnType<typeof grid>, place: number) {
  const index = groupOf(groups, place)
  const within = place - groups[index]!.first
  return { lane: layout.boxes[index]!.lane, x: within % layout.perLine, y: topOfCell(layout, groups, place) }
}

describe('heatLayout', () => {
  it('[UI-12] puts every group into one lane, below the one before, and nothing outside the room', () => {
    fc.assert(
      fc.property(grids, ({ groups, layout }) => {
        const { boxes, lanes, laneWidth, perLine, size, height } = layout
        expect(lanes.flat().toSorted((a, b) => a - b)).toEqual([...groups.keys()])
        for (const lane of lanes) {
          for (const [i, index] of lane.entries()) {
            const before = boxes[lane[i - 1] ?? -1]
            expect(boxes[index]!.top).toBeGreaterThanOrEqual(before ? before.top + before.height : 0)
            expect(boxes[index]!.top + boxes[index]!.height).toBeLessThanOrEqual(height)
          }
        }
        expect(perLine * size.width).toBeLessThanOrEqual(laneWidth + 2)
      }),
    )
  })

  it('[UI-12] makes cells as large as they can be with all in sight, with their ids while these fit', () => {
    const sizes = [5, 40, 200, 500, 5000].map((count) => grid([count], 1200, 700).layout.size)
    expect(sizes.map(({ height, hasId }) => `${height} ${hasId}`)).toEqual([
      '34 true',
      '34 true',
      '34 true',
      '28 true',
      '16 false',
    ])
    expect(sizes[0]!.width).toBeGreaterThan(20)
  })

  it('[UI-12] leaves a finger what it needs', () => {
    expect(grid([5000], 360, 500).layout.size).toMatchObject({ width: 24, height: 24 })
  })

  it('[UI-12] stands groups with long names below each other', () => {
    fc.assert(
      fc.property(grids, ({ groups }) => {
        expect(heatLayout(groups, { width: 900, height: 400 }, true).lanes).toEqual([[...groups.keys()]])
      }),
    )
  })

  it('gives few groups the whole width, and many short ones narrow lanes', () => {
    const two = grid([3000, 3000], 1000).layout
    expect([two.lanes.length, two.laneWidth]).toEqual([2, 488])
    const many = grid(
      Array.from({ length: 300 }, () => 8),
      1232,
    ).layout
    expect(many.lanes.length).toBe(7)
    expect(many.laneWidth * 7 + 6 * LANE_GAP_PX).toBeLessThanOrEqual(1232)
  })
})

describe('seenGroups', () => {
  it('shows each cell once when all is in sight', () => {
    fc.assert(
      fc.property(grids, ({ groups, layout, cells }) => {
        const seen = seenGroups(layout, groups, 0, layout.height)
        expect(seen.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(cells.length)
      }),
    )
  })

  it('shows each cell of a window, and few beside', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 500 }), (all, top, span) => {
        const seen = seenGroups(all.layout, all.groups, top, top + span)
        const isSeen = (place: number) => {
          const index = groupOf(all.groups, place)
          const within = place - all.groups[index]!.first
          return seen.some((each) => each.index === index && within >= each.from && within < each.to)
        }
        const { height } = all.layout.size
        for (let place = 0; place < all.cells.length; place++) {
          const y = topOfCell(all.layout, all.groups, place)
          if (y < top + span && y + height > top) expect(isSeen(place)).toBe(true)
          if (y > top + span + height || y + 2 * height < top) expect(isSeen(place)).toBe(false)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('[UI-6] stepTo', () => {
  const step = (from: number, key: string, { groups, layout }: ReturnType<typeof grid>, isCtrl = false) =>
    stepTo({ key, isCtrl }, from, groups, layout)

  it('goes on to the next group at the end of one, and ends at the last cell', () => {
    const small = grid([3, 2], 400)
    expect([0, 2, 4].map((from) => step(from, 'ArrowRight', small))).toEqual([1, 3, 4])
    expect([0, 3].map((from) => step(from, 'ArrowLeft', small))).toEqual([0, 2])
  })

  it('goes down from line to line and into the group below', () => {
    const tall = grid([20, 3], 200, 0)
    expect([tall.layout.lanes.length, tall.layout.perLine]).toEqual([1, 8])
    expect([0, 8, 12, 16].map((from) => step(from, 'ArrowDown', tall))).toEqual([8, 16, 19, 20])
    expect([20, 22, 18].map((from) => step(from, 'ArrowUp', tall))).toEqual([16, 18, 10])
  })

  it('knows the ends of a group and of all, and the groups beside', () => {
    const three = grid([3, 4, 2], 900)
    expect(step(4, 'Home', three)).toBe(3)
    expect(step(4, 'End', three)).toBe(6)
    expect(step(4, 'Home', three, true)).toBe(0)
    expect(step(4, 'End', three, true)).toBe(8)
    expect(step(4, 'PageDown', three)).toBe(7)
    expect(step(4, 'PageUp', three)).toBe(0)
    expect(step(4, 'a', three)).toBeNull()
  })

  it('never leaves the grid, and up and down stay in their lane', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.constantFrom('ArrowUp', 'ArrowDown'), (all, seed, key) => {
        const from = seed % all.cells.length
        const to = step(from, key, all)!
        const [before, after] = [from, to].map((place) => spotOf(all, place))
        expect(all.cells[to]).toBeDefined()
        expect(after!.lane).toBe(before!.lane)
        expect(after!.x).toBeLessThanOrEqual(before!.x)
        if (to !== from) expect(after!.y > before!.y).toBe(key === 'ArrowDown')
      }),
    )
  })

  it('reaches every cell with the arrow to the right, and comes back with the one to the left', () => {
    fc.assert(
      fc.property(grids, (all) => {
        let place = 0
        for (let i = 1; i < all.cells.length; i++) place = step(place, 'ArrowRight', all)!
        expect(place).toBe(all.cells.length - 1)
        for (let i = 1; i < all.cells.length; i++) place = step(place, 'ArrowLeft', all)!
        expect(place).toBe(0)
      }),
    )
  })
})
