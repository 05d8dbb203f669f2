import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import {
  type HeatCell,
  type HeatGroup,
  heatGroups,
  heatLayout,
  rowOfCell,
  seenBands,
  stepFor,
  stepTo,
} from './heat-layout.ts'

/** A grid with so many cells in each group. */
function grid(sizes: readonly number[], width: number) {
  const cells = sizes.flatMap((size, i) =>
    Array.from({ length: size }, (_, n): HeatCell => {
      const batch = { batch_id: n, consumer_id: `c${i}` } as BatchResource
      return { key: `${i}/${n}`, batch, isOut: false }
    }),
  )
  const groups = heatGroups(cells)
  return { cells, groups, layout: heatLayout(groups, cells.length, width) }
}

const grids = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 2000 }))
  .map(([sizes, width]) => grid(sizes, width))

/** Where a cell is, in px. */
function spotOf(
  groups: readonly HeatGroup[],
  { columns, perLine, tops }: ReturnType<typeof grid>['layout'],
  place: number,
) {
  const index = groups.findLastIndex(({ first }) => first <= place)
  const within = place - groups[index]!.first
  return {
    column: index % columns,
    x: within % perLine,
    y: tops[Math.floor(index / columns)]! + Math.floor(within / perLine),
  }
}

describe('heatLayout', () => {
  it('has a row for the names of each band and one for each line of cells, and nothing outside the width', () => {
    fc.assert(
      fc.property(grids, ({ groups, cells, layout }) => {
        expect(layout.rows.reduce((sum, row) => sum + row.height, 0)).toBe(layout.height)
        expect(layout.rows.filter(({ line }) => line === null)).toHaveLength(Math.ceil(groups.length / layout.columns))
        for (let place = 0; place < cells.length; place++) expect(rowOfCell(layout, groups, place)).toBeGreaterThan(0)
      }),
    )
  })

  it('makes cells smaller the more there are, and never too small to hit', () => {
    expect([10, 1000, 10_000, 30_000].map(stepFor)).toEqual([24, 20, 16, 16])
  })

  it('gives few groups the whole width', () => {
    const { layout } = grid([300, 300], 1000)
    expect(layout.columns).toBe(2)
    expect(layout.columnWidth).toBe(488)
  })
})

describe('seenBands', () => {
  it('says which lines of each band are in sight', () => {
    const { layout } = grid([30, 30, 5, 5], 380)
    expect([layout.columns, layout.perLine]).toEqual([1, 15])
    // Names, two lines; names, two lines; names, a line; names, a line.
    expect(seenBands(layout, [2, 3, 4, 6])).toEqual([
      { band: 0, from: 1, to: 2 },
      { band: 1, from: 0, to: 1 },
      { band: 2, from: 0, to: 0 },
    ])
  })

  it('shows each cell when every row is in sight', () => {
    fc.assert(
      fc.property(grids, ({ groups, layout, cells }) => {
        const seen = seenBands(layout, [...layout.rows.keys()])
        const count = seen.reduce((sum, { band, from, to }) => {
          const inBand = groups.slice(band * layout.columns, (band + 1) * layout.columns)
          const sizes = inBand.map((group) => Math.min(group.cells.length, to * layout.perLine) - from * layout.perLine)
          return sum + sizes.reduce((all, size) => all + size, 0)
        }, 0)
        expect(count).toBe(cells.length)
      }),
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
    const tall = grid([20, 3], 200)
    expect(tall.layout.perLine).toBe(8)
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

  it('never leaves the grid, and up and down stay in their column', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.constantFrom('ArrowUp', 'ArrowDown'), (all, seed, key) => {
        const from = seed % all.cells.length
        const to = step(from, key, all)!
        const [before, after] = [from, to].map((place) => spotOf(all.groups, all.layout, place))
        expect(all.cells[to]).toBeDefined()
        expect(after!.column).toBe(before!.column)
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
