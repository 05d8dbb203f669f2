import { Area, AreaChart, XAxis, YAxis } from 'recharts'

export interface Point {
  /** ms */
  readonly at: number
  readonly value: number
}

interface SparklineChartProps {
  readonly points: readonly Point[]
  readonly width: number
  readonly height: number
  readonly highest: number
}

/** The drawing of a sparkline, in a piece of the program of its own: the library for charts is larger than all else. */
export default function SparklineChart({ points, width, height, highest }: SparklineChartProps) {
  return (
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
  )
}
