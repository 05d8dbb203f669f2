import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionsOf } from '../../../console/condition.ts'
import { sampleBatch, sampleConsumer, sampleUnplanned } from '../../../../tests/sample-views.ts'
import { cellAt, mapCells, mapGrid, MAX_CELLS, nextCell } from './map-cells.ts'

function known(ids: readonly string[], change: Partial<Parameters<typeof mapCells>[0]> = {}) {
  const consumers = new Map(ids.map((id) => [id, sampleConsumer(id, { slots: 1 })]))
  return {
    consumers,
    conditions: conditionsOf(consumers, []),
    batches: new Map(),
    unplanned: new Map(),
    away: new Set<string>(),
    names: ids,
    ...change,
  }
}

describe('mapCells', () => {
  it('is one for each consumer: its condition, the mean of its batches, and whether one is in error', () => {
    const batches = [
      sampleBatch(1, { consumer_id: 'a', progress: 20 }),
      sampleBatch(2, { consumer_id: 'a', progress: 60, status: 'error' }),
      sampleBatch(3, { consumer_id: null }),
    ]
    const cells = mapCells(known(['a', 'b'], { batches: new Map(batches.map((each) => [each.batch_id, each])) }))
    expect(cells).toEqual([
      { id: 'a', consumers: 1, condition: 'online', progress: 40, hasError: true, wasAway: false },
      { id: 'b', consumers: 1, condition: 'online', progress: 0, hasError: false, wasAway: false },
    ])
  })

  it('[UI-10] unplanned batches are work, stale reports are none', () => {
    const reports = [
      sampleUnplanned(7, 'a', { status: 'error', progress: 30 }),
      sampleUnplanned(8, 'b', { stale: true, status: 'error', progress: 90 }),
    ]
    const unplanned = new Map(reports.map((each) => [each.consumer_id!, each]))
    expect(mapCells(known(['a', 'b'], { unplanned }))).toMatchObject([
      { id: 'a', progress: 30, hasError: true },
      { id: 'b', progress: 0, hasError: false },
    ])
  })

  it('says who was away and is well again, and of who is away only that', () => {
    const consumers = new Map([
      ['a', sampleConsumer('a', { slots: 1 })],
      ['b', sampleConsumer('b', { state: 'lost' })],
    ])
    const away = new Set(['a', 'b'])
    const cells = mapCells(known(['a', 'b'], { consumers, conditions: conditionsOf(consumers, []), away }))
    expect(cells.map(({ condition, wasAway }) => [condition, wasAway])).toEqual([
      ['online', true],
      ['lost', false],
    ])
  })

  it('is one for each host where there are too many, in the gravest condition there', () => {
    const ids = Array.from({ length: MAX_CELLS + 1 }, (_, i) => `c${i}`)
    const consumers = new Map(
      ids.map((id, i) => [
        id,
        sampleConsumer(id, { slots: 1, hostname: `h${i % 3}`, state: i === 4 ? 'offline' : 'online' }),
      ]),
    )
    const cells = mapCells(known(ids, { consumers, conditions: conditionsOf(consumers, []) }))
    expect(cells.map(({ id, condition }) => [id, condition])).toEqual([
      ['h0', 'online'],
      ['h1', 'offline'],
      ['h2', 'online'],
    ])
    expect(cells.reduce((sum, cell) => sum + cell.consumers, 0)).toBe(ids.length)
  })
})

describe('mapGrid', () => {
  const room = fc.record({
    count: fc.integer({ min: 1, max: 2400 }),
    width: fc.integer({ min: 200, max: 1200 }),
    height: fc.integer({ min: 80, max: 700 }),
  })

  it('has room for all of them unless they are as small as may be, and is as large as may be', () => {
    fc.assert(
      fc.property(room, ({ count, width, height }) => {
        const { size, step, line, perLine } = mapGrid(count, width, height)
        expect(perLine * step - (step - size)).toBeLessThanOrEqual(width)
        const lines = Math.ceil(count / perLine)
        if (size > 5) expect(lines * line - (line - size)).toBeLessThanOrEqual(height)
      }),
    )
  })

  it('finds the cell at each point of it, and none beside it', () => {
    fc.assert(
      fc.property(room, fc.nat(), ({ count, width, height }, any) => {
        const grid = mapGrid(count, width, height)
        const place = any % count
        const [x, y] = [(place % grid.perLine) * grid.step, Math.floor(place / grid.perLine) * grid.line]
        expect(cellAt(grid, count, x + grid.size / 2, y + grid.size / 2)).toBe(place)
        expect(cellAt(grid, count, x + grid.size + 1, y)).toBeNull()
        expect(cellAt(grid, count, -1, y)).toBeNull()
      }),
    )
  })

  it('[UI-6] leads the arrows from cell to cell and never beyond the ends', () => {
    expect(
      ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'x'].map((key) => nextCell(key, 5, 12, 4)),
    ).toEqual([4, 6, 1, 9, 0, 11, null])
    expect(['ArrowLeft', 'ArrowUp'].map((key) => nextCell(key, 0, 12, 4))).toEqual([null, null])
    expect(['ArrowRight', 'ArrowDown'].map((key) => nextCell(key, 11, 12, 4))).toEqual([null, null])
  })
})
