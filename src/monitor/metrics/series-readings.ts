import type { SeriesLog } from '../series/series-log.ts'
import type { Reading } from './reading.ts'

/** `[TS-1]` How much the curves of the fleet take. */
export function seriesReadings(series: Pick<SeriesLog, 'size'>): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_history_bytes',
      help: 'What the curves of the fleet take in events.db, as it was within the last hour (TS-1).',
      read: () => series.size?.bytes ?? 0,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_history_bytes_per_day',
      help: 'What a day like the last adds to them. Too much: keep them for less long, monitor.history.*.',
      read: () => series.size?.perDay ?? 0,
    },
  ]
}
