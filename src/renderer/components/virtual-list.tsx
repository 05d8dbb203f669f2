import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import { PrintedNote } from './printed-note.tsx'
import { useRowsToShow } from './printed-rows.ts'

interface VirtualListProps<Item> {
  readonly label: string
  readonly items: readonly Item[]
  readonly itemKey: (item: Item) => string
  readonly rowHeight: number
  /** The most it takes of the page before it scrolls, px. */
  readonly maxHeight: number
  /** Stands above the rows, whatever is scrolled. */
  readonly header?: ReactNode
  readonly children: (item: Item) => ReactNode
}

/** A list of any length within a page that is about more than the list. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { label, items, itemKey, rowHeight, maxHeight, header, children } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const shown = useRowsToShow(rows.getVirtualItems(), items.length)
  const height = rows.getTotalSize()
  const doesScroll = height > maxHeight
  return (
    <div
      className="bd-virtual-list"
      ref={scroller}
      role="region"
      aria-label={label}
      tabIndex={doesScroll ? 0 : undefined}
      data-scrolls={doesScroll ? '' : undefined}
      style={{ maxHeight }}
    >
      {header && (
        <div className="bd-virtual-head" aria-hidden>
          {header}
        </div>
      )}
      <div className="bd-virtual" role="list" style={{ height }}>
        {shown.map(({ index, start }) => {
          const item = items[index]
          if (item === undefined) return null
          return (
            <div
              className="bd-virtual-row"
              key={itemKey(item)}
              role="listitem"
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
            >
              {children(item)}
            </div>
          )
        })}
      </div>
      <PrintedNote count={items.length} />
    </div>
  )
}
