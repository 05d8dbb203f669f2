import type { BatchView } from '../../core/views.ts'
import type { FleetData } from '../../core/fleet-data.ts'

export interface TracePoint {
  /** The monitor's time, ms. */
  readonly at: number
  readonly value: number
}

/** What this page has seen go by since it was opened: the monitor does not keep it. Never changed. */
export interface Traces {
  /** Frames of consumers in a second, the last minutes of them. */
  readonly rates: readonly TracePoint[]
  /** Mean progress of each consumer's batches, 0–100, oldest first. */
  readonly progress: ReadonlyMap<string, readonly TracePoint[]>
  readonly sampledAt: number
}

export const noTraces: Traces = { rates: [], progress: new Map(), sampledAt: -Infinity }

const RATE_STEP = 1000
const RATES = 180
const PROGRESS_STEP = 5000
const PROGRESS = 120

/** The traces after one more frame; mostly the same ones, as a point is taken only so often. */
export function extendTraces(traces: Traces, data: FleetData, now: number): Traces {
  const isRateDue = now - (traces.rates.at(-1)?.at ?? -Infinity) >= RATE_STEP
  const isProgressDue = now - traces.sampledAt >= PROGRESS_STEP
  if (!isRateDue && !isProgressDue) return traces
  const rate = { at: now, value: data.server.frames_per_second }
  return {
    rates: isRateDue ? [...traces.rates.slice(1 - RATES), rate] : traces.rates,
    progress: isProgressDue ? extendProgress(traces.progress, data, now) : traces.progress,
    sampledAt: isProgressDue ? now : traces.sampledAt,
  }
}

/** Whoever is gone loses its trace. */
function extendProgress(progress: Traces['progress'], data: FleetData, at: number): Traces['progress'] {
  const means = meanProgress(data.batches.values())
  const next = new Map<string, readonly TracePoint[]>()
  for (const id of data.consumers.keys()) {
    const value = means.get(id)
    const before = progress.get(id) ?? []
    next.set(id, value === undefined ? before : [...before.slice(1 - PROGRESS), { at, value }])
  }
  return next
}

function meanProgress(batches: Iterable<BatchView>): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { consumer_id, progress } of batches) {
    if (consumer_id === null) continue
    const known = sums.get(consumer_id)
    if (known) {
      known.sum += progress
      known.count++
    } else sums.set(consumer_id, { sum: progress, count: 1 })
  }
  return new Map(Array.from(sums, ([id, { sum, count }]) => [id, sum / count]))
}
