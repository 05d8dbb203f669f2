import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../components/relative-time.tsx'
import { PrintedNote } from '../../components/printed-note.tsx'
import { useRowsToShow } from '../../components/printed-rows.ts'
import { useRowFocus } from '../../components/row-focus.ts'
import type { Line } from './event-lines.ts'
import { LineView } from './line-view.tsx'

const MINUTE_MS = 60_000
/** So many lines before the end older events are loaded. */
const LOAD_AHEAD_LINES = 40
/** About, before it is measured, px. */
const DETAIL_HEIGHT_PX = 220
const heights = { event: 28, burst: 28, more: 28, detail: DETAIL_HEIGHT_PX } as const
/** On a phone a line has two lines. */
const NARROW_HEIGHT_PX = 46

/** What a line does. */
export interface LineActions {
  readonly toggle: (line: Line) => void
  readonly focus: (index: number) => void
}

interface EventTableProps {
  readonly lines: readonly Line[]
  readonly scroller: RefObject<HTMLDivElement | null>
  /** What was searched for. */
  readonly words: readonly string[]
  /** The range is of more than one day: times say which. */
  readonly hasDays: boolean
  readonly isNarrow: boolean
  readonly onToggle: (line: Line) => void
  readonly onFoldAll: () => void
  /** The end is near. Null where there is nothing more, or it has to be asked for. */
  readonly onEnd: (() => void) | null
  /** Below the last line. */
  readonly end: ReactNode
  readonly onPointer: (isInside: boolean) => void
  readonly onScroll: (isAtTop: boolean) => void
}

/** The log, newest first; it stays fluid at any length. */
export function EventTable(props: EventTableProps) {
  const { lines, scroller, words, hasDays, isNarrow, onToggle, onFoldAll, onEnd, end, onPointer, onScroll } = props
  const { t } = useTranslation()
  // All that depends on it is whether an event was on another day.
  const minute = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(lines[index], isNarrow),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
  })
  const focus = useRowFocus(lines.length, virtual, scroller, (index) => lines[index]?.kind !== 'detail')
  const items = useRowsToShow(virtual.getVirtualItems(), lines.length)
  const isEndNear = (items.at(-1)?.index ?? 0) >= lines.length - LOAD_AHEAD_LINES
  useEffect(() => {
    if (isEndNear) onEnd?.()
  }, [isEndNear, onEnd])
  useEffect(() => virtual.measure(), [virtual, isNarrow])

  // `[UI-8]` What an address has unfolded is brought into sight, once.
  const [first] = useState(() => lines.findIndex(({ kind }) => kind === 'detail') - 1)
  useEffect(() => {
    if (first > 0) virtual.scrollToIndex(first, { align: 'center' })
  }, [virtual, first])

  // `[UI-6]` The keyboard stays on its line, or on the burst that line has gone into.
  const kept = useRef<Line | null>(null)
  useEffect(() => {
    const line = kept.current
    if (!line) return
    kept.current = null
    const index = placeOf(line, lines)
    focus.setFocused(index)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus())
  })

  // A line is rendered for its own sake only; what it calls is what was rendered last.
  const actions = useRef<LineActions>({ toggle: onToggle, focus: focus.setFocused })
  const move = useRef(focus.move)
  useLayoutEffect(() => {
    actions.current = { toggle: onToggle, focus: focus.setFocused }
    move.current = focus.move
  })

  // `[UI-6]` Wherever the focus is, but where letters mean themselves.
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const key = { j: 'ArrowDown', k: 'ArrowUp' }[event.key]
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented
      if (!key || !isPlain || isElsewhere(event.target)) return
      // Where no line has the focus yet, to the one that Tab would go to.
      const here = scroller.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')
      if (here && !scroller.current?.contains(document.activeElement)) here.focus()
      else move.current({ key, preventDefault: () => event.preventDefault() })
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [scroller])

  function onKeyDown(event: KeyboardEvent): void {
    const isRow = (event.target as HTMLElement).role === 'row'
    const line = lines[focus.focused]
    if (event.key === 'Escape') {
      kept.current = line ?? null
      onFoldAll()
    } else if (isRow && line && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      kept.current = line
      onToggle(line)
    } else if (isRow) focus.move(event)
  }

  return (
    <div
      ref={scroller}
      className="bd-table-scroll bd-event-scroll"
      data-days={hasDays ? '' : undefined}
      onScroll={(event) => onScroll(event.currentTarget.scrollTop < heights.event / 2)}
    >
      <div role="table" aria-label={t('screen.events')} aria-rowcount={lines.length + 1}>
        <Head />
        <div
          className="bd-virtual bd-event-lines"
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKeyDown}
          onPointerEnter={() => onPointer(true)}
          onPointerLeave={() => onPointer(false)}
        >
          {items.map(({ index, start }) => {
            const line = lines[index]
            if (!line) return null
            return (
              <LineView
                key={line.key}
                line={line}
                index={index}
                start={start}
                now={minute}
                words={words}
                isOpen={line.kind === 'event' && lines[index + 1]?.kind === 'detail'}
                tabIndex={focus.tabIndex(index)}
                measure={line.kind === 'detail' ? virtual.measureElement : null}
                actions={actions}
              />
            )
          })}
        </div>
      </div>
      <PrintedNote count={lines.length} />
      <div className="bd-dim bd-table-end">{end}</div>
    </div>
  )
}

function Head() {
  const { t } = useTranslation()
  return (
    <div className="bd-row bd-row-head bd-event-row" role="row" aria-rowindex={1}>
      <span role="columnheader" className="bd-event-fold" aria-label={t('events.unfold')} />
      <span role="columnheader" className="bd-event-at">
        {t('events.at')}
      </span>
      <span role="columnheader" className="bd-event-severity">
        {t('events.severity')}
      </span>
      <span role="columnheader" className="bd-event-type">
        {t('events.type')}
      </span>
      <span role="columnheader" className="bd-event-consumer">
        {t('events.consumer')}
      </span>
      <span role="columnheader" className="bd-event-batch" data-align="right">
        {t('events.batch')}
      </span>
      <span role="columnheader" className="bd-event-what">
        {t('events.what')}
      </span>
      <span role="columnheader" className="bd-event-task">
        {t('events.task')}
      </span>
      <span role="columnheader" className="bd-event-number" data-align="right">
        {t('events.number')}
      </span>
    </div>
  )
}

/** Where a line is by now: what was folded is where its burst is, and the first of what was hidden where that was said. */
function placeOf(line: Line, lines: readonly Line[]): number {
  const { seq } = line.kind === 'more' ? line.hidden[0] : line.kind === 'burst' ? line.burst.events[0] : line.event
  const isIn = (other: Line) => other.kind === 'burst' && other.burst.events.some((event) => event.seq === seq)
  const places = [
    lines.findIndex(({ key }) => key === line.key),
    lines.findIndex(({ key }) => key === String(seq)),
    lines.findIndex(isIn),
  ]
  return places.find((place) => place >= 0) ?? 0
}

function heightOf(line: Line | undefined, isNarrow: boolean): number {
  if (!line) return 0
  return isNarrow && line.kind !== 'detail' ? NARROW_HEIGHT_PX : heights[line.kind]
}

/** Where a letter is typed, or something above the page is open. */
function isElsewhere(target: EventTarget | null): boolean {
  const typing = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [role="dialog"], [role="menu"]'
  return target instanceof HTMLElement && target.closest(typing) !== null
}
