import type { LogDesk } from '../logs/log-desk.ts'
import type { Reading } from './reading.ts'

/** `[WS-29]` Of the logs of consumers that somebody reads. */
export function logReadings(logs: Pick<LogDesk, 'figures'>): Reading[] {
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_consumer_logs_read',
      help: 'Consumers whose log somebody reads at this moment, so that they are asked for it (WS-29); 200 at most.',
      read: () => logs.figures.read,
    },
    {
      kind: 'gauge',
      name: 'batchdeck_consumer_logs_bytes',
      help: 'Memory of the log lines that are kept; 32 MiB at most, then those that were read longest ago go.',
      read: () => logs.figures.size,
    },
    {
      kind: 'counter',
      name: 'batchdeck_consumer_log_lines_total',
      help: 'Lines of the logs of consumers, by what became of them: kept, skipped (the consumer had too many), too_fast (monitor.limits.log-lines-per-second), or unwanted (nobody reads any more).',
      labels: ['fate'],
      read: () => Object.entries(logs.figures.lines).map(([fate, count]) => [{ fate }, count] as const),
    },
  ]
}
