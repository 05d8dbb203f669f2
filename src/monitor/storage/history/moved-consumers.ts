import type { PlanDelta } from '../../../planner/delta.ts'
import { slotOf } from '../../../planner/hash.ts'
import { canonical, type Identity } from '../../../planner/identity.ts'

/**
 * `[EP-6]` How many targets of both epochs have another consumer: all in slots of another owner that did not come meanwhile.
 * @param delta from the earlier epoch to the later one
 * @param sizes targets in each slot in the later one
 * @param identity of the task
 */
export function movedConsumers(
  { slots, added }: Pick<PlanDelta, 'slots' | 'added'>,
  sizes: readonly number[],
  identity: Identity,
): number {
  const moved = new Set(slots.map(([slot]) => slot))
  let count = 0
  for (const slot of moved) count += sizes[slot]!
  for (const [target] of added) if (moved.has(slotOf(canonical(identity, target)))) count--
  return count
}
