import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventHistogram } from '../../../contract/events.ts'
import { severities, type Severity } from '../../../contract/resources/alert.ts'
import { Lane } from '../../features/history/lane.tsx'
import { PlotPointer } from '../../features/history/plot-pointer.tsx'
import { useCrosshair } from '../../features/history/crosshair.ts'
import { useEpochMarks, useNoteMarks } from '../../features/history/use-marks.ts'
import { axisTicks, momentLabel, shareOf, type Span, tickLabel } from '../../features/history/time-axis.ts'
import { useFormat } from '../../i18n/format.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useScope } from '../../stores/scope.ts'
import { type Bar, barsOf, topOf, totalsOf } from './histogram.ts'

// The library for charts is larger than all else on this screen: the rows do not wait for it.
const HistogramPlot = lazy(() => import('./histogram-plot.tsx'))

/** About what a time below the axis takes, px. */
const TICK_PX = 84

interface HistogramPanelProps {
  /** Null before the first answer. */
  readonly histogram: EventHistogram | null
  readonly isStale: boolean
  readonly problem: string | null
  readonly onRetry: () => void
  readonly severity: readonly Severity[]
  /** Whether statuses of batches are counted with all others. */
  readonly hasStatuses: boolean
}

/** `[EV-12]` How many events there were over the range; dragging over it zooms. */
export function HistogramPanel({ histogram, isStale, problem, onRetry, severity, hasStatuses }: HistogramPanelProps) {
  const { t } = useTranslation()
  return (
    <section className="bd-panel bd-histogram" aria-label={t('events.histogram')} aria-busy={isStale}>
      {problem !== null && !histogram ? (
        <div className="bd-histogram-notice">
          <span>
            <strong>{t('events.histogramFailed')}</strong> {problem}
          </span>
          <Button variant="default" onClick={onRetry}>
            {t('common.tryAgain')}
          </Button>
        </div>
      ) : histogram ? (
        <Counted histogram={histogram} severity={severity} hasStatuses={hasStatuses} />
      ) : null}
    </section>
  )
}

function Counted({
  histogram,
  severity,
  hasStatuses,
}: Pick<HistogramPanelProps, 'severity' | 'hasStatuses'> & { histogram: EventHistogram }) {
  const { t } = useTranslation()
  const format = useFormat()
  const bars = useMemo(() => barsOf(histogram, severity), [histogram, severity])
  const totals = totalsOf(histogram)
  const isChosen = (name: Severity) => severity.length === 0 || severity.includes(name)
  const shown = severities.filter(isChosen).reduce((sum, name) => sum + totals[name], 0)
  const hidden = hasStatuses ? 0 : histogram.batch_statuses
  const scannedTo = histogram.partial ? (histogram.scanned_to ?? null) : null
  const total = totals.critical + totals.warning + totals.info + totals.others
  const counted =
    shown === total
      ? t('events.counted', { count: total, total: format.number(total) })
      : t('events.matching', { shown: format.number(shown), total: format.number(total) })
  const notes = [
    t('events.perStep', { step: format.duration(histogram.step) }),
    ...(hidden > 0 ? [t('events.hiddenStatuses', { count: format.number(hidden) as never })] : []),
  ]
  return (
    <>
      <header>
        <strong>
          {scannedTo === null
            ? counted
            : t('events.countedSince', {
                text: counted,
                time: format.moment(scannedTo, histogram.from + histogram.step * histogram.points),
              })}
        </strong>
        <span className="bd-dim bd-truncate">{notes.join(t('eventText.comma'))}</span>
        <span className="bd-spacer" />
        <span className="bd-histogram-keys bd-dim" aria-hidden>
          {severities.map((name) => (
            <Key key={name} name={name}>
              {t(`severity.${name}`)}
            </Key>
          ))}
          <Key name="others">{t('events.noMatch')}</Key>
        </span>
      </header>
      <Plot histogram={histogram} bars={bars} />
    </>
  )
}

function Key({ name, children }: { name: Severity | 'others'; children: ReactNode }) {
  return (
    <span>
      <i data-bar={name} />
      {children}
    </span>
  )
}

function Plot({ histogram, bars }: { histogram: EventHistogram; bars: readonly Bar[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const language = usePreferences((preferences) => preferences.language)
  const { ref, width } = useElementSize<HTMLDivElement>()
  const { from, step, points } = histogram
  const span = useMemo<Span>(() => ({ from, to: from + step * points }), [from, step, points])
  const scope = useScope()
  const marks = [...useEpochMarks(span, scope), ...useNoteMarks(span, scope)]
  const top = topOf(bars)
  const ticks = axisTicks(span, Math.max(2, Math.floor(width / TICK_PX)))
  const barAt = (at: number) => bars[Math.floor((at - from) / step)]
  const words = (bar: Bar) =>
    [
      ...severities.map((name) => `${t(`severity.${name}`)} ${format.number(bar[name])}`),
      `${t('events.noMatch')} ${format.number(bar.others)}`,
    ].join(', ')
  const wordsAt = (at: number) => {
    const bar = barAt(at)
    return bar ? words(bar) : ''
  }
  return (
    <>
      <div className="bd-histogram-plot" ref={ref}>
        {ticks.map((at) => (
          <i key={at} data-line="tick" aria-hidden style={{ left: `${shareOf(span, at) * 100}%` }} />
        ))}
        {histogram.partial && histogram.scanned_to !== undefined && (
          <i
            data-line="gap"
            title={t('events.uncounted')}
            style={{ left: 0, width: `${Math.min(1, shareOf(span, histogram.scanned_to)) * 100}%` }}
          />
        )}
        <div className="bd-histogram-bars">
          <Suspense>
            <HistogramPlot bars={bars} span={span} top={top} />
          </Suspense>
        </div>
        <span className="bd-histogram-top bd-dim" aria-hidden>
          {format.number(top)}
        </span>
        {marks.map(({ key, lane, at }) => (
          <i key={key} data-line={lane} aria-hidden style={{ left: `${shareOf(span, at) * 100}%` }} />
        ))}
        <PlotPointer span={span} step={step} wordsAt={wordsAt} />
        <Pointed span={span} barAt={barAt} words={words} />
        <Lane lane="epochs" marks={marks} span={span} width={width} />
      </div>
      <div className="bd-histogram-axis bd-dim" aria-hidden>
        {ticks.map((at) => (
          <span key={at} style={{ left: `${shareOf(span, at) * 100}%` }}>
            {tickLabel(language, at, span)}
          </span>
        ))}
      </div>
    </>
  )
}

interface PointedProps {
  readonly span: Span
  readonly barAt: (at: number) => Bar | undefined
  readonly words: (bar: Bar) => string
}

/** What the bar below the pointer is made of. Rendered by itself: the pointer moves far more often than anything else. */
function Pointed({ span, barAt, words }: PointedProps) {
  const language = usePreferences((preferences) => preferences.language)
  const at = useCrosshair((crosshair) => crosshair.at)
  const bar = at === null ? undefined : barAt(at)
  if (at === null || !bar) return null
  const left = shareOf(span, at)
  const side = left < 0.5 ? { left: `calc(${left * 100}% + 8px)` } : { right: `calc(${(1 - left) * 100}% + 8px)` }
  return (
    <span className="bd-histogram-chip" style={side}>
      <b>{momentLabel(language, bar.at, span)}</b> {words(bar)}
    </span>
  )
}
