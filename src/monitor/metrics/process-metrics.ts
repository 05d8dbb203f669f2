import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Reading } from './reading.ts'

/**
 * How often the loop is looked at, ms. Every look wakes the process: at 10 ms these looks are most of what an idle monitor
 * costs. A delay of less than this may be missed.
 */
const RESOLUTION_MS = 50

let shared: Registry | null = null

/** What Node knows of the process: of that there is one, however many monitors run in it. */
export function processRegistry(): Registry {
  if (!shared) {
    shared = new Registry()
    collectDefaultMetrics({ register: shared, eventLoopMonitoringPrecision: RESOLUTION_MS })
  }
  return shared
}

/** Delays of the event loop since the last scrape; `start` begins to measure, and `stop` ends it. */
export function loopReadings(): { readings: Reading[]; start: () => void; stop: () => void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  // The timer it measures with is late by nature; only what goes beyond is a delay.
  const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000)
  const readings: Reading[] = [
    {
      kind: 'gauge',
      name: 'batchdeck_event_loop_delay_p99_seconds',
      help: 'The 99th percentile, since the last scrape, of how long the event loop was held up. Above 0.05: too much on one core.',
      read: () => seconds(histogram.percentile(99)),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_event_loop_delay_max_seconds',
      help: 'The longest time since the last scrape that the event loop was held up.',
      read: () => {
        const longest = seconds(histogram.max)
        histogram.reset()
        return longest
      },
    },
  ]
  return { readings, start: () => void histogram.enable(), stop: () => void histogram.disable() }
}
