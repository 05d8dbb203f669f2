import type { AllTargets } from './all-targets.ts'
import type { Breath } from './breath.ts'
import type { LazyOrder } from './lazy-order.ts'

/** What was asked for, in its order. */
export interface Matches {
  readonly count: number
  /** Of how many targets it keeps something in memory. */
  readonly weight: number
  /** At most so many of them, from a place on that may be beyond the last. */
  slice(start: number, limit: number, breathe: Breath): Promise<string[]>
}

/** Some targets. @param order of these */
export function matchesOf(targets: readonly string[], order: LazyOrder, isBackward: boolean): Matches {
  const { length } = targets
  return matches(length, length, isBackward, async (from, to, breathe) =>
    Array.from(await order.slice(from, to, breathe), (place) => targets[place]!),
  )
}

/** All targets of a task: what that needs is kept anyway. */
export function matchesOfAll({ targets, order }: AllTargets, isBackward: boolean): Matches {
  return { ...matchesOf(targets, order, isBackward), weight: 0 }
}

/** Many of all targets, in the order of these. @param places of those that match */
export function matchesAmong({ targets, order }: AllTargets, places: readonly number[], isBackward: boolean): Matches {
  const marks = new Uint8Array(targets.length)
  for (const place of places) marks[place] = 1
  return matches(places.length, targets.length / 8, isBackward, async (from, to, breathe) =>
    (await order.sliceOf(marks, from, to, breathe)).map((place) => targets[place]!),
  )
}

type SliceForward = (from: number, to: number, breathe: Breath) => Promise<string[]>

function matches(count: number, weight: number, isBackward: boolean, forward: SliceForward): Matches {
  return {
    count,
    weight,
    async slice(start, limit, breathe) {
      const first = Math.min(start, count)
      const end = Math.min(first + limit, count)
      if (!isBackward) return forward(first, end, breathe)
      return (await forward(count - end, count - first, breathe)).toReversed()
    },
  }
}
