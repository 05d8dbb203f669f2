import type { EpochResource } from '../../../contract/resources/epoch.ts'

/** What an epoch moved from one consumer to another, in targets. */
export interface Moves {
  readonly epoch: number
  readonly moved: number
  /** The least it had to move, and what it moved beyond that; together what it moved. */
  readonly least: number
  readonly beyond: number
}

/** More bars than this are too thin to be hit. */
const MAX_BARS = 60

/**
 * `[UI-11]` The epochs of a span that moved something, the newest last, and how many there were in it at all. Those that moved
 * nothing have no place among bars.
 * @param epochs newest first
 */
export function movesIn(
  epochs: readonly EpochResource[],
  { from, to }: { readonly from: number; readonly to: number },
): { readonly moves: readonly Moves[]; readonly total: number } {
  const within = epochs.filter(({ created_at }) => created_at >= from && created_at <= to)
  const moves = within.flatMap(({ epoch, counts: { moved_consumer: moved, least_moved_consumer } }): Moves[] => {
    const least = Math.min(moved, least_moved_consumer)
    return moved === 0 ? [] : [{ epoch, moved, least, beyond: moved - least }]
  })
  return { moves: moves.slice(0, MAX_BARS).toReversed(), total: within.length }
}
