import type { ReloadAction } from '../contract/consumer-frames.ts'
import type { RolloutResource, RolloutState } from '../contract/resources/epoch.ts'

/** How far one consumer is with an epoch that it was told of (EP-3). Times are ms since 1970. */
export interface Told {
  readonly taskId: number
  readonly epoch: number
  readonly consumerId: string
  state: RolloutState
  /** The first of the epochs in a row that it has not answered. */
  unansweredFrom: number
  action: ReloadAction | null
  /** When the first `batch_reload` went out, and when the last did. */
  sentAt: number | null
  lastSentAt: number
  /** How often it was repeated since it was told. */
  resends: number
  ackedAt: number | null
  confirmedAt: number | null
}

export function restoredTold(stored: RolloutResource): Told {
  return {
    taskId: stored.task_id,
    epoch: stored.epoch,
    consumerId: stored.consumer_id,
    state: stored.state,
    unansweredFrom: stored.unanswered_from,
    action: stored.action,
    sentAt: stored.sent_at,
    lastSentAt: stored.sent_at ?? 0,
    resends: 0,
    ackedAt: stored.acked_at,
    confirmedAt: stored.confirmed_at,
  }
}

/** The same as it is shown. */
export function rolloutResource(told: Told): RolloutResource {
  return {
    task_id: told.taskId,
    epoch: told.epoch,
    consumer_id: told.consumerId,
    state: told.state,
    unanswered_from: told.unansweredFrom,
    action: told.action,
    sent_at: told.sentAt,
    acked_at: told.ackedAt,
    confirmed_at: told.confirmedAt,
  }
}

/** Of somebody who is to be told. @param unansweredFrom where it has not answered earlier epochs either, the first of them */
export function waitingResource(
  taskId: number,
  epoch: number,
  consumerId: string,
  unansweredFrom: number = epoch,
): RolloutResource {
  return {
    task_id: taskId,
    epoch,
    consumer_id: consumerId,
    state: 'waiting',
    unanswered_from: unansweredFrom,
    action: null,
    sent_at: null,
    acked_at: null,
    confirmed_at: null,
  }
}

/** Whether an answer is awaited. */
export function isAwaited({ state }: Told): boolean {
  return state === 'waiting' || state === 'sent' || state === 'stuck'
}
