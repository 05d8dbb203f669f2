import { useFormat } from '../../i18n/format.ts'

/** The bars of a fleet that is even are short: an end of the axis is no nearer to the mean than this. */
const LEAST_SPAN = 0.1

/** The end of the axis for some distances from the mean. */
export function axisEnd(offs: Iterable<number | null>): number {
  let end = LEAST_SPAN
  for (const off of offs) end = Math.max(end, Math.abs(off ?? 0))
  return end
}

/** A load against the mean: to the left of it is less, to the right more. @param end of the axis to both sides */
export function LoadBar({ off, end }: { off: number; end: number }) {
  const text = useOffText()
  const width = (Math.min(1, Math.abs(off) / end) * 50).toFixed(2)
  return (
    <span className="bd-bar-value">
      <span className="bd-load-bar" aria-hidden>
        <span data-less={off < 0 ? '' : undefined} style={{ width: `${width}%` }} />
      </span>
      <span className="bd-share-text">{text(off)}</span>
    </span>
  )
}

/** "+4.2%", "−3%", "0%". */
export function useOffText(): (off: number) => string {
  const format = useFormat()
  return (off) => {
    const share = format.percent(Math.abs(off))
    if (share === format.percent(0)) return share
    return `${off > 0 ? '+' : '−'}${share}`
  }
}
