import type { BatchResource } from '../../contract/resources/batch.ts'
import type { FleetData } from '../../console/fleet-data.ts'

export interface TracePoint {
  /** The monitor's time, ms. */
  readonly at: number
  readonly value: number
}

/** What this page has seen go by since it was opened: the monitor does not keep it. Never changed. */
export interface Traces {
  /** Frames of consumers in a second, the last minutes of them. */
  readonly rates: readonly TracePoint[]
  /** When progress was looked at, oldest first. */
  readonly times: readonly number[]
  /**
   * Mean progress of each consumer's batches, 0–100: the last one belongs to the last time, NaN where there was none. Plain
   * numbers of a fixed size, because a thousand consumers that are looked at for hours would fill the memory with points.
   */
  readonly progress: ReadonlyMap<string, Float32Array>
}

export const noTraces: Traces = { rates: [], times: [], progress: new Map() }

const RATE_INTERVAL_MS = 1000
const MAX_RATES = 180
const PROGRESS_INTERVAL_MS = 5000
const MAX_PROGRESS_POINTS = 120

/** The traces after one more frame; mostly the same ones, as a point is taken only so often. */
export function extendTraces(traces: Traces, data: FleetData, now: number): Traces {
  const isRateDue = now - (traces.rates.at(-1)?.at ?? -Infinity) >= RATE_INTERVAL_MS
  const isProgressDue = now - (traces.times.at(-1) ?? -Infinity) >= PROGRESS_INTERVAL_MS
  if (!isRateDue && !isProgressDue) return traces
  const rate = { at: now, value: data.server.frames_per_second }
  return {
    rates: isRateDue ? [...traces.rates.slice(1 - MAX_RATES), rate] : traces.rates,
    times: isProgressDue ? [...traces.times.slice(1 - MAX_PROGRESS_POINTS), now] : traces.times,
    progress: isProgressDue ? extendProgress(traces.progress, data) : traces.progress,
  }
}

/** How the batches of a consumer came along, oldest first. */
export function progressOf({ times, progress }: Traces, consumerId: string): TracePoint[] {
  const values = progress.get(consumerId)
  if (!values) return []
  const points = times.map((at, i): TracePoint => ({ at, value: values[MAX_PROGRESS_POINTS - times.length + i]! }))
  return points.filter(({ value }) => !Number.isNaN(value))
}

/** Whoever is gone loses its trace. */
function extendProgress(progress: Traces['progress'], data: FleetData): Traces['progress'] {
  const means = meanProgress(data.batches.values())
  const next = new Map<string, Float32Array>()
  for (const id of data.consumers.keys()) {
    const before = progress.get(id)
    const values = new Float32Array(MAX_PROGRESS_POINTS)
    if (before) values.set(before.subarray(1))
    else values.fill(NaN)
    values[MAX_PROGRESS_POINTS - 1] = means.get(id) ?? NaN
    next.set(id, values)
  }
  return next
}

function meanProgress(batches: Iterable<BatchResource>): Map<string, number> {
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
