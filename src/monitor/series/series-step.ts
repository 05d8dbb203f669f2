import { MAX_SERIES_POINTS, seriesSteps } from '../../contract/resources/series.ts'

type Step = (typeof seriesSteps)[number]

/** As many points as a chart has use for, where nobody says how many. */
const USUAL_POINTS = 500
const minute = 60_000
const hour = 60 * minute
/** Steps that begin where people look: at the full minute, hour or day. ms */
const roundSteps = [
  10_000,
  30_000,
  ...[1, 2, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 6, 12, 24].map((hours) => hours * hour),
]

interface Range {
  readonly from: number
  readonly to: number
  readonly wanted: number | undefined
  /** Of each step that is kept, the shortest first. */
  readonly kept: readonly { readonly step: Step; readonly oldest: number | null }[]
}

/**
 * `[TS-2]` In what step a range is answered, and from which of the kept steps: from the shortest that goes back as far as
 * there is anything, and no shorter than asked for, nor so short that there are too many points.
 */
export function stepFor({ from, to, wanted, kept }: Range): { readonly step: number; readonly kept: Step } {
  const span = Math.max(0, to - from)
  const least = Math.max(wanted ?? span / USUAL_POINTS, span / (MAX_SERIES_POINTS - 1))
  const known = kept.flatMap(({ step, oldest }) => (oldest === null ? [] : { step, oldest }))
  // A longer step begins up to its length before what it was made of: so much more of the past is none.
  const reaches = (oldest: number) => known.every((other) => oldest <= Math.max(from, other.oldest) + other.step)
  const far = known.find(({ oldest }) => reaches(oldest))?.step ?? seriesSteps[0]
  const step = roundSteps.find((each) => each >= least && each >= far && each % far === 0)
  const longest = roundSteps.at(-1)!
  const found = step ?? Math.ceil(least / longest) * longest
  const source = seriesSteps.findLast((each) => each >= far && each <= found && found % each === 0) ?? far
  return { step: found, kept: source }
}
