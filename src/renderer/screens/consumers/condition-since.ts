import type { ConsumerRow } from './consumer-rows.ts'

/** When a consumer came into its condition, ms; null where nobody asks that of who is well. */
export function conditionSince({ consumer, condition }: Pick<ConsumerRow, 'consumer' | 'condition'>): number | null {
  switch (condition) {
    case 'lost':
    case 'offline':
    case 'suspect':
      return consumer.state_since
    case 'stuck':
      return consumer.stuck_since
    case 'flapping':
      return consumer.flapping_since
    case 'drained':
      return consumer.drained_at
    case 'idle':
    case 'online':
      return null
  }
}
