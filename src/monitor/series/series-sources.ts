import type { Engine } from '../../engine/engine.ts'
import type { TaskFigures, WorkFigures } from '../../engine/figures.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Sources } from '../sources/sources.ts'
import type { SeriesSources, SeriesValues } from './series-meter.ts'

interface Parts {
  readonly engine: Engine
  readonly traffic: Traffic
  readonly sources: Pick<Sources, 'shown'>
}

/** What the series are read from in a running monitor. */
export function seriesSources({ engine, traffic, sources }: Parts): SeriesSources {
  return {
    look() {
      const tasks = engine.taskFigures()
      const work = engine.workFigures()
      const { byState, drained, stuck } = engine.consumerFigures()
      return {
        fleet: {
          ...valuesOf(tasks, [...work.values()]),
          consumers_online: byState.online,
          consumers_suspect: byState.suspect,
          consumers_offline: byState.offline,
          consumers_lost: byState.lost,
          consumers_drained: drained,
          consumers_stuck: stuck,
          sources_failed: sources.shown.filter(({ state }) => state === 'failed' || state === 'stale').length,
          memory_bytes: process.memoryUsage.rss(),
        },
        tasks: new Map(
          tasks.map((task) => {
            const { taskId } = task
            const ofTask = work.get(taskId)
            return [taskId, valuesOf([task], ofTask ? [ofTask] : [])]
          }),
        ),
      }
    },
    frames: () => traffic.accepted.total + traffic.rejected.total,
    processorTime() {
      const { user, system } = process.cpuUsage()
      return user + system
    },
  }
}

/** Without targets there is no coverage: a curve at 100 % before there is anything to watch would be a claim. */
function valuesOf(tasks: readonly TaskFigures[], work: readonly WorkFigures[]): SeriesValues {
  const sum = (of: (task: TaskFigures) => number) => tasks.reduce((all, task) => all + of(task), 0)
  const count = (status: keyof WorkFigures['byStatus']) => work.reduce((all, { byStatus }) => all + byStatus[status], 0)
  const batches = {
    batches_pending: count('pending'),
    batches_running: count('running'),
    batches_completed: count('completed'),
    batches_error: count('error'),
  }
  const targets = sum((task) => task.targets)
  const all = Object.values(batches).reduce((total, each) => total + each)
  const progress = work.reduce((total, { byStatus, progress: mean }) => {
    const size = Object.values(byStatus).reduce((one, each) => one + each)
    return total + mean * size
  }, 0)
  return {
    targets,
    ...batches,
    ...(targets > 0 && { coverage: sum(({ covered }) => covered) / targets }),
    ...(all > 0 && { progress: progress / all }),
  }
}
