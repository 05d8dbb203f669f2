import type { BatchStatus } from '../../../contract/resources/batch.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { compareNames } from '../../stores/consumer-names.ts'
import { NOBODY } from '../../stores/nobody.ts'

type Planned = ReadonlyMap<number, BatchResource>
type Unplanned = ReadonlyMap<string, BatchResource>

/** Unique over planned and unplanned batches. */
export function batchKey(batch: BatchResource): string {
  return batch.planned ? String(batch.batch_id) : unplannedKey(batch)
}

/** The batch of a {@link batchKey}; undefined where it is not there any more. */
export function batchOfKey(key: string, planned: Planned, unplanned: Unplanned): BatchResource | undefined {
  return /^\d+$/.test(key) ? planned.get(Number(key)) : unplanned.get(key)
}

/**
 * Planned and unplanned batches in one order: by consumer, those of nobody last; within one by id. Reports change no order,
 * and most updates are only that: sorting again ten thousand of them four times a second would be felt.
 */
export class BatchOrder {
  private last: readonly BatchResource[] = []

  list(planned: Planned, unplanned: Unplanned): readonly BatchResource[] {
    this.last = this.refreshed(planned, unplanned) ?? sorted([...planned.values(), ...unplanned.values()])
    return this.last
  }

  /** The order as it was with what is known now; null where it is another one. */
  private refreshed(planned: Planned, unplanned: Unplanned): readonly BatchResource[] | null {
    if (this.last.length !== planned.size + unplanned.size) return null
    const list: BatchResource[] = []
    for (const before of this.last) {
      const batch = before.planned ? planned.get(before.batch_id) : unplanned.get(unplannedKey(before))
      if (batch === undefined || batch.consumer_id !== before.consumer_id) return null
      list.push(batch)
    }
    return list
  }
}

function sorted(batches: readonly BatchResource[]): readonly BatchResource[] {
  const names = new Set<string>()
  for (const { consumer_id } of batches) if (consumer_id !== null) names.add(consumer_id)
  const places = new Map([...names].toSorted(compareNames).map((name, place) => [name, place]))
  const place = ({ consumer_id }: BatchResource) => (consumer_id === null ? names.size : places.get(consumer_id)!)
  return batches.toSorted((a, b) => place(a) - place(b) || a.batch_id - b.batch_id)
}

/** As it stands in the address; what is empty leaves nothing out. */
export interface BatchFilter {
  /** Null for all tasks; what was planned nowhere is of none. */
  readonly task: number | null
  /** A status, `unplanned` or `stale`. */
  readonly status: string
  /** A consumer, or {@link NOBODY}. */
  readonly consumer: string
  readonly query: string
  /** Batches that are found by something else than what they say of themselves: by a target. */
  readonly found?: ReadonlySet<number>
}

export type BatchKind = BatchStatus | 'unplanned' | 'stale'
export type BatchCounts = Readonly<Record<BatchKind | 'all', number>>

/**
 * The batches a filter leaves, and how many there would be of each status and kind if that were chosen instead. `[UI-10]` A
 * stale report is of a batch that is another's by now, and counted there (WS-16): it is shown where it is asked for only.
 * @returns also the `total` of the task, whatever is looked for
 */
export function filtered(
  batches: readonly BatchResource[],
  { task, status, consumer, query, found }: BatchFilter,
): { shown: readonly BatchResource[]; counts: BatchCounts; total: number } {
  let total = 0
  const counts = { all: 0, pending: 0, running: 0, completed: 0, error: 0, unplanned: 0, stale: 0 }
  const words = query.trim().toLowerCase()
  const owner = consumer === NOBODY ? null : consumer
  const shown: BatchResource[] = []
  for (const batch of batches) {
    if (task !== null && batch.task_id !== task) continue
    if (!batch.stale) total++
    if (consumer !== '' && batch.consumer_id !== owner) continue
    if (words !== '' && !has(batch, words) && !(batch.planned && found?.has(batch.batch_id))) continue
    if (batch.stale) counts.stale++
    else {
      counts.all++
      counts[batch.status]++
      if (!batch.planned) counts.unplanned++
    }
    if (isOf(batch, status)) shown.push(batch)
  }
  return { shown: shown.length === batches.length ? batches : shown, counts, total }
}

function isOf({ planned, stale, status }: BatchResource, wanted: string): boolean {
  if (stale || wanted === 'stale') return stale && wanted === 'stale'
  if (wanted === '') return true
  return wanted === 'unplanned' ? !planned : status === wanted
}

function has({ batch_id, consumer_id, message }: BatchResource, words: string): boolean {
  return (
    String(batch_id).includes(words) ||
    (consumer_id !== null && consumer_id.toLowerCase().includes(words)) ||
    message.toLowerCase().includes(words)
  )
}
