import { type KeyboardEvent, type PointerEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setRange } from '../../stores/range.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { freeCrosshair, pinAt, pointAt, useCrosshair } from './crosshair.ts'
import { momentAt, momentLabel, shareOf, type Span } from './time-axis.ts'

interface PlotPointerProps {
  readonly span: Span
  /** Between two points of the charts, ms. */
  readonly step: number
  /** What the charts say of a moment, for those who do not see them. */
  readonly wordsAt: (at: number) => string
}

/** A pointer that moved less has clicked. */
const LEAST_DRAG_PX = 4

/** Moves the crosshair over all charts: pointing shows, a click pins, dragging zooms; the arrow keys do the same. */
export function PlotPointer({ span, step, wordsAt }: PlotPointerProps) {
  const { t } = useTranslation()
  const { at, isPinned } = useCrosshair()
  const language = usePreferences((preferences) => preferences.language)
  const [drag, setDrag] = useState<{ readonly x: number; readonly from: number; readonly to: number } | null>(null)

  useEffect(() => freeCrosshair, [])
  useEffect(() => {
    if (!isPinned) return undefined
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) freeCrosshair()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isPinned])

  const momentOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return momentAt(span, (event.clientX - left) / Math.max(1, width))
  }
  const isDrag = (event: PointerEvent<HTMLElement>) =>
    drag !== null && Math.abs(event.clientX - drag.x) >= LEAST_DRAG_PX

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const from = momentOf(event)
    setDrag({ x: event.clientX, from, to: from })
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const to = momentOf(event)
    if (drag) setDrag({ ...drag, to: isDrag(event) ? to : drag.from })
    pointAt(to)
  }

  function onPointerUp(event: PointerEvent<HTMLElement>): void {
    if (!drag) return
    setDrag(null)
    if (isDrag(event)) {
      freeCrosshair()
      setRange({ from: drag.from, to: momentOf(event) })
    } else if (isPinned) freeCrosshair()
    else pinAt(momentOf(event))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const by = step * (event.shiftKey ? 10 : 1)
    const here = at ?? span.to
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: here - by,
      ArrowRight: here + by,
      Home: span.from,
      End: span.to,
    }
    const next = moves[event.key]
    if (next === undefined) return
    event.preventDefault()
    pinAt(Math.max(span.from, Math.min(span.to, next)))
  }

  const shown = at ?? span.to
  return (
    <div
      className="bd-plot-pointer"
      role="slider"
      tabIndex={0}
      aria-label={t('history.moment')}
      aria-valuemin={span.from}
      aria-valuemax={span.to}
      aria-valuenow={Math.max(span.from, Math.min(span.to, shown))}
      aria-valuetext={`${momentLabel(language, shown, span)}: ${wordsAt(shown)}`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => pointAt(null)}
      onKeyDown={onKeyDown}
    >
      {drag && drag.from !== drag.to && (
        <i
          className="bd-plot-zoom"
          style={{
            left: `${Math.min(shareOf(span, drag.from), shareOf(span, drag.to)) * 100}%`,
            width: `${Math.abs(shareOf(span, drag.to) - shareOf(span, drag.from)) * 100}%`,
          }}
        />
      )}
      <CrosshairLine span={span} />
    </div>
  )
}

/** Where the crosshair is in a part of the page that shows the same span. */
export function CrosshairLine({ span }: { span: Span }) {
  const at = useCrosshair((crosshair) => crosshair.at)
  if (at === null || at < span.from || at > span.to) return null
  return <i className="bd-crosshair" style={{ left: `${shareOf(span, at) * 100}%` }} />
}
