import { type Assignment, locate, type PlanOptions } from './assignment.ts'
import { balanceBounds } from './balance.ts'
import { BatchDraft } from './batches.ts'
import { diffAssignments, type Difference, sameList } from './diff.ts'
import { SLOT_COUNT } from './hash.ts'
import { canonical, type Identity } from './identity.ts'
import { levelsFor } from './priority.ts'
import { reidentify } from './reidentify.ts'
import { adding, removing, replacing, SlotMerge } from './slot-merge.ts'
import { reassignSlots } from './slots-change.ts'
import { contiguousRuns } from './slots-first.ts'
import { ringOwners } from './slots-ring.ts'
import { type GivenTargets, sortTargets } from './target-run.ts'

/** What is to become of the target set. */
export type TargetEdit =
  | { readonly kind: 'keep' }
  /** The whole list; who is not rated in it is medium. */
  | ({ readonly kind: 'replace' } & GivenTargets)
  /** What is added without a rating keeps the one it has. */
  | { readonly kind: 'change'; readonly add: GivenTargets; readonly remove: readonly string[] }

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
  /** Members whose slots stay theirs whoever comes or goes, and however uneven that is (MW-2, BR-1); nobody by default. */
  readonly pinned?: readonly string[]
  /** Members who keep their slots as well, and get no more as long as there are others (MW-2, BR-1); nobody by default. */
  readonly resting?: readonly string[]
}

/** A plain fact to know before a plan is applied. */
export type PlanRemark =
  | { readonly kind: 'no_members' }
  /** More consumers than slots, or an unlucky ring: these many own nothing (PL-2). */
  | { readonly kind: 'idle_members'; readonly count: number }
  /** The heaviest consumer's targets over the mean, where that is above the tolerance (PL-2). */
  | { readonly kind: 'imbalance'; readonly ratio: number }

export interface Plan extends PlanSummary {
  readonly assignment: Assignment
}

/** Targets that were to be removed and are not there. */
export interface NotFound {
  readonly count: number
  /** The first {@link MAX_NAMED_NOT_FOUND} of them, in the order given. */
  readonly first: readonly string[]
}

export const MAX_NAMED_NOT_FOUND = 20
export const allFound: NotFound = { count: 0, first: [] }

/** All there is to say about a plan but for the targets themselves. */
export interface PlanSummary extends Difference {
  readonly owners: readonly (string | null)[]
  readonly members: readonly string[]
  /** Repeats in the given target list; they count once. */
  readonly duplicates: number
  readonly notFound: NotFound
  readonly nextBatchId: number
  readonly remarks: readonly PlanRemark[]
}

/**
 * Plans the next assignment of a task: a pure function, the same result for the same input in whatever order (PL-8).
 * First the target set, then the owners of the slots, if the members changed (PL-2); every batch follows its slots, and
 * only what has no batch any more is placed (PL-3); at last both assignments are compared and everything is counted
 * (PL-6). With hypothetical members or targets the same function answers "what if" (PL-7).
 */
export function plan(input: PlanInput): Plan {
  const { previous, options, rebalance = false } = input
  const members = [...new Set(input.members)].toSorted()
  const { identity = 'exact' } = options
  const { edited, duplicates, notFound } = editTargets(previous, input.edit, identity)
  let targets = 0
  for (const { size } of edited.slots) targets += size
  const levels = levelsFor(options.priorityLevels, targets)
  const draft = new BatchDraft(previous, edited, levels, options.batchSize, input.nextBatchId)
  if (edited.rerated > 0 || levels !== previous.levels) draft.relevel()
  const areSame = sameList(members, previous.members)
  const { pinned = [], resting = [] } = input
  const receivers = receiversAmong(members, resting)
  const chosen =
    areSame && !rebalance ? previous.owners : chooseOwners(previous, { members, receivers }, options, draft, rebalance)
  const owners = withPinned(chosen, previous.owners, members, [...pinned, ...resting])
  // Under another identity targets are in other slots.
  if (owners !== previous.owners || identity !== previous.identity) draft.follow(owners)
  draft.settle(owners, options.spareBatches)
  const assignment: Assignment = { owners, members, levels, slots: draft.slots, batches: draft.finish(), identity }
  return {
    assignment,
    owners,
    members,
    ...diffAssignments(previous, assignment, options.strategy),
    duplicates,
    notFound,
    nextBatchId: draft.nextBatchId,
    remarks: remarksOn(assignment),
  }
}

/** The slots with the targets that an edit leaves, before anything is placed. */
export function editTargets(
  previous: Assignment,
  edit: TargetEdit,
  identity: Identity,
): { readonly edited: SlotMerge; readonly duplicates: number; readonly notFound: NotFound } {
  const known = new SlotMerge(previous.slots, {}, previous.identity)
  const edited = identity === previous.identity ? known : reidentify(known, identity)
  if (edit.kind === 'keep') return { edited, duplicates: 0, notFound: allFound }
  if (edit.kind === 'replace') {
    const given = sortTargets(edit, identity)
    return { edited: edited.merge(given, replacing), duplicates: given.duplicates, notFound: allFound }
  }
  const add = sortTargets(edit.add, identity)
  // What is both removed and added stays.
  const added = new Set(edit.add.targets.map((target) => canonical(identity, target)))
  const removed = edit.remove.filter((target) => !added.has(canonical(identity, target)))
  const remove = sortTargets({ targets: removed }, identity)
  const before = edited.droppedTargets
  edited.merge(remove, removing)
  const found = edited.droppedTargets - before
  const notFound = notFoundOf(previous, removed, removed.length - remove.duplicates - found)
  return { edited: edited.merge(add, adding), duplicates: add.duplicates + remove.duplicates, notFound }
}

/** @param count how many of these are not there */
function notFoundOf(previous: Assignment, removed: readonly string[], count: number): NotFound {
  if (count === 0) return allFound
  const first = new Set<string>()
  for (const target of removed) {
    if (first.size === Math.min(count, MAX_NAMED_NOT_FOUND)) break
    if (!locate(previous, target)) first.add(target)
  }
  return { count, first: [...first] }
}

function receiversAmong(members: readonly string[], resting: readonly string[]): readonly string[] {
  if (resting.length === 0) return members
  const left = new Set(resting)
  const receivers = members.filter((member) => !left.has(member))
  return receivers.length > 0 ? receivers : members
}

/** @param among `receivers` are those of the members who may get slots; those of the others are not looked at */
function chooseOwners(
  previous: Assignment,
  { members, receivers }: { readonly members: readonly string[]; readonly receivers: readonly string[] },
  { strategy, virtualNodes }: PlanOptions,
  { slots }: BatchDraft,
  rebalance: boolean,
): (string | null)[] {
  if (members.length === 0) return Array.from({ length: SLOT_COUNT }, () => null)
  if (strategy === 'ring') return ringOwners(receivers, virtualNodes)
  const index = new Map<string | null, number>(receivers.map((member, i) => [member, i]))
  const before = Int16Array.from(previous.owners, (owner) => index.get(owner) ?? -1)
  const others = new Set<string | null>(receivers === members ? [] : members.filter((member) => !index.has(member)))
  const counts = Int32Array.from(slots, ({ size }, slot) => (others.has(previous.owners[slot] ?? null) ? 0 : size))
  const holders = slots.map((slot) => slot.holders)
  const hasOwners = before.some((owner) => owner >= 0)
  const after = hasOwners
    ? reassignSlots({ before, members: receivers.length, counts, holders, rebalance })
    : contiguousRuns(
        Float64Array.from(counts, (count) => count + 1 / SLOT_COUNT),
        receivers.length,
      )
  return Array.from(after, (owner) => receivers[owner]!)
}

function withPinned(
  chosen: readonly (string | null)[],
  before: readonly (string | null)[],
  members: readonly string[],
  pinned: readonly string[],
): readonly (string | null)[] {
  const present = new Set(members)
  const staying = new Set<string | null>(pinned.filter((id) => present.has(id)))
  if (staying.size === 0 || chosen === before) return chosen
  return chosen.map((owner, slot) => (staying.has(before[slot] ?? null) ? before[slot]! : owner))
}

function remarksOn({ owners, members, batches }: Assignment): PlanRemark[] {
  if (members.length === 0) return [{ kind: 'no_members' }]
  const remarks: PlanRemark[] = []
  const idle = members.length - new Set(owners).size
  if (idle > 0) remarks.push({ kind: 'idle_members', count: idle })
  const load = new Map<string | null, number>()
  let targets = 0
  for (const { size, consumer_id } of batches) {
    targets += size
    load.set(consumer_id, (load.get(consumer_id) ?? 0) + size)
  }
  const heaviest = Math.max(0, ...load.values())
  const { ceiling } = balanceBounds(targets, members.length)
  if (heaviest > ceiling) remarks.push({ kind: 'imbalance', ratio: heaviest / (targets / members.length) })
  return remarks
}
