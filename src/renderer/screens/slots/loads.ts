import { SLOT_COUNT } from '../../../planner/hash.ts'
import type { SlotMap } from '../../../contract/slot-history.ts'
import { compareNames } from '../../stores/consumer-names.ts'

export type Owner = string | null

/** What one owner has; null is nobody. */
export interface Load {
  readonly owner: Owner
  readonly slots: number
  readonly targets: number
}

/** A slot of two maps that is not the same owner's in both. */
export interface SlotMove {
  readonly slot: number
  readonly from: Owner
  readonly to: Owner
  /** Targets in it before and after. */
  readonly before: number
  readonly after: number
}

/** What nobody has first, where there is any; then by name, all that own something and all others that could. */
export function loadsOf({ owners, targets }: SlotMap, members: Iterable<string> = []): Load[] {
  const loads = new Map<Owner, { slots: number; targets: number }>()
  for (const member of members) loads.set(member, { slots: 0, targets: 0 })
  for (const [slot, owner] of owners.entries()) {
    const load = loads.get(owner) ?? { slots: 0, targets: 0 }
    load.slots++
    load.targets += targets[slot] ?? 0
    loads.set(owner, load)
  }
  return Array.from(loads, ([owner, load]) => ({ owner, ...load })).toSorted((a, b) =>
    a.owner === null ? -1 : b.owner === null ? 1 : compareNames(a.owner, b.owner),
  )
}

/**
 * The mean of those that could own something, and the largest and smallest load; nobody's counts for none of them. Of more
 * consumers than slots only as many can own one: the others say nothing of how even the load is (as a plan's remarks, PL-2).
 */
export function spread(loads: readonly Load[]): { consumers: number; mean: number; most: number; least: number } {
  const members = loads.filter(({ owner }) => owner !== null)
  const consumers = Math.min(members.length, SLOT_COUNT)
  const own = (members.length > SLOT_COUNT ? members.filter(({ slots }) => slots > 0) : members).map(
    ({ targets }) => targets,
  )
  const sum = own.reduce((total, targets) => total + targets, 0)
  return {
    consumers,
    mean: consumers > 0 ? sum / consumers : 0,
    most: own.reduce((most, targets) => Math.max(most, targets), 0),
    least: own.reduce((least, targets) => Math.min(least, targets), own[0] ?? 0),
  }
}

/** How far a load is from the mean, as a share of it: 0 is the mean. Null where there is nothing to share. */
export function offMean(targets: number, mean: number): number | null {
  return mean === 0 ? null : targets / mean - 1
}

/** In order of slot. */
export function movesBetween(before: SlotMap, after: SlotMap): SlotMove[] {
  return after.owners.flatMap((to, slot) => {
    const from = before.owners[slot] ?? null
    return from === to ? [] : { slot, from, to, before: before.targets[slot] ?? 0, after: after.targets[slot] ?? 0 }
  })
}

/** The slots as they would be: `[slot, from, to]` for each that changes owner. Their targets stay. */
export function withMoves({ owners, targets }: SlotMap, moved: readonly (readonly [number, Owner, Owner])[]): SlotMap {
  const after = [...owners]
  for (const [slot, , to] of moved) after[slot] = to
  return { owners: after, targets }
}
