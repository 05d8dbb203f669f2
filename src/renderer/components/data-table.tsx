import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconDownload } from '@tabler/icons-react'
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toCsv } from '../../console/csv.ts'
import { useFormat } from '../i18n/format.ts'
import { useExport } from '../stores/exports.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useIsPrinting } from '../stores/printing.ts'
import { download } from './download.ts'
import { fitting } from './fitting-columns.ts'
import { GroupHead } from './group-head.tsx'
import { useRowFocus } from './row-focus.ts'
import { PrintedNote } from './printed-note.tsx'
import { useRowsToShow } from './printed-rows.ts'
import { Split } from './side-panel.tsx'
import { HeadCell, type Selection, TickAll } from './table-head.tsx'
import type { Grouping } from './table-lines.ts'
import { TableNote } from './table-note.tsx'
import { type Column, type RowActions, rowGrid, TableRow, TICK_WIDTH_PX } from './table-row.tsx'
import { useTableLines } from './use-table-lines.ts'

export type { Selection }

/** The row that is open beside the list. */
export interface OpenRow {
  /** Where it stands; null where the filter leaves it out. */
  readonly place: { readonly index: number; readonly count: number } | null
  readonly onStep: (by: 1 | -1) => void
  /** Closes it, and leaves the keyboard on its row. */
  readonly onClose: () => void
}

/** Groups that rows stand in while the list is in its own order. */
interface Groups<Row> extends Grouping<Row> {
  readonly renderHead: (group: string, count: number) => ReactNode
}

interface DataTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly rowId: (row: Row) => string
  readonly onOpen?: (row: Row) => void
  /** Told which row the pointer or the focus is on; null where it is on none. */
  readonly onPoint?: (row: Row | null) => void
  readonly openId?: string
  readonly empty: ReactNode
  readonly exportName: string
  /** Rows may be ticked; the ids of those that are. */
  readonly selection?: Selection<Row>
  readonly selectLabel?: (row: Row) => string
  readonly footer?: ReactNode
  /** Whether it stays where no row is found, as a filter in it must. */
  readonly isFooterKept?: boolean
  /** The column it is sorted by, with a minus where it falls; kept by whoever gives it (UI-3). */
  readonly sort?: { readonly by: string; readonly onChange: (by: string) => void }
  readonly groups?: Groups<Row>
  /** What list this is, as its filters say: in another one no row has a place to keep (UI-1). */
  readonly list?: string
  /** Under this name it is remembered how wide its columns were made. Without, they cannot be. */
  readonly name?: string
  /** Columns that go where there is no room for all, the first one first. */
  readonly leaving?: readonly string[]
  /** The details of the open row, beside the list; with them the arrows look through it. */
  readonly renderPanel?: (open: OpenRow) => ReactNode
  readonly onClose?: () => void
}

const ROW_HEIGHT_PX = 28
/** How wide a list is that has room for ticks. */
const TICKS_FROM_PX = 420

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

/** A list that sorts, exports and stays fluid at any length; rows stay where they are while somebody looks (UI-1). */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, onOpen, onPoint, openId = '', empty, exportName } = props
  const {
    selection,
    selectLabel,
    footer,
    isFooterKept = false,
    sort,
    groups,
    list = '',
    name,
    leaving = noNames,
    renderPanel,
    onClose,
  } = props
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: measured, width } = useElementSize()
  const definitions = useMemo(
    () =>
      columns.map((column): ColumnDef<typeof features, Row> => ({
        id: column.id,
        header: column.header,
        accessorFn: (row) => column.value(row),
        sortFn: column.align === 'right' ? 'basic' : 'alphanumeric',
        sortUndefined: 'last',
      })),
    [columns],
  )
  const [ownSorting, setOwnSorting] = useState<SortingState>([])
  const sorting = sort ? sortingOf(sort.by, columns) : ownSorting
  const table = useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    state: { sorting },
    onSortingChange(change) {
      const [next] = typeof change === 'function' ? change(sorting) : change
      if (sort) sort.onChange(next ? `${next.desc ? '-' : ''}${next.id}` : '')
      else setOwnSorting(next ? [next] : [])
    },
  })
  const sorted = table.getRowModel().rows
  const isGrouped = groups !== undefined && sorting.length === 0
  const { of: groupOf, order: groupOrder } = groups ?? noGrouping
  const grouping = useMemo(
    () => (isGrouped ? { of: ({ original }: { original: Row }) => groupOf(original), order: groupOrder } : null),
    [isGrouped, groupOf, groupOrder],
  )
  const [isPointed, setPointed] = useState(false)
  const { lines, waiting, release, toggleGroup } = useTableLines(
    sorted,
    grouping,
    `${list} ${sorting.map(({ id, desc }) => `${id}${desc}`).join()} ${isGrouped}`,
    isPointed || (renderPanel !== undefined && openId !== ''),
  )
  const openIndex = openId === '' ? -1 : lines.findIndex(({ id }) => id === openId)

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
    // The head stands above the rows, and they are lower by it.
    scrollPaddingEnd: ROW_HEIGHT_PX,
  })
  const items = useRowsToShow(virtual.getVirtualItems(), lines.length)
  const focus = useRowFocus(lines.length, virtual, scroller)
  const widths = usePreferences(({ columnWidths }) => (name === undefined ? undefined : columnWidths[name]))
  // A phone is for looking and acting on one: the room is for what rows say.
  const isPrinting = useIsPrinting()
  const hasTicks = selection !== undefined && !isPrinting && (width === 0 || width >= TICKS_FROM_PX)
  const shown = useMemo(
    () => fitting(columns, width === 0 ? 0 : width - (hasTicks ? TICK_WIDTH_PX : 0), leaving),
    [columns, width, hasTicks, leaving],
  )
  const grid = useMemo(() => rowGrid(shown, hasTicks, widths), [shown, hasTicks, widths])

  const newest = useRef({ show: virtual.scrollToIndex, focus: focus.setFocused })
  useLayoutEffect(() => {
    newest.current = { show: virtual.scrollToIndex, focus: focus.setFocused }
  })
  const isOpenThere = openIndex >= 0
  const lastIndex = useRef(openIndex)
  useLayoutEffect(() => {
    lastIndex.current = openIndex
  })
  useEffect(() => {
    // Where it stands now; that it is moved by others later is no reason to scroll.
    if (!isOpenThere) return
    newest.current.show(lastIndex.current)
    newest.current.focus(lastIndex.current)
  }, [openId, isOpenThere])

  function exportRows(): void {
    const all = sorted.map(({ original }) => columns.map((column) => column.value(original)))
    download(`${exportName}.csv`, toCsv([columns.map(({ header }) => header), ...all]), 'text/csv')
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (focus.move(event)) return
    const row = lines[focus.focused]?.row
    if (event.key === ' ' && selection && row && (event.target as HTMLElement).role === 'row') {
      event.preventDefault()
      toggle(row.id)
    } else if (event.key === 'Enter' && row && (event.target as HTMLElement).role === 'row') {
      onOpen?.(row.original)
    }
  }

  function toggle(id: string): void {
    if (!selection) return
    const ids = new Set(selection.ids)
    if (!ids.delete(id)) ids.add(id)
    selection.onChange(new Set([...ids].slice(-(selection.most ?? ids.size))))
  }

  function step(by: 1 | -1): void {
    for (let at = openIndex + by; at >= 0 && at < lines.length; at += by) {
      const row = lines[at]?.row
      if (row) return onOpen?.(row.original)
    }
  }

  function close(): void {
    onClose?.()
    // To where the keyboard was, on a phone once the list is there again.
    const left = scroller.current?.querySelector<HTMLElement>('[role="row"][aria-selected="true"]')
    requestAnimationFrame(() => left?.focus({ preventScroll: true }))
  }

  const actions: RowActions<Row> = {
    open: (row) => onOpen?.(row),
    point: (row) => onPoint?.(row),
    focus(index, isRow) {
      focus.setFocused(index)
      // With a row open beside the list, the arrows look through the list (Linear's peek).
      const row = lines[index]?.row
      if (isRow && renderPanel && openId !== '' && row && row.id !== openId) onOpen?.(row.original)
    },
    toggle,
  }
  // A row is rendered for its own sake only; what it calls is what was rendered last.
  const latest = useRef(actions)
  useLayoutEffect(() => {
    latest.current = actions
  })

  useExport(sorted.length > 0 ? { label: `${t('common.exportCsv')}: ${label}`, run: exportRows } : null)

  const headers = new Map(table.getFlatHeaders().map((header) => [header.column.id, header.column]))
  const rowsInOrder = lines.filter(({ row }) => row !== null)
  const listed = (
    <section ref={measured} className="bd-panel bd-table" aria-label={label}>
      <div ref={scroller} className="bd-table-scroll" role="table" aria-label={label} aria-rowcount={lines.length + 1}>
        <div className="bd-row bd-row-head" role="row" style={grid}>
          {hasTicks && (
            <span role="columnheader">
              <TickAll ids={sorted.map(({ id }) => id)} selection={selection} />
            </span>
          )}
          {shown.map((column) => (
            <HeadCell
              key={column.id}
              column={column}
              direction={headers.get(column.id)?.getIsSorted() ?? false}
              onSort={() => headers.get(column.id)?.toggleSorting()}
              onResize={name === undefined ? null : (px) => setColumnWidth(name, column.id, px)}
            />
          ))}
        </div>
        {sorted.length === 0 ? (
          <TableNote>{empty}</TableNote>
        ) : (
          <div
            className="bd-virtual"
            role="rowgroup"
            style={{ minWidth: grid.minWidth, height: virtual.getTotalSize() }}
            onKeyDown={onKeyDown}
            onPointerEnter={() => setPointed(true)}
            onPointerLeave={() => {
              setPointed(false)
              onPoint?.(null)
            }}
            onBlur={() => onPoint?.(null)}
          >
            {items.map(({ index, start }) => {
              const line = lines[index]
              if (!line) return null
              if (line.row === null) {
                return (
                  <GroupHead
                    key={line.id}
                    index={index}
                    start={start}
                    minWidth={grid.minWidth}
                    isClosed={line.isClosed}
                    tabIndex={focus.tabIndex(index)}
                    onFocus={() => focus.setFocused(index)}
                    onToggle={() => toggleGroup(line.group)}
                  >
                    {groups?.renderHead(line.group, line.count)}
                  </GroupHead>
                )
              }
              return (
                <TableRow
                  key={line.id}
                  id={line.id}
                  row={line.row.original}
                  index={index}
                  start={start}
                  columns={shown}
                  grid={grid}
                  isOpen={line.id === openId}
                  isClickable={onOpen !== undefined}
                  tabIndex={focus.tabIndex(index)}
                  isTicked={hasTicks ? selection.ids.has(line.id) : null}
                  canTick={selection?.canSelect?.(line.row.original) !== false}
                  tickLabel={selectLabel?.(line.row.original) ?? line.id}
                  actions={latest}
                />
              )
            })}
          </div>
        )}
      </div>
      <PrintedNote count={lines.length} />
      {(sorted.length > 0 || isFooterKept) && (
        <footer className="bd-table-foot" data-ticked={selection && selection.ids.size > 0 ? '' : undefined}>
          {footer}
          {waiting > 0 && (
            <Button variant="default" onClick={release}>
              {t('common.sortAgain', { count: format.number(waiting) as never })}
            </Button>
          )}
          <Button
            variant="subtle"
            color="gray"
            disabled={sorted.length === 0}
            leftSection={<IconDownload size={14} />}
            onClick={exportRows}
          >
            {t('common.exportCsv')}
          </Button>
        </footer>
      )}
    </section>
  )
  if (!renderPanel) return listed
  const place = rowsInOrder.findIndex(({ id }) => id === openId)
  const open: OpenRow = {
    place: place < 0 ? null : { index: place, count: rowsInOrder.length },
    onStep: step,
    onClose: close,
  }
  return <Split panel={openId === '' ? null : renderPanel(open)}>{listed}</Split>
}

const noNames: readonly string[] = []
const noGrouping = { of: () => '', order: noNames }

/** @param width px; null gives the column its own width back */
function setColumnWidth(table: string, column: string, width: number | null): void {
  const { columnWidths, set } = usePreferences.getState()
  const { [column]: _before, ...others } = columnWidths[table] ?? {}
  set({ columnWidths: { ...columnWidths, [table]: width === null ? others : { ...others, [column]: width } } })
}

/** Empty where it names no column. */
function sortingOf(by: string, columns: readonly { id: string }[]): SortingState {
  const desc = by.startsWith('-')
  const id = desc ? by.slice(1) : by
  return columns.some((column) => column.id === id) ? [{ id, desc }] : []
}
