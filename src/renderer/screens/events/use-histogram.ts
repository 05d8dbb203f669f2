import { useState } from 'react'
import type { EventHistogram } from '../../../contract/events.ts'
import { useCall } from '../../backend/use-call.ts'
import { eventQueryOf } from '../../features/events/event-query.ts'
import type { Range } from '../../stores/range.ts'
import type { RouteParams } from '../../stores/route.ts'
import { wholeSteps } from './histogram.ts'

/** A live range is counted again no more often than this, and a long one seldom: counting reads all of it. */
const LEAST_PAUSE_MS = 10_000
const MOST_PAUSE_MS = 60_000

interface CountedEvents {
  /** Null before the first answer. */
  readonly histogram: EventHistogram | null
  /** It is of other filters. */
  readonly isStale: boolean
  readonly problem: string | null
  readonly again: () => void
}

/** `[EV-12]` How many events there are in the range, by severity. @param filters as they stand in the address */
export function useHistogram(filters: RouteParams, range: Range, isLive: boolean): CountedEvents {
  const { severity: _all, since: _since, until: _until, ...query } = eventQueryOf(filters, 0)
  const key = JSON.stringify(query)
  /** Which filters were answered last: that a range has gone on is no reason to dim what is there. */
  const [last, setLast] = useState('')
  const pause = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, (range.to - range.from) / 360))
  const { answer, isOld, problem, again } = useCall(
    'events.histogram',
    { ...query, ...wholeSteps(range) },
    { dependsOn: [Math.floor(range.to / pause)], isEnabled: isLive && range.to > 0, keeps: () => true },
  )
  if (answer && !isOld && last !== key) setLast(key)
  return { histogram: answer, isStale: isOld && last !== key, problem, again }
}
