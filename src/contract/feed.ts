/** What a console is shown: a snapshot, and then numbered changes. Times are ms since 1970. */
import type { AlertResource } from './resources/alert.ts'
import { type BatchResource, batchStatuses } from './resources/batch.ts'
import type { ConsumerResource } from './resources/consumer.ts'
import type { EpochResource, RolloutResource } from './resources/epoch.ts'
import type { ImportResource } from './resources/import.ts'
import type { Sample } from './resources/sample.ts'
import type { ServerResource } from './resources/server.ts'
import type { SlotsResource } from './resources/slots.ts'
import type { SourceResource } from './resources/source.ts'
import type { TaskResource } from './resources/task.ts'
import type { WindowResource } from './resources/window.ts'

/** Everything a console shows at first; older epochs are asked for. */
export interface Snapshot {
  server: ServerResource
  tasks: readonly TaskResource[]
  consumers: readonly ConsumerResource[]
  batches: readonly BatchResource[]
  slots: readonly SlotsResource[]
  /** Newest first, at most 100 of each task. */
  epochs: readonly EpochResource[]
  /** Of the current epoch of each task. */
  rollouts: readonly RolloutResource[]
  alerts: readonly AlertResource[]
  /** Oldest first, one each 5 s for the last hour. */
  samples: readonly Sample[]
  /** Those that take longer than a moment; see {@link Changes.imports}. */
  imports: readonly ImportResource[]
  /** In order of task. */
  sources: readonly SourceResource[]
  /** Silences and maintenance, in order of when they begin. A monitor before 0.2 knows none. */
  windows?: readonly WindowResource[]
}

/** A report about a batch the console knows already: `[batch_id, status (index in batchStatuses), progress, updated_at, message]`. */
export type ProgressTuple = readonly [number, number, number, number, string]

/** What is new of a batch of which only the report is. */
export function progressTuple({ batch_id, status, progress, updated_at, message }: BatchResource): ProgressTuple {
  return [batch_id, batchStatuses.indexOf(status), progress, updated_at ?? 0, message]
}

/**
 * What changed since the last frame: the newest value of each thing, never two of the same. Upserts replace the whole
 * thing by its id (batches: `batch_id` where planned, else `consumer_id` and `batch_id`; epochs and rollouts: task,
 * epoch and consumer). Apply `…_gone` before the upserts. A rollout of a newer epoch replaces those of older ones; late
 * answers to older ones come, too.
 */
export interface Changes {
  server?: ServerResource
  tasks?: readonly TaskResource[]
  tasks_gone?: readonly number[]
  consumers?: readonly ConsumerResource[]
  consumers_gone?: readonly string[]
  /** Planned batches and unplanned ones that are new, moved or resized. */
  batches?: readonly BatchResource[]
  /** Planned batches that closed. */
  batches_gone?: readonly number[]
  unplanned_gone?: readonly { consumer_id: string; batch_id: number }[]
  /** Of planned batches only. */
  progress?: readonly ProgressTuple[]
  slots?: readonly SlotsResource[]
  epochs?: readonly EpochResource[]
  rollouts?: readonly RolloutResource[]
  /** All alerts in force, whenever one came or went. */
  alerts?: readonly AlertResource[]
  samples?: readonly Sample[]
  /** All imports under way for more than half a second, whenever something about them changed; `ready` ones are not. */
  imports?: readonly ImportResource[]
  /** All sources, whenever something about them changed. */
  sources?: readonly SourceResource[]
  /** All of them, whenever one came, began, ended or went. */
  windows?: readonly WindowResource[]
}

/** Everything there is, as of the change `seq`. */
export interface SnapshotFrame {
  type: 'snapshot'
  /** Which numbering `seq` is one of; a monitor that was started again has another. A monitor before 0.2 gives none. */
  feed?: string
  seq: number
  now: number
  snapshot: Snapshot
}

/** The change after `seq - 1`. One without any, at the place that was asked for, says that nothing came after that. */
export interface ChangesFrame {
  type: 'changes'
  /** As in {@link SnapshotFrame}. */
  feed?: string
  seq: number
  now: number
  changes: Changes
  /**
   * Of a frame without news (WS-25): so many bytes are the next message, which a slow line brings in its time. Who sees
   * only whole messages would take that for silence.
   */
  coming?: number
}

/**
 * A first load is a snapshot at `seq`, then the changes after it. Whoever says up to which place it has everything is sent
 * only what came after that, where that is still known, and otherwise a snapshot.
 */
export type ConsoleFrame = SnapshotFrame | ChangesFrame
