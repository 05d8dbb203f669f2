import type { BatchResource } from '../contract/resources/batch.ts'

/** Batches in error for the same reason, as their consumers say it. */
export interface ErrorGroup {
  /** Empty where nothing was said. */
  readonly message: string
  readonly batches: number
  /** How many have such batches. */
  readonly consumers: number
}

/** `[UI-10]` What counts as a batch in error wherever they are counted: also one that was planned nowhere, and no stale report. */
export function batchesInError(
  planned: Iterable<BatchResource>,
  unplanned: Iterable<BatchResource>,
  taskId: number | null,
): BatchResource[] {
  const inError: BatchResource[] = []
  // With each frame, over ten thousand of them: no copy of all.
  for (const batches of [planned, unplanned]) {
    for (const batch of batches) {
      if (batch.status !== 'error' || batch.stale) continue
      if (taskId === null || batch.task_id === taskId) inError.push(batch)
    }
  }
  return inError
}

/** `[UI-10]` Batches in error by what is said of them, the most first; stale reports do not count, as everywhere (WS-16). */
export function errorGroups(batches: Iterable<BatchResource>): ErrorGroup[] {
  const groups = new Map<string, { batches: number; consumers: Set<string | null> }>()
  for (const { status, stale, message, consumer_id } of batches) {
    if (status !== 'error' || stale) continue
    const known = groups.get(message)
    if (known) {
      known.batches++
      known.consumers.add(consumer_id)
    } else groups.set(message, { batches: 1, consumers: new Set([consumer_id]) })
  }
  return Array.from(groups, ([message, group]) => ({
    message,
    batches: group.batches,
    consumers: group.consumers.size,
  })).toSorted((a, b) => b.batches - a.batches || (a.message < b.message ? -1 : 1))
}
