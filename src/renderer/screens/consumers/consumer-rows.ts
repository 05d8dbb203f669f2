import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import { type BatchSummary, byConsumer, epochsBehind, summarize } from '../../../console/summaries.ts'
import { consumerNames } from '../../stores/consumer-names.ts'

export interface ConsumerRow {
  readonly consumer: ConsumerResource
  readonly batches: readonly BatchResource[]
  readonly summary: BatchSummary
  /** How many epochs of some task it has not answered; 0 where it is current. */
  readonly behind: number
}

/** `away` is whoever cannot work: offline or lost. The last five are beside the state. */
export const stateFilters = [
  'online',
  'suspect',
  'offline',
  'lost',
  'away',
  'behind',
  'drained',
  'flapping',
  'stuck',
  'tooSlow',
] as const
export type StateFilter = (typeof stateFilters)[number]

export function consumerRows(data: Pick<FleetData, 'consumers' | 'batches' | 'unplanned' | 'rollouts'>): ConsumerRow[] {
  const groups = byConsumer(data.batches, data.unplanned)
  const rollouts = [...data.rollouts.values()]
  return consumerNames(data.consumers).map((id) => {
    const batches = groups.get(id) ?? []
    return {
      consumer: data.consumers.get(id)!,
      batches,
      summary: summarize(batches),
      behind: epochsBehind(id, rollouts),
    }
  })
}

/** A filter that is not known, from an old address, leaves nothing out. */
export function isIn({ consumer, behind }: ConsumerRow, filter: string): boolean {
  switch (filter as StateFilter) {
    case 'away':
      return consumer.state === 'offline' || consumer.state === 'lost'
    case 'behind':
      return behind > 0
    case 'drained':
      return consumer.drained_at !== null
    case 'flapping':
      return (consumer.flapping_since ?? null) !== null
    case 'stuck':
      return consumer.stuck_since !== null
    case 'tooSlow':
      return consumer.was_too_slow
    case 'online':
    case 'suspect':
    case 'offline':
    case 'lost':
      return consumer.state === filter
    default:
      return true
  }
}

export function matches(row: ConsumerRow, filter: string, query: string): boolean {
  if (!isIn(row, filter)) return false
  const { consumer_id, hostname, remote, version, labels } = row.consumer
  const words = query.trim().toLowerCase()
  if (words === '') return true
  const known = [consumer_id, hostname, remote, version, ...Object.entries(labels).map((label) => label.join('='))]
  return known.join(' ').toLowerCase().includes(words)
}
