import type { BatchdeckError } from '../contract/errors.ts'
import { refusal } from '../contract/refusal.ts'
import type { EpochResource, EpochState, RolloutState } from '../contract/resources/epoch.ts'

/** What of an epoch never changes once it is published. */
export type PublishedEpoch = Omit<EpochResource, 'state' | 'told' | 'settled_at'>

/** How many of those who were told are in each state. */
export type ToldCounts = Readonly<Record<RolloutState, number>>

export const nobodyTold: ToldCounts = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }

/** How far an epoch is. */
export interface Standing {
  readonly state: EpochState
  readonly told: ToldCounts
  /** ms; null while an answer is awaited. */
  readonly settledAt: number | null
}

/** One epoch of a task in memory. */
export interface Epoch {
  readonly published: PublishedEpoch
  standing: Standing
}

export function restoredEpoch({ state, told, settled_at, ...published }: EpochResource): Epoch {
  return { published, standing: { state, told, settledAt: settled_at } }
}

/** An epoch as it is shown. */
export function epochResource({ published, standing }: Epoch): EpochResource {
  const { state, told, settledAt } = standing
  return { ...published, state, told: { ...told }, settled_at: settledAt }
}

/** An epoch as it is published: nobody has answered yet. @param told so many are to answer */
export function newEpochResource(published: PublishedEpoch, told: number): EpochResource {
  return {
    ...published,
    state: told > 0 ? 'rolling_out' : 'settled',
    told: { ...nobodyTold, waiting: told },
    settled_at: told > 0 ? null : published.created_at,
  }
}

/** @param current the present epoch of the task */
export function unknownEpoch(task: number, epoch: number, current: number): BatchdeckError {
  const isNone = epoch < 1 || epoch > current
  return isNone ? refusal('epoch_unknown', { task, epoch }) : refusal('epoch_not_kept', { task, epoch })
}
