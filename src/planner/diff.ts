import type { Assignment, Strategy } from './assignment.ts'
import type { Batch } from './batch-list.ts'
import { leastMoves } from './balance.ts'
import { SLOT_COUNT } from './hash.ts'
import type { Identity } from './identity.ts'
import { compareSlots, isComparable, pairTargets } from './slot-compare.ts'
import { attributesAt, type Leaf, ratingAt, type Slot } from './slot.ts'

/** What a change amounts to, in numbers: the proof of PL-6, under the names of HT-3. "Surviving" is there before and after. */
export interface Counts {
  /** Targets, batches and members after the change. */
  targets: number
  batches: number
  consumers: number
  /** Targets that were not there before. */
  added: number
  /** Targets that are no longer there. */
  removed: number
  /** Surviving targets that carry another priority. */
  rerated: number
  /** Surviving targets that carry other attributes. */
  described: number
  /** Surviving targets that have another consumer. Nobody (`null`) counts as another. */
  moved_consumer: number
  /** Surviving targets that are in another batch. A batch handed over whole moves none. */
  moved_batch: number
  /** The least `moved_consumer` with which this change was possible, argued at {@link leastMoves}. */
  least_moved_consumer: number
  /** `moved_consumer` − `least_moved_consumer`. */
  stray: number
  /** Batches that exist before and after, with other targets, another consumer or another priority. */
  batches_changed: number
  batches_opened: number
  batches_closed: number
}

/** Everything in which two assignments differ, but for the targets themselves. */
export interface Difference {
  readonly counts: Counts
  /** Whether anything differs: a target, a batch's content or owner, a slot's owner, the member list. */
  readonly changed: boolean
  /** Consumers that gained, lost or saw changed a batch, in code-unit order. */
  readonly consumersTouched: readonly string[]
}

/** Of a plan that changes nothing, and holds nothing. */
export const noCounts: Readonly<Counts> = {
  targets: 0,
  batches: 0,
  consumers: 0,
  added: 0,
  removed: 0,
  rerated: 0,
  described: 0,
  moved_consumer: 0,
  moved_batch: 0,
  least_moved_consumer: 0,
  stray: 0,
  batches_changed: 0,
  batches_opened: 0,
  batches_closed: 0,
}

/**
 * Compares any two assignments of a task: an epoch and the next, or two far apart (PL-6, EP-6). Slots whose targets an
 * epoch did not touch are not looked into.
 *
 * {@link leastMoves} argues the least number of moves. A newcomer is a member that owned no slot before; with unchanged
 * members the change is taken for a rebalance. The ring has no choice, its owners follow from its members: its least is
 * what it moves, and it never has strays. Neither has another identity: where its targets go follows from it (ID-2).
 */
export function diffAssignments(before: Assignment, after: Assignment, strategy: Strategy = 'balanced'): Difference {
  const counts: Counts = { ...noCounts, batches: after.batches.size, consumers: after.members.length }
  const load = new Map<string | null, number>()
  const survivors = new Map<string | null, number>()
  /** Batches that lost or gained a target. */
  const disturbed = new Set<number>()
  const areComparable = isComparable(before, after)
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const [was, is] = [before.slots[slot]!, after.slots[slot]!]
    const [from, to] = [before.owners[slot]!, after.owners[slot]!]
    if (!areComparable) continue
    const kept = was === is ? is.size : compareSlot(was, is, after.identity, counts, disturbed)
    counts.targets += is.size
    count(load, to, is.size)
    count(survivors, from, kept)
    if (from !== to) counts.moved_consumer += kept
  }
  if (!areComparable) compareIdentities(before, after, counts, disturbed)
  const touched = compareBatches(before, after, counts, disturbed)
  counts.least_moved_consumer =
    strategy === 'ring' || !areComparable ? counts.moved_consumer : least(before, after, survivors, load, counts)
  counts.stray = counts.moved_consumer - counts.least_moved_consumer
  const { batches_changed, batches_opened, batches_closed, rerated, described } = counts
  return {
    counts,
    changed:
      batches_changed + batches_opened + batches_closed + rerated + described > 0 ||
      // Nobody may see anything of it, and targets are in other slots all the same (ID-2).
      (before.identity !== after.identity && after.slots.some((slot, i) => slot !== before.slots[i])) ||
      !sameList(before.owners, after.owners) ||
      !sameList(before.members, after.members),
    consumersTouched: touched,
  }
}

/** Adds up what happened to the targets of a slot. @returns how many of them were there before */
function compareSlot(was: Slot, is: Slot, identity: Identity, counts: Counts, disturbed: Set<number>): number {
  if (was.size === 0 || is.size === 0) {
    counts.added += is.size
    counts.removed += was.size
    for (const id of [...was.holders.ids, ...is.holders.ids]) disturbed.add(id)
    return 0
  }
  let removed = 0
  compareSlots(was, is, identity, {
    added(leaf, i) {
      counts.added++
      disturbed.add(leaf.batches[i]!)
    },
    removed(leaf, i) {
      removed++
      disturbed.add(leaf.batches[i]!)
    },
    changed: (old, i, now, j) => compareSurvivor(old, i, now, j, counts, disturbed),
  })
  counts.removed += removed
  return was.size - removed
}

function compareSurvivor(old: Leaf, i: number, now: Leaf, j: number, counts: Counts, disturbed: Set<number>): void {
  const [from, to] = [old.batches[i]!, now.batches[j]!]
  if (ratingAt(old, i) !== ratingAt(now, j)) counts.rerated++
  if (attributesAt(old, i) !== attributesAt(now, j)) counts.described++
  if (from === to) return
  counts.moved_batch++
  disturbed.add(from).add(to)
}

/** `[ID-2]` The same of all targets, where a survivor may be in another slot. */
function compareIdentities(before: Assignment, after: Assignment, counts: Counts, disturbed: Set<number>): void {
  for (const { was, is } of pairTargets(before.slots, after.slots)) {
    if (is) counts.targets++
    if (was && is) {
      if (before.owners[was.slot] !== after.owners[is.slot]) counts.moved_consumer++
      compareSurvivor(was.leaf, was.place, is.leaf, is.place, counts, disturbed)
    } else if (is) {
      counts.added++
      disturbed.add(is.leaf.batches[is.place]!)
    } else if (was) {
      counts.removed++
      disturbed.add(was.leaf.batches[was.place]!)
    }
  }
}

/** @returns the consumers that gained, lost or saw changed a batch, in code-unit order */
function compareBatches(
  before: Assignment,
  after: Assignment,
  counts: Counts,
  disturbed: ReadonlySet<number>,
): string[] {
  const touched = new Set<string | null>()
  before.batches.forEachPair(after.batches, (was, is) => {
    if (was === is) return
    if (!is) counts.batches_closed++
    else if (!was) counts.batches_opened++
    else if (disturbed.has(is.batch_id) || !isSameOutside(was, is)) counts.batches_changed++
    else return
    if (was) touched.add(was.consumer_id)
    if (is) touched.add(is.consumer_id)
  })
  touched.delete(null)
  return ([...touched] as string[]).toSorted()
}

function isSameOutside(a: Batch, b: Batch): boolean {
  return a.consumer_id === b.consumer_id && a.priority === b.priority
}

function least(
  before: Assignment,
  after: Assignment,
  survivors: ReadonlyMap<string | null, number>,
  load: ReadonlyMap<string | null, number>,
  { targets, added }: Counts,
): number {
  const isRebalance = sameList(before.members, after.members)
  const hadSlots = new Set(before.owners)
  const isEntitled = (member: string) => isRebalance || !hadSlots.has(member)
  return leastMoves({ members: after.members, isEntitled, survivors, load, targets, added })
}

/** Whether two lists hold the same values in the same order. */
export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]))
}

function count(counter: Map<string | null, number>, key: string | null, by: number): void {
  counter.set(key, (counter.get(key) ?? 0) + by)
}
