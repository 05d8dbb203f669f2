import { memo } from 'react'
import { Bar as BarShape, BarChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { severities } from '../../../contract/resources/alert.ts'
import type { Span } from '../../features/history/time-axis.ts'
import type { Bar } from './histogram.ts'

const fills = {
  critical: 'var(--bd-error)',
  warning: 'var(--bd-area-offline)',
  info: 'var(--bd-pending)',
  others: 'var(--bd-border)',
} as const

interface HistogramPlotProps {
  readonly bars: readonly Bar[]
  readonly span: Span
  readonly top: number
}

/** The drawing, in a piece of the program of its own: what matches stands below, grey above it what does not. */
const HistogramPlot = memo(function HistogramPlot({ bars, span, top }: HistogramPlotProps) {
  return (
    <ResponsiveContainer initialDimension={{ width: 1, height: 1 }}>
      <BarChart
        data={bars}
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="12%"
        accessibilityLayer={false}
        style={{ pointerEvents: 'none' }}
      >
        <XAxis dataKey="at" type="number" domain={[span.from, span.to]} allowDataOverflow hide />
        <YAxis domain={[0, Math.max(1, top)]} allowDataOverflow hide />
        {[...severities.toReversed(), 'others' as const].map((name) => (
          <BarShape
            key={name}
            dataKey={name}
            stackId="all"
            fill={fills[name]}
            isAnimationActive={false}
            minPointSize={minimum}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
})

/** What there is, is seen, however few there are beside others, px. */
function minimum(value: unknown): number {
  return Number(Array.isArray(value) ? value[1] - value[0] : value) > 0 ? 1.5 : 0
}

export default HistogramPlot
