import { murmur3, SLOT_COUNT } from './hash.ts'
import { canonical, type Identity } from './identity.ts'
import { SlotMerge, replacing } from './slot-merge.ts'
import { attributesAt, emptySlots, findTarget, type Leaf, ratingAt, type Slot } from './slot.ts'
import { sortTargets } from './target-run.ts'

/**
 * `[ID-2]` The targets of a merge under another identity, each in the slot of its other canonical form and still in the
 * batch it had. Those that become one are one: with the most urgent of their priorities, the spelling that is canonical
 * or else the first in code-unit order, and the first attributes in that order.
 *
 * It is done once in the life of a task, and costs like a list of all its targets; where no canonical form is another
 * one, all slots stay.
 */
export function reidentify(merge: SlotMerge, identity: Identity): SlotMerge {
  const { slots, maker, dropped, rerated } = merge
  const isOther = (text: string) => canonical(merge.identity, text) !== canonical(identity, text)
  const leaves = slots.flatMap((slot) => slot.leaves)
  const isSame = !leaves.some((leaf) => textsOf(leaf).some(isOther))
  const result = new SlotMerge(isSame ? slots : emptySlots, maker, identity)
  for (const [batch, count] of dropped) result.dropped.set(batch, count)
  result.rerated = rerated
  if (isSame) return result
  result.merge(sortTargets(listOf(leaves, identity), identity), replacing)
  for (const leaf of leaves) {
    for (let place = leaf.from; place < leaf.to; place++) putBack(result, leaf, place)
  }
  return result
}

function textsOf({ targets, from, to }: Leaf): readonly string[] {
  return targets.slice(from, to)
}

/** What there is as a list, in the order in which a spelling is chosen. */
function listOf(leaves: readonly Leaf[], identity: Identity) {
  const all = leaves.flatMap((leaf) =>
    textsOf(leaf).map((text, i) => ({
      text,
      leaf,
      place: leaf.from + i,
      isCanonical: canonical(identity, text) === text,
    })),
  )
  all.sort((a, b) => Number(b.isCanonical) - Number(a.isCanonical) || (a.text < b.text ? -1 : 1))
  return {
    targets: all.map(({ text }) => text),
    ratings: Uint8Array.from(all, ({ leaf, place }) => ratingAt(leaf, place)),
    attributes: all.map(({ leaf, place }) => attributesAt(leaf, place)),
  }
}

/** Gives a target the batch it had; one that has become another one is gone from it. */
function putBack(result: SlotMerge, was: Leaf, place: number): void {
  const text = was.targets[place]!
  const batch = was.batches[place]!
  const hash = murmur3(canonical(result.identity, text))
  const slot: Slot = result.slots[hash & (SLOT_COUNT - 1)]!
  const { leaf, place: now } = findTarget(slot, text, hash, result.identity)!
  if (leaf.targets[now] !== text) {
    result.dropped.set(batch, (result.dropped.get(batch) ?? 0) + 1)
    return
  }
  leaf.batches[now] = batch
  slot.holders.add(batch)
  if (ratingAt(was, place) !== ratingAt(leaf, now)) result.rerated++
}
