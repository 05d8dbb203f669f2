import { Button } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { useFormat } from '../../i18n/format.ts'
import { useIsPrinting } from '../../stores/printing.ts'
import { HeatCard } from './heat-card.tsx'
import { HeatGroupView } from './heat-group.tsx'
import {
  groupOf,
  type HeatCell,
  heatGroups,
  heatLayout,
  LANE_GAP_PX,
  type SeenGroup,
  seenGroups,
  stepTo,
  topOfCell,
} from './heat-layout.ts'
import { freeCells, heldCells } from './held-cells.ts'

interface HeatGridProps {
  /** Those of one group behind each other. */
  readonly batches: readonly BatchResource[]
  /** The group a batch stands in, and what stands above it. */
  readonly groupBy: (batch: BatchResource) => string
  readonly renderHead: (group: string, cells: readonly HeatCell[]) => ReactNode
  readonly groupName: (group: string) => string
  /** Whether groups have names too long to stand beside each other. */
  readonly isOneLane: boolean
  /** The batch of a key, whether the filter leaves it or not. */
  readonly find: (key: string) => BatchResource | undefined
  /** Batches that stand out, by their ids: a target was looked for that is in them. */
  readonly found: ReadonlySet<number>
  /** With another filter another set is shown, whoever looks at it. */
  readonly filter: string
  /** The batch whose details stand beside the grid; empty where there are none. */
  readonly openKey: string
  readonly onOpen: (key: string) => void
  /** Stands there where the filter leaves nothing, and nobody looks at what it left before. */
  readonly empty: ReactNode
}

/** The grid is looked at in strips: those near the ones in sight are there already when somebody scrolls. */
const STRIP_PX = 64
const OVERSCAN_STRIPS = 2

/** One cell a batch, in groups: thousands of them to see patterns in. Only what is in sight is rendered. */
export function HeatGrid(props: HeatGridProps) {
  const { batches, groupBy, renderHead, groupName, isOneLane, find, found, filter, openKey, onOpen, empty } = props
  const { t } = useTranslation()
  const format = useFormat()
  const scroller = useRef<HTMLDivElement>(null)
  const { ref: measured, width } = useElementSize<HTMLDivElement>()
  const { ref: viewed, height } = useElementSize<HTMLDivElement>()
  const scrollerRef = useMergedRef(scroller, viewed)
  const [held, setHeld] = useState<{ filter: string; cells: readonly HeatCell[] } | null>(null)
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const [isFocused, setFocused] = useState(false)
  const cells = useMemo(
    () => (held?.filter === filter ? heldCells(held.cells, batches, find, groupBy) : freeCells(batches)),
    [held, filter, batches, find, groupBy],
  )
  const groups = useMemo(() => heatGroups(cells, groupBy), [cells, groupBy])
  const layout = useMemo(() => heatLayout(groups, { width, height }, isOneLane), [groups, width, height, isOneLane])
  const activePlace = activeKey === null ? -1 : cells.findIndex(({ key }) => key === activeKey)
  const strips = useVirtualizer({
    count: Math.ceil(layout.height / STRIP_PX),
    getScrollElement: () => scroller.current,
    estimateSize: () => STRIP_PX,
    overscan: OVERSCAN_STRIPS,
  }).getVirtualItems()
  const isPrinting = useIsPrinting()
  const [top, bottom] = isPrinting ? [0, layout.height] : [strips[0]?.start ?? 0, strips.at(-1)?.end ?? 0]
  const seen = seenGroups(layout, groups, top, bottom)
  const isSeen = (place: number) =>
    seen.some(({ index, from, to }) => {
      const within = place - groups[index]!.first
      return within >= from && within < to
    })
  // What has the focus stays, however far it is scrolled away.
  const aside = isFocused && activePlace >= 0 && !isSeen(activePlace) ? cellAt(groups, activePlace) : null
  // Tab leads to the cell that was left, or to the first in sight.
  const firstSeen = seen.find(({ from, to }) => to > from)
  const entry =
    activePlace >= 0 && isSeen(activePlace)
      ? activePlace
      : firstSeen
        ? groups[firstSeen.index]!.first + firstSeen.from
        : 0

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

  /** Scrolls as far as it takes to have a cell in sight, and the name of its group where it is in the first line. */
  function reveal(place: number): void {
    const element = scroller.current
    if (!element) return
    const at = topOfCell(layout, groups, place)
    const margin = layout.size.height
    if (at - margin < element.scrollTop) element.scrollTop = Math.max(0, at - margin)
    else if (at + 2 * margin > element.scrollTop + element.clientHeight) {
      element.scrollTop = at + 2 * margin - element.clientHeight
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (placeOf(event.target) === null || activePlace < 0) return
    const isOpening = event.key === 'Enter' || event.key === ' '
    const keys = { key: event.key, isCtrl: event.ctrlKey || event.metaKey }
    const next = isOpening ? activePlace : stepTo(keys, activePlace, groups, layout)
    if (next === null) return
    event.preventDefault()
    const { key } = cells[next]!
    // With details beside the grid, the arrows look through the grid.
    if (isOpening || openKey !== '') onOpen(key)
    if (isOpening) return
    setActiveKey(key)
    reveal(next)
    wanted.current = next
  }

  const view = ({ index, from, to }: SeenGroup, key: string) => {
    const group = groups[index]!
    return (
      <HeatGroupView
        key={key}
        group={group}
        name={groupName(group.id)}
        renderHead={renderHead}
        from={from}
        to={to}
        left={layout.boxes[index]!.lane * (layout.laneWidth + LANE_GAP_PX)}
        top={layout.boxes[index]!.top}
        width={layout.laneWidth}
        size={layout.size}
        perLine={layout.perLine}
        found={found}
        openKey={openKey}
        entry={entry >= group.first && entry < group.first + group.cells.length ? entry : -1}
      />
    )
  }

  return (
    <section className="bd-panel bd-heat" aria-label={t('screen.batches')}>
      <div
        ref={scrollerRef}
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
          {width > 0 && seen.map((each) => view(each, groups[each.index]!.id))}
          {aside && view(aside, `${groups[aside.index]!.id} aside`)}
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

function cellAt(groups: Parameters<typeof groupOf>[0], place: number): SeenGroup {
  const index = groupOf(groups, place)
  const within = place - groups[index]!.first
  return { index, from: within, to: within + 1 }
}

/** The cell an event is about; null where it is about none. */
function placeOf(target: EventTarget): number | null {
  const place = target instanceof Element ? target.closest<HTMLElement>('[data-place]')?.dataset['place'] : undefined
  return place === undefined ? null : Number(place)
}
