import { memo } from 'react'
import { Area, AreaChart, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import type { SeriesRow } from './series-rows.ts'
import type { Layer } from './strip.ts'
import type { Span } from './time-axis.ts'

interface StripPlotProps {
  readonly rows: readonly SeriesRow[]
  readonly span: Span
  readonly domain: readonly [number, number]
  readonly layers: readonly Layer[]
}

/**
 * The drawing of a chart, in a piece of the program of its own. Axes, marks and crosshair are not drawn here: they go through
 * all charts of a view, and a chart is drawn anew only where its values are others. Where nothing was read, there is no line.
 */
const StripPlot = memo(function StripPlot({ rows, span, domain, layers }: StripPlotProps) {
  return (
    <ResponsiveContainer initialDimension={{ width: 1, height: 1 }}>
      <AreaChart
        data={rows}
        margin={{ top: 0, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        style={{ pointerEvents: 'none' }}
      >
        <XAxis dataKey="at" type="number" domain={[span.from, span.to]} allowDataOverflow hide />
        <YAxis domain={[...domain]} allowDataOverflow hide />
        {layers.map(({ key, stroke, fill, base = 0, stack }) => (
          <Area
            key={key}
            dataKey={key}
            {...(stack !== undefined && { stackId: stack })}
            {...(stack === undefined && { baseValue: base })}
            type="linear"
            stroke={stroke ?? 'none'}
            strokeWidth={1.25}
            fill={fill ?? 'none'}
            fillOpacity={1}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={false}
            dot={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  )
})

export default StripPlot
