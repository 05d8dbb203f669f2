import type { Changes } from '../contract/feed.ts'
import type { ChangeSet } from '../engine/change-set.ts'

/** What consoles are shown of what changed; null where they are shown nothing of it. */
export function shownChanges(set: ChangeSet): Changes | null {
  const lists = {
    tasks: set.tasks,
    tasks_gone: set.tasksGone,
    consumers: [...set.consumers, ...set.consumersPinged],
    consumers_gone: set.consumersGone,
    batches: [...set.batches, ...set.batchesCounted],
    batches_gone: set.batchesGone,
    unplanned_gone: set.unplannedGone,
    progress: set.progress,
    slots: set.slots,
    epochs: set.epochs,
    rollouts: set.rollouts,
    samples: set.samples,
  } satisfies Changes
  const changed = Object.entries(lists).filter(([, list]) => list.length > 0)
  if (changed.length === 0 && set.alerts === null) return null
  return { ...(Object.fromEntries(changed) as Changes), ...(set.alerts && { alerts: set.alerts }) }
}
