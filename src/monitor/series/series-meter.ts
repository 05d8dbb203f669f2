import {
  type Reading,
  seriesNames,
  type SeriesName,
  seriesSteps,
  seriesTable,
} from '../../contract/resources/series.ts'
import type { ChangeSet } from '../../engine/change-set.ts'
import { combine } from './combine.ts'
import type { SeriesRow } from './series-store.ts'

const [STEP_MS] = seriesSteps
/** How often the fleet is looked at, ms: what is over sooner may be missed. */
const READ_INTERVAL_MS = 5000
/** Answers of one step of which the percentiles are made; beyond it, of the first of them. */
const MAX_ANSWERS = 10_000

export type SeriesValues = Partial<Record<Reading, number>>

/** What can be looked at, at any moment. */
export interface SeriesSources {
  /** The fleet as it is: of all tasks together, and of each. */
  look(): { readonly fleet: SeriesValues; readonly tasks: ReadonlyMap<number, SeriesValues> }
  /** Frames of consumers since the start. */
  frames(): number
  /** Processor time of the process since its start, µs. */
  processorTime(): number
}

/** What was read in a step, of all or of one task. */
class Step {
  private readonly read = new Map<Reading, number[]>()

  add(values: SeriesValues): void {
    for (const [name, value] of Object.entries(values) as [Reading, number][]) {
      const known = this.read.get(name)
      if (known) known.push(value)
      else this.read.set(name, [value])
    }
  }

  /** What happened, beside what is looked at: every time one more. */
  count(name: Reading, by: number): void {
    const [before = 0] = this.read.get(name) ?? []
    this.read.set(name, [before + by])
  }

  values(isTask: boolean): Partial<Record<SeriesName, number>> {
    const values: Partial<Record<SeriesName, number>> = {}
    for (const name of seriesNames) {
      const series: { reading: Reading; keep: (typeof seriesTable)[SeriesName]['keep']; ofTasks?: true } =
        seriesTable[name]
      if (isTask && !series.ofTasks) continue
      const value = combine(series.keep, this.read.get(series.reading) ?? [])
      if (value !== null) values[name] = value
    }
    return values
  }
}

/** Reads the fleet every few seconds, and counts what happens meanwhile, for the series that are kept (TS-1). */
export class SeriesMeter {
  private readonly sources: SeriesSources
  private fleet = new Step()
  private tasks = new Map<number, Step>()
  private answers: number[] = []
  /** In force. */
  private alerts = 0
  /** When the present step began; null before the first look. */
  private begins: number | null = null
  private readAt = -Infinity
  private tickedAt: number | null = null
  private longestDelay = 0
  private before: { readonly at: number; readonly frames: number; readonly processorTime: number } | null = null

  constructor(sources: SeriesSources) {
    this.sources = sources
  }

  /** Takes in what happened. */
  readonly accept = ({ facts, alerts }: Pick<ChangeSet, 'facts' | 'alerts'>): void => {
    if (alerts) this.alerts = alerts.length
    for (const fact of facts) {
      if (fact.kind === 'EpochPublished') {
        const { task_id: taskId, counts } = fact.epoch
        for (const step of [this.fleet, this.task(taskId)]) {
          step.count('epochs', 1)
          step.count('targets_moved', counts.moved_consumer)
        }
      } else if (fact.kind === 'ReloadAnswered' && fact.took !== null && this.answers.length < MAX_ANSWERS) {
        this.answers.push(Math.max(0, fact.took))
      }
    }
  }

  /**
   * Time has passed.
   * @param now ms since 1970
   * @param steady ms that go on evenly
   * @param interval what was to be between two calls, ms
   * @returns a step that is over; null while it goes on
   */
  tick(now: number, steady: number, interval: number): SeriesRow | null {
    if (this.tickedAt !== null) this.longestDelay = Math.max(this.longestDelay, steady - this.tickedAt - interval)
    this.tickedAt = steady
    const begins = Math.floor(now / STEP_MS) * STEP_MS
    const row = this.begins !== null && begins !== this.begins ? this.finish(this.begins, steady) : null
    if (this.begins === null) this.measure(steady)
    this.begins = begins
    if (row === null && steady - this.readAt < READ_INTERVAL_MS) return null
    this.readAt = steady
    const { fleet, tasks } = this.sources.look()
    this.fleet.add({ ...fleet, alerts: this.alerts })
    for (const [taskId, values] of tasks) this.task(taskId).add(values)
    return row
  }

  /** Nothing of before is compared with what comes: the monitor did not run, or the clock was set. */
  passGap(): void {
    this.tickedAt = null
  }

  private finish(at: number, steady: number): SeriesRow {
    const { before } = this
    const now = this.measure(steady)
    if (before && now.at > before.at) {
      const seconds = (now.at - before.at) / 1000
      this.fleet.add({
        frames_per_second: (now.frames - before.frames) / seconds,
        cpu: (now.processorTime - before.processorTime) / 1e6 / seconds,
      })
    }
    this.fleet.add({ loop_delay_ms: this.longestDelay })
    if (this.answers.length > 0) {
      const sorted = this.answers.toSorted((a, b) => a - b)
      this.fleet.add({ ack_p50_ms: percentile(sorted, 0.5), ack_p95_ms: percentile(sorted, 0.95) })
    }
    for (const step of [this.fleet, ...this.tasks.values()]) {
      step.count('epochs', 0)
      step.count('targets_moved', 0)
    }
    const rows = [
      { task_id: null, values: this.fleet.values(false) },
      ...Array.from(this.tasks, ([taskId, step]) => ({ task_id: taskId, values: step.values(true) })),
    ]
    this.fleet = new Step()
    this.tasks = new Map()
    this.answers = []
    this.longestDelay = 0
    return { at, rows }
  }

  private measure(steady: number) {
    return (this.before = { at: steady, frames: this.sources.frames(), processorTime: this.sources.processorTime() })
  }

  private task(taskId: number): Step {
    let step = this.tasks.get(taskId)
    if (!step) this.tasks.set(taskId, (step = new Step()))
    return step
  }
}

/** @param sorted at least one */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)]!
}
