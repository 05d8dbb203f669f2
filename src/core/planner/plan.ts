import type { Assignment, PlanOptions } from './assignment.ts'
import { balanceBounds } from './balance.ts'
import { BatchDraft } from './batches.ts'
import { type Counts, diffAssignments, type PlanDelta, sameList } from './diff.ts'
import { SLOT_COUNT } from './hash.ts'
import { reassignSlots } from './slots-change.ts'
import { contiguousRuns } from './slots-first.ts'
import { ringOwners } from './slots-ring.ts'

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

/**
 * Plans the next assignment of a task: a pure function, the same result for the same input in whatever order (PL-8).
 * First the owners of the slots, if the members changed (PL-2); then every batch follows its slots, and only what has no
 * batch any more is placed (PL-3); at last both assignments are compared and everything is counted (PL-6).
 */
export function plan(input: PlanInput): Plan {
  const { previous, options, nextBatchId, rebalance = false } = input
  const members = [...new Set(input.members)].toSorted()
  const { added, removed, duplicates } = resolveEdit(previous, input.edit)
  const draft = new BatchDraft(previous.batches.values(), removed, options.batchSize, nextBatchId)
  draft.add(added)
  const areSame = sameList(members, previous.members)
  const owners = areSame && !rebalance ? previous.owners : chooseOwners(previous, members, options, draft, rebalance)
  draft.follow(owners)
  draft.settle(owners, options.spareBatches)
  const assignment: Assignment = { owners, members, batches: draft.finish() }
  return {
    assignment,
    ...diffAssignments(previous, assignment, options.strategy),
    duplicates,
    nextBatchId: draft.nextBatchId,
    remarks: remarksOn(assignment),
  }
}

/** What an edit adds and removes; both sorted where order could show. */
function resolveEdit(
  { batches }: Assignment,
  edit: TargetEdit,
): { added: string[]; removed: ReadonlySet<string>; duplicates: number } {
  if (edit.kind === 'keep') return { added: [], removed: new Set(), duplicates: 0 }
  const present = new Set<string>()
  for (const { targets } of batches.values()) for (const target of targets) present.add(target)
  if (edit.kind === 'replace') {
    const wanted = new Set(edit.targets)
    return {
      added: [...wanted].filter((target) => !present.has(target)),
      removed: new Set([...present].filter((target) => !wanted.has(target))),
      duplicates: edit.targets.length - wanted.size,
    }
  }
  const add = new Set(edit.add)
  return {
    added: [...add].filter((target) => !present.has(target)),
    // What is both removed and added stays.
    removed: new Set(edit.remove.filter((target) => present.has(target) && !add.has(target))),
    duplicates: edit.add.length - add.size,
  }
}

function chooseOwners(
  previous: Assignment,
  members: readonly string[],
  { strategy, virtualNodes }: PlanOptions,
  draft: BatchDraft,
  rebalance: boolean,
): (string | null)[] {
  if (members.length === 0) return Array.from({ length: SLOT_COUNT }, () => null)
  if (strategy === 'ring') return ringOwners(members, virtualNodes)
  const index = new Map<string | null, number>(members.map((member, i) => [member, i]))
  const before = Int16Array.from(previous.owners, (owner) => index.get(owner) ?? -1)
  const counts = draft.slotCounts().all
  const hasOwners = before.some((owner) => owner >= 0)
  const after = hasOwners
    ? reassignSlots({ before, members: members.length, counts, batches: [...draft.drafts()], rebalance })
    : contiguousRuns(
        Float64Array.from(counts, (count) => count + 1 / SLOT_COUNT),
        members.length,
      )
  return Array.from(after, (owner) => members[owner]!)
}

function remarksOn({ owners, members, batches }: Assignment): PlanRemark[] {
  if (members.length === 0) return [{ kind: 'no_members' }]
  const remarks: PlanRemark[] = []
  const idle = members.length - new Set(owners).size
  if (idle > 0) remarks.push({ kind: 'idle_members', count: idle })
  const load = new Map<string | null, number>()
  let targets = 0
  for (const batch of batches.values()) {
    targets += batch.targets.length
    load.set(batch.consumer_id, (load.get(batch.consumer_id) ?? 0) + batch.targets.length)
  }
  const heaviest = Math.max(0, ...load.values())
  const { ceiling } = balanceBounds(targets, members.length)
  if (heaviest > ceiling) remarks.push({ kind: 'imbalance', ratio: heaviest / (targets / members.length) })
  return remarks
}
