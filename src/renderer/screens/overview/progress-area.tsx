import { useTranslation } from 'react-i18next'
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { Sample } from '../../../contract/resources/sample.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'
import { useCauseText } from '../../i18n/cause.ts'
import { useFormat } from '../../i18n/format.ts'
import { formatHash } from '../../stores/route.ts'
import { type EpochMark, markNear } from './epoch-marks.ts'

interface ProgressAreaProps {
  readonly samples: readonly Sample[]
  readonly marks: readonly EpochMark[]
  readonly from: number
  readonly to: number
}

/** The chart itself. */
export default function ProgressArea({ samples, marks, from, to }: ProgressAreaProps) {
  const format = useFormat()
  return (
    <ResponsiveContainer>
      <AreaChart data={samples} margin={{ top: 14, right: 28, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--bd-border)" />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={['dataMin', 'dataMax']}
          tickFormatter={(at: number) => format.clock(at)}
          stroke="var(--bd-muted)"
          fontSize={11}
          tickLine={false}
          minTickGap={48}
        />
        <YAxis
          domain={[0, 100]}
          ticks={[0, 25, 50, 75, 100]}
          width={46}
          tickFormatter={(value: number) => `${value}%`}
          stroke="var(--bd-muted)"
          fontSize={11}
          axisLine={false}
          tickLine={false}
        />
        <Tooltip
          content={<SampleTooltip epochNear={(at) => markNear(marks, at, from, to)} />}
          isAnimationActive={false}
        />
        <Area
          dataKey="progress"
          stroke="var(--bd-accent)"
          strokeWidth={1.5}
          fill="var(--bd-accent)"
          fillOpacity={0.12}
          isAnimationActive={false}
        />
        {marks.map((mark) => (
          <ReferenceLine
            key={`${mark.epoch.task_id}/${mark.epoch.epoch}`}
            x={mark.epoch.created_at}
            stroke="var(--bd-muted)"
            strokeDasharray="2 3"
            label={<MarkLink mark={mark} />}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  )
}

interface MarkLinkProps {
  readonly mark: EpochMark
  /** Where the line is; given by the chart. */
  readonly viewBox?: { readonly x: number; readonly y: number; readonly height: number }
}

/** The number above the line of an epoch; the line as far as it can be hit leads to the epoch, too. */
function MarkLink({ mark: { epoch, isNamed }, viewBox }: MarkLinkProps) {
  const { t } = useTranslation()
  const causeText = useCauseText()
  if (!viewBox) return null
  const { x, y, height } = viewBox
  const words = `${t('overview.epochMark', { epoch: epoch.epoch })}: ${causeText(epoch)}`
  return (
    <a
      className="bd-mark"
      href={formatHash('epochs', { open: String(epoch.epoch), task: String(epoch.task_id) })}
      aria-label={words}
    >
      <rect x={x - 5} y={y - 14} width={10} height={height + 14} fill="transparent" />
      {isNamed && (
        <text x={x} y={y - 4} textAnchor="middle" fontSize={10} fill="var(--bd-muted)">
          {epoch.epoch}
        </text>
      )}
    </a>
  )
}

interface SampleTooltipProps {
  readonly epochNear: (at: number) => EpochResource | undefined
  /** Given by the chart. */
  readonly payload?: readonly { readonly payload?: Sample }[]
}

function SampleTooltip({ epochNear, payload }: SampleTooltipProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const causeText = useCauseText()
  const sample = payload?.[0]?.payload
  if (!sample) return null
  const epoch = epochNear(sample.at)
  return (
    <div className="bd-panel bd-chart-note">
      {format.exact(sample.at)}
      <br />
      {t('overview.progressValue', {
        progress: format.number(Math.round(sample.progress * 10) / 10),
        running: format.number(sample.running),
        error: format.number(sample.error),
      })}
      {epoch && (
        <>
          <br />
          <strong>{t('overview.epochMark', { epoch: epoch.epoch })}</strong> {causeText(epoch)}
        </>
      )}
    </div>
  )
}
