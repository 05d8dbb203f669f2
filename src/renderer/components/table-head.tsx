import { Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column } from './table-row.tsx'

/** What a column is made wider by with a key. */
const STEP_PX = 16
const LEAST_WIDTH_PX = 48
const MOST_WIDTH_PX = 900

interface HeadCellProps<Row> {
  readonly column: Column<Row>
  readonly direction: 'asc' | 'desc' | false
  readonly onSort: () => void
  /** Told how wide it is to be, px; null as wide as it was. Without, it cannot be changed. */
  readonly onResize: ((width: number | null) => void) | null
}

/** The head of a column: sorts, and at its edge makes the column wider. Shift and an arrow do the same (UI-6). */
export function HeadCell<Row>({ column, direction, onSort, onResize }: HeadCellProps<Row>) {
  const { t } = useTranslation()
  const ariaSort = direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : 'none'

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const by = event.key === 'ArrowRight' ? STEP_PX : event.key === 'ArrowLeft' ? -STEP_PX : 0
    if (!onResize || !event.shiftKey || by === 0) return
    event.preventDefault()
    onResize(within(event.currentTarget.parentElement!.offsetWidth + by))
  }

  return (
    <span role="columnheader" aria-sort={ariaSort} data-align={column.align} className="bd-head-cell">
      <button
        type="button"
        title={onResize ? t('common.resizeColumn') : undefined}
        aria-keyshortcuts={onResize ? 'Shift+ArrowLeft Shift+ArrowRight' : undefined}
        onClick={onSort}
        onKeyDown={onKeyDown}
      >
        {column.header} {direction === 'asc' && <IconArrowUp size={11} aria-hidden />}
        {direction === 'desc' && <IconArrowDown size={11} aria-hidden />}
      </button>
      {onResize && <ColumnEdge onResize={onResize} />}
    </span>
  )
}

/** Dragged; a double click gives the column its own width back. */
function ColumnEdge({ onResize }: { onResize: (width: number | null) => void }) {
  const [from, setFrom] = useState<{ readonly x: number; readonly width: number } | null>(null)

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    setFrom({ x: event.clientX, width: event.currentTarget.parentElement!.offsetWidth })
  }

  return (
    <span
      className="bd-column-edge"
      aria-hidden
      data-dragged={from === null ? undefined : ''}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => from && onResize(within(from.width + event.clientX - from.x))}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
      onDoubleClick={() => onResize(null)}
    />
  )
}

const within = (width: number) => Math.round(Math.max(LEAST_WIDTH_PX, Math.min(MOST_WIDTH_PX, width)))

export interface Selection<Row> {
  readonly ids: ReadonlySet<string>
  readonly onChange: (ids: ReadonlySet<string>) => void
  /** Without, every row may be ticked. */
  readonly canSelect?: (row: Row) => boolean
  /** The most that may be ticked: one more takes the place of the first. */
  readonly most?: number
}

/** Ticks all rows that the filter leaves, or none of them. */
export function TickAll<Row>({ ids, selection }: { ids: readonly string[]; selection: Selection<Row> }) {
  const { t } = useTranslation()
  if (selection.most !== undefined) return null
  const ticked = ids.reduce((sum, id) => sum + Number(selection.ids.has(id)), 0)
  const areAll = ids.length > 0 && ticked === ids.length
  return (
    <Checkbox
      size="xs"
      aria-label={t('common.selectAll')}
      title={t('common.selectAll')}
      disabled={ids.length === 0}
      checked={areAll}
      indeterminate={ticked > 0 && !areAll}
      onChange={() => {
        const shown = new Set(ids)
        const others = [...selection.ids].filter((id) => !shown.has(id))
        selection.onChange(new Set(areAll ? others : [...others, ...ids]))
      }}
    />
  )
}
