import { useThrottledValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { useHistory } from '../../features/history/use-history.ts'
import { endRow } from '../../features/history/series-rows.ts'
import { drawnSpan } from '../../features/history/time-axis.ts'
import { useRange } from '../../stores/range.ts'
import type { Present } from './use-present.ts'

const ofTask = ['coverage', 'coverage_min', 'batches_error', 'batches_error_max'] as const
const ofFleet = [
  'consumers_online',
  'consumers_suspect',
  'consumers_offline',
  'consumers_lost',
  'frames_per_second',
  'ack_p95_ms',
] as const

/** How often charts are drawn anew for what is known of this moment, ms; the figures above them change at once. */
const REDRAW_MS = 2000

/** What all traces and charts of the Overview are drawn from. */
export function useOverviewHistory(present: Present, taskId: number | null) {
  const range = useRange()
  const shown = useThrottledValue(present, REDRAW_MS)
  const now = useMemo(
    () => ({
      coverage: shown.coverage,
      coverage_min: shown.coverage,
      batches_error: shown.errors,
      batches_error_max: shown.errors,
      consumers_online: shown.online,
      consumers_suspect: shown.suspect,
      consumers_offline: shown.offline,
      consumers_lost: shown.lost,
      // Of one second, which says little beside the mean of ten.
      frames_per_second: null,
      ack_p95_ms: null,
    }),
    [shown.coverage, shown.errors, shown.online, shown.suspect, shown.offline, shown.lost],
  )
  const history = useHistory({ ofTask, ofFleet, taskId, span: range, present: range.isLive ? now : null })
  // A range that stands still ends with what was then: what is now stands in the figures above.
  const end = range.isLive ? { ...now, frames_per_second: shown.framesPerSecond } : endRow(history.rows)
  // The oldest is where its longest step begins: what was read first within it says more.
  const isNew = history.oldest !== null && history.oldest > range.from
  const begins = (isNew && history.rows.find(({ consumers_online }) => (consumers_online ?? null) !== null)?.at) || null
  const span = useMemo(() => drawnSpan(range, begins), [range, begins])
  return { ...history, span, end }
}

export type OverviewHistory = ReturnType<typeof useOverviewHistory>
