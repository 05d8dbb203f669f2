import type { Changes, Snapshot } from '../contract/feed.ts'
import type { AlertResource } from '../contract/resources/alert.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { ServerResource } from '../contract/resources/server.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { ImportResource } from '../contract/resources/import.ts'
import type { SourceResource } from '../contract/resources/source.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import type { WindowResource } from '../contract/resources/window.ts'
import { batchStatuses } from '../contract/resources/batch.ts'

/** Everything the monitor shows, by id. Never changed: each frame makes new maps of what it touches. */
export interface FleetData {
  readonly server: ServerResource
  readonly tasks: ReadonlyMap<number, TaskResource>
  readonly consumers: ReadonlyMap<string, ConsumerResource>
  /** Planned batches. */
  readonly batches: ReadonlyMap<number, BatchResource>
  /** By {@link unplannedKey}. */
  readonly unplanned: ReadonlyMap<string, BatchResource>
  readonly slots: ReadonlyMap<number, SlotsResource>
  /** Of each task, newest first. */
  readonly epochs: ReadonlyMap<number, readonly EpochResource[]>
  /** Of the current epoch of each task, by consumer. */
  readonly rollouts: ReadonlyMap<number, ReadonlyMap<string, RolloutResource>>
  readonly alerts: readonly AlertResource[]
  /** Oldest first. */
  readonly samples: readonly Sample[]
  /** Under way for more than a moment. */
  readonly imports: readonly ImportResource[]
  /** In order of task. */
  readonly sources: readonly SourceResource[]
  /** Silences and maintenance, in order of when they begin. */
  readonly windows: readonly WindowResource[]
}

const MAX_SAMPLES = 720

/** `batch_id` alone is not enough: two consumers may have made up the same. */
export function unplannedKey({ consumer_id, batch_id }: { consumer_id: string | null; batch_id: number }): string {
  return `${consumer_id ?? ''}/${batch_id}`
}

export function fromSnapshot(snapshot: Snapshot): FleetData {
  const empty: FleetData = {
    server: snapshot.server,
    tasks: new Map(),
    consumers: new Map(),
    batches: new Map(),
    unplanned: new Map(),
    slots: new Map(),
    epochs: new Map(),
    rollouts: new Map(),
    alerts: [],
    samples: [],
    imports: [],
    sources: [],
    windows: [],
  }
  return applyChanges(empty, snapshot)
}

/** What {@link fromSnapshot} makes the same data of. */
export function toSnapshot(data: FleetData): Snapshot {
  return {
    server: data.server,
    tasks: [...data.tasks.values()],
    consumers: [...data.consumers.values()],
    batches: [...data.batches.values(), ...data.unplanned.values()],
    slots: [...data.slots.values()],
    epochs: [...data.epochs.values()].flat(),
    rollouts: [...data.rollouts.values()].flatMap((rollout) => [...rollout.values()]),
    alerts: data.alerts,
    samples: data.samples,
    imports: data.imports,
    sources: data.sources,
    windows: data.windows,
  }
}

/** The data after a frame of changes: what is gone first, then the newest value of each thing. */
export function applyChanges(data: FleetData, changes: Changes): FleetData {
  const planned = changes.batches?.filter((batch) => batch.planned)
  const unplanned = changes.batches?.filter((batch) => !batch.planned)
  const goneUnplanned = changes.unplanned_gone?.map(unplannedKey)
  const tasksGone = changes.tasks_gone
  return {
    server: changes.server ?? data.server,
    tasks: merge(data.tasks, tasksGone, changes.tasks, (task) => task.task_id),
    consumers: merge(data.consumers, changes.consumers_gone, changes.consumers, (consumer) => consumer.consumer_id),
    batches: withProgress(
      merge(data.batches, changes.batches_gone, planned, (batch) => batch.batch_id),
      changes.progress,
    ),
    unplanned: merge(data.unplanned, goneUnplanned, unplanned, unplannedKey),
    slots: merge(data.slots, tasksGone, changes.slots, (slots) => slots.task_id),
    epochs: mergeEpochs(data.epochs, tasksGone, changes.epochs),
    rollouts: mergeRollouts(data.rollouts, tasksGone, changes.rollouts),
    alerts: changes.alerts ?? data.alerts,
    samples: changes.samples ? [...data.samples, ...changes.samples].slice(-MAX_SAMPLES) : data.samples,
    imports: changes.imports ?? data.imports,
    sources: changes.sources ?? data.sources,
    windows: changes.windows ?? data.windows,
  }
}

function merge<Key, Resource>(
  map: ReadonlyMap<Key, Resource>,
  gone: readonly Key[] | undefined,
  changed: readonly Resource[] | undefined,
  key: (resource: Resource) => Key,
): ReadonlyMap<Key, Resource> {
  if (!gone?.length && !changed?.length) return map
  const next = new Map(map)
  for (const id of gone ?? []) next.delete(id)
  for (const resource of changed ?? []) next.set(key(resource), resource)
  return next
}

function withProgress(
  batches: ReadonlyMap<number, BatchResource>,
  progress: Changes['progress'],
): ReadonlyMap<number, BatchResource> {
  if (!progress?.length) return batches
  const next = new Map(batches)
  for (const [batchId, status, value, updatedAt, message] of progress) {
    const batch = next.get(batchId)
    if (!batch) continue
    const known = batchStatuses[status] ?? 'pending'
    next.set(batchId, { ...batch, status: known, progress: value, updated_at: updatedAt, message })
  }
  return next
}

function mergeEpochs(
  epochs: FleetData['epochs'],
  gone: readonly number[] | undefined,
  changed: readonly EpochResource[] | undefined,
): FleetData['epochs'] {
  if (!gone?.length && !changed?.length) return epochs
  const next = new Map(epochs)
  for (const taskId of gone ?? []) next.delete(taskId)
  for (const [taskId, list] of Map.groupBy(changed ?? [], (epoch) => epoch.task_id)) {
    const byNumber = new Map((next.get(taskId) ?? []).map((epoch) => [epoch.epoch, epoch]))
    for (const epoch of list) byNumber.set(epoch.epoch, epoch)
    next.set(
      taskId,
      [...byNumber.values()].toSorted((a, b) => b.epoch - a.epoch),
    )
  }
  return next
}

/** A rollout of a newer epoch takes the place of those of older ones; late answers to older ones are not shown here. */
function mergeRollouts(
  rollouts: FleetData['rollouts'],
  gone: readonly number[] | undefined,
  changed: readonly RolloutResource[] | undefined,
): FleetData['rollouts'] {
  if (!gone?.length && !changed?.length) return rollouts
  const next = new Map(rollouts)
  for (const taskId of gone ?? []) next.delete(taskId)
  for (const [taskId, list] of Map.groupBy(changed ?? [], (rollout) => rollout.task_id)) {
    const known = [...(next.get(taskId)?.values() ?? [])]
    const newest = Math.max(...[...known, ...list].map(({ epoch }) => epoch))
    const before = known.filter(({ epoch }) => epoch === newest)
    const current = [...before, ...list.filter(({ epoch }) => epoch === newest)]
    next.set(taskId, new Map(current.map((rollout) => [rollout.consumer_id, rollout])))
  }
  return next
}
