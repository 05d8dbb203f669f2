import { refusal } from '../../../contract/refusal.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { composeDeltas, invertDelta } from '../../../planner/history.ts'
import { unknownEpoch } from '../../../engine/epoch.ts'
import type { History } from '../store.ts'

/**
 * `[EP-6]` In what one epoch of a task differs from another, of which either may be the later one. 0 stands for what was
 * before the first. Only the deltas between the two are read, one at a time.
 * @param current the present epoch of the task
 * @throws {BatchdeckError} `UNKNOWN_EPOCH`; `CONFLICT` where an epoch of the first version is between them
 */
export function deltaBetween(history: History, taskId: number, current: number, from: number, to: number): PlanDelta {
  const oldest = history.oldestEpoch(taskId) ?? 1
  // What was before the first epoch is known as long as that one is.
  const first = oldest === 1 ? 0 : oldest
  for (const epoch of [from, to]) {
    if (epoch < first || epoch > current) throw unknownEpoch(taskId, Math.max(epoch, 1), current)
  }
  const forward = composeDeltas(deltasAfter(history, taskId, Math.min(from, to), Math.max(from, to)))
  return from <= to ? forward : invertDelta(forward)
}

/**
 * `[EP-12]` From the present epoch back to what was before another one: what this changed has to be there, and not what was
 * before it.
 * @throws {BatchdeckError} as {@link deltaBetween}
 */
export function deltaBefore(history: History, taskId: number, current: number, epoch: number): PlanDelta {
  if (epoch < (history.oldestEpoch(taskId) ?? 1) || epoch > current) throw unknownEpoch(taskId, epoch, current)
  return invertDelta(composeDeltas(deltasAfter(history, taskId, epoch - 1, current)))
}

function* deltasAfter(history: History, taskId: number, from: number, to: number): Iterable<PlanDelta> {
  for (let epoch = from + 1; epoch <= to; epoch++) {
    const change = history.change(taskId, epoch)
    if (!change) throw refusal('changes_not_recorded', { epoch, task: taskId })
    yield change.delta
  }
}
