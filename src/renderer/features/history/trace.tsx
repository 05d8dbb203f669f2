import { VisuallyHidden } from '@mantine/core'
import { useId } from 'react'
import { momentAt, shareOf, type Span } from './time-axis.ts'
import { pointAt } from './crosshair.ts'
import { CrosshairLine } from './plot-pointer.tsx'
import type { SeriesRow } from './series-rows.ts'

interface TraceProps {
  readonly label: string
  readonly rows: readonly SeriesRow[]
  readonly name: string
  readonly span: Span
  readonly domain: readonly [number, number]
  readonly color: string
  /** Of the area between the line and `base`. */
  readonly fill?: string
  readonly base?: number
  /** Single readings, far from each other: each a pin, as no line leads from one to the next. */
  readonly isPins?: boolean
}

const WIDTH = 1000
const HEIGHT = 100

/**
 * The shape of a series within the shared span, beside its figure. It is a path of its own, not one of the library for charts:
 * it is there with the first picture, which that library would come after.
 */
export function Trace({ label, rows, name, span, domain, color, fill, base = 0, isPins = false }: TraceProps) {
  const id = useId()
  const [low, high] = domain
  const x = (at: number) => Math.round(shareOf(span, at) * WIDTH * 10) / 10
  const y = (value: number) => Math.round((1 - (value - low) / Math.max(1e-9, high - low)) * HEIGHT * 10) / 10
  const parts = isPins ? [] : unbroken(rows, name)
  const line = parts.map((part) =>
    part.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join(''),
  )
  const area = parts.map((part, i) => `${line[i]}L${x(part.at(-1)!.at)} ${y(base)}L${x(part[0]!.at)} ${y(base)}Z`)
  return (
    <span
      className="bd-trace"
      role="img"
      aria-labelledby={id}
      onPointerMove={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect()
        pointAt(momentAt(span, (event.clientX - left) / Math.max(1, width)))
      }}
      onPointerLeave={() => pointAt(null)}
    >
      <VisuallyHidden id={id}>{label}</VisuallyHidden>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        {fill && <path d={area.join('')} fill={fill} />}
        {isPins && (
          <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--bd-border-strong)" vectorEffect="non-scaling-stroke" />
        )}
        <path d={line.join('')} fill="none" stroke={color} strokeWidth={1.25} vectorEffect="non-scaling-stroke" />
      </svg>
      {isPins &&
        unbroken(rows, name)
          .flat()
          .map(({ at, value }) => (
            <i
              key={at}
              className="bd-trace-pin"
              style={{ left: `${shareOf(span, at) * 100}%`, height: `${HEIGHT - y(value)}%`, background: color }}
            />
          ))}
      <CrosshairLine span={span} />
    </span>
  )
}

/** The readings, broken where nothing was read (UI-11). */
function unbroken(rows: readonly SeriesRow[], name: string): { at: number; value: number }[][] {
  const parts: { at: number; value: number }[][] = []
  let part: { at: number; value: number }[] | null = null
  for (const row of rows) {
    const value = row[name] ?? null
    if (value === null) part = null
    else if (part) part.push({ at: row.at, value })
    else parts.push((part = [{ at: row.at, value }]))
  }
  return parts
}
