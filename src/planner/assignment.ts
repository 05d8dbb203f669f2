import { type Batch, BatchList } from './batch-list.ts'
import { murmur3, SLOT_COUNT } from './hash.ts'
import { canonical, type Identity } from './identity.ts'
import { type LevelCount, MEDIUM, type Priority, priorities, type PriorityLevels } from './priority.ts'
import { SlotMerge, replacing } from './slot-merge.ts'
import { attributesAt, emptySlots, findTarget, type Leaf, ratingAt, type Slot } from './slot.ts'
import { sortTargets } from './target-run.ts'

/** How slot owners are chosen (PL-2). */
export type Strategy = 'balanced' | 'ring'

/** A task's planning options, already validated. */
export interface PlanOptions {
  /** Most targets in a batch, 1–10,000 (PL-3). */
  batchSize: number
  /** Points on the ring per consumer, 1–2,000; only the ring looks at it (PL-2). */
  virtualNodes: number
  strategy: Strategy
  /** Batches a consumer may hold above the least its targets need, at each level, before one is dissolved (PL-3). */
  spareBatches: number
  priorityLevels: PriorityLevels
  /** What makes two spellings the same target (ID-1); `exact` by default. */
  identity?: Identity
}

/** One epoch's assignment. It never changes, and whatever an epoch did not touch is shared with the one before. */
export interface Assignment {
  /** The owner of each of the 256 slots. */
  readonly owners: readonly (string | null)[]
  /** The consumers that take part, in code-unit order. One of them may own no slot. */
  readonly members: readonly string[]
  /** Batches that an epoch did not touch are the same objects as before. */
  readonly batches: BatchList
  /** Levels in force (PL-5). */
  readonly levels: LevelCount
  /** The 256 slots with their targets. The batch of a target belongs to the owner of its slot. */
  readonly slots: readonly Slot[]
  /** What makes two spellings the same target: slots, and the order in them, go by it (ID-1). */
  readonly identity: Identity
}

/** The assignment of a task before its first epoch. */
export const emptyAssignment: Assignment = {
  owners: Array.from({ length: SLOT_COUNT }, () => null),
  members: [],
  levels: 1,
  slots: emptySlots,
  batches: new BatchList(),
  identity: 'exact',
}

/** What changed from one epoch to the next but for the targets themselves: what whoever tells the consumers must know. */
export interface OutlineChange {
  readonly owners: readonly (string | null)[]
  readonly members: readonly string[]
  /** The number of targets in each of the 256 slots. */
  readonly slotTargets: readonly number[]
  /** Batches that are new or other than before, in ascending order of id. */
  readonly put: readonly Batch[]
  readonly closed: readonly number[]
}

/** How one assignment follows another; from the empty one, all of it. */
export function outlineChange(before: Assignment, after: Assignment): OutlineChange {
  const put: Batch[] = []
  const closed: number[] = []
  before.batches.forEachPair(after.batches, (was, is) => {
    if (is && is !== was) put.push(is)
    else if (was && !is) closed.push(was.batch_id)
  })
  return { owners: after.owners, members: after.members, slotTargets: after.slots.map(({ size }) => size), put, closed }
}

/** A target and its place in an assignment. */
export interface PlacedTarget {
  readonly target: string
  readonly batch_id: number
  readonly priority: Priority
  /** An opaque text, or null. */
  readonly attributes: string | null
}

/** Every target, in order of slot and hash. */
export function* placedTargets({ slots }: Assignment): Iterable<PlacedTarget> {
  for (const { leaves } of slots) {
    for (const leaf of leaves) for (let place = leaf.from; place < leaf.to; place++) yield placed(leaf, place)
  }
}

/** Where a target is, whatever spelling of it is given, or null. */
export function locate({ slots, identity }: Assignment, target: string): PlacedTarget | null {
  const hash = murmur3(canonical(identity, target))
  const found = findTarget(slots[hash & (SLOT_COUNT - 1)]!, target, hash, identity)
  return found && placed(found.leaf, found.place)
}

function placed(leaf: Leaf, place: number): PlacedTarget {
  return {
    target: leaf.targets[place]!,
    batch_id: leaf.batches[place]!,
    priority: priorities[ratingAt(leaf, place)]!,
    attributes: attributesAt(leaf, place),
  }
}

/** What is in a batch, in order of slot and hash: targets, the index of their priorities, and their attributes. */
export interface BatchContent {
  readonly targets: string[]
  readonly ratings: number[]
  readonly attributes: (string | null)[]
}

/** What is in these batches. */
export function contentsOf({ slots }: Assignment, batchIds: Iterable<number>): Map<number, BatchContent> {
  const contents = new Map(
    Array.from(batchIds, (id): [number, BatchContent] => [id, { targets: [], ratings: [], attributes: [] }]),
  )
  for (const { holders, leaves } of slots) {
    if (!holders.ids.some((id) => contents.has(id))) continue
    for (const leaf of leaves) {
      for (let place = leaf.from; place < leaf.to; place++) {
        const content = contents.get(leaf.batches[place]!)
        if (!content) continue
        content.targets.push(leaf.targets[place]!)
        content.ratings.push(ratingAt(leaf, place))
        content.attributes.push(attributesAt(leaf, place))
      }
    }
  }
  return contents
}

/** A batch as it is stored, with its targets. */
export interface StoredBatch {
  readonly batch_id: number
  readonly consumer_id: string | null
  readonly priority: Priority
  readonly targets: readonly string[]
  /** Index in `priorities` of each target; empty where all are medium. */
  readonly ratings: readonly number[]
  /** Of each target; empty, or left out, where none has any. */
  readonly attributes?: readonly (string | null)[]
}

/** An assignment from its parts, the way back from {@link contentsOf}. `stored` is in ascending order of id. */
export function restoreAssignment(
  parts: Pick<Assignment, 'owners' | 'members' | 'levels' | 'identity'>,
  stored: readonly StoredBatch[],
): Assignment {
  const all = stored.flatMap(({ targets }) => targets)
  const ratings = Uint8Array.from(
    stored.flatMap((batch) => (batch.ratings.length > 0 ? batch.ratings : batch.targets.map(() => MEDIUM))),
  )
  const { identity } = parts
  const attributes = stored.some((batch) => (batch.attributes?.length ?? 0) > 0)
    ? stored.flatMap((batch) => (batch.attributes?.length ? batch.attributes : batch.targets.map(() => null)))
    : undefined
  const given = sortTargets({ targets: all, ratings, attributes }, identity)
  const { slots } = new SlotMerge(emptySlots, {}, identity).merge(given, replacing)
  for (const { batch_id, targets } of stored) {
    for (const target of targets) {
      const hash = murmur3(canonical(identity, target))
      const slot = slots[hash & (SLOT_COUNT - 1)]!
      const { leaf, place } = findTarget(slot, target, hash, identity)!
      leaf.batches[place] = batch_id
      slot.holders.add(batch_id)
    }
  }
  const batches = stored.map(({ batch_id, consumer_id, priority, targets }): Batch => {
    return { batch_id, consumer_id, priority, size: targets.length }
  })
  const { owners, members, levels } = parts
  return { owners, members, levels, slots, batches: new BatchList(batches), identity }
}
