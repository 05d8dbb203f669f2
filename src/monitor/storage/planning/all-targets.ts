import type { Assignment } from '../../../planner/assignment.ts'
import type { Slot } from '../../../planner/slot.ts'
import type { Breath } from './breath.ts'
import { LazyOrder } from './lazy-order.ts'

/** All targets of a task, slot by slot, and their order. */
export class AllTargets {
  readonly targets: readonly string[]
  readonly order: LazyOrder

  private constructor(targets: readonly string[], order: LazyOrder) {
    this.targets = targets
    this.order = order
  }

  static async of({ slots, identity }: Assignment, breathe: Breath): Promise<AllTargets> {
    const all: string[] = []
    for (const { size, leaves } of slots) {
      if (size === 0) continue
      for (const { targets, from, to } of leaves) for (let place = from; place < to; place++) all.push(targets[place]!)
      // oxlint-disable-next-line no-await-in-loop -- others come in between
      await breathe()
    }
    return new AllTargets(all, new LazyOrder(all, identity))
  }
}

/** How many targets there are. */
export function sizeOf(slots: readonly Slot[]): number {
  return slots.reduce((sum, { size }) => sum + size, 0)
}
