import type { EpochDiff, EpochResource } from '../../../contract/resources/epoch.ts'

/** Who a batch went to with an epoch, and from whom; without `from` it was opened then. */
export interface OwnerChange {
  readonly epoch: EpochResource
  readonly from?: string | null
  readonly to: string | null
}

/** Epochs that are compared, and how much of a comparison is asked for at once. */
const MAX_EPOCHS = 20
const ROWS_PER_PAGE = 1000

/**
 * Looks through what epochs changed, back to the one that opened the batch.
 * @param epochs newest first
 * @param ask for a page of what an epoch changed
 * @returns newest first; `isWhole` where the first of them opened it
 */
export async function ownerChanges(
  batchId: number,
  epochs: readonly EpochResource[],
  ask: (epoch: number, start: number, limit: number) => Promise<EpochDiff>,
): Promise<{ changes: OwnerChange[]; isWhole: boolean }> {
  const changes: OwnerChange[] = []
  // Most epochs of a task that grows hand no batch to anybody: they need no look.
  const possible = epochs.filter(({ counts }) => counts.moved_consumer > 0 || counts.batches_opened > 0)
  for (const epoch of possible.slice(0, MAX_EPOCHS)) {
    const change = await changeOf(batchId, epoch, ask)
    if (!change) continue
    changes.push(change)
    if (change.from === undefined) return { changes, isWhole: true }
  }
  return { changes, isWhole: false }
}

async function changeOf(
  batchId: number,
  epoch: EpochResource,
  ask: (epoch: number, start: number, limit: number) => Promise<EpochDiff>,
): Promise<OwnerChange | null> {
  for (let start = 0; ; start += ROWS_PER_PAGE) {
    const { batches, counts } = await ask(epoch.epoch, start, ROWS_PER_PAGE)
    const opened = batches.opened.find(({ batch_id }) => batch_id === batchId)
    if (opened) return { epoch, to: opened.consumer_id }
    const handed = batches.handed.find(({ batch_id }) => batch_id === batchId)
    if (handed) return { epoch, from: handed.from, to: handed.to }
    if (start + ROWS_PER_PAGE >= Math.max(counts.batches_opened, counts.batches_handed)) return null
  }
}
