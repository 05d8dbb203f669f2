import { answered, percentile } from '../../../console/summaries.ts'
import type { FleetData } from '../../../console/fleet-data.ts'
import type { EpochResource } from '../../../contract/resources/epoch.ts'

/** How quickly the newest epoch was acknowledged. */
export interface LastAnswers {
  readonly epoch: EpochResource
  /** From its publication, ms, as everywhere (UI-10); null before the first answer. */
  readonly p95: number | null
  readonly done: number
  readonly told: number
}

/** Of the newest epoch that anybody was told of; null where there is none. @param taskId null for all tasks */
export function lastAnswers(
  { epochs, rollouts }: Pick<FleetData, 'epochs' | 'rollouts'>,
  taskId: number | null,
): LastAnswers | null {
  const newest = [...epochs]
    .flatMap(([id, list]) => (taskId === null || id === taskId ? list.slice(0, 1) : []))
    .filter((epoch) => answered(epoch).told > 0)
    .toSorted((a, b) => b.created_at - a.created_at)[0]
  if (!newest) return null
  const own = [...(rollouts.get(newest.task_id)?.values() ?? [])].filter(({ epoch }) => epoch === newest.epoch)
  const times = own.flatMap(({ acked_at }) => (acked_at === null ? [] : [Math.max(0, acked_at - newest.created_at)]))
  return { epoch: newest, p95: percentile(times, 0.95), ...answered(newest) }
}
