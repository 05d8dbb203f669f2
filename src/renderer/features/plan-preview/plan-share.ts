import type { Counts } from '../../../planner/diff.ts'

/** From this share of a list on it is said that so much goes, also where the guard does not ask. 0–1 */
const WARN_SHARE = 0.1

/** A change of a list in five figures. */
export interface ListFigures {
  readonly now: number
  readonly kept: number
  readonly added: number
  readonly removed: number
  readonly after: number
}

export function listFigures({ targets, added, removed }: Counts): ListFigures {
  const now = targets - added + removed
  return { now, kept: now - removed, added, removed, after: targets }
}

/** Whether a change takes so much that it is said before it is applied. */
export function takesMuch({ now, removed }: ListFigures): boolean {
  return removed > 0 && removed >= now * WARN_SHARE
}
