import { attributesOf } from '../../../contract/attributes.ts'
import type { ChangedTarget, TargetChangeList, TargetChangePage } from '../../../contract/resources/target-change.ts'
import { MAX_PREVIEWED_TARGETS } from '../../../contract/resources/plan.ts'
import type { TargetSet } from '../../../planner/slot-compare.ts'
import type { Leaf } from '../../../planner/slot.ts'
import { type TargetChange, targetChange, visitTargetChanges } from '../../../planner/target-changes.ts'
import type { TargetChangeQuery } from '../port.ts'

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

/** A change of which the lists are looked through: of which set, and what stands for the edit. */
export interface LookedThrough {
  readonly before: TargetSet
  /** Of the edit, the same as long as it is. */
  readonly key: readonly unknown[]
  /** With the edit. */
  readonly after: () => TargetSet
}

/** A place in a leaf, and the one before. */
type Row = Parameters<typeof targetChange>

/** `[CH-3]` The lists of a change, by page. Whoever scrolls asks again and again: the last list is kept in order. */
export class TargetChangePages {
  private kept: {
    readonly before: TargetSet
    readonly key: readonly unknown[]
    readonly rows: readonly Row[]
  } | null = null

  page(
    change: LookedThrough,
    { list, query = '', start, limit }: TargetChangeQuery,
  ): Omit<TargetChangePage, 'base_epoch'> {
    const all = this.inOrder(change, list)
    const wanted = query.toLowerCase()
    const matching = wanted === '' ? all : all.filter((row) => matches(targetChange(...row), wanted))
    const rows = matching.slice(start, start + limit)
    return { total: all.length, matching: matching.length, targets: rows.map((row) => shown(targetChange(...row))) }
  }

  /** Nobody will ask for this list again: it must not be kept in memory for it. */
  forget(): void {
    this.kept = null
  }

  private inOrder({ before, key, after }: LookedThrough, list: TargetChangeList): readonly Row[] {
    const whole = [...key, list]
    const { kept } = this
    if (kept?.before === before && kept.key.every((part, i) => part === whole[i])) return kept.rows
    // The one before must not be in memory beside this one.
    this.kept = null
    const rows: Row[] = []
    visitTargetChanges(before, after(), (fate, ...row) => {
      if (fate === list) rows.push(row)
    })
    rows.sort(([a, i], [b, j]) => (a.targets[i]! < b.targets[j]! ? -1 : 1))
    this.kept = { before, key: whole, rows }
    return rows
  }
}

/** Case makes no difference to who searches, and what a target is called neither. */
function matches({ target, attributes }: TargetChange, query: string): boolean {
  return target.toLowerCase().includes(query) || (attributes !== null && attributes.toLowerCase().includes(query))
}

function shown({ target, was, ...said }: TargetChange): ChangedTarget {
  return { target, ...shownSaid(said), was: was && shownSaid(was) }
}

function shownSaid({ priority, attributes }: Pick<TargetChange, 'priority' | 'attributes'>) {
  return { priority, attributes: attributes === null ? null : attributesOf(attributes) }
}
