import type { AlertResource } from '../../../contract/resources/alert.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { SlotsResource } from '../../../contract/resources/slots.ts'
import type { Condition } from '../../../console/condition.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import { type BatchSummary, byConsumer, epochsBehind, summarize } from '../../../console/summaries.ts'
import { consumerNames } from '../../stores/consumer-names.ts'

export interface ConsumerRow {
  readonly consumer: ConsumerResource
  readonly condition: Condition
  readonly batches: readonly BatchResource[]
  readonly summary: BatchSummary
  /** How many epochs of some task it has not answered; 0 where it is current. */
  readonly behind: number
  /** Of the task that is shown, or of all. */
  readonly slots: number
  readonly targets: number
  /** What the batch says that was the last to report an error; null where none is in error. */
  readonly error: string | null
  /** When its slots move to others by themselves, ms; null where they do not. */
  readonly movesAt: number | null
}

type Shown = Pick<FleetData, 'consumers' | 'batches' | 'unplanned' | 'rollouts' | 'slots'> & {
  readonly conditions: ReadonlyMap<string, Condition>
  readonly alerts: readonly AlertResource[]
}

/**
 * Every consumer with what is its own. A row of which nothing has changed is the same one as before: a thousand of them are
 * made four times a second, and what is the same is not rendered again.
 */
export class ConsumerRows {
  private last: ReadonlyMap<string, ConsumerRow> = new Map()

  /** @param scope the task that is shown; null for all of them */
  list(data: Shown, scope: number | null): readonly ConsumerRow[] {
    const rows = consumerRows(data, scope).map((row) => {
      const before = this.last.get(row.consumer.consumer_id)
      return before && isSame(before, row) ? before : row
    })
    this.last = new Map(rows.map((row) => [row.consumer.consumer_id, row]))
    return rows
  }
}

/** What is summed up of the same batches is the same. */
function isSame(before: ConsumerRow, after: ConsumerRow): boolean {
  return (
    before.consumer === after.consumer &&
    before.condition === after.condition &&
    before.behind === after.behind &&
    before.slots === after.slots &&
    before.movesAt === after.movesAt &&
    before.batches.length === after.batches.length &&
    before.batches.every((batch, i) => batch === after.batches[i])
  )
}

function consumerRows(data: Shown, scope: number | null): ConsumerRow[] {
  const groups = byConsumer(data.batches, data.unplanned)
  const rollouts = scope === null ? [...data.rollouts.values()] : [data.rollouts.get(scope) ?? new Map<string, never>()]
  const slots = scope === null ? null : slotsByOwner(data.slots.get(scope))
  const moves = new Map(
    data.alerts.flatMap(({ kind, consumer_id, next_at }) =>
      kind === 'consumer_offline' && consumer_id !== undefined && next_at !== undefined ? [[consumer_id, next_at]] : [],
    ),
  )
  return consumerNames(data.consumers).map((id) => {
    const consumer = data.consumers.get(id)!
    const all = groups.get(id) ?? []
    const batches = scope === null ? all : all.filter(({ task_id }) => task_id === scope)
    return {
      consumer,
      condition: data.conditions.get(id) ?? 'online',
      batches,
      summary: summarize(batches),
      behind: epochsBehind(id, rollouts),
      slots: slots === null ? consumer.slots : (slots.get(id) ?? 0),
      targets: scope === null ? consumer.targets : batches.reduce((sum, batch) => sum + batch.targets, 0),
      error: newestError(batches),
      movesAt: moves.get(id) ?? null,
    }
  })
}

function slotsByOwner(slots: SlotsResource | undefined): Map<string | null, number> {
  const counts = new Map<string | null, number>()
  for (const owner of slots?.owners ?? []) counts.set(owner, (counts.get(owner) ?? 0) + 1)
  return counts
}

/** A stale report is of a batch that is another's by now, and counted there (WS-16). */
function newestError(batches: readonly BatchResource[]): string | null {
  let newest: BatchResource | null = null
  for (const batch of batches) {
    if (batch.status !== 'error' || batch.stale) continue
    if (newest === null || (batch.updated_at ?? 0) > (newest.updated_at ?? 0)) newest = batch
  }
  return newest === null ? null : newest.message
}
