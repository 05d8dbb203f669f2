import type { Identity } from './identity.ts'
import { comparePlaces } from './slot-merge.ts'
import { attributesAt, type Leaf, ratingAt, type Slot, withBits } from './slot.ts'

/** Is told of every target that is not as it was. */
export interface LeafVisitor {
  added(leaf: Leaf, place: number): void
  removed(leaf: Leaf, place: number): void
  /** It may be in another batch, or have another priority or other attributes. */
  changed(before: Leaf, place: number, after: Leaf, placeAfter: number): void
}

/** Targets by slot, and by what they are the same. */
export interface TargetSet {
  readonly slots: readonly Slot[]
  readonly identity: Identity
}

/** Tells of everything that became of targets between two sets, whatever their identities are. */
export function compareTargetSets(before: TargetSet, after: TargetSet, visitor: LeafVisitor): void {
  if (before.slots === after.slots) return
  if (isComparable(before, after)) {
    for (const [slot, is] of after.slots.entries()) {
      const was = before.slots[slot]!
      if (was !== is) compareSlots(was, is, after.identity, visitor)
    }
    return
  }
  for (const { was, is } of pairTargets(before.slots, after.slots)) {
    if (!was) visitor.added(is!.leaf, is!.place)
    else if (!is) visitor.removed(was.leaf, was.place)
    else visitor.changed(was.leaf, was.place, is.leaf, is.place)
  }
}

/** Whether what is the same in both is in the same slot, and in the same order: also where one of them is empty. */
export function isComparable(before: TargetSet, after: TargetSet): boolean {
  return before.identity === after.identity || isEmpty(before) || isEmpty(after)
}

function isEmpty({ slots }: TargetSet): boolean {
  return slots.every(({ size }) => size === 0)
}

/**
 * Walks two versions of a slot in step, both of the same identity. Leaves that they share are passed over, and so is their
 * content. One that went and came again in another spelling is another to whoever watches it.
 */
export function compareSlots(before: Slot, after: Slot, identity: Identity, visitor: LeafVisitor): void {
  const recut = withBits(before, after.bits, after)
  for (let index = 0; index < after.leaves.length; index++) {
    const [was, is] = [recut.leaves[index]!, after.leaves[index]!]
    if (was !== is) compareLeaves(was, is, identity, visitor)
  }
}

function compareLeaves(before: Leaf, after: Leaf, identity: Identity, visitor: LeafVisitor): void {
  // A change is mostly one target among many: what is the same at both ends is passed over.
  const shorter = Math.min(before.to - before.from, after.to - after.from)
  const front = sameSteps(before, before.from, after, after.from, 1, shorter)
  const back = sameSteps(before, before.to - 1, after, after.to - 1, -1, shorter - front)
  const end = before.to - back
  const endAfter = after.to - back
  let i = before.from + front
  let j = after.from + front
  while (i < end || j < endAfter) {
    const order = comparePlaces(identity, before, i, end, after, j, endAfter)
    if (order < 0) visitor.removed(before, i++)
    else if (order > 0) visitor.added(after, j++)
    else if (before.targets[i] !== after.targets[j]) {
      visitor.removed(before, i++)
      visitor.added(after, j++)
    } else {
      if (sameSteps(before, i, after, j, 1, 1) === 0) visitor.changed(before, i, after, j)
      i++
      j++
    }
  }
}

/** How many steps, at most so many, both see the same target in the same batch with the same priority and attributes. */
function sameSteps(a: Leaf, i: number, b: Leaf, j: number, step: 1 | -1, most: number): number {
  const { targets, hashes, batches } = a
  const { targets: targetsOfB, hashes: hashesOfB, batches: batchesOfB } = b
  const areRated = a.ratings !== null || b.ratings !== null
  const areDescribed = a.attributes !== null || b.attributes !== null
  let steps = 0
  for (; steps < most; steps++, i += step, j += step) {
    if (hashes[i] !== hashesOfB[j] || batches[i] !== batchesOfB[j] || targets[i] !== targetsOfB[j]) break
    if (areRated && ratingAt(a, i) !== ratingAt(b, j)) break
    if (areDescribed && attributesAt(a, i) !== attributesAt(b, j)) break
  }
  return steps
}

/** A target in one of two assignments: its leaf, the place in it, and its slot. */
interface Whereabouts {
  readonly leaf: Leaf
  readonly place: number
  readonly slot: number
}

/**
 * Every target of two assignments of different identities, by its spelling: it may be in another slot. It looks at all of
 * them.
 */
export function* pairTargets(
  before: readonly Slot[],
  after: readonly Slot[],
): Iterable<{ readonly was: Whereabouts | null; readonly is: Whereabouts | null }> {
  const left = new Map<string, Whereabouts>()
  for (const at of whereabouts(before)) left.set(at.leaf.targets[at.place]!, at)
  for (const is of whereabouts(after)) {
    const target = is.leaf.targets[is.place]!
    const was = left.get(target) ?? null
    left.delete(target)
    yield { was, is }
  }
  for (const was of left.values()) yield { was, is: null }
}

function* whereabouts(slots: readonly Slot[]): Iterable<Whereabouts> {
  for (const [slot, { leaves }] of slots.entries()) {
    for (const leaf of leaves) for (let place = leaf.from; place < leaf.to; place++) yield { leaf, place, slot }
  }
}
