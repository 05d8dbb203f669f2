import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventResource } from '../../../contract/events.ts'
import { useNow } from '../../components/relative-time.tsx'
import { useRowFocus } from '../../components/row-focus.ts'
import { useFormat } from '../../i18n/format.ts'
import { EventBadge } from '../../features/events/event-badge.tsx'
import { useEventText } from '../../features/events/event-text.ts'

const ROW_HEIGHT_PX = 28
const MINUTE_MS = 60_000
/** So many rows before the end older ones are loaded. */
const LOAD_AHEAD_ROWS = 40

interface EventRowsProps {
  readonly rows: readonly EventResource[]
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly openSeq: number
  readonly onOpen: (event: EventResource) => void
  /** The end is near. Null where there is nothing more. */
  readonly onEnd: (() => void) | null
  /** What stands below the last row. */
  readonly end: string
  readonly onPointer: (isInside: boolean) => void
  readonly onScroll: (isAtTop: boolean) => void
}

/** The log, newest first; it stays fluid at any length. */
export function EventRows(props: EventRowsProps) {
  const { rows, scroller, openSeq, onOpen, onEnd, end, onPointer, onScroll } = props
  const { t } = useTranslation()
  // All that depends on it is whether an event was on another day.
  const minute = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const focus = useRowFocus(rows.length, virtual, scroller)
  const items = virtual.getVirtualItems()
  const isEndNear = (items.at(-1)?.index ?? 0) >= rows.length - LOAD_AHEAD_ROWS
  useEffect(() => {
    if (isEndNear) onEnd?.()
  }, [isEndNear, onEnd])

  function onKeyDown(event: KeyboardEvent): void {
    if (focus.move(event)) return
    const row = rows[focus.focused]
    if (event.key === 'Enter' && row) onOpen(row)
  }

  return (
    <div
      ref={scroller}
      className="bd-table-scroll"
      onScroll={(event) => onScroll(event.currentTarget.scrollTop < ROW_HEIGHT_PX / 2)}
    >
      <div role="table" aria-label={t('screen.events')} aria-rowcount={rows.length + 1}>
        <div className="bd-row bd-row-head bd-event-row" role="row">
          <span role="columnheader">{t('events.at')}</span>
          <span role="columnheader">{t('events.type')}</span>
          <span role="columnheader">{t('events.what')}</span>
          <span role="columnheader" data-align="right">
            {t('events.number')}
          </span>
        </div>
        <div
          className="bd-virtual bd-event-rows"
          role="rowgroup"
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKeyDown}
          onPointerEnter={() => onPointer(true)}
          onPointerLeave={() => onPointer(false)}
        >
          {items.map(({ index, start }) => {
            const event = rows[index]
            if (!event) return null
            return (
              <EventRow
                key={event.seq}
                event={event}
                index={index}
                start={start}
                now={minute}
                isOpen={event.seq === openSeq}
                tabIndex={focus.tabIndex(index)}
                onFocus={focus.setFocused}
                onOpen={onOpen}
              />
            )
          })}
        </div>
      </div>
      <p className="bd-dim bd-table-end">{end}</p>
    </div>
  )
}

interface EventRowProps {
  readonly event: EventResource
  readonly index: number
  readonly start: number
  readonly now: number
  readonly isOpen: boolean
  readonly tabIndex: number
  readonly onFocus: (index: number) => void
  readonly onOpen: (event: EventResource) => void
}

const EventRow = memo(function EventRow(props: EventRowProps) {
  const { event, index, start, now, isOpen, tabIndex, onFocus, onOpen } = props
  const format = useFormat()
  const words = useEventText()(event)
  return (
    <div
      className="bd-row bd-row-body bd-event-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      data-index={index}
      data-clickable=""
      tabIndex={tabIndex}
      style={{ transform: `translateY(${start}px)` }}
      onFocus={() => onFocus(index)}
      onClick={() => onOpen(event)}
    >
      <span role="cell" title={format.exact(event.at)}>
        {format.moment(event.at, now)}
      </span>
      <span role="cell">
        <EventBadge event={event} />
      </span>
      <span role="cell" title={words}>
        {words}
      </span>
      <span role="cell" data-align="right" className="bd-dim">
        {format.number(event.seq)}
      </span>
    </div>
  )
})
