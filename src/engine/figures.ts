import { type BatchStatus } from '../contract/resources/batch.ts'
import type { ConsumerState } from '../contract/resources/consumer.ts'
import type { EpochState } from '../contract/resources/epoch.ts'
import type { ReportedBatch } from './batch.ts'
import type { Consumer } from './consumer.ts'
import type { ToldCounts } from './epoch.ts'
import type { Task } from './task.ts'

/** How many consumers there are of what kind. */
export interface ConsumerFigures {
  readonly byState: Readonly<Record<ConsumerState, number>>
  readonly drained: number
  readonly stuck: number
  /** Lost, with slots that the brake keeps for them (BR-1). */
  readonly kept: number
  /** In the scope of maintenance (MW-2). */
  readonly held: number
  /** Registered on an open socket. */
  readonly sessions: number
}

export interface BatchFigures {
  /** Of the planned ones. */
  readonly byStatus: Readonly<Record<BatchStatus, number>>
  readonly stale: number
  readonly unplanned: number
}

/** Of the batches of one task, or of several. */
export interface WorkFigures {
  readonly byStatus: Readonly<Record<BatchStatus, number>>
  /** Mean of all, 0–100. */
  readonly progress: number
}

export interface TaskFigures {
  readonly taskId: number
  readonly epoch: number
  /** Of the current epoch; null before the first. */
  readonly state: EpochState | null
  readonly told: ToldCounts
  readonly targets: number
  /** Targets whose consumer is online. */
  readonly covered: number
}

export function consumerFigures(consumers: Iterable<Readonly<Consumer>>): ConsumerFigures {
  const byState = { online: 0, suspect: 0, offline: 0, lost: 0 }
  let [drained, stuck, kept, held, sessions] = [0, 0, 0, 0, 0]
  for (const { state, drainedAt, stuckSince, keptSince, heldUntil, session } of consumers) {
    byState[state]++
    if (drainedAt !== null) drained++
    if (stuckSince !== null) stuck++
    if (keptSince !== null) kept++
    if (heldUntil !== null) held++
    if (session !== null) sessions++
  }
  return { byState, drained, stuck, kept, held, sessions }
}

export function batchFigures(batches: Iterable<Readonly<ReportedBatch>>): BatchFigures {
  const byStatus = { pending: 0, running: 0, completed: 0, error: 0 }
  let [stale, unplanned] = [0, 0]
  for (const { kind, status } of batches) {
    if (kind === 'planned') byStatus[status]++
    else if (kind === 'stale') stale++
    else unplanned++
  }
  return { byStatus, stale, unplanned }
}

/** Of each task that has batches; those that were never planned (WS-15) are of none, null. Stale reports do not count (WS-16). */
export function workFigures(batches: Iterable<Readonly<ReportedBatch>>): Map<number | null, WorkFigures> {
  const sums = new Map<number | null, { byStatus: Record<BatchStatus, number>; progress: number }>()
  for (const { kind, taskId, status, progress } of batches) {
    if (kind === 'stale') continue
    let sum = sums.get(taskId)
    if (!sum) sums.set(taskId, (sum = { byStatus: { pending: 0, running: 0, completed: 0, error: 0 }, progress: 0 }))
    sum.byStatus[status]++
    sum.progress += progress
  }
  return new Map(
    Array.from(sums, ([taskId, { byStatus, progress }]) => {
      const count = Object.values(byStatus).reduce((all, each) => all + each)
      return [taskId, { byStatus, progress: progress / count }]
    }),
  )
}

/** `[WS-16]` Mean progress of the batches of each consumer, 0–100; stale reports do not count. */
export function progressByConsumer(batches: Iterable<Readonly<ReportedBatch>>): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { kind, owner, progress } of batches) {
    if (owner === null || kind === 'stale') continue
    const known = sums.get(owner)
    if (known) {
      known.sum += progress
      known.count++
    } else sums.set(owner, { sum: progress, count: 1 })
  }
  return new Map(Array.from(sums, ([id, { sum, count }]) => [id, sum / count]))
}

export function taskFigures(tasks: Iterable<Task>, consumers: Iterable<Readonly<Consumer>>): TaskFigures[] {
  const online = [...consumers].flatMap(({ id, state }) => (state === 'online' ? id : []))
  return Array.from(tasks, (task) => {
    const { id, epoch, targets, rollout } = task
    return { taskId: id, epoch, state: task.state, told: rollout.standing(), targets, covered: task.coveredBy(online) }
  })
}
