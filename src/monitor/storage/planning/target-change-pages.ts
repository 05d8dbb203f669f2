import type { TargetChangePage } from '../../../contract/resources/target-change.ts'
import type { TargetSet } from '../../../planner/slot-compare.ts'
import type { TargetChangeQuery } from '../port.ts'
import type { Breath } from './breath.ts'
import { ChangeRows } from './change-rows.ts'
import { shown } from './first-changes.ts'
import { LazyOrder } from './lazy-order.ts'
import { searched } from './target-text.ts'

/** A change of which the lists are looked through: of which set, and what stands for the edit. */
export interface LookedThrough {
  readonly before: TargetSet
  /** Of the edit, the same as long as it is. */
  readonly key: readonly unknown[]
  /** With the edit. */
  readonly after: () => TargetSet
}

/** Some rows of a list, in order. */
interface Found {
  /** Null where it is all of them. */
  readonly rows: readonly number[] | null
  readonly order: LazyOrder
}

interface Kept {
  readonly before: TargetSet
  readonly key: readonly unknown[]
  readonly list: Promise<{ readonly rows: ChangeRows; readonly all: Found }>
  /** What was searched last. */
  found: { readonly sought: string; readonly found: Promise<Found> } | null
}

/** `[CH-3]` The lists of a change, by page. Whoever scrolls asks again and again: the last list and search are kept. */
export class TargetChangePages {
  private readonly breathe: Breath
  private kept: Kept | null = null

  constructor(breathe: Breath) {
    this.breathe = breathe
  }

  async page(
    change: LookedThrough,
    { list, query = '', start, limit }: TargetChangeQuery,
  ): Promise<Omit<TargetChangePage, 'base_epoch'>> {
    const kept = this.keptOf(change, list)
    const { rows, all } = await kept.list
    const found = query === '' ? all : await this.foundIn(kept, rows, searched(query))
    const places = await found.order.slice(start, start + limit, this.breathe)
    return {
      total: rows.targets.length,
      matching: found.order.length,
      targets: Array.from(places, (place) => shown(rows.at(found.rows ? found.rows[place]! : place))),
    }
  }

  /** Nobody will ask for this list again: it must not be kept in memory for it. */
  forget(): void {
    this.kept = null
  }

  private keptOf({ before, key, after }: LookedThrough, list: TargetChangeQuery['list']): Kept {
    const whole = [...key, list]
    const { kept } = this
    if (kept?.before === before && kept.key.every((part, i) => part === whole[i])) return kept
    // The one before must not be in memory beside this one.
    this.kept = null
    const made = ChangeRows.of(before, after(), list, this.breathe).then((rows) => ({ rows, all: inOrder(rows, null) }))
    return (this.kept = { before, key: whole, list: made, found: null })
  }

  private foundIn(kept: Kept, rows: ChangeRows, sought: string): Promise<Found> {
    if (kept.found?.sought === sought) return kept.found.found
    const found = rows.with(sought, this.breathe).then((matching) => inOrder(rows, matching))
    kept.found = { sought, found }
    return found
  }
}

/** By code units: what a preview names comes in no other order. */
function inOrder({ targets }: ChangeRows, rows: readonly number[] | null): Found {
  return { rows, order: new LazyOrder(rows ? rows.map((row) => targets[row]!) : targets, 'exact') }
}
