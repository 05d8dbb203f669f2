import type { Assignment, PlanOptions } from './assignment.ts'
import type { Counts, PlanDelta } from './diff.ts'

export type { Counts } from './diff.ts'

/** What is to become of the target set. */
export type TargetEdit =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly targets: readonly string[] }
  | { readonly kind: 'change'; readonly add: readonly string[]; readonly remove: readonly string[] }

export interface PlanInput {
  readonly previous: Assignment
  readonly edit: TargetEdit
  /** Consumers that take part from now on, in any order. */
  readonly members: readonly string[]
  readonly options: PlanOptions
  /** The id of the first batch to be opened; ids below are never opened. */
  readonly nextBatchId: number
  /** An operator's explicit wish to even out the load although the members are the same (PL-2). */
  readonly rebalance?: boolean
}

/** A plain fact to know before a plan is applied. */
export type PlanRemark =
  | { readonly kind: 'no_members' }
  /** More consumers than slots, or an unlucky ring: these many own nothing (PL-2). */
  | { readonly kind: 'idle_members'; readonly count: number }
  /** The heaviest consumer's targets over the mean, where that is above the tolerance (PL-2). */
  | { readonly kind: 'imbalance'; readonly ratio: number }

export interface Plan {
  readonly assignment: Assignment
  readonly delta: PlanDelta
  readonly counts: Counts
  readonly changed: boolean
  /** Repeats in the given target list; they count once. */
  readonly duplicates: number
  /** Consumers that gained, lost or saw changed a batch, in code-unit order. */
  readonly consumersTouched: readonly string[]
  readonly nextBatchId: number
  readonly remarks: readonly PlanRemark[]
}

export function plan(input: PlanInput): Plan {
  throw new Error(`not planned: ${input.nextBatchId}`)
}
