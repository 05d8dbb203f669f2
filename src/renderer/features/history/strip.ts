import type { ReactNode } from 'react'
import type { SeriesRow } from './series-rows.ts'

/** One series of a chart as it is drawn. Colours are of the palette: `var(--bd-…)`. */
export interface Layer {
  readonly key: string
  readonly stroke?: string
  readonly fill?: string
  /** Where its area begins; 0 unless it hangs from another value. */
  readonly base?: number
  /** Layers of one stack stand upon each other, the first at the bottom. */
  readonly stack?: string
}

/** What the crosshair says of a chart: words at the height of a value. */
export interface Chip {
  readonly key: string
  readonly value: number
  readonly text: string
  readonly glyph?: ReactNode
}

/** One of the charts that stand below each other upon one axis of time. */
export interface Strip {
  readonly id: string
  readonly name: string
  /** Below the name: what it is of, or its lowest value. */
  readonly note?: ReactNode
  readonly isTall: boolean
  readonly domain: readonly [number, number]
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
  readonly layers: readonly Layer[]
  /** What it is at its end, beside it. */
  readonly now: ReactNode
  readonly chips: (row: SeriesRow) => readonly Chip[]
}
