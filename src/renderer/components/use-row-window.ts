import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { afterScroll, MAX_HELD_ROWS, placeAt, reveal, type RowPlace, type RowWindow } from './row-window.ts'

/** How long a scroller has to rest before its bar is put where it belongs, ms: where it is told of no end of scrolling. */
const REST_MS = 200

export interface ShownRow {
  /** In the list. */
  readonly index: number
  /** In the scroller, px. */
  readonly start: number
}

/**
 * The rows in sight of a list of any length.
 * @param scroller holds a head that sticks, as high as a row, and then the rows
 */
export function useRowWindow(count: number, rowHeight: number, scroller: RefObject<HTMLDivElement | null>) {
  const held = Math.min(count, MAX_HELD_ROWS)
  const [first, setFirst] = useState(0)
  const place = useRef<RowPlace>({ first: 0, top: 0 })
  const virtual = useVirtualizer({
    count: held,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })

  function windowNow(): RowWindow {
    const view = ((scroller.current?.clientHeight ?? 0) - rowHeight) / rowHeight
    return { rows: count, held, view: Math.max(1, view) }
  }

  /** To have `next` the uppermost row in sight, which may be one that the scroller does not hold yet. */
  function moveTo(next: RowPlace): void {
    place.current = next
    setFirst(next.first)
    const top = next.top * rowHeight
    if (scroller.current && Math.abs(scroller.current.scrollTop - top) >= 1) scroller.current.scrollTop = top
  }

  function onScroll(): void {
    if (!scroller.current) return
    const next = afterScroll(place.current, scroller.current.scrollTop / rowHeight, windowNow())
    moveTo(next)
  }

  function onRest(): void {
    const window = windowNow()
    if (window.rows > window.held) moveTo(placeAt(place.current.first + place.current.top, window))
  }

  const latest = useRef({ onScroll, onRest })
  useLayoutEffect(() => {
    latest.current = { onScroll, onRest }
  })
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const scrolled = () => {
      latest.current.onScroll()
      clearTimeout(timer)
      timer = setTimeout(() => latest.current.onRest(), REST_MS)
    }
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      clearTimeout(timer)
      element.removeEventListener('scroll', scrolled)
    }
  }, [scroller])
  // A list that has become shorter ends where it ends.
  const shownFirst = Math.min(first, count - held)
  const rows = virtual
    .getVirtualItems()
    .map((item): ShownRow => ({ index: item.index + shownFirst, start: item.start }))
  return {
    rows,
    /** Of all rows that the scroller holds, px. */
    height: virtual.getTotalSize(),
    /** Scrolls until a row is in sight, and no farther. */
    scrollToIndex: (index: number): void => {
      const window = windowNow()
      const now = place.current
      const wanted = reveal(index, now, window)
      const top = wanted - now.first
      const isNear = top >= 0 && top <= window.held - window.view
      moveTo(isNear ? { first: now.first, top } : placeAt(wanted, window))
    },
    /** To the beginning, as for another list. */
    toStart: (): void => moveTo({ first: 0, top: 0 }),
  }
}
