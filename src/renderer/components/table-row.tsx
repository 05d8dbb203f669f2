import { Checkbox } from '@mantine/core'
import { type CSSProperties, memo, type ReactNode, type RefObject } from 'react'

export interface Column<Row> {
  readonly id: string
  readonly header: string
  /** What is sorted by and exported. */
  readonly value: (row: Row) => string | number | null
  readonly cell?: (row: Row) => ReactNode
  /** A CSS grid track, for example `90px` or `minmax(120px, 1fr)`. */
  readonly width: string
  readonly align?: 'right'
  /** Not shown unless it is chosen in the menu of columns. */
  readonly isOptional?: boolean
}

/** What a row calls. */
export interface RowActions<Row> {
  readonly open: (row: Row, index: number) => void
  readonly point: (row: Row) => void
  /** @param isRow whether the row itself has it, and not something within */
  readonly focus: (index: number, isRow: boolean) => void
  readonly toggle: (id: string) => void
}

interface TableRowProps<Row> {
  readonly id: string
  readonly row: Row
  readonly index: number
  readonly start: number
  readonly columns: readonly Column<Row>[]
  readonly grid: CSSProperties
  readonly isOpen: boolean
  readonly isClickable: boolean
  readonly tabIndex: number
  /** Null where rows cannot be ticked. */
  readonly isTicked: boolean | null
  readonly canTick: boolean
  readonly tickLabel: string
  readonly actions: RefObject<RowActions<Row>>
}

/** Of the column of ticks. */
export const TICK_WIDTH_PX = 36

/**
 * All rows are of one width, whatever is in them, or their columns would not stand below each other.
 * @param widths of columns that somebody made wider or narrower, px
 */
export function rowGrid(
  columns: readonly { id: string; width: string }[],
  hasTicks: boolean,
  widths: Readonly<Record<string, number>> = {},
): { gridTemplateColumns: string; minWidth: number } {
  const own = columns.map(({ id, width }) => (widths[id] === undefined ? width : `${widths[id]}px`))
  const tracks = [...(hasTicks ? [`${TICK_WIDTH_PX}px`] : []), ...own]
  const minWidth = tracks.reduce((sum, track) => sum + Number(/\d+/.exec(track)?.[0] ?? 0), 0)
  return { gridTemplateColumns: tracks.join(' '), minWidth }
}

interface TickProps {
  readonly id: string
  readonly isTicked: boolean
  readonly canTick: boolean
  readonly label: string
  readonly actions: RefObject<Pick<RowActions<never>, 'toggle'>>
}

/** Not rendered with its row: it is the heaviest part of it, and changes the least. */
const Tick = memo(function Tick({ id, isTicked, canTick, label, actions }: TickProps) {
  return (
    <Checkbox
      size="xs"
      disabled={!canTick}
      checked={isTicked}
      aria-label={label}
      onChange={() => actions.current.toggle(id)}
    />
  )
})

/** One row, rendered for its own sake only: the rows around it change all the time. */
export const TableRow = memo(function TableRow<Row>(props: TableRowProps<Row>) {
  const { id, row, index, start, columns, grid, isOpen, isClickable, tabIndex, actions } = props
  const { isTicked, canTick, tickLabel } = props
  return (
    <div
      className="bd-row bd-row-body"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      data-index={index}
      data-clickable={isClickable ? '' : undefined}
      tabIndex={tabIndex}
      style={{ ...grid, transform: `translateY(${start}px)` }}
      onFocus={(event) => {
        actions.current.focus(index, event.target === event.currentTarget)
        actions.current.point(row)
      }}
      onPointerEnter={() => actions.current.point(row)}
      onClick={() => actions.current.open(row, index)}
    >
      {isTicked !== null && (
        <span role="cell" onClick={(event) => event.stopPropagation()}>
          <Tick id={id} isTicked={isTicked} canTick={canTick} label={tickLabel} actions={actions} />
        </span>
      )}
      {columns.map((column) => (
        <span key={column.id} role="cell" data-align={column.align}>
          {column.cell ? column.cell(row) : column.value(row)}
        </span>
      ))}
    </div>
  )
}) as <Row>(props: TableRowProps<Row>) => ReactNode
