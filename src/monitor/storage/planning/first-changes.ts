import { attributesOf } from '../../../contract/attributes.ts'
import type { ChangedTarget, TargetChangeList } from '../../../contract/resources/target-change.ts'
import { MAX_PREVIEWED_TARGETS } from '../../../contract/resources/plan.ts'
import type { TargetSet } from '../../../planner/slot-compare.ts'
import type { Leaf } from '../../../planner/slot.ts'
import { type TargetChange, targetChange, visitTargetChanges } from '../../../planner/target-changes.ts'

/** The beginning of each list of a change. */
export type FirstChanges = Readonly<Record<TargetChangeList, readonly ChangedTarget[]>>

export const noChanges: FirstChanges = { added: [], removed: [], rerated: [], described: [] }

/** `[CH-3]` The first of each list in code-unit order, without putting all others in order. */
export function firstChanges(before: TargetSet, after: TargetSet): FirstChanges {
  const lists = { added: new Smallest(), removed: new Smallest(), rerated: new Smallest(), described: new Smallest() }
  visitTargetChanges(before, after, (fate, leaf, place, old, oldPlace) => lists[fate].offer(leaf, place, old, oldPlace))
  return {
    added: lists.added.rows.map(shown),
    removed: lists.removed.rows.map(shown),
    rerated: lists.rerated.rows.map(shown),
    described: lists.described.rows.map(shown),
  }
}

/** The smallest of all targets that it is offered. */
class Smallest {
  readonly rows: TargetChange[] = []
  /** The greatest of them, once there are as many as may be: most of a million are looked at only to be compared with it. */
  private last: string | null = null

  offer(leaf: Leaf, place: number, old: Leaf | null, oldPlace: number): void {
    const { rows, last } = this
    const target = leaf.targets[place]!
    if (last !== null) {
      if (target >= last) return
      rows.pop()
    }
    let at = rows.length
    while (at > 0 && rows[at - 1]!.target > target) at--
    rows.splice(at, 0, targetChange(leaf, place, old, oldPlace))
    if (rows.length === MAX_PREVIEWED_TARGETS) this.last = rows.at(-1)!.target
  }
}

/** A change as it is shown. */
export function shown({ target, was, ...said }: TargetChange): ChangedTarget {
  return { target, ...shownSaid(said), was: was && shownSaid(was) }
}

function shownSaid({ priority, attributes }: Pick<TargetChange, 'priority' | 'attributes'>) {
  return { priority, attributes: attributes === null ? null : attributesOf(attributes) }
}
