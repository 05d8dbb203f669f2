import { comparePlaces } from './slot-merge.ts'
import { type Leaf, ratingAt, type Slot, withBits } from './slot.ts'

/** Is told of every target that is not as it was. */
export interface LeafVisitor {
  added(leaf: Leaf, place: number): void
  removed(leaf: Leaf, place: number): void
  /** It is in another batch, or has another priority. */
  changed(before: Leaf, place: number, after: Leaf, placeAfter: number): void
}

/** Walks two versions of a slot in step. Leaves that they share are passed over, and so is their content. */
export function compareSlots(before: Slot, after: Slot, visitor: LeafVisitor): void {
  const recut = withBits(before, after.bits, after)
  for (let index = 0; index < after.leaves.length; index++) {
    const [was, is] = [recut.leaves[index]!, after.leaves[index]!]
    if (was !== is) compareLeaves(was, is, visitor)
  }
}

function compareLeaves(before: Leaf, after: Leaf, visitor: LeafVisitor): void {
  // A change is mostly one target among many: what is the same at both ends is passed over.
  const shorter = Math.min(before.to - before.from, after.to - after.from)
  const front = sameSteps(before, before.from, after, after.from, 1, shorter)
  const back = sameSteps(before, before.to - 1, after, after.to - 1, -1, shorter - front)
  const end = before.to - back
  const endAfter = after.to - back
  let i = before.from + front
  let j = after.from + front
  while (i < end || j < endAfter) {
    const order = comparePlaces(before, i, end, after, j, endAfter)
    if (order < 0) visitor.removed(before, i++)
    else if (order > 0) visitor.added(after, j++)
    else {
      if (sameSteps(before, i, after, j, 1, 1) === 0) visitor.changed(before, i, after, j)
      i++
      j++
    }
  }
}

/** How many steps, at most so many, both see the same target in the same batch with the same priority. */
function sameSteps(a: Leaf, i: number, b: Leaf, j: number, step: 1 | -1, most: number): number {
  const { targets, hashes, batches } = a
  const { targets: targetsOfB, hashes: hashesOfB, batches: batchesOfB } = b
  const areRated = a.ratings !== null || b.ratings !== null
  let steps = 0
  for (; steps < most; steps++, i += step, j += step) {
    if (hashes[i] !== hashesOfB[j] || batches[i] !== batchesOfB[j] || targets[i] !== targetsOfB[j]) break
    if (areRated && ratingAt(a, i) !== ratingAt(b, j)) break
  }
  return steps
}
