import type { Assignment } from './assignment.ts'
import { SLOT_COUNT } from './hash.ts'
import { priorities, type Priority } from './priority.ts'
import { compareTargetSets, type LeafVisitor } from './slot-compare.ts'
import { attributesAt, type Leaf, ratingAt } from './slot.ts'

/** A target that comes or goes; the last is there only where it has any. */
export type DeltaTarget = readonly [
  target: string,
  batch_id: number,
  priority: Priority,
  attributes?: string | undefined,
]

/**
 * Everything in which two assignments of a task differ, to be written down: applied to the first it gives the second,
 * and backwards the first again. It grows with the change, not with the task. Where the identity is another one, the slots
 * of targets follow from that.
 */
export interface PlanDelta {
  /** `[target, batch_id, priority, attributes]`, the last only where it has any */
  readonly added: readonly DeltaTarget[]
  /** The same, with what it had. */
  readonly removed: readonly DeltaTarget[]
  /** Surviving targets in another batch: `[target, from, to]` */
  readonly moved: readonly (readonly [string, number, number])[]
  /** Surviving targets of another priority: `[target, from, to]` */
  readonly rerated: readonly (readonly [string, Priority, Priority])[]
  /** Surviving targets of other attributes: `[target, from, to]`, null where it has none */
  readonly described: readonly (readonly [string, string | null, string | null])[]
  /** `[batch_id, consumer_id, priority]` */
  readonly opened: readonly (readonly [number, string | null, Priority])[]
  readonly closed: readonly (readonly [number, string | null, Priority])[]
  /** Surviving batches of another consumer: `[batch_id, from, to]` */
  readonly handed: readonly (readonly [number, string | null, string | null])[]
  /** Surviving batches of another level: `[batch_id, from, to]` */
  readonly relevelled: readonly (readonly [number, Priority, Priority])[]
  /** `[slot, from, to]` */
  readonly slots: readonly (readonly [number, string | null, string | null])[]
}

/** What has to be written down to get from one assignment to another. */
export function deltaOf(before: Assignment, after: Assignment): PlanDelta {
  const delta = {
    added: [] as DeltaTarget[],
    removed: [] as DeltaTarget[],
    moved: [] as [string, number, number][],
    rerated: [] as [string, Priority, Priority][],
    described: [] as [string, string | null, string | null][],
    opened: [] as [number, string | null, Priority][],
    closed: [] as [number, string | null, Priority][],
    handed: [] as [number, string | null, string | null][],
    relevelled: [] as [number, Priority, Priority][],
    slots: [] as [number, string | null, string | null][],
  } satisfies PlanDelta
  const visitor: LeafVisitor = {
    added: (leaf, i) => void delta.added.push(deltaTarget(leaf, i)),
    removed: (leaf, i) => void delta.removed.push(deltaTarget(leaf, i)),
    changed(old, i, now, j) {
      const target = now.targets[j]!
      const [batch, priority, attributes] = [old.batches[i]!, priorityAt(old, i), attributesAt(old, i)]
      if (batch !== now.batches[j]) delta.moved.push([target, batch, now.batches[j]!])
      if (priority !== priorityAt(now, j)) delta.rerated.push([target, priority, priorityAt(now, j)])
      if (attributes !== attributesAt(now, j)) delta.described.push([target, attributes, attributesAt(now, j)])
    },
  }
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const [from, to] = [before.owners[slot]!, after.owners[slot]!]
    if (from !== to) delta.slots.push([slot, from, to])
  }
  compareTargetSets(before, after, visitor)
  before.batches.forEachPair(after.batches, (was, is) => {
    if (!is) delta.closed.push([was!.batch_id, was!.consumer_id, was!.priority])
    else if (!was) delta.opened.push([is.batch_id, is.consumer_id, is.priority])
    else {
      if (was.consumer_id !== is.consumer_id) delta.handed.push([is.batch_id, was.consumer_id, is.consumer_id])
      if (was.priority !== is.priority) delta.relevelled.push([is.batch_id, was.priority, is.priority])
    }
  })
  return delta
}

function deltaTarget(leaf: Leaf, place: number): DeltaTarget {
  const attributes = attributesAt(leaf, place)
  const target = leaf.targets[place]!
  const batch = leaf.batches[place]!
  const priority = priorityAt(leaf, place)
  return attributes === null ? [target, batch, priority] : [target, batch, priority, attributes]
}

function priorityAt(leaf: Leaf, place: number): Priority {
  return priorities[ratingAt(leaf, place)]!
}
