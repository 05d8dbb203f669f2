import { describe, expect, it } from 'vitest'
import { conditions } from '../../../console/condition.ts'
import type { MapCell } from './map-cells.ts'
import { mapPaths } from './map-paths.ts'

const grid = { size: 10, step: 12, line: 14, perLine: 2 }
const cell = (change: Partial<MapCell> = {}): MapCell => ({
  id: 'a',
  consumers: 1,
  condition: 'online',
  progress: 50,
  hasError: false,
  wasAway: false,
  ...change,
})

describe('mapPaths', () => {
  it('[UI-2] draw each condition in a shape of its own', () => {
    const shapes = conditions.map((condition) => {
      const { ground, strokes, fills } = mapPaths([cell({ condition })], grid)
      return `${ground} ${strokes[condition] ?? ''} ${fills[condition] ?? ''}`
    })
    expect(new Set(shapes).size).toBe(conditions.length)
  })

  it('fill a cell from below as far as it is, and mark an error', () => {
    const paths = mapPaths(
      [cell(), cell({ progress: 0 }), cell({ progress: 100, hasError: true, wasAway: true })],
      grid,
    )
    expect(paths.ground).toBe('M0 0h10v10h-10zM12 0h10v10h-10z')
    expect(paths.was).toBe('M0 14h10v10h-10z')
    expect(paths.progress).toBe('M0 5h10v5h-10zM0 14h10v10h-10z')
    expect(paths.error).toBe('M0 21h10v3h-10z')
  })
})
