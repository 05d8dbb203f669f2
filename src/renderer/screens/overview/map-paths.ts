import type { Condition } from '../../../console/condition.ts'
import type { MapCell, MapGrid } from './map-cells.ts'

/** What is drawn of all cells, each layer as one path: a thousand elements would be a thousand to lay out. */
export interface MapPaths {
  /** Of cells that are well: the ground, that of those that were away within the range, and the progress upon it. */
  readonly ground: string
  readonly was: string
  readonly progress: string
  readonly error: string
  /** Of all others: frames and strokes, and what is filled, by condition. */
  readonly strokes: Readonly<Partial<Record<Condition, string>>>
  readonly fills: Readonly<Partial<Record<Condition, string>>>
}

const ERROR_PX = 3

/** `[UI-2]` Each condition has a shape of its own. */
export function mapPaths(cells: readonly MapCell[], grid: MapGrid): MapPaths {
  const { size, step, line, perLine } = grid
  const flat = { ground: '', was: '', progress: '', error: '' }
  const strokes: Partial<Record<Condition, string>> = {}
  const fills: Partial<Record<Condition, string>> = {}
  for (const [place, { condition, progress, hasError, wasAway }] of cells.entries()) {
    const x = (place % perLine) * step
    const y = Math.floor(place / perLine) * line
    if (condition === 'online') {
      flat[wasAway ? 'was' : 'ground'] += box(x, y, size, size)
      const height = Math.round((size * Math.min(100, progress)) / 100)
      if (height > 0) flat.progress += box(x, y + size - height, size, height)
    } else {
      strokes[condition] = (strokes[condition] ?? '') + strokeOf(condition, x, y, size)
      const fill = fillOf(condition, x, y, size)
      if (fill !== '') fills[condition] = (fills[condition] ?? '') + fill
    }
    const mark = Math.min(ERROR_PX, Math.ceil(size / 3))
    if (hasError) flat.error += box(x, y + size - mark, size, mark)
  }
  return { ...flat, strokes, fills }
}

const box = (x: number, y: number, width: number, height: number): string => `M${x} ${y}h${width}v${height}h${-width}z`

function strokeOf(condition: Condition, x: number, y: number, size: number): string {
  // A stroke lies on both sides of its line.
  const [left, top, inner] = [x + 0.5, y + 0.5, size - 1]
  const frame = box(left, top, inner, inner)
  switch (condition) {
    case 'lost':
      return `M${left} ${top}l${inner} ${inner}m${-inner} 0l${inner} ${-inner}`
    case 'offline':
      return `${frame}M${left} ${top + inner}l${inner} ${-inner}`
    case 'stuck':
      return `${frame}M${left} ${top + inner / 2}h${inner}`
    case 'flapping':
      return `${frame}M${left + inner / 3} ${top}v${inner}M${left + (2 * inner) / 3} ${top}v${inner}`
    case 'suspect':
    case 'drained':
    case 'idle':
    case 'online':
      return frame
  }
}

function fillOf(condition: Condition, x: number, y: number, size: number): string {
  if (condition === 'suspect') return box(x, y, size / 2, size)
  return condition === 'drained' ? box(x, y + size / 2, size, size / 2) : ''
}
