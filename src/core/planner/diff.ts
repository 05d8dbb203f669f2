import type { Assignment, Batch, Strategy } from './assignment.ts'
import { leastMoves } from './balance.ts'

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
  /** Surviving targets that have another consumer. Nobody (`null`) counts as another. */
  moved_consumer: number
  /** Surviving targets that are in another batch. A batch handed over whole moves none. */
  moved_batch: number
  /** The least `moved_consumer` with which this change was possible, argued at {@link leastMoves}. */
  least_moved_consumer: number
  /** `moved_consumer` − `least_moved_consumer`. */
  stray: number
  /** Batches that exist before and after, with other targets or another consumer. */
  batches_changed: number
  batches_opened: number
  batches_closed: number
}

/** What to write down to get from one assignment to the next. Applied to the first, it gives the second. */
export interface PlanDelta {
  /** Targets that are no longer there. */
  readonly removed: readonly string[]
  /** Added targets, and surviving ones whose batch changed, with the batch they are in now. */
  readonly placed: readonly { readonly target: string; readonly batch_id: number }[]
  readonly opened: readonly Batch[]
  readonly closed: readonly number[]
  /** Surviving batches that have another consumer now. */
  readonly handed: readonly { readonly batch_id: number; readonly consumer_id: string | null }[]
}

/** Everything in which two assignments differ. */
export interface Difference {
  readonly delta: PlanDelta
  readonly counts: Counts
  /** Whether anything differs: a target, a batch's content or owner, a slot's owner, the member list. */
  readonly changed: boolean
  /** Consumers that gained, lost or saw changed a batch, in code-unit order. */
  readonly consumersTouched: readonly string[]
}

/**
 * Compares any two assignments of a task: an epoch and the next, or two far apart (PL-6, EP-6).
 *
 * {@link leastMoves} argues the least number of moves. A newcomer is a member that owned no slot before; with unchanged
 * members the change is taken for a rebalance. The ring has no choice, its owners follow from its members: its least is
 * what it moves, and it never has strays.
 */
export function diffAssignments(before: Assignment, after: Assignment, strategy: Strategy = 'balanced'): Difference {
  const removed: string[] = []
  const placed: { target: string; batch_id: number }[] = []
  const opened: Batch[] = []
  const closed: number[] = []
  const handed: { batch_id: number; consumer_id: string | null }[] = []
  const touched = new Set<string | null>()
  const load = new Map<string | null, number>()
  const survivors = new Map<string | null, number>()
  let targets = 0
  let added = 0
  let movedConsumer = 0
  let movedBatch = 0
  let batchesChanged = 0

  /** Where the targets were that are not in the very same batch as before. */
  const origin = new Map<string, Batch>()
  for (const batch of before.batches.values()) {
    const now = after.batches.get(batch.batch_id)
    if (now && sameList(now.targets, batch.targets)) continue
    for (const target of batch.targets) origin.set(target, batch)
    touched.add(batch.consumer_id)
    if (!now) closed.push(batch.batch_id)
  }
  for (const batch of after.batches.values()) {
    const was = before.batches.get(batch.batch_id)
    const size = batch.targets.length
    targets += size
    count(load, batch.consumer_id, size)
    if (!was) opened.push(batch)
    const isHanded = was !== undefined && was.consumer_id !== batch.consumer_id
    if (isHanded) {
      handed.push({ batch_id: batch.batch_id, consumer_id: batch.consumer_id })
      touched.add(was.consumer_id)
    }
    if (was && sameList(was.targets, batch.targets)) {
      count(survivors, was.consumer_id, size)
      if (isHanded) {
        touched.add(batch.consumer_id)
        batchesChanged++
        movedConsumer += size
      }
      continue
    }
    touched.add(batch.consumer_id)
    if (was) batchesChanged++
    for (const target of batch.targets) {
      const from = origin.get(target)
      if (from !== undefined) {
        origin.delete(target)
        count(survivors, from.consumer_id, 1)
        if (from.consumer_id !== batch.consumer_id) movedConsumer++
        if (from.batch_id === batch.batch_id) continue
        movedBatch++
      } else added++
      placed.push({ target, batch_id: batch.batch_id })
    }
  }
  removed.push(...origin.keys())

  const isRebalance = sameList(before.members, after.members)
  const hadSlots = new Set(before.owners)
  const isEntitled = (member: string) => isRebalance || !hadSlots.has(member)
  const least =
    strategy === 'ring'
      ? movedConsumer
      : leastMoves({ members: after.members, isEntitled, survivors, load, targets, added })
  const counts: Counts = {
    targets,
    batches: after.batches.size,
    consumers: after.members.length,
    added,
    removed: removed.length,
    moved_consumer: movedConsumer,
    moved_batch: movedBatch,
    least_moved_consumer: least,
    stray: movedConsumer - least,
    batches_changed: batchesChanged,
    batches_opened: opened.length,
    batches_closed: closed.length,
  }
  touched.delete(null)
  return {
    delta: { removed, placed, opened, closed, handed },
    counts,
    changed:
      opened.length + closed.length + batchesChanged > 0 ||
      !sameList(before.owners, after.owners) ||
      !sameList(before.members, after.members),
    consumersTouched: ([...touched] as string[]).toSorted(),
  }
}

/** Whether two lists hold the same values in the same order. */
export function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((value, i) => value === b[i]))
}

function count(counter: Map<string | null, number>, key: string | null, by: number): void {
  counter.set(key, (counter.get(key) ?? 0) + by)
}
