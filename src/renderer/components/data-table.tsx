import { Button, Checkbox } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconDownload } from '@tabler/icons-react'
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
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toCsv } from '../../console/csv.ts'
import { useExport } from '../stores/exports.ts'
import { download } from './download.ts'
import { useRowFocus } from './row-focus.ts'
import { inOrder } from './steady-order.ts'
import { TableNote } from './table-note.tsx'
import { type Column, type RowActions, rowGrid, TableRow } from './table-row.tsx'

export interface Selection<Row> {
  readonly ids: ReadonlySet<string>
  readonly onChange: (ids: ReadonlySet<string>) => void
  /** Without, every row may be ticked. */
  readonly canSelect?: (row: Row) => boolean
  /** The most that may be ticked: one more takes the place of the first. */
  readonly most?: number
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
  /** The column it is sorted by, with a minus where it falls; kept by whoever gives it (UI-3). */
  readonly sort?: { readonly by: string; readonly onChange: (by: string) => void }
}

const ROW_HEIGHT_PX = 28

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
})

/** A list that sorts, exports and stays fluid at any length; rows stay where they are under the pointer (UI-1). */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowId, onOpen, onPoint, openId, empty, exportName, selection, selectLabel, footer } =
    props
  const { sort } = props
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  /** The order that is kept while the pointer is on the rows; null where none is. */
  const [held, setHeld] = useState<readonly string[] | null>(null)
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
  const arranged = table.getRowModel().rows
  const sorted = held === null ? arranged : inOrder(arranged, held)
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const focus = useRowFocus(sorted.length, virtual, scroller)
  const hasTicks = selection !== undefined
  const grid = useMemo(() => rowGrid(columns, hasTicks), [columns, hasTicks])

  function exportRows(): void {
    const lines = sorted.map(({ original }) => columns.map((column) => column.value(original)))
    download(`${exportName}.csv`, toCsv([columns.map(({ header }) => header), ...lines]), 'text/csv')
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (focus.move(event)) return
    const row = sorted[focus.focused]
    if (event.key === ' ' && selection && row && (event.target as HTMLElement).role === 'row') {
      event.preventDefault()
      toggle(rowId(row.original))
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

  const actions: RowActions<Row> = {
    open: (row) => onOpen?.(row),
    point: (row) => onPoint?.(row),
    focus: focus.setFocused,
    toggle,
  }
  // A row is rendered for its own sake only; what it calls is what was rendered last.
  const latest = useRef(actions)
  useLayoutEffect(() => {
    latest.current = actions
  })

  useExport(sorted.length > 0 ? { label: `${t('common.exportCsv')}: ${label}`, run: exportRows } : null)

  return (
    <section className="bd-panel bd-table" aria-label={label}>
      <div ref={scroller} className="bd-table-scroll" role="table" aria-label={label} aria-rowcount={sorted.length + 1}>
        <div className="bd-row bd-row-head" role="row" style={grid}>
          {selection && (
            <span role="columnheader">
              <TickAll ids={sorted.map(({ id }) => id)} selection={selection} />
            </span>
          )}
          {table.getFlatHeaders().map((header, i) => {
            const direction = header.column.getIsSorted()
            const ariaSort = direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : 'none'
            return (
              <span key={header.id} role="columnheader" aria-sort={ariaSort} data-align={columns[i]?.align}>
                <button
                  type="button"
                  onClick={() => {
                    setHeld(null)
                    header.column.toggleSorting()
                  }}
                >
                  {columns[i]?.header} {direction === 'asc' && <IconArrowUp size={11} aria-hidden />}
                  {direction === 'desc' && <IconArrowDown size={11} aria-hidden />}
                </button>
              </span>
            )
          })}
        </div>
        {sorted.length === 0 ? (
          <TableNote>{empty}</TableNote>
        ) : (
          <div
            className="bd-virtual"
            role="rowgroup"
            style={{ minWidth: grid.minWidth, height: virtual.getTotalSize() }}
            onKeyDown={onKeyDown}
            onPointerEnter={() => setHeld(arranged.map(({ id }) => id))}
            onPointerLeave={() => {
              setHeld(null)
              onPoint?.(null)
            }}
            onBlur={() => onPoint?.(null)}
          >
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = sorted[index]
              if (!row) return null
              return (
                <TableRow
                  key={row.id}
                  id={row.id}
                  row={row.original}
                  index={index}
                  start={start}
                  columns={columns}
                  grid={grid}
                  isOpen={row.id === openId}
                  isClickable={onOpen !== undefined}
                  tabIndex={focus.tabIndex(index)}
                  isTicked={selection ? selection.ids.has(row.id) : null}
                  canTick={selection?.canSelect?.(row.original) !== false}
                  tickLabel={selectLabel?.(row.original) ?? row.id}
                  actions={latest}
                />
              )
            })}
          </div>
        )}
      </div>
      {sorted.length > 0 && (
        <footer className="bd-table-foot">
          {footer}
          <Button variant="subtle" color="gray" leftSection={<IconDownload size={14} />} onClick={exportRows}>
            {t('common.exportCsv')}
          </Button>
        </footer>
      )}
    </section>
  )
}

/** Ticks all rows that the filter leaves, or none of them. */
function TickAll<Row>({ ids, selection }: { ids: readonly string[]; selection: Selection<Row> }) {
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

/** Empty where it names no column. */
function sortingOf(by: string, columns: readonly { id: string }[]): SortingState {
  const desc = by.startsWith('-')
  const id = desc ? by.slice(1) : by
  return columns.some((column) => column.id === id) ? [{ id, desc }] : []
}
