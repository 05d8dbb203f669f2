import type { ProgressTuple } from '../contract/feed.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import type { Fact } from './facts.ts'
import type { ConsumerSayings } from './target-sayings.ts'

/** `batch_id`, and whose report about it. */
export interface UnplannedKey {
  readonly consumer_id: string
  readonly batch_id: number
}

/**
 * All that happened since the last one, and what everything is now that changed by it: whoever stores, shows, announces,
 * writes down or counts takes what it needs of it. Nothing in it changes any more.
 */
export interface ChangeSet {
  /** ms since 1970 */
  readonly at: number
  /** In the order in which they happened. */
  readonly facts: readonly Fact[]
  /** Newest values, each thing once. What is gone goes before what is new: an id may be both. */
  readonly tasks: readonly TaskResource[]
  readonly tasksGone: readonly number[]
  readonly consumers: readonly ConsumerResource[]
  /** Those of which only the round trip is new: it is of the connection, and does not outlive it. */
  readonly consumersPinged: readonly ConsumerResource[]
  readonly consumersGone: readonly string[]
  /** Planned and unplanned ones that are new, moved or resized. */
  readonly batches: readonly BatchResource[]
  /** Those of which only what is counted of their targets is new (WS-27): it does not outlive the process. */
  readonly batchesCounted: readonly BatchResource[]
  /** Planned ones that closed. */
  readonly batchesGone: readonly number[]
  readonly unplannedGone: readonly UnplannedKey[]
  /** Planned batches of which only the report is new. */
  readonly progress: readonly ProgressTuple[]
  readonly slots: readonly SlotsResource[]
  readonly epochs: readonly EpochResource[]
  readonly rollouts: readonly RolloutResource[]
  /** All in force; null where none came or went. */
  readonly alerts: readonly AlertResource[] | null
  readonly samples: readonly Sample[]
  /** What was said of single targets (WS-27): only whoever has the targets can make something of it. */
  readonly targetSayings: readonly ConsumerSayings[]
}
