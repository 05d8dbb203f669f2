import { Area, AreaChart, XAxis, YAxis } from 'recharts'

export interface Point {
  /** ms */
  readonly at: number
  readonly value: number
}

interface SparklineProps {
  readonly points: readonly Point[]
  readonly label: string
  readonly width: number
  readonly height?: number
  /** The top of the scale; else the largest value. */
  readonly max?: number
}

/** The shape of some last minutes; the number it ends in stands beside it. Nothing before there are two points. */
export function Sparkline({ points, label, width, height = 28, max }: SparklineProps) {
  const highest = max ?? Math.max(1, ...points.map(({ value }) => value))
  return (
    <span role="img" aria-label={label} title={label} style={{ display: 'block', width, height }}>
      {points.length > 1 && (
        <AreaChart
          width={width}
          height={height}
          data={points}
          margin={{ top: 2, right: 0, bottom: 1, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis dataKey="at" type="number" domain={['dataMin', 'dataMax']} hide />
          <YAxis domain={[0, highest]} hide />
          <Area
            dataKey="value"
            stroke="var(--bd-accent)"
            strokeWidth={1.25}
            fill="var(--bd-accent)"
            fillOpacity={0.12}
            isAnimationActive={false}
            activeDot={false}
          />
        </AreaChart>
      )}
    </span>
  )
}
