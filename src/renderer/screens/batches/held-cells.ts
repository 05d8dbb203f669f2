import type { BatchResource } from '../../../contract/resources/batch.ts'
import { batchKey } from './batch-list.ts'
import type { HeatCell } from './heat-layout.ts'

/** Every batch that is shown, in its place. */
export function freeCells(shown: readonly BatchResource[]): HeatCell[] {
  return shown.map((batch) => ({ key: batchKey(batch), batch, isOut: false }))
}

/**
 * `[UI-1]` The cells as they were when the pointer came, with what is known of each now: what left the filter, went to
 * another group or is gone keeps its place and steps back, what is new waits.
 */
export function heldCells(
  held: readonly HeatCell[],
  shown: readonly BatchResource[],
  find: (key: string) => BatchResource | undefined,
  groupOf: (batch: BatchResource) => string,
): HeatCell[] {
  const within = new Set(shown)
  return held.map(({ key, batch: before }) => {
    const batch = find(key)
    if (!batch || groupOf(batch) !== groupOf(before)) return { key, batch: before, isOut: true }
    return { key, batch, isOut: !within.has(batch) }
  })
}
