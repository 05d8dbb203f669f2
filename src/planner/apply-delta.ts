import type { Assignment } from './assignment.ts'
import type { Batch, BatchList } from './batch-list.ts'
import type { PlanDelta } from './delta.ts'
import { murmur3, SLOT_COUNT } from './hash.ts'
import { canonical, type Identity } from './identity.ts'
import { priorities, UNRATED } from './priority.ts'
import { reidentify } from './reidentify.ts'
import { adding, removing, SlotMerge } from './slot-merge.ts'
import { findTarget, type Leaf, leafIndex, type Slot } from './slot.ts'
import { type GivenTargets, NO_ATTRIBUTES, sortTargets } from './target-run.ts'

/** Of the assignment after an epoch what its delta does not say. */
export type AppliedTerms = Pick<Assignment, 'members' | 'levels' | 'identity'>

/**
 * The assignment after an epoch, from the one before and what is written down of the epoch: whoever did not plan it has
 * it, too. It is the way back from `deltaOf`, costs in proportion to the delta, and shares with `before` whatever the
 * epoch did not touch.
 * @throws {Error} where the delta is not one of `before`
 */
export function applyDelta(
  before: Assignment,
  delta: PlanDelta,
  { members, levels, identity }: AppliedTerms,
): Assignment {
  const slots = new SlotChange(before, delta, identity)
  for (const [target, from, to] of delta.moved) slots.move(target, from, to)
  for (const [target, to] of delta.added) slots.move(target, 0, to)
  const owners = before.owners.slice()
  for (const [slot, from, to] of delta.slots) {
    if (owners[slot] !== from) throw foreign(`slot ${slot} belongs to ${owners[slot]}`)
    owners[slot] = to
  }
  return { owners, members, levels, slots: slots.slots, batches: batchesAfter(before.batches, delta), identity }
}

/** The slots of an assignment, with the targets that come and go; those that come have to be put into batches. */
class SlotChange {
  readonly slots: Slot[]
  /** Slots and leaves that are copied already. */
  private readonly maker = {}
  private readonly identity: Identity

  constructor(before: Assignment, delta: PlanDelta, identity: Identity) {
    this.identity = identity
    const { removed } = delta
    const going = sortTargets({ targets: removed.map(([target]) => target) }, before.identity)
    const left = new SlotMerge(before.slots, this.maker, before.identity).merge(going, removing)
    // What would become one is among those that go.
    const known = identity === before.identity ? left : reidentify(left, identity)
    const merge = known.merge(sortTargets(givenIn(delta), identity), adding)
    const { droppedTargets } = merge
    if (droppedTargets !== removed.length) throw foreign(`${removed.length - droppedTargets} of what goes is not there`)
    this.slots = merge.slots
  }

  /** Puts a target into another batch. @param from the one it is in; 0 where it has just come */
  move(target: string, from: number, to: number): void {
    const { holders, leaf, place } = this.find(target, murmur3(canonical(this.identity, target)))
    if (leaf.batches[place] !== from) throw foreign(`${target} is in batch ${leaf.batches[place]}`)
    if (from !== 0) holders.drop(from)
    leaf.batches[place] = to
    holders.add(to)
  }

  /** Where a target is, to be changed. */
  private find(target: string, hash: number): { holders: Slot['holders']; leaf: Leaf; place: number } {
    const { maker, slots } = this
    const number = hash & (SLOT_COUNT - 1)
    let slot = slots[number]!
    if (slot.maker !== maker) {
      slots[number] = slot = { ...slot, leaves: slot.leaves.slice(), holders: slot.holders.copy(), maker }
    }
    const found = findTarget(slot, target, hash, this.identity)
    if (!found) throw foreign(`${target} is not there`)
    const { leaf, place } = found
    if (leaf.maker === maker) return { holders: slot.holders, leaf, place }
    const copy = copyOf(leaf, maker)
    slot.leaves[leafIndex(hash, slot.bits)] = copy
    return { holders: slot.holders, leaf: copy, place: place - leaf.from }
  }
}

/** What comes, and what is rated or described otherwise, as a list that says nothing of anything else. */
function givenIn({ added, rerated, described }: PlanDelta): GivenTargets {
  const rated = [...added, ...rerated]
  const isDescribed = described.length > 0 || added.some(([, , , attributes]) => attributes !== undefined)
  const texts = isDescribed
    ? [
        ...added.map(([, , , attributes = null]) => attributes),
        ...rerated.map(() => null),
        ...described.map(([, , attributes]) => attributes ?? NO_ATTRIBUTES),
      ]
    : undefined
  return {
    targets: [...rated.map(([target]) => target), ...described.map(([target]) => target)],
    ratings: Uint8Array.from([
      ...rated.map(([, , priority]) => priorities.indexOf(priority)),
      ...described.map(() => UNRATED),
    ]),
    attributes: texts,
  }
}

/** A leaf of its own: the stretch of the columns, beginning at 0. */
function copyOf({ targets, hashes, ratings, attributes, batches, from, to }: Leaf, maker: object): Leaf {
  return {
    targets: targets.slice(from, to),
    hashes: hashes.slice(from, to),
    ratings: ratings && ratings.slice(from, to),
    attributes: attributes && attributes.slice(from, to),
    batches: batches.slice(from, to),
    from: 0,
    to: to - from,
    maker,
  }
}

/** The batches that lost or gained a target, or have another consumer or level, are new objects; all others stay. */
function batchesAfter(before: BatchList, delta: PlanDelta): BatchList {
  const changed = new Map<number, Batch>()
  const change = (id: number, now: (batch: Batch) => Partial<Batch>) => {
    const batch = changed.get(id) ?? before.get(id)
    if (!batch) throw foreign(`there is no batch ${id}`)
    changed.set(id, { ...batch, ...now(batch) })
  }
  for (const [batch_id, consumer_id, priority] of delta.opened) {
    changed.set(batch_id, { batch_id, consumer_id, priority, size: 0 })
  }
  for (const [id, , consumer_id] of delta.handed) change(id, () => ({ consumer_id }))
  for (const [id, , priority] of delta.relevelled) change(id, () => ({ priority }))
  const sizes = new Map<number, number>()
  const count = (id: number, by: number) => void sizes.set(id, (sizes.get(id) ?? 0) + by)
  for (const [, id] of delta.removed) count(id, -1)
  for (const [, id] of delta.added) count(id, 1)
  for (const [, from, to] of delta.moved) {
    count(from, -1)
    count(to, 1)
  }
  for (const [id, by] of sizes) change(id, ({ size }) => ({ size: size + by }))
  const closed = new Set(delta.closed.map(([id]) => id))
  for (const id of closed) changed.delete(id)
  return before.with([...changed.values()], closed)
}

function foreign(what: string): Error {
  return new Error(`The delta belongs to another assignment: ${what}.`)
}
