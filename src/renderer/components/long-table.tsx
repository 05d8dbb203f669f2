import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react'
import { useRowFocus } from './row-focus.ts'
import { PrintedNote } from './printed-note.tsx'
import { useFirstPrinted, useRowsToShow } from './printed-rows.ts'
import { type Column, type RowActions, rowGrid, TableRow } from './table-row.tsx'
import { TableNote } from './table-note.tsx'
import { useRowWindow } from './use-row-window.ts'

interface LongTableProps<Row> {
  readonly label: string
  /** Rows of the whole list. */
  readonly count: number
  /** A row; undefined while it is on its way. */
  readonly row: (index: number) => Row | undefined
  /** Told which rows are in sight. Has to be the same function each time where it must not be told again. */
  readonly onSight: (first: number, last: number) => void
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  readonly openId: string
  /** Where the open row stands; -1 where that is not known. It is brought into sight. */
  readonly openIndex: number
  readonly onOpen: (row: Row, index: number) => void
  /** Told whether the pointer is on the rows: they must not change their places then (UI-1). */
  readonly onHold: (isHeld: boolean) => void
  /** What the list is sorted by, with a minus where it falls; and what it can be sorted by. */
  readonly sort: { readonly by: string; readonly onChange: (by: string) => void; readonly names: ReadonlySet<string> }
  /** What list this is: another one begins at its first row. */
  readonly list: string
  /** In place of the rows. */
  readonly empty: ReactNode | null
  readonly footer: ReactNode
}

const ROW_HEIGHT_PX = 28

/** A list of any length whose rows come by page and are sorted elsewhere; only those in sight are there. */
export function LongTable<Row extends object>(props: LongTableProps<Row>) {
  const {
    label,
    count,
    row: rowAt,
    onSight,
    columns,
    rowId,
    openId,
    openIndex,
    onOpen,
    onHold,
    sort,
    list,
    empty,
    footer,
  } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { rows: seen, height, scrollToIndex, toStart } = useRowWindow(count, ROW_HEIGHT_PX, scroller)
  const from = useFirstPrinted(seen[0]?.index ?? 0)
  const rows = useRowsToShow(seen, count, from)
  const focus = useRowFocus(count, { scrollToIndex }, scroller)
  const grid = useMemo(() => rowGrid(columns, false), [columns])
  const [first, last] = [rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0]
  useEffect(() => {
    if (count > 0) onSight(first, last)
  }, [onSight, count, first, last])

  const newest = useRef({ toStart, show: scrollToIndex, focus: focus.setFocused })
  useLayoutEffect(() => {
    newest.current = { toStart, show: scrollToIndex, focus: focus.setFocused }
  })
  useEffect(() => newest.current.toStart(), [list])
  useEffect(() => {
    if (openIndex < 0) return
    newest.current.show(openIndex)
    newest.current.focus(openIndex)
  }, [openIndex])

  /** A row that has the focus and is on its way: the row itself gets it when it comes. */
  const awaited = useRef<number | null>(null)
  const onAwait = (index: number | null): void => void (awaited.current = index)
  useLayoutEffect(() => {
    const index = awaited.current
    if (index === null || !rowAt(index)) return
    awaited.current = null
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })
  })

  const actions: RowActions<Row> = {
    open: (row, index) => onOpen(row, index),
    point: () => {},
    focus(index) {
      focus.setFocused(index)
      // With a row open beside the list, the arrows look through the list (Linear's peek).
      const row = rowAt(index)
      if (openId !== '' && row && rowId(row) !== openId) onOpen(row, index)
    },
    toggle: () => {},
  }
  const latest = useRef(actions)
  useLayoutEffect(() => {
    latest.current = actions
  })

  function onKeyDown(event: KeyboardEvent): void {
    if (focus.move(event)) return
    const row = rowAt(focus.focused)
    if (event.key === 'Enter' && row && (event.target as HTMLElement).role === 'row') onOpen(row, focus.focused)
  }

  return (
    <section className="bd-panel bd-table" aria-label={label}>
      <div
        ref={scroller}
        className="bd-table-scroll"
        role="table"
        aria-label={label}
        aria-rowcount={count + 1}
        onPointerEnter={() => onHold(true)}
        onPointerLeave={() => onHold(false)}
      >
        <div className="bd-row bd-row-head" role="row" aria-rowindex={1} style={grid}>
          {columns.map((column) => (
            <Head key={column.id} column={column} sort={sort} />
          ))}
        </div>
        {(empty && <TableNote>{empty}</TableNote>) ?? (
          <div className="bd-virtual" role="rowgroup" style={{ minWidth: grid.minWidth, height }} onKeyDown={onKeyDown}>
            {rows.map(({ index, start }) => {
              const row = rowAt(index)
              if (!row) return <ComingRow key={index} index={index} start={start} grid={grid} onAwait={onAwait} />
              return (
                <TableRow
                  key={index}
                  id={rowId(row)}
                  row={row}
                  index={index}
                  start={start}
                  columns={columns}
                  grid={grid}
                  isOpen={rowId(row) === openId}
                  isClickable
                  tabIndex={focus.tabIndex(index)}
                  isTicked={null}
                  canTick={false}
                  tickLabel=""
                  actions={latest}
                />
              )
            })}
          </div>
        )}
      </div>
      <PrintedNote count={count} from={from} />
      <footer className="bd-table-foot">{footer}</footer>
    </section>
  )
}

function Head<Row>({ column, sort }: { column: Column<Row>; sort: LongTableProps<Row>['sort'] }) {
  const { id, header, align } = column
  const [isUp, isDown] = [sort.by === id, sort.by === `-${id}`]
  if (!sort.names.has(id)) {
    return (
      <span role="columnheader" data-align={align}>
        {header}
      </span>
    )
  }
  return (
    <span role="columnheader" aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'} data-align={align}>
      <button type="button" onClick={() => sort.onChange(isUp ? `-${id}` : isDown ? '' : id)}>
        {header} {isUp && <IconArrowUp size={11} aria-hidden />}
        {isDown && <IconArrowDown size={11} aria-hidden />}
      </button>
    </span>
  )
}

interface ComingRowProps {
  readonly index: number
  readonly start: number
  readonly grid: CSSProperties
  /** Told that it has the focus, and that it has it no more. */
  readonly onAwait: (index: number | null) => void
}

/** The place of a row that is on its way. */
function ComingRow({ index, start, grid, onAwait }: ComingRowProps) {
  return (
    <div
      className="bd-row bd-row-body bd-dim"
      role="row"
      aria-rowindex={index + 2}
      aria-busy
      data-index={index}
      tabIndex={-1}
      style={{ ...grid, transform: `translateY(${start}px)` }}
      onFocus={() => onAwait(index)}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget !== null) onAwait(null)
      }}
    >
      <span role="cell">…</span>
    </div>
  )
}
