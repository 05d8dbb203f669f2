import type { TargetSort } from '../../../contract/resources/target.ts'
import type { Assignment } from '../../../planner/assignment.ts'
import { SLOT_COUNT } from '../../../planner/hash.ts'
import { priorities } from '../../../planner/priority.ts'
import { type Leaf, ratingAt } from '../../../planner/slot.ts'

/** What an order by something else than the targets themselves puts together. */
export interface Groups {
  readonly size: number
  /** From 0 to before `size`. @param slot the number of the slot that the leaf is in */
  readonly rankOf: (leaf: Leaf, place: number, slot: number) => number
}

/** `[TG-2]` Null where targets come in their own order. */
export function groupsOf(assignment: Assignment, sort: TargetSort): Groups | null {
  const groups = ascending(assignment, sort.replace('-', ''))
  if (!groups || !sort.startsWith('-')) return groups
  const { size } = groups
  return { size, rankOf: (...at) => size - 1 - groups.rankOf(...at) }
}

function ascending({ batches }: Assignment, by: string): Groups | null {
  switch (by) {
    case 'priority':
      return { size: priorities.length, rankOf: ratingAt }
    case 'slot':
      return { size: SLOT_COUNT, rankOf: (_leaf, _place, slot) => slot }
    case 'batch':
      return ranked([...batches].map(({ batch_id }) => [batch_id, batch_id]))
    case 'consumer': {
      // Nobody comes last.
      const owners = [...new Set([...batches].map(({ consumer_id }) => consumer_id))].toSorted((a, b) =>
        a === null || (b !== null && a > b) ? 1 : -1,
      )
      const places = new Map(owners.map((owner, place) => [owner, place]))
      return ranked([...batches].map(({ batch_id, consumer_id }) => [batch_id, places.get(consumer_id)!]))
    }
    default:
      return null
  }
}

/** @param keys of each batch; in their order its targets come */
function ranked(keys: readonly (readonly [batchId: number, key: number])[]): Groups {
  const sorted = [...new Set(keys.map(([, key]) => key))].toSorted((a, b) => a - b)
  const rankOfKey = new Map(sorted.map((key, rank) => [key, rank]))
  const ranks = new Map(keys.map(([batchId, key]) => [batchId, rankOfKey.get(key)!]))
  return { size: sorted.length, rankOf: (leaf, place) => ranks.get(leaf.batches[place]!)! }
}
