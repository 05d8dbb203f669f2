import { useMemo } from 'react'
import type { SeriesName, SeriesResource } from '../../../contract/resources/series.ts'
import { useCall } from '../../backend/use-call.ts'
import { gapsOf, type SeriesRow, seriesRows, stepsOver } from './series-rows.ts'
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
  /** Of what is kept; null where nothing is, or before the first answer. */
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

/**
 * `[TS-2]` `[UI-11]` Series of a span of time as rows of charts; those of a live span go on by themselves. In a long span a step
 * is hours: what is under way since the last of them is there in shorter ones, so that no chart ends before now.
 */
export function useHistory({ ofTask, ofFleet, taskId, span, present }: Asked): History {
  const series = {
    own: taskId === null ? [] : [...ofTask],
    common: [...(taskId === null ? ofTask : []), ...ofFleet, ALWAYS_READ] as SeriesName[],
  }
  const grain = wholeSteps((span.to - span.from) / POINTS)
  const whole = useSeries({ from: floorTo(span.from, grain), to: ceilTo(span.to, grain) }, taskId, series)
  const { answer } = whole.fleet
  const known = answer === null ? 0 : stepsOver(answer, ALWAYS_READ, span.to)
  const step = answer?.step ?? grain
  const since = answer === null || present === null || step <= LEAST_STEP_MS ? null : answer.from + known * step
  const part = wholeSteps(step / STEPS_OF_ONE)
  const tail = useSeries(
    since === null ? null : { from: floorTo(since, part), to: ceilTo(span.to, part), step: part },
    taskId,
    series,
  )
  const wholeParts = usePair(answer, whole.task.answer)
  const tailParts = usePair(tail.fleet.answer, tail.task.answer)
  const rows = useMemo(
    () =>
      since === null
        ? seriesRows(wholeParts, span, present)
        : [
            ...seriesRows(wholeParts, { from: span.from, to: since }, null),
            ...seriesRows(tailParts, { from: Math.max(since, span.from), to: span.to }, present),
          ],
    [wholeParts, tailParts, since, span, present],
  )
  const last = tail.fleet.answer
  const gaps = useMemo(() => {
    if (!answer) return []
    if (!last || since === null) return gapsOf(answer, ALWAYS_READ, answer.points)
    return [...gapsOf(answer, ALWAYS_READ, known), ...gapsOf(last, ALWAYS_READ, last.points)]
  }, [answer, last, since, known])
  return {
    rows,
    gaps,
    step,
    oldest: answer?.oldest ?? null,
    isLoading: answer === null && whole.fleet.problem === null,
    problem: whole.fleet.problem ?? whole.task.problem,
    again: () => {
      whole.fleet.again()
      whole.task.again()
    },
  }
}

/** A step of the whole in so many of its own. */
const STEPS_OF_ONE = 60

const wholeSteps = (ms: number): number => Math.max(LEAST_STEP_MS, Math.floor(ms / LEAST_STEP_MS) * LEAST_STEP_MS)
const floorTo = (at: number, step: number): number => Math.floor(at / step) * step
const ceilTo = (at: number, step: number): number => Math.ceil(at / step) * step

interface SeriesNames {
  readonly own: readonly SeriesName[]
  readonly common: readonly SeriesName[]
}

/** The series of all tasks, and those of one where one is shown. What was there stays until there is more: nothing flickers. */
function useSeries(
  asked: { readonly from: number; readonly to: number; readonly step?: number } | null,
  taskId: number | null,
  { own, common }: SeriesNames,
) {
  const fleet = useCall('series.read', asked && { ...asked, series: [...common] }, { keeps: () => true })
  const task = useCall(
    'series.read',
    asked === null || taskId === null || own.length === 0 ? null : { ...asked, task_id: taskId, series: [...own] },
    { keeps: (answer) => answer.task_id === taskId },
  )
  return { fleet, task }
}

/** The same list as long as its members are the same. */
function usePair(a: SeriesResource | null, b: SeriesResource | null): readonly SeriesResource[] {
  return useMemo(() => [a, b].flatMap((each) => each ?? []), [a, b])
}
