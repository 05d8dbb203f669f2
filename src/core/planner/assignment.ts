import { SLOT_COUNT, slotOf } from './hash.ts'

/** How slot owners are chosen (PL-2). */
export type Strategy = 'balanced' | 'ring'

/** A task's planning options, already validated. */
export interface PlanOptions {
  /** Most targets in a batch, 1–10,000 (PL-3). */
  batchSize: number
  /** Points on the ring per consumer, 1–2,000; only the ring looks at it (PL-2). */
  virtualNodes: number
  strategy: Strategy
  /** Batches a consumer may hold above the least its targets need, before one is dissolved (PL-3). */
  spareBatches: number
}

/** Up to `batchSize` targets of one consumer, worked on together. It never changes: a new epoch brings a new object. */
export interface Batch {
  readonly batch_id: number
  /** `null` while the task has no member (PL-10). */
  readonly consumer_id: string | null
  /** In code-unit order. */
  readonly targets: readonly string[]
}

/** One epoch's assignment. It never changes, and batches that an epoch did not touch are shared with the one before. */
export interface Assignment {
  /** The owner of each of the 256 slots. */
  readonly owners: readonly (string | null)[]
  /** The consumers that take part, in code-unit order. One of them may own no slot. */
  readonly members: readonly string[]
  /** By `batch_id`, ascending. A batch's consumer owns the slots of all its targets. */
  readonly batches: ReadonlyMap<number, Batch>
}

/** The assignment of a task before its first epoch. */
export const emptyAssignment: Assignment = {
  owners: Array.from({ length: SLOT_COUNT }, () => null),
  members: [],
  batches: new Map(),
}

/** The number of targets in each of the 256 slots. */
export function slotTargets({ batches }: Assignment): Int32Array {
  const counts = new Int32Array(SLOT_COUNT)
  for (const { targets } of batches.values()) for (const target of targets) counts[slotOf(target)]!++
  return counts
}
