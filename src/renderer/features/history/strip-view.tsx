import { lazy, Suspense } from 'react'
import { useCrosshair } from './crosshair.ts'
import { rowAt, type SeriesRow } from './series-rows.ts'
import type { Strip } from './strip.ts'
import { shareOf, type Span } from './time-axis.ts'

// The library for charts is larger than all else on the page: figures and lanes do not wait for it.
const StripPlot = lazy(() => import('./strip-plot.tsx'))

interface StripViewProps {
  readonly strip: Strip
  readonly rows: readonly SeriesRow[]
  readonly span: Span
}

/** One chart with its name, its scale and what it is now. */
export function StripView({ strip, rows, span }: StripViewProps) {
  const { name, note, isTall, domain, ticks, layers, now } = strip
  return (
    <div className="bd-strip" data-tall={isTall ? '' : undefined}>
      <div className="bd-strip-name">
        <b>{name}</b>
        {note}
      </div>
      <div className="bd-strip-ticks" aria-hidden>
        {ticks.map(({ value, label }) => (
          <span key={value} style={{ top: heightOf(domain, value) }}>
            {label}
          </span>
        ))}
      </div>
      <div className="bd-strip-plot">
        {ticks.map(({ value }) => (
          <i key={value} className="bd-strip-line" style={{ top: heightOf(domain, value) }} />
        ))}
        <div className="bd-strip-drawing">
          <Suspense>
            <StripPlot rows={rows} span={span} domain={domain} layers={layers} />
          </Suspense>
        </div>
        <Chips strip={strip} rows={rows} span={span} />
      </div>
      <div className="bd-strip-now">{now}</div>
    </div>
  )
}

/** What the chart was at the crosshair. Rendered by itself: the pointer moves far more often than anything else. */
function Chips({ strip, rows, span }: StripViewProps) {
  const at = useCrosshair((crosshair) => crosshair.at)
  const row = at === null || at < span.from || at > span.to ? undefined : rowAt(rows, at)
  if (at === null || !row) return null
  const left = shareOf(span, at)
  // To the left of the line; in the first fifth there is no room for it.
  const side = left < 0.2 ? { left: `calc(${left * 100}% + 6px)` } : { right: `calc(${(1 - left) * 100}% + 6px)` }
  return strip.chips(row).map(({ key, value, text, glyph }) => (
    <span key={key} className="bd-plot-chip" style={{ top: heightOf(strip.domain, value), ...side }}>
      {glyph}
      {text}
    </span>
  ))
}

/** From the top, as CSS has it. */
function heightOf([low, high]: readonly [number, number], value: number): string {
  const share = Math.max(0, Math.min(1, (value - low) / Math.max(1e-9, high - low)))
  return `${(1 - share) * 100}%`
}
