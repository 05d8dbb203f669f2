import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { useFormat } from '../../i18n/format.ts'
import { HeatCard } from './heat-card.tsx'
import { HeatGroupView } from './heat-group.tsx'
import { COLUMN_GAP_PX, type HeatCell, heatGroups, heatLayout, rowOfCell, seenBands, stepTo } from './heat-layout.ts'
import { freeCells, heldCells } from './held-cells.ts'

interface HeatGridProps {
  readonly batches: readonly BatchResource[]
  /** The batch of a key, whether the filter leaves it or not. */
  readonly find: (key: string) => BatchResource | undefined
  /** Batches that stand out, by their ids: a target was looked for that is in them. */
  readonly found: ReadonlySet<number>
  /** With another filter another set is shown, whoever looks at it. */
  readonly filter: string
  readonly onOpen: (key: string) => void
  /** Stands there where the filter leaves nothing, and nobody looks at what it left before. */
  readonly empty: ReactNode
}

/** Lines beyond the edges that are there already when somebody scrolls. */
const OVERSCAN_LINES = 4

/** One cell a batch, grouped by consumer: thousands of them to see patterns in. Only what is in sight is rendered. */
export function HeatGrid({ batches, find, found, filter, onOpen, empty }: HeatGridProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: measured, width } = useElementSize<HTMLDivElement>()
  const [held, setHeld] = useState<{ filter: string; cells: readonly HeatCell[] } | null>(null)
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const [isFocused, setFocused] = useState(false)
  const cells = useMemo(
    () => (held?.filter === filter ? heldCells(held.cells, batches, find) : freeCells(batches)),
    [held, filter, batches, find],
  )
  const groups = useMemo(() => heatGroups(cells), [cells])
  const layout = useMemo(() => heatLayout(groups, cells.length, width), [groups, cells.length, width])
  const activePlace = activeKey === null ? -1 : cells.findIndex(({ key }) => key === activeKey)
  const activeRow = activePlace < 0 ? -1 : rowOfCell(layout, groups, activePlace)
  const virtual = useVirtualizer({
    count: layout.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => layout.rows[row]?.height ?? 0,
    getItemKey: (row) => `${layout.step} ${layout.perLine} ${row}`,
    overscan: OVERSCAN_LINES,
    // What has the focus stays, however far it is scrolled away.
    rangeExtractor(range) {
      const rows = defaultRangeExtractor(range)
      if (!isFocused || activeRow < 0 || rows.includes(activeRow)) return rows
      return [...rows, activeRow].toSorted((a, b) => a - b)
    },
  })
  const bands = seenBands(
    layout,
    virtual.getVirtualItems().map(({ index }) => index),
  )
  const shown = bands.flatMap(({ band, from, to }) =>
    groups.slice(band * layout.columns, (band + 1) * layout.columns).map((group, column) => ({
      group,
      left: column * (layout.columnWidth + COLUMN_GAP_PX),
      top: layout.tops[band]!,
      from: from * layout.perLine,
      to: Math.min(to * layout.perLine, group.cells.length),
    })),
  )
  // Tab leads to the cell that was left, or to the first in sight.
  const isActiveShown = shown.some(
    ({ group, from, to }) => activePlace >= group.first + from && activePlace < group.first + to,
  )
  const entry = isActiveShown ? activePlace : (shown.map(({ group, from }) => group.first + from)[0] ?? 0)

  // What left its place, and what waits for one.
  const gone = cells.reduce((sum, { isOut }) => sum + Number(isOut), 0)
  const waiting = gone + batches.length - (cells.length - gone)

  const hold = () => setHeld((now) => (now?.filter === filter ? now : { filter, cells }))
  const release = () => setHeld(null)

  /** Where the focus is to go as soon as the cell is there. */
  const wanted = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (wanted.current === null) return
    scroller.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"]`)?.focus({ preventScroll: true })
    wanted.current = null
  })

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (placeOf(event.target) === null || activePlace < 0) return
    const isOpening = event.key === 'Enter' || event.key === ' '
    const keys = { key: event.key, isCtrl: event.ctrlKey || event.metaKey }
    const next = isOpening ? activePlace : stepTo(keys, activePlace, groups, layout)
    if (next === null) return
    event.preventDefault()
    const { key } = cells[next]!
    if (isOpening) {
      onOpen(key)
      return
    }
    setActiveKey(key)
    virtual.scrollToIndex(rowOfCell(layout, groups, next))
    wanted.current = next
  }

  return (
    <section className="bd-panel bd-heat" aria-label={t('screen.batches')}>
      <div
        ref={scroller}
        className="bd-heat-scroll"
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const place = placeOf(event.target)
          if (place !== null) onOpen(cells[place]!.key)
        }}
        onPointerEnter={hold}
        onPointerLeave={(event) => {
          // The focus that a click leaves behind is nobody's wish to stay; that of the keyboard is.
          if (!event.currentTarget.querySelector(':focus-visible')) release()
        }}
        onFocus={(event) => {
          const place = placeOf(event.target)
          if (place === null) return
          setFocused(true)
          setActiveKey(cells[place]!.key)
          hold()
        }}
        onBlur={(event) => {
          if (event.currentTarget.contains(event.relatedTarget)) return
          setFocused(false)
          if (!event.currentTarget.matches(':hover')) release()
        }}
      >
        {cells.length === 0 && empty}
        <div className="bd-virtual" ref={measured} style={{ height: layout.height }}>
          {width > 0 &&
            shown.map(({ group, left, top, from, to }) => (
              <HeatGroupView
                key={group.consumerId ?? ''}
                group={group}
                from={from}
                to={to}
                left={left}
                top={top}
                width={layout.columnWidth}
                step={layout.step}
                perLine={layout.perLine}
                found={found}
                entry={entry >= group.first && entry < group.first + group.cells.length ? entry : -1}
              />
            ))}
          <HeatCard scroller={scroller} cells={cells} />
        </div>
      </div>
      {waiting > 0 && (
        <Button className="bd-heat-waiting" variant="default" size="compact-xs" onClick={release}>
          {t('batches.waiting', { count: format.number(waiting) as never })}
        </Button>
      )}
    </section>
  )
}

/** The cell an event is about; null where it is about none. */
function placeOf(target: EventTarget): number | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined
  return place === undefined ? null : Number(place)
}
