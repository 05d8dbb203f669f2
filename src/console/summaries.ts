import type { BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import type { BatchStatus } from '../contract/resources/batch.ts'
import type { FleetData } from './fleet-data.ts'

export type StatusCounts = Readonly<Record<BatchStatus, number>>

export interface BatchSummary extends StatusCounts {
  readonly total: number
  /** Mean of all, 0–100. */
  readonly progress: number
}

/** `[WS-16]` Stale reports do not count: the batch is another one's, and counted there. */
export function summarize(batches: Iterable<BatchResource>): BatchSummary {
  const summary = { pending: 0, running: 0, completed: 0, error: 0, total: 0, progress: 0 }
  for (const { status, progress, stale } of batches) {
    if (stale) continue
    summary[status]++
    summary.total++
    summary.progress += progress
  }
  if (summary.total > 0) summary.progress /= summary.total
  return summary
}

/**
 * `[UI-10]` The batches that are counted together wherever batches are: planned ones and unplanned ones, which are of no task;
 * also stale reports, which nothing counts.
 * @param taskId of one task; null for all
 */
export function batchesOf(
  { batches, unplanned }: Pick<FleetData, 'batches' | 'unplanned'>,
  taskId: number | null,
): BatchResource[] {
  const all = [...batches.values(), ...unplanned.values()]
  return taskId === null ? all : all.filter(({ task_id }) => task_id === taskId)
}

/** `[WS-27]` Targets that their consumers report in error one by one. */
export function targetsInError(batches: Iterable<BatchResource>): number {
  let count = 0
  for (const { planned, targets_in_error = 0 } of batches) if (planned) count += targets_in_error
  return count
}

/** Planned and unplanned batches by who has them; null is nobody. */
export function byConsumer(
  planned: ReadonlyMap<number, BatchResource>,
  unplanned: ReadonlyMap<string, BatchResource>,
): Map<string | null, BatchResource[]> {
  const groups = new Map<string | null, BatchResource[]>()
  for (const batches of [planned.values(), unplanned.values()]) {
    for (const batch of batches) {
      const group = groups.get(batch.consumer_id)
      if (group) group.push(batch)
      else groups.set(batch.consumer_id, [batch])
    }
  }
  return groups
}

/** The share of targets whose consumer is online, 0–1: the number to alert on. Null without any target. */
export function coverage(tasks: Iterable<TaskResource>, consumers: Iterable<ConsumerResource>): number | null {
  let targets = 0
  for (const task of tasks) targets += task.targets
  if (targets === 0) return null
  let covered = 0
  for (const consumer of consumers) if (consumer.state === 'online') covered += consumer.targets
  return covered / targets
}

/**
 * How many targets there are, and how many of them a consumer that is online has: what {@link coverage} is made of.
 * @param taskId of one task; null for all
 */
export function coveredTargets(
  { tasks, consumers, batches }: Pick<FleetData, 'tasks' | 'consumers' | 'batches'>,
  taskId: number | null,
): { targets: number; covered: number } {
  const counts = { targets: 0, covered: 0 }
  if (taskId === null) {
    for (const task of tasks.values()) counts.targets += task.targets
    for (const consumer of consumers.values()) if (consumer.state === 'online') counts.covered += consumer.targets
    return counts
  }
  counts.targets = tasks.get(taskId)?.targets ?? 0
  for (const { task_id, consumer_id, targets } of batches.values()) {
    const isCovered = consumer_id !== null && consumers.get(consumer_id)?.state === 'online'
    if (task_id === taskId && isCovered) counts.covered += targets
  }
  return counts
}

/** How many were told of an epoch, and how many of them have answered. */
export function answered({ told }: EpochResource): { done: number; told: number } {
  const done = told.acked + told.confirmed
  return { done, told: done + told.waiting + told.sent + told.stuck }
}

/** How many epochs in a row a consumer was told of and has not answered, of the task where it is furthest behind. */
export function epochsBehind(consumerId: string, rollouts: Iterable<ReadonlyMap<string, RolloutResource>>): number {
  let behind = 0
  for (const rollout of rollouts) {
    const own = rollout.get(consumerId)
    if (own && isAwaited(own)) behind = Math.max(behind, own.epoch - own.unanswered_from + 1)
  }
  return behind
}

/** `[EP-3]` Whether its answer has still to come. */
export function isAwaited({ state }: RolloutResource): boolean {
  return state === 'waiting' || state === 'sent' || state === 'stuck'
}

/** The value below which a share of the values lies; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
}
