import { SLOT_COUNT } from './hash.ts'

/** How far a consumer's targets may lie from the mean, as a share of the mean (PL-2). */
export const TOLERANCE = 0.05

/** The most and the fewest targets of a consumer that count as balanced. Whole numbers, so the mean's neighbours always do. */
export function balanceBounds(targets: number, members: number): { ceiling: number; floor: number } {
  // Of more consumers than slots only as many can own one.
  const mean = targets / Math.min(members, SLOT_COUNT)
  return {
    ceiling: Math.max(Math.ceil(mean), Math.floor(mean * (1 + TOLERANCE))),
    floor: Math.min(Math.floor(mean), Math.ceil(mean * (1 - TOLERANCE))),
  }
}

export interface MoveFacts {
  /** The members after the change. */
  readonly members: readonly string[]
  /** Whether a member has a claim to a fair share: a newcomer has, in a rebalance everyone. */
  readonly isEntitled: (member: string) => boolean
  /** Surviving targets by the consumer they had before; `null` is nobody. */
  readonly survivors: ReadonlyMap<string | null, number>
  /** Targets by the consumer they have now. */
  readonly load: ReadonlyMap<string | null, number>
  readonly targets: number
  readonly added: number
}

/**
 * The least number of surviving targets that had to change consumer (PL-6).
 *
 * The balance to reach: no consumer above the ceiling, none with a claim below the floor; where whole slots could not
 * reach that, the plan's own heaviest and lightest consumer are the bounds. Any plan as balanced as that has to move
 * 1. all survivors of consumers that are gone: G;
 * 2. of the others' survivors both
 *    a. what lies above the ceiling, for a consumer can keep no more than that;
 *    b. what those with a claim need to reach the floor and cannot get from G or from the added targets.
 * One move can serve (a) and (b), so the least is G + max(a, b). The plan itself is as balanced as that, so the least
 * is never above its moves.
 */
export function leastMoves({ members, isEntitled, survivors, load, targets, added }: MoveFacts): number {
  // Without any member everything that had an owner loses it, and what had none keeps having none.
  const remaining = new Set<string | null>(members.length > 0 ? members : [null])
  let gone = 0
  for (const [consumer, kept] of survivors) if (!remaining.has(consumer)) gone += kept
  if (members.length === 0) return gone
  const { ceiling, floor } = boundsReached(targets, members, load)
  let above = 0
  let missing = 0
  for (const member of members) {
    const kept = survivors.get(member) ?? 0
    above += Math.max(0, kept - ceiling)
    if (isEntitled(member)) missing += Math.max(0, floor - kept)
  }
  return gone + Math.max(above, missing - gone - added)
}

/** The balance bounds, widened to what the plan itself keeps. */
function boundsReached(
  targets: number,
  members: readonly string[],
  load: ReadonlyMap<string | null, number>,
): { ceiling: number; floor: number } {
  let { ceiling, floor } = balanceBounds(targets, members.length)
  for (const member of members) {
    const now = load.get(member) ?? 0
    ceiling = Math.max(ceiling, now)
    floor = Math.min(floor, now)
  }
  return { ceiling, floor }
}
