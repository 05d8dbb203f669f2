import { priorities, type Priority } from './priority.ts'
import { compareTargetSets, type TargetSet } from './slot-compare.ts'
import { attributesAt, type Leaf, ratingAt } from './slot.ts'

/** What may become of a target. One that survives may be of both of the last kinds. */
export type TargetFate = 'added' | 'removed' | 'rerated' | 'described'

/** A target with what is said of it. */
interface Said {
  readonly priority: Priority
  /** The text of its attributes; null where it has none. */
  readonly attributes: string | null
}

/** A target that comes, goes, or survives with other data. */
export interface TargetChange extends Said {
  readonly target: string
  /** What a surviving one had before; null where it comes or goes. */
  readonly was: Said | null
}

/** Where a target stands in a leaf, and where it stood before if it survives: a change that is not looked at costs nothing. */
export type VisitChange = (fate: TargetFate, leaf: Leaf, place: number, old: Leaf | null, oldPlace: number) => void

/**
 * Everything that becomes of targets between two target sets, but for their batches. It is what an edit alone
 * amounts to, whoever its targets go to.
 */
export function visitTargetChanges(before: TargetSet, after: TargetSet, visit: VisitChange): void {
  compareTargetSets(before, after, {
    added: (leaf, place) => visit('added', leaf, place, null, 0),
    removed: (leaf, place) => visit('removed', leaf, place, null, 0),
    changed(old, i, now, j) {
      if (ratingAt(old, i) !== ratingAt(now, j)) visit('rerated', now, j, old, i)
      if (attributesAt(old, i) !== attributesAt(now, j)) visit('described', now, j, old, i)
    },
  })
}

/** A change that was visited. */
export function targetChange(leaf: Leaf, place: number, old: Leaf | null, oldPlace: number): TargetChange {
  return { target: leaf.targets[place]!, ...saidOf(leaf, place), was: old && saidOf(old, oldPlace) }
}

function saidOf(leaf: Leaf, place: number): Said {
  return { priority: priorities[ratingAt(leaf, place)]!, attributes: attributesAt(leaf, place) }
}
