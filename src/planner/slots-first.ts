import { SLOT_COUNT } from './hash.ts'

/**
 * Cuts the slots into contiguous runs of the least Σ weight², by dynamic programme: the owners of a first plan (PL-2).
 * Contiguous, because batches are filled in slot order, so that only the batches at a cut are affected by it.
 *
 * @param weights one per slot
 * @param runs at least one; beyond the number of slots the last ones stay empty, otherwise none does
 * @returns the run of each slot, 0 to `runs` − 1, ascending
 */
export function contiguousRuns(weights: Float64Array, runs: number): Int16Array {
  const owner = new Int16Array(SLOT_COUNT)
  if (runs >= SLOT_COUNT) return owner.map((_, slot) => slot)
  const upTo = new Float64Array(SLOT_COUNT + 1)
  for (let slot = 0; slot < SLOT_COUNT; slot++) upTo[slot + 1] = upTo[slot]! + weights[slot]!
  // cost[end]: the least cost of the slots before `end` in as many runs as were allowed so far.
  let cost = upTo.map((weight) => weight * weight)
  const starts: Int16Array[] = []
  for (let run = 1; run < runs; run++) {
    const next = new Float64Array(SLOT_COUNT + 1).fill(Infinity)
    const start = new Int16Array(SLOT_COUNT + 1)
    const before = starts.at(-1)
    // Knuth (1971): the best cut never moves left when there is one run more, or one slot more.
    for (let end = SLOT_COUNT; end > run; end--) {
      const last = Math.min(end - 1, end < SLOT_COUNT ? start[end + 1]! : end)
      for (let from = Math.max(run, before?.[end] ?? 0); from <= last; from++) {
        const weight = upTo[end]! - upTo[from]!
        const candidate = cost[from]! + weight * weight
        if (candidate < next[end]!) {
          next[end] = candidate
          start[end] = from
        }
      }
    }
    starts.push(start)
    cost = next
  }
  let end = SLOT_COUNT
  for (let run = runs - 1; run > 0; run--) {
    const start = starts[run - 1]![end]!
    owner.fill(run, start, end)
    end = start
  }
  return owner
}
