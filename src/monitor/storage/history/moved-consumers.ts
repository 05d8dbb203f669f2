import type { PlanDelta } from '../../../planner/delta.ts'
import { murmur3, SLOT_COUNT } from '../../../planner/hash.ts'

/**
 * `[EP-6]` How many targets of both epochs have another consumer: all in slots of another owner that did not come meanwhile.
 * @param delta from the earlier epoch to the later one
 * @param sizes targets in each slot in the later one
 */
export function movedConsumers({ slots, added }: Pick<PlanDelta, 'slots' | 'added'>, sizes: readonly number[]): number {
  const moved = new Set(slots.map(([slot]) => slot))
  let count = 0
  for (const slot of moved) count += sizes[slot]!
  for (const [target] of added) if (moved.has(murmur3(target) & (SLOT_COUNT - 1))) count--
  return count
}
