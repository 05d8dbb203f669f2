import { useMemo } from 'react'
import type { SeriesName } from '../../../contract/resources/series.ts'
import { useCall } from '../../backend/use-call.ts'
import { gapsOf, type SeriesRow, seriesRows } from './series-rows.ts'
import type { Span } from './time-axis.ts'

interface Asked {
  /** Of the task, where one is shown; each also of all tasks. */
  readonly ofTask: readonly SeriesName[]
  readonly ofFleet: readonly SeriesName[]
  /** Null for all tasks. */
  readonly taskId: number | null
  readonly span: Span
  /** What is known of this moment; null where the span does not lead up to it. */
  readonly present: Readonly<Record<string, number | null>> | null
}

interface History {
  readonly rows: readonly SeriesRow[]
  readonly gaps: readonly Span[]
  /** Between two rows, ms. */
  readonly step: number
  /** Of what is kept; null where nothing is. */
  readonly oldest: number | null
  /** Before the first answer. */
  readonly isLoading: boolean
  readonly problem: string | null
  readonly again: () => void
}

/** A long span is asked for again only when there can be another point in it. */
const POINTS = 360
const LEAST_STEP_MS = 10_000
/** It is read of the whole fleet whatever there is: where it is missing, the monitor did not run. */
const ALWAYS_READ = 'loop_delay_ms'

/** `[TS-2]` `[UI-11]` Series of a span of time as rows of charts; those of a live span go on by themselves. */
export function useHistory({ ofTask, ofFleet, taskId, span, present }: Asked): History {
  const grain = Math.max(LEAST_STEP_MS, Math.floor((span.to - span.from) / POINTS / LEAST_STEP_MS) * LEAST_STEP_MS)
  const from = Math.floor(span.from / grain) * grain
  const to = Math.ceil(span.to / grain) * grain
  const own = taskId === null ? [] : [...ofTask]
  const common = [...(taskId === null ? ofTask : []), ...ofFleet, ALWAYS_READ] as SeriesName[]
  // What was there stays until there is more: nothing flickers while the span goes on.
  const fleet = useCall('series.read', { from, to, series: common }, { keeps: () => true })
  const task = useCall(
    'series.read',
    taskId === null || own.length === 0 ? null : { task_id: taskId, from, to, series: own },
    { keeps: (answer) => answer.task_id === taskId },
  )
  const { answer } = fleet
  const ofOne = task.answer
  const rows = useMemo(
    () =>
      seriesRows(
        [answer, ofOne].flatMap((each) => each ?? []),
        span,
        present,
      ),
    [answer, ofOne, span, present],
  )
  const gaps = useMemo(() => (answer ? gapsOf(answer, answer.series[ALWAYS_READ] ?? []) : []), [answer])
  return {
    rows,
    gaps,
    step: answer?.step ?? grain,
    oldest: answer?.oldest ?? null,
    isLoading: answer === null && fleet.problem === null,
    problem: fleet.problem ?? task.problem,
    again: () => {
      fleet.again()
      task.again()
    },
  }
}
