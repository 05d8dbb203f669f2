import type { Changes } from '../../contract/feed.ts'
import type { ChangeSet } from '../../engine/change-set.ts'

/** What of it has to outlive the process; null where nothing has. What is decided about a task is on disk already. */
export function savedChanges(set: ChangeSet): Changes | null {
  const lists = {
    consumers: set.consumers,
    consumers_gone: set.consumersGone,
    batches: set.batches,
    batches_gone: set.batchesGone,
    unplanned_gone: set.unplannedGone,
    progress: set.progress,
    epochs: set.epochs,
    rollouts: set.rollouts,
  } satisfies Changes
  const changed = Object.entries(lists).filter(([, list]) => list.length > 0)
  return changed.length > 0 ? (Object.fromEntries(changed) as Changes) : null
}
