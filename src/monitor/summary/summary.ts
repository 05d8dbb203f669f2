import { errorGroups } from '../../console/error-groups.ts'
import { refusal } from '../../contract/refusal.ts'
import {
  MAX_SUMMARY_ERRORS,
  MAX_SUMMARY_MS,
  MAX_SUMMARY_NOTES,
  MAX_SUMMARY_TASKS,
  type Summary,
  type SummaryTask,
} from '../../contract/resources/summary.ts'
import type { Engine } from '../../engine/engine.ts'
import type { TaskFigures } from '../../engine/figures.ts'
import type { AlertLog } from '../alerts/alert-log.ts'
import type { Notes } from '../notes/notes.ts'
import type { SeriesLog } from '../series/series-log.ts'
import type { Storage } from '../storage/port.ts'
import { epochsBetween } from './epochs-between.ts'

/** A minute of a day: so much of what was before the range may be in it. */
const POINTS = 1440

interface Parts {
  readonly engine: Pick<Engine, 'taskFigures' | 'hasTask' | 'taskResource' | 'consumerFigures' | 'batchesInError'>
  readonly storage: Pick<Storage, 'epochs'>
  readonly series: Pick<SeriesLog, 'read'>
  readonly alerts: Pick<AlertLog, 'incidents'>
  readonly notes: Pick<Notes, 'list'>
}

/**
 * `[CN-7]` What there was to know of a time, for whoever takes over: made of what is kept, as data. What is long is read and
 * added up in the threads that keep it; what is asked of the engine is bounded by the fleet.
 */
export class Summaries {
  private readonly parts: Parts

  constructor(parts: Parts) {
    this.parts = parts
  }

  /**
   * @param from ms since 1970
   * @param to ms since 1970; what there is at a moment is told of this one
   * @throws {BatchdeckError} `INVALID_MESSAGE` where it ends before it begins, or is too long; `STORAGE_FAILED`
   */
  async make(from: number, to: number): Promise<Summary> {
    if (to <= from) throw refusal('range_backwards')
    if (to - from > MAX_SUMMARY_MS) throw refusal('summary_too_long', { days: MAX_SUMMARY_MS / 86_400_000 })
    const { engine, alerts, notes } = this.parts
    const figures = engine.taskFigures().toSorted((a, b) => b.targets - a.targets || a.taskId - b.taskId)
    const { byState } = engine.consumerFigures()
    const errors = errorGroups(engine.batchesInError()).slice(0, MAX_SUMMARY_ERRORS)
    const [{ incidents, leftOut }, noted, leastOnline] = await Promise.all([
      alerts.incidents(from, to),
      notes.list({ from, to }),
      this.least('consumers_online_min', from, to),
    ])
    const tasks: SummaryTask[] = []
    // One after the other: nobody waits for a summary, and others use the same threads.
    for (const each of figures.slice(0, MAX_SUMMARY_TASKS)) {
      const task = await this.task(each, from, to)
      if (task) tasks.push(task)
    }
    return {
      from,
      to,
      tasks,
      tasks_left_out: Math.max(0, figures.length - MAX_SUMMARY_TASKS),
      consumers: {
        known: Object.values(byState).reduce((sum, count) => sum + count),
        online: byState.online,
        least_online: leastOnline === null ? null : Math.round(leastOnline),
      },
      incidents,
      incidents_left_out: leftOut,
      errors: errors.map(({ message, batches }) => ({ message, batches })),
      notes: noted.notes.slice(-MAX_SUMMARY_NOTES).map(({ at, by, text }) => ({ at, by, text })),
    }
  }

  /** Null where it was deleted meanwhile. */
  private async task({ taskId, epoch, targets, covered }: TaskFigures, from: number, to: number) {
    const { engine, storage, series } = this.parts
    if (!engine.hasTask(taskId)) return null
    const { name } = engine.taskResource(taskId)
    const question = { task_id: taskId, series: ['coverage' as const, 'coverage_min' as const] }
    const read = await series.read({ ...question, from, to, step: stepOf(from, to) })
    const means = numbers(read.series['coverage'])
    const leasts = numbers(read.series['coverage_min'])
    const { epochs, made } = await epochsBetween(storage, taskId, epoch, from, to)
    return {
      task_id: taskId,
      name,
      targets,
      coverage: {
        now: targets === 0 ? 1 : covered / targets,
        mean: means.length === 0 ? null : means.reduce((sum, value) => sum + value) / means.length,
        least: leastOf(leasts),
      },
      epochs: epochs.map(({ epoch: number, created_at: at, causes, counts }) => ({
        epoch: number,
        at,
        causes,
        moved: counts.moved_consumer,
      })),
      epochs_made: made,
    }
  }

  private async least(name: 'consumers_online_min', from: number, to: number): Promise<number | null> {
    const read = await this.parts.series.read({ series: [name], from, to, step: stepOf(from, to) })
    return leastOf(numbers(read.series[name]))
  }
}

function stepOf(from: number, to: number): number {
  return Math.max(1000, Math.ceil((to - from) / POINTS))
}

function numbers(points: readonly (number | null)[] = []): number[] {
  return points.filter((point) => point !== null)
}

function leastOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((least, value) => Math.min(least, value), Infinity)
}
