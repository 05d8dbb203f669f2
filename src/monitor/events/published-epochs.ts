import type { AuditStore, EventRow } from './audit-store.ts'

/** The newest epoch of a task that the audit log knows of. */
export interface PublishedEpoch {
  readonly task_id: number
  readonly epoch: number
  /** ms since 1970 */
  readonly at: number
}

/** Events read at once. */
const ROWS_PER_STEP = 1000

/**
 * `[ST-3]` Of each task that was not deleted since, the newest epoch that was published. An epoch is written down after it
 * is in the database: where the audit log knows of a later one, the database is not the one that it was written beside.
 */
export function publishedEpochs(store: Pick<AuditStore, 'step'>): PublishedEpoch[] {
  const known = new Map<number, PublishedEpoch | null>()
  let before: number | undefined
  for (;;) {
    const { rows, next } = store.step({ types: ['epoch', 'operator'], order: 'desc', limit: ROWS_PER_STEP, before })
    for (const row of rows) note(known, row)
    if (next === null) return [...known.values()].filter((epoch) => epoch !== null)
    before = next
  }
}

function note(known: Map<number, PublishedEpoch | null>, { type, task_id, at, data }: EventRow): void {
  if (task_id === null || known.has(task_id)) return
  const { epoch, action, outcome } = JSON.parse(data) as { epoch?: number; action?: string; outcome?: string }
  if (type === 'epoch' && epoch !== undefined) known.set(task_id, { task_id, epoch, at })
  // What was before it was made, or under the same number, counts no more.
  else if (outcome === 'ok' && (action === 'task.create' || action === 'task.delete')) known.set(task_id, null)
}
