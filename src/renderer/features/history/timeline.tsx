import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../stores/preferences.ts'
import { useCrosshair } from './crosshair.ts'
import { Lane } from './lane.tsx'
import { type Mark, markLanes } from './marks.ts'
import { PlotPointer } from './plot-pointer.tsx'
import { rowAt, type SeriesRow } from './series-rows.ts'
import type { Strip } from './strip.ts'
import { StripView } from './strip-view.tsx'
import { axisTicks, momentLabel, shareOf, type Span, tickLabel } from './time-axis.ts'

interface TimelineProps {
  readonly span: Span
  readonly rows: readonly SeriesRow[]
  /** `[UI-11]` When nothing was read. */
  readonly gaps: readonly Span[]
  /** Between two rows, ms. */
  readonly step: number
  readonly marks: readonly Mark[]
  readonly strips: readonly Strip[]
  /** Beside the notes: what makes another. */
  readonly addNote?: ReactNode
  /** In place of the charts while they are not there. */
  readonly notice?: ReactNode
}

/** About what a time below the axis takes, px. */
const TICK_PX = 84
/** More lines than this would be a hatching. */
const MAX_LINES = 60

/** Charts below each other upon one axis of time, with what happened above them; one crosshair goes through all of them. */
export function Timeline({ span, rows, gaps, step, marks, strips, addNote, notice }: TimelineProps) {
  const language = usePreferences((preferences) => preferences.language)
  const { ref, width } = useElementSize<HTMLDivElement>()
  const ticks = axisTicks(span, Math.max(2, Math.floor(width / TICK_PX)))

  function wordsAt(at: number): string {
    const row = rowAt(rows, at)
    const said = strips.map(
      ({ name, chips }) =>
        `${name} ${
          row
            ? chips(row)
                .map(({ text }) => text)
                .join(' ')
            : ''
        }`,
    )
    return said.join('; ')
  }

  return (
    <div className="bd-timeline">
      <div className="bd-lanes">
        {markLanes.map((lane) => (
          <Lane
            key={lane}
            lane={lane}
            marks={marks.filter((mark) => mark.lane === lane)}
            span={span}
            width={width}
            action={lane === 'notes' ? addNote : undefined}
          />
        ))}
      </div>
      <div className="bd-strips">
        <div className="bd-plot-back" ref={ref} aria-hidden>
          {ticks.map((at) => (
            <i key={at} data-line="tick" style={{ left: `${shareOf(span, at) * 100}%` }} />
          ))}
          {gaps.map((gap) => (
            <Gap key={gap.from} gap={gap} span={span} />
          ))}
        </div>
        {strips.map((strip) => (
          <StripView key={strip.id} strip={strip} rows={rows} span={span} />
        ))}
        <MarkLines marks={marks} span={span} />
        <PlotPointer span={span} step={step} wordsAt={wordsAt} />
        {notice && <div className="bd-plot-notice">{notice}</div>}
      </div>
      <div className="bd-axis" aria-hidden>
        <div>
          {ticks.map((at) => (
            <span key={at} style={{ left: `${shareOf(span, at) * 100}%` }}>
              {tickLabel(language, at, span)}
            </span>
          ))}
          <PointedMoment span={span} />
        </div>
      </div>
    </div>
  )
}

/** `[UI-11]` Hatched and never bridged. */
function Gap({ gap, span }: { gap: Span; span: Span }) {
  const { t } = useTranslation()
  const from = Math.max(0, shareOf(span, gap.from))
  const to = Math.min(1, shareOf(span, gap.to))
  if (to <= 0 || from >= 1) return null
  return (
    <i
      data-line="gap"
      title={t('history.gap')}
      style={{ left: `${from * 100}%`, width: `max(2px, ${(to - from) * 100}%)` }}
    />
  )
}

/** Through all charts: epochs, notes, and of alerts only the critical. */
function MarkLines({ marks, span }: { marks: readonly Mark[]; span: Span }) {
  const shown = marks
    .filter(
      ({ lane, severity, at }) => at >= span.from && at <= span.to && (lane !== 'alerts' || severity === 'critical'),
    )
    .slice(-MAX_LINES)
  return (
    <div className="bd-plot-marks" aria-hidden>
      {shown.map(({ key, lane, at }) => (
        <i key={key} data-line={lane} style={{ left: `${shareOf(span, at) * 100}%` }} />
      ))}
    </div>
  )
}

function PointedMoment({ span }: { span: Span }) {
  const language = usePreferences((preferences) => preferences.language)
  const at = useCrosshair((crosshair) => crosshair.at)
  if (at === null || at < span.from || at > span.to) return null
  const share = shareOf(span, at)
  return (
    <span className="bd-axis-moment" style={{ left: `clamp(28px, ${share * 100}%, calc(100% - 28px))` }}>
      {momentLabel(language, at, span)}
    </span>
  )
}
