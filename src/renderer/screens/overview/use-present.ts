import { useMemo } from 'react'
import { type Condition, countConditions } from '../../../console/condition.ts'
import { batchesInError } from '../../../console/error-groups.ts'
import { batchesOf, coveredTargets, summarize, targetsInError } from '../../../console/summaries.ts'
import { useConditions } from '../../stores/conditions.ts'
import { useFleetData } from '../../stores/fleet.ts'

/** What the figures say of this moment, of one task or of all. */
export interface Present {
  /** 0–1; null where there are no targets. */
  readonly coverage: number | null
  readonly uncovered: number
  readonly consumers: number
  /** With a live connection, whatever else is to be said of them. */
  readonly online: number
  readonly suspect: number
  readonly offline: number
  readonly lost: number
  readonly conditions: Readonly<Record<Condition, number>>
  readonly batches: number
  readonly errors: number
  /** How many consumers have batches in error. */
  readonly erring: number
  readonly targetsInError: number
  readonly framesPerSecond: number
}

export function usePresent(taskId: number | null): Present {
  const tasks = useFleetData((data) => data.tasks)
  const consumers = useFleetData((data) => data.consumers)
  const batches = useFleetData((data) => data.batches)
  const unplanned = useFleetData((data) => data.unplanned)
  const framesPerSecond = useFleetData(({ server }) => server.frames_per_second)
  const conditions = useConditions()
  const ofBatches = useMemo(() => {
    const own = batchesOf({ batches, unplanned }, taskId)
    const inError = batchesInError(batches.values(), unplanned.values(), taskId)
    return {
      batches: summarize(own).total,
      errors: inError.length,
      erring: new Set(inError.map(({ consumer_id }) => consumer_id)).size,
      targetsInError: targetsInError(own),
    }
  }, [batches, unplanned, taskId])
  const ofConsumers = useMemo(() => {
    const states = { online: 0, suspect: 0, offline: 0, lost: 0 }
    for (const { state } of consumers.values()) states[state]++
    return { consumers: consumers.size, ...states, conditions: countConditions(conditions.values()) }
  }, [consumers, conditions])
  const { targets, covered } = useMemo(
    () => coveredTargets({ tasks, consumers, batches }, taskId),
    [tasks, consumers, batches, taskId],
  )
  return useMemo(
    () => ({
      ...ofBatches,
      ...ofConsumers,
      framesPerSecond,
      coverage: targets === 0 ? null : Math.min(1, covered / targets),
      uncovered: Math.max(0, targets - covered),
    }),
    [ofBatches, ofConsumers, framesPerSecond, targets, covered],
  )
}
