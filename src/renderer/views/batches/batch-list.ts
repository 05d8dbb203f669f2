import type { BatchView } from '../../../core/views.ts'
import { unplannedKey } from '../../../core/fleet-data.ts'

/** Unique over planned and unplanned batches. */
export function batchKey(batch: BatchView): string {
  return batch.planned ? String(batch.batch_id) : unplannedKey(batch)
}

/** By consumer, those of nobody last; within one by id. */
export function batchList(
  planned: ReadonlyMap<number, BatchView>,
  unplanned: ReadonlyMap<string, BatchView>,
): BatchView[] {
  const name = ({ consumer_id }: BatchView) => consumer_id ?? '\uffff'
  return [...planned.values(), ...unplanned.values()].toSorted(
    (a, b) => compare(name(a), name(b)) || a.batch_id - b.batch_id,
  )
}

export function matches(batch: BatchView, status: string, query: string): boolean {
  if (status === 'unplanned' ? batch.planned : status !== '' && batch.status !== status) return false
  const words = query.trim().toLowerCase()
  if (words === '') return true
  return `${batch.batch_id} ${batch.consumer_id ?? ''} ${batch.message}`.toLowerCase().includes(words)
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: string, b: string): number {
  return collator.compare(a, b)
}
