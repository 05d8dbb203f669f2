import type { EpochResource } from '../../../contract/resources/epoch.ts'

export interface EpochMark {
  readonly epoch: EpochResource
  /** Whether there is room for its number beside that of the one before. */
  readonly isNamed: boolean
}

/** Of the whole width, what a number needs for itself; and how near the pointer has to be. */
const MIN_LABEL_SHARE = 0.035
const MAX_POINTER_SHARE = 0.012
const MAX_MARKS = 100

/** The epochs to mark on a time axis, oldest first: the last ones, so that there are never too many to see. */
export function epochMarks(epochs: Iterable<EpochResource>, from: number, to: number): EpochMark[] {
  const shown = [...epochs]
    .filter(({ created_at }) => created_at >= from && created_at <= to)
    .toSorted((a, b) => a.created_at - b.created_at)
    .slice(-MAX_MARKS)
  let last = -Infinity
  // The newest is the one that matters, so room is given from the end.
  return shown
    .toReversed()
    .map((epoch): EpochMark => {
      const place = (to - epoch.created_at) / Math.max(1, to - from)
      const isNamed = place - last >= MIN_LABEL_SHARE
      if (isNamed) last = place
      return { epoch, isNamed }
    })
    .toReversed()
}

/** The mark a moment is near enough to; undefined where there is none. */
export function markNear(marks: readonly EpochMark[], at: number, from: number, to: number): EpochResource | undefined {
  let nearest: EpochResource | undefined
  let distance = MAX_POINTER_SHARE * (to - from)
  for (const { epoch } of marks) {
    const away = Math.abs(epoch.created_at - at)
    if (away > distance) continue
    nearest = epoch
    distance = away
  }
  return nearest
}
