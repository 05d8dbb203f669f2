import { type Assignment, locate } from '../../../planner/assignment.ts'
import type { DeltaTarget, PlanDelta } from '../../../planner/delta.ts'
import { canonical, type Identity } from '../../../planner/identity.ts'
import type { TargetEdit } from '../../../planner/plan.ts'
import { priorities, UNRATED } from '../../../planner/priority.ts'
import { NO_ATTRIBUTES } from '../../../planner/target-run.ts'

/** What is to be of a target from now on; null and `UNRATED` where that is what it is. */
interface Said {
  readonly target: string
  rating: number
  attributes: string | null
}

/**
 * `[EP-6]` The edit that makes a target set what it was: the targets, their priorities and their attributes, whatever their
 * batches were. Those that were several then and are one under the present identity become that one (ID-2).
 * @param delta from the present set to that one
 * @param identity what makes targets the same from then on: the present one, or `exact`, by which nothing becomes one
 */
export function editOf(delta: PlanDelta, present: Assignment, identity: Identity = present.identity): TargetEdit {
  const said = new Map<string, Said>()
  const form = (target: string) => canonical(identity, target)
  for (const [target, , priority] of delta.rerated) {
    said.set(form(target), { target, rating: priorities.indexOf(priority), attributes: null })
  }
  for (const [target, , attributes] of delta.described) {
    const known = said.get(form(target)) ?? { target, rating: UNRATED, attributes: null }
    known.attributes = attributes ?? NO_ATTRIBUTES
    said.set(form(target), known)
  }
  const going = identity === 'exact' ? null : new Set(delta.removed.map(([target]) => target))
  for (const added of inOrder(delta.added, identity)) {
    const [target, , priority, attributes = NO_ATTRIBUTES] = added
    const key = form(target)
    let known = said.get(key)
    if (!known && going) {
      // It is there in another spelling: one that stays is the first of those that were several.
      const here = locate(present, target)
      if (here && !going.has(here.target)) {
        known = { target, rating: priorities.indexOf(here.priority), attributes: here.attributes ?? NO_ATTRIBUTES }
      }
    }
    const rating = priorities.indexOf(priority)
    if (!known) said.set(key, { target, rating, attributes })
    else {
      const own = known.attributes ?? locate(present, target)?.attributes ?? NO_ATTRIBUTES
      said.set(key, {
        target: known.target,
        rating: Math.min(known.rating === UNRATED ? ratingHere(present, target) : known.rating, rating),
        attributes: own === NO_ATTRIBUTES ? attributes : own,
      })
    }
  }
  const all = [...said.values()]
  return {
    kind: 'change',
    add: {
      targets: all.map(({ target }) => target),
      ratings: Uint8Array.from(all, ({ rating }) => rating),
      ...(all.some(({ attributes }) => attributes !== null) && { attributes: all.map(({ attributes }) => attributes) }),
    },
    remove: delta.removed.map(([target]) => target),
  }
}

/** In the order in which a spelling is chosen, where several may become one. */
function inOrder(added: readonly DeltaTarget[], identity: Identity): readonly DeltaTarget[] {
  if (identity === 'exact') return added
  const rank = (target: string) => (canonical(identity, target) === target ? 0 : 1)
  return added.toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function ratingHere(present: Assignment, target: string): number {
  const here = locate(present, target)
  return here ? priorities.indexOf(here.priority) : UNRATED
}
