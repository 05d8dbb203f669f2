import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from 'react'
import type { Condition } from '../../../console/condition.ts'
import { useCellLink, useCellWords } from './cell-words.ts'
import { cellAt, type MapCell, type MapGrid, mapGrid, nextCell } from './map-cells.ts'
import { mapPaths } from './map-paths.ts'

interface MapDrawingProps {
  readonly cells: readonly MapCell[]
  /** Of the room, px. */
  readonly width: number
  readonly height: number
  readonly label: string
}

/**
 * The cells as a few paths, and above them one link that is where the pointer or the keyboard is: a thousand links, drawn anew
 * as batches come along, would be felt (UI-6).
 */
export function MapDrawing({ cells, width, height, label }: MapDrawingProps) {
  const words = useCellWords()
  const href = useCellLink()
  const [active, setActive] = useState(0)
  const grid = useMemo(() => mapGrid(cells.length, width, height), [cells.length, width, height])
  const place = Math.min(active, cells.length - 1)
  const cell = cells[place]

  function pointed(event: PointerEvent<HTMLElement>): number | null {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const { scrollTop } = event.currentTarget
    return cellAt(grid, cells.length, event.clientX - left, event.clientY - top + scrollTop)
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const next = nextCell(event.key, place, cells.length, grid.perLine)
    if (next === null) return
    event.preventDefault()
    setActive(next)
  }

  const lines = Math.ceil(cells.length / grid.perLine)
  return (
    <div
      className="bd-map-cells"
      role="group"
      aria-label={label}
      onPointerMove={(event) => {
        const at = pointed(event)
        if (at !== null) setActive(at)
      }}
      onPointerDown={(event) => {
        // A finger points and presses at once: the link is there only now.
        const at = pointed(event)
        const target = event.pointerType === 'touch' && at !== null ? cells[at] : undefined
        if (target) location.hash = href(target, cells.length)
      }}
    >
      <Drawing cells={cells} grid={grid} height={lines * grid.line} />
      {cell && (
        <a
          className="bd-map-cell"
          href={href(cell, cells.length)}
          aria-label={words(cell)}
          title={words(cell)}
          style={{
            left: (place % grid.perLine) * grid.step,
            top: Math.floor(place / grid.perLine) * grid.line,
            width: grid.size,
            height: grid.size,
          }}
          onKeyDown={onKeyDown}
        />
      )}
    </div>
  )
}

interface DrawingProps {
  readonly cells: readonly MapCell[]
  readonly grid: MapGrid
  readonly height: number
}

const Drawing = memo(function Drawing({ cells, grid, height }: DrawingProps) {
  const { ground, was, progress, error, strokes, fills } = useMemo(() => mapPaths(cells, grid), [cells, grid])
  return (
    <svg width={grid.perLine * grid.step} height={height} aria-hidden>
      <path d={ground} fill="var(--bd-area-online)" />
      <path d={was} fill="var(--bd-area-was)" />
      <path d={progress} fill="var(--bd-area-online-fill)" />
      {Object.entries(fills).map(([condition, path]) => (
        <path key={condition} d={path} fill={colors[condition as Condition]} />
      ))}
      {Object.entries(strokes).map(([condition, path]) => (
        <path key={condition} d={path} fill="none" stroke={colors[condition as Condition]} strokeWidth={1.25} />
      ))}
      <path d={error} fill="var(--bd-error)" />
    </svg>
  )
})

const colors: Readonly<Record<Condition, string>> = {
  lost: 'var(--bd-lost)',
  offline: 'var(--bd-suspect)',
  suspect: 'var(--bd-suspect)',
  stuck: 'var(--bd-error)',
  flapping: 'var(--bd-suspect)',
  drained: 'var(--bd-border-strong)',
  idle: 'var(--bd-border-strong)',
  online: 'var(--bd-completed)',
}
