import { useElementSize } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import type { Point } from './sparkline-chart.tsx'

const SparklineChart = lazy(() => import('./sparkline-chart.tsx'))

interface SparklineProps {
  readonly points: readonly Point[]
  readonly label: string
  /** px; as wide as there is room where it is left out. */
  readonly width?: number
  readonly height?: number
  /** The top of the scale; else the largest value. */
  readonly max?: number
}

/** The shape of some last minutes; the number it ends in stands beside it. Nothing before there are two points. */
export function Sparkline({ points, label, width: given, height = 28, max }: SparklineProps) {
  const { ref, width: room } = useElementSize<HTMLSpanElement>()
  const width = given ?? room
  const highest = max ?? Math.max(1, ...points.map(({ value }) => value))
  return (
    <span
      ref={ref}
      className="bd-sparkline"
      role="img"
      aria-label={label}
      title={label}
      style={{ width: given ?? '100%', height }}
    >
      {points.length > 1 && width > 0 && (
        <Suspense>
          <SparklineChart points={points} width={width} height={height} highest={highest} />
        </Suspense>
      )}
    </span>
  )
}
