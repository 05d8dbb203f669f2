import type { BatchView, ConsumerView } from '../../../core/views.ts'
import type { FleetData } from '../../stores/fleet-data.ts'
import { type BatchSummary, byConsumer, isBehind, summarize } from '../../stores/summaries.ts'

export interface ConsumerRow {
  readonly consumer: ConsumerView
  readonly batches: readonly BatchView[]
  readonly summary: BatchSummary
  /** It has not answered the current epoch of some task. */
  readonly isBehind: boolean
}

/** worker-2 comes before worker-10. */
const collator = new Intl.Collator('en', { numeric: true })

/** `away` is whoever cannot work: offline or lost. */
export const stateFilters = ['online', 'suspect', 'offline', 'lost', 'away'] as const

export function consumerRows(data: Pick<FleetData, 'consumers' | 'batches' | 'unplanned' | 'rollouts'>): ConsumerRow[] {
  const groups = byConsumer(data.batches, data.unplanned)
  const rollouts = [...data.rollouts.values()]
  const consumers = [...data.consumers.values()].toSorted((a, b) => collator.compare(a.consumer_id, b.consumer_id))
  return consumers.map((consumer) => {
    const batches = groups.get(consumer.consumer_id) ?? []
    return { consumer, batches, summary: summarize(batches), isBehind: isBehind(consumer.consumer_id, rollouts) }
  })
}

export function matches({ consumer }: ConsumerRow, state: string, query: string): boolean {
  const isAway = consumer.state === 'offline' || consumer.state === 'lost'
  if (state !== '' && consumer.state !== state && !(state === 'away' && isAway)) return false
  const text = [consumer.consumer_id, consumer.hostname, consumer.remote, consumer.version].join(' ').toLowerCase()
  return text.includes(query.trim().toLowerCase())
}
