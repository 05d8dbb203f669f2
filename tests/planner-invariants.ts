import {
  type Assignment,
  contentsOf,
  locate,
  placedTargets,
  type PlanOptions,
  restoreAssignment,
} from '../src/planner/assignment.ts'
import { balanceBounds } from '../src/planner/balance.ts'
import { slotOf } from '../src/planner/hash.ts'
import { canonical } from '../src/planner/identity.ts'
import type { Plan } from '../src/planner/plan.ts'
import { labelOf, levelOf, priorities, type Priority } from '../src/planner/priority.ts'

/** Where a target is, as anybody can see from outside. */
export interface Place {
  readonly batch: number
  readonly consumer: string | null
  readonly priority: Priority
  readonly attributes: string | null
}

export function placesOf(assignment: Assignment): ReadonlyMap<string, Place> {
  const known = places.get(assignment)
  if (known) return known
  const found = new Map<string, Place>()
  for (const { target, batch_id, priority, attributes } of placedTargets(assignment)) {
    const consumer = assignment.batches.get(batch_id)!.consumer_id
    found.set(target, { batch: batch_id, consumer, priority, attributes })
  }
  places.set(assignment, found)
  return found
}

/** An assignment never changes, and what is after one step is before the next. */
const places = new WeakMap<Assignment, ReadonlyMap<string, Place>>()

/** The same, by way of what is written to disk. */
export function stored(assignment: Assignment): Assignment {
  const contents = contentsOf(assignment, assignment.batches.ids())
  const batches = Array.from(assignment.batches, (batch) => ({ ...batch, ...contents.get(batch.batch_id)! }))
  return restoreAssignment(assignment, batches)
}

export interface Step {
  readonly before: Assignment
  readonly result: Plan
  readonly options: PlanOptions
  /** As it was given to the plan. */
  readonly nextBatchId: number
  readonly rebalance?: boolean
}

/** Everything that must hold for any plan and does not hold for this one, each with the rule it breaks. */
export function faultsOf(step: Step): string[] {
  const faults: string[] = []
  const demand = (holds: boolean, fault: () => string) => {
    if (!holds) faults.push(fault())
  }
  checkBatches(step, demand)
  checkSlots(step.result.assignment, demand)
  checkSurvivors(step, demand)
  checkCounts(step, demand)
  checkOwners(step, demand)
  return faults
}

type Demand = (holds: boolean, fault: () => string) => void

function checkBatches({ before, result, options, nextBatchId }: Step, demand: Demand): void {
  const { assignment, counts } = result
  const size = new Map<number, number>()
  const seen = new Set<string>()
  for (const { target, batch_id, priority } of placedTargets(assignment)) {
    const form = canonical(assignment.identity, target)
    demand(!seen.has(form), () => `[PL-3] ${target} is there twice`)
    seen.add(form)
    size.set(batch_id, (size.get(batch_id) ?? 0) + 1)
    const batch = assignment.batches.get(batch_id)
    const owner = assignment.owners[slotOf(form)]
    demand(batch?.consumer_id === owner, () => `[PL-3] ${target} of ${owner} is in batch ${batch_id}`)
    const level = levelOf(priorities.indexOf(priority), assignment.levels)
    demand(batch?.priority === labelOf(level, assignment.levels), () => `[PL-5] ${target} is at another level`)
  }
  demand(counts.targets === seen.size, () => `[PL-6] ${counts.targets} targets instead of ${seen.size}`)
  for (const batch of assignment.batches) {
    const id = batch.batch_id
    demand(batch.size === size.get(id), () => `[PL-3] batch ${id} says ${batch.size}, holds ${size.get(id)}`)
    demand(batch.size <= options.batchSize, () => `[PL-3] batch ${id} holds ${batch.size}`)
    const isNew = !before.batches.has(id)
    demand(!isNew || (id >= nextBatchId && id < result.nextBatchId), () => `[PL-3] batch id ${id} was given before`)
  }
  const ids = assignment.batches.ids()
  demand(ids.join() === ids.toSorted((a, b) => a - b).join(), () => `[PL-8] batches are not in order: ${ids.join()}`)
  const cells = Map.groupBy(assignment.batches, (batch) => `${batch.consumer_id}/${batch.priority}`)
  for (const [cell, own] of cells) {
    const held = own.reduce((sum, batch) => sum + batch.size, 0)
    const most = Math.ceil(held / options.batchSize) + options.spareBatches
    demand(own.length <= most, () => `[PL-3] ${cell} has ${own.length} batches for ${held} targets`)
  }
}

function checkSlots(assignment: Assignment, demand: Demand): void {
  for (const [number, { leaves, holders, size }] of assignment.slots.entries()) {
    const targets = leaves.flatMap((leaf) => leaf.targets.slice(leaf.from, leaf.to))
    const held = new Map<number, number>()
    for (const id of leaves.flatMap((leaf) => leaf.batches.slice(leaf.from, leaf.to))) {
      held.set(id, (held.get(id) ?? 0) + 1)
    }
    const ids = [...held.keys()].toSorted((a, b) => a - b)
    const counts = ids.map((id) => held.get(id)!)
    demand(targets.length === size, () => `slot ${number} says ${size}, holds ${targets.length}`)
    demand(holders.ids.join() === ids.join(), () => `slot ${number} does not know its batches`)
    demand(holders.counts.join() === counts.join(), () => `slot ${number} counts ${holders.counts.join()}`)
    for (const target of targets) {
      demand(slotOf(canonical(assignment.identity, target)) === number, () => `[PL-1] ${target} is in slot ${number}`)
      demand(locate(assignment, target)?.target === target, () => `${target} is not found in slot ${number}`)
    }
  }
}

/** `[PL-3]` A survivor keeps its batch unless slot or batch changed owner or level, or the batch was too large or closed. */
function checkSurvivors({ before, result: { assignment }, options }: Step, demand: Demand): void {
  const after = placesOf(assignment)
  for (const [target, { batch, priority }] of placesOf(before)) {
    const now = after.get(target)
    if (!now || now.batch === batch) continue
    const slot = slotOf(canonical(assignment.identity, target))
    const isForced =
      before.identity !== assignment.identity ||
      before.owners[slot] !== assignment.owners[slot] ||
      before.levels !== assignment.levels ||
      now.priority !== priority ||
      before.batches.get(batch)!.size > options.batchSize ||
      assignment.batches.get(batch)?.consumer_id !== before.batches.get(batch)!.consumer_id ||
      assignment.batches.get(batch)?.priority !== before.batches.get(batch)!.priority
    demand(isForced, () => `[PL-3] ${target} left batch ${batch} without need`)
  }
}

/** `[PL-6]` What is reported is what a comparison of before and after counts. */
function checkCounts({ before, result: { assignment, counts } }: Step, demand: Demand): void {
  const [was, is] = [placesOf(before), placesOf(assignment)]
  const survivors: (readonly [then: Place, now: Place])[] = []
  for (const [target, now] of is) {
    const then = was.get(target)
    if (then) survivors.push([then, now])
  }
  const differing = (part: keyof Place) => survivors.filter(([then, now]) => then[part] !== now[part]).length
  const counted = {
    targets: is.size,
    batches: assignment.batches.size,
    consumers: assignment.members.length,
    added: is.size - survivors.length,
    removed: was.size - survivors.length,
    rerated: differing('priority'),
    described: differing('attributes'),
    moved_consumer: differing('consumer'),
    moved_batch: differing('batch'),
    batches_opened: assignment.batches.ids().filter((id) => !before.batches.has(id)).length,
    batches_closed: before.batches.ids().filter((id) => !assignment.batches.has(id)).length,
  }
  for (const [name, value] of Object.entries(counted)) {
    const said = counts[name as keyof typeof counted]
    demand(said === value, () => `[PL-6] ${name}: ${said} instead of ${value}`)
  }
  demand(counts.stray >= 0, () => `[PL-6] stray is ${counts.stray}`)
  demand(counts.stray === counts.moved_consumer - counts.least_moved_consumer, () => '[PL-6] stray is no difference')
}

/** `[PL-2]` Owners change with the members only, all of them take part, and a load above the bound is said. */
function checkOwners({ before, result, options, rebalance = false }: Step, demand: Demand): void {
  const { assignment, remarks } = result
  const { owners, members, batches } = assignment
  const areSame = before.members.join() === members.join() && before.members.length > 0
  demand(
    !areSame || rebalance || owners.join() === before.owners.join(),
    () => '[PL-2] owners changed without a reason',
  )
  const allowed = new Set<string | null>(members.length > 0 ? members : [null])
  demand(
    owners.every((owner) => allowed.has(owner)),
    () => '[PL-2] a slot belongs to somebody who is not there',
  )
  if (members.length === 0) return
  const load = new Map<string | null, number>()
  for (const { consumer_id, size } of batches) load.set(consumer_id, (load.get(consumer_id) ?? 0) + size)
  const targets = [...load.values()].reduce((sum, own) => sum + own, 0)
  const isAbove = Math.max(0, ...load.values()) > balanceBounds(targets, members.length).ceiling
  const isSaid = remarks.some(({ kind }) => kind === 'imbalance')
  demand(isAbove === isSaid, () => `[PL-2] ${options.strategy}: imbalance is ${isAbove}, said is ${isSaid}`)
}
