import type { BatchResource, BatchStatus } from '../../../contract/resources/batch.ts'
import type { TargetRow } from '../../../contract/resources/target.ts'
import { targetLabel } from '../../features/targets/target-label.ts'

/** A row of the table: a target, and what its consumer says of its batch. */
export interface ShownTarget {
  readonly row: TargetRow
  /** Of the batch; null where the feed does not know it, for a moment after an epoch. */
  readonly status: BatchStatus | null
  readonly message: string
  readonly updatedAt: number | null
  readonly label: string | null
}

/**
 * `[UI-1]` Rows as they are shown, each the same object for as long as it says the same: a row is rendered when it changed,
 * however often the batches around it do.
 */
export class ShownTargets {
  private readonly known = new WeakMap<TargetRow, ShownTarget>()

  /** @param batch of the target; undefined where it is not known */
  of(row: TargetRow, batch: BatchResource | undefined): ShownTarget {
    const before = this.known.get(row)
    const status = batch?.status ?? null
    const updatedAt = batch?.updated_at ?? null
    const message = batch?.message ?? ''
    if (before?.status === status && before.updatedAt === updatedAt && before.message === message) return before
    const shown = { row, status, message, updatedAt, label: targetLabel(row) }
    this.known.set(row, shown)
    return shown
  }
}
