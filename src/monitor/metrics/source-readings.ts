import { sourceStates } from '../../contract/resources/source.ts'
import type { Sources } from '../sources/sources.ts'
import type { Reading } from './reading.ts'

type Read = Pick<Sources, 'resources' | 'runCounts'>

/** Sources that have a label of their own: one of a task. */
const MAX_LABELLED_SOURCES = 100

/** `[SO-5]` What the sources of targets came to. */
export function sourceReadings(sources: Read, now: () => number): Reading[] {
  const labelled = () => sources.resources().slice(0, MAX_LABELLED_SOURCES)
  return [
    {
      kind: 'gauge',
      name: 'batchdeck_sources',
      help: 'Sources of targets by state (SO-1). Waiting: apply or discard what it gave. Failed or stale: its last problem says why.',
      labels: ['state'],
      read: () => {
        const all = sources.resources()
        return sourceStates.map((state) => [{ state }, all.filter((source) => source.state === state).length] as const)
      },
    },
    {
      kind: 'gauge',
      name: 'batchdeck_source_age_seconds',
      help: 'Since a source was last read, whatever came of it; -1 where it never was. Of the first hundred tasks with one.',
      labels: ['task_id'],
      read: () =>
        labelled().map(({ task_id, last_success_at: at }) => {
          const age = at === null ? -1 : Math.max(0, now() - at) / 1000
          return [{ task_id: String(task_id) }, age] as const
        }),
    },
    {
      kind: 'gauge',
      name: 'batchdeck_source_failures_in_a_row',
      help: 'Runs of a source in a row that failed; above monitor.sources.failed-after there is an alert.',
      labels: ['task_id'],
      read: () => labelled().map(({ task_id, failures }) => [{ task_id: String(task_id) }, failures] as const),
    },
    {
      kind: 'counter',
      name: 'batchdeck_source_runs_total',
      help: 'Runs of all sources by what came of them. Many failed: the source, or the way to it, is not well.',
      labels: ['outcome'],
      read: () => Object.entries(sources.runCounts).map(([outcome, count]) => [{ outcome }, count] as const),
    },
  ]
}
