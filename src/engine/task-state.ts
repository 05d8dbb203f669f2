import type { SlotsResource } from '../contract/resources/slots.ts'
import type { EventData } from '../contract/events.ts'
import type { EpochState, EpochResource, RolloutState, RolloutResource } from '../contract/resources/epoch.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import { BatchdeckError } from '../contract/errors.ts'
import type { EventJournal } from './event-journal.ts'
import type { OutlineChange } from '../planner/assignment.ts'
import type { Batch } from '../planner/batch-list.ts'
import type { EpochRecord, StoredTask } from './records.ts'
import type { ReloadFrame } from '../contract/monitor-frames.ts'
import { Rollout } from './rollout.ts'

/** Epochs of a task that are kept in memory and sent to every console; older ones are asked for. */
export const RECENT_EPOCHS = 100

/** So many of those are remembered. */
const OVERTAKEN_ROLLOUTS = 20

const nobodyTold: Record<RolloutState, number> = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }

/** One task: its current batches and owners of slots, the rollout of its current epoch, and its recent history. */
export class TaskState {
  view: TaskResource
  /** The owner of each slot. */
  owners: readonly (string | null)[]
  members: readonly string[]
  /** The number of targets in each slot. */
  slotTargets: readonly number[]
  /** By id, ascending. */
  readonly batches = new Map<number, Batch>()
  rollout: Rollout
  /** Rollouts that another epoch overtook, newest first: answers may still come. */
  private overtaken: Rollout[] = []
  /** Newest first. */
  epochs: EpochResource[]
  private message: string
  private readonly journal: EventJournal
  /** Per consumer the batches that the current epoch changed for it. Not known after a restart. */
  private readonly changedBatches = new Map<string, number[]>()
  private targetCounts = new Map<string | null, number>()
  private byConsumer = new Map<string | null, Batch[]>()

  /** What is to be shown anew; whoever shows it clears these. */
  isChanged = false
  areSlotsChanged = false
  readonly changedEpochs = new Set<EpochResource>()

  constructor({ task, outline, epochs, rollout }: StoredTask, now: number, journal: EventJournal) {
    this.journal = journal
    this.view = { ...task }
    this.owners = outline.owners
    this.members = outline.members
    this.slotTargets = outline.slotTargets
    for (const batch of outline.put) this.batches.set(batch.batch_id, batch)
    this.rollout = new Rollout(task.task_id, task.epoch, rollout, journal)
    this.epochs = epochs.map((epoch) => ({ ...epoch }))
    this.message = this.epochs[0]?.cause ?? ''
    this.countLoad()
    // Whoever was told before a restart has no connection to answer on.
    for (const { consumer_id } of rollout) this.rollout.disconnected(consumer_id)
    for (const epoch of this.epochs) {
      const isCurrent = epoch.epoch === task.epoch
      if (!isCurrent && epoch.state !== 'settled' && epoch.state !== 'superseded') this.enter(epoch, 'superseded', now)
    }
  }

  /** Takes over an epoch that is on disk. @param message the text for `batch_reload`, @param now ms */
  adopt(
    { task, epoch, rollout }: EpochRecord,
    { owners, members, slotTargets, put, closed }: OutlineChange,
    message: string,
    now: number,
  ): void {
    const previous = this.epochs[0]
    if (previous && previous.state !== 'settled') this.enter(previous, 'superseded', now)
    this.changedBatches.clear()
    for (const batch of put) {
      const before = this.batches.get(batch.batch_id)
      this.markChanged(batch.consumer_id, batch.batch_id)
      if (before && before.consumer_id !== batch.consumer_id) this.markChanged(before.consumer_id, batch.batch_id)
      this.batches.set(batch.batch_id, batch)
    }
    for (const id of closed) {
      this.markChanged(this.batches.get(id)?.consumer_id ?? null, id)
      this.batches.delete(id)
    }
    this.owners = owners
    this.members = members
    this.slotTargets = slotTargets
    this.view = { ...task }
    this.overtaken = [this.rollout, ...this.overtaken].slice(0, OVERTAKEN_ROLLOUTS)
    this.rollout = new Rollout(task.task_id, task.epoch, rollout, this.journal)
    for (const { consumer_id } of rollout) this.rollout.changed.add(consumer_id)
    this.epochs = [{ ...epoch }, ...this.epochs].slice(0, RECENT_EPOCHS)
    this.message = message
    this.countLoad()
    this.isChanged = true
    this.areSlotsChanged = true
    this.changedEpochs.add(this.epochs[0]!)
    const { targets, added, removed, moved_consumer } = epoch.counts
    const counts = { targets, added, removed, moved_consumer, consumers_told: rollout.length }
    this.noteEpoch(epoch, now, { causes: epoch.causes, counts })
  }

  /** `[EP-4]` Brings the view of the current epoch up to what its rollout says. */
  refreshEpoch(isLost: (consumerId: string) => boolean, now: number): void {
    const epoch = this.epochs[0]
    if (!epoch || epoch.epoch !== this.view.epoch) return
    const { state, told, settled_at } = this.standing(epoch, isLost)
    const isSame =
      state === epoch.state && Object.entries(told).every(([key, n]) => epoch.told[key as RolloutState] === n)
    if (isSame) return
    epoch.told = told
    epoch.settled_at = settled_at
    this.enter(epoch, state, now)
  }

  /** `[EP-4]` The current epoch as its rollout says. */
  private standing(epoch: EpochResource, isLost: (consumerId: string) => boolean): EpochResource {
    const told = this.rollout.told()
    const state = this.rollout.state(isLost)
    return { ...epoch, state, told, settled_at: state === 'settled' ? this.lastAnswerAt(epoch.created_at) : null }
  }

  /** Newest first; the current one as its rollout says at this moment. */
  epochResources(isLost: (consumerId: string) => boolean): EpochResource[] {
    return this.epochs.map((epoch) => (epoch.epoch === this.view.epoch ? this.standing(epoch, isLost) : { ...epoch }))
  }

  /** The rollout of the current epoch, or of one of the last before it. */
  rolloutOf(epoch: number): Rollout | undefined {
    return [this.rollout, ...this.overtaken].find((rollout) => rollout.epoch === epoch)
  }

  /** The states in all rollouts that changed since the last call. */
  takeRollouts(): RolloutResource[] {
    return [this.rollout, ...this.overtaken].flatMap((rollout) => {
      const views = [...rollout.changed].flatMap((id) => rollout.view(id) ?? [])
      rollout.changed.clear()
      return views
    })
  }

  reloadFrame(consumerId: string): ReloadFrame {
    const changed = this.changedBatches.get(consumerId)
    return {
      type: 'batch_reload',
      task_id: this.view.task_id,
      epoch: this.view.epoch,
      message: this.message,
      ...(changed && { changed }),
      batch_count: this.batchCount(consumerId),
    }
  }

  batchCount(consumerId: string): number {
    return this.batchesOf(consumerId).length
  }

  /** Its batches in ascending order of id. */
  batchesOf(consumerId: string): readonly Batch[] {
    return this.byConsumer.get(consumerId) ?? []
  }

  targetCount(consumerId: string | null): number {
    return this.targetCounts.get(consumerId) ?? 0
  }

  /** How many targets these consumers watch. */
  coveredBy(consumers: Iterable<string>): number {
    let covered = 0
    for (const consumerId of consumers) covered += this.targetCount(consumerId)
    return covered
  }

  /** Whether the current epoch gave or changed this batch for this consumer: to hear of it proves it loaded (EP-3). */
  isNewFor(consumerId: string, batchId: number): boolean {
    return (
      this.batches.get(batchId)?.consumer_id === consumerId &&
      (this.changedBatches.get(consumerId)?.includes(batchId) ?? false)
    )
  }

  slotsView(): SlotsResource {
    const { task_id, epoch } = this.view
    return { task_id, epoch, owners: this.owners, targets: this.slotTargets }
  }

  private lastAnswerAt(earliest: number): number {
    let last = earliest
    for (const { acked_at, confirmed_at } of this.rollout.views()) last = Math.max(last, acked_at ?? confirmed_at ?? 0)
    return last
  }

  private enter(epoch: EpochResource, state: EpochState, now: number): void {
    this.changedEpochs.add(epoch)
    if (epoch.state === state) return
    epoch.state = state
    this.noteEpoch(epoch, now)
  }

  private noteEpoch(
    { task_id, epoch, state, cause }: EpochResource,
    now: number,
    more: Partial<EventData<'epoch'>> = {},
  ): void {
    this.journal.note('epoch', now, { task_id }, { epoch, state, cause, ...more })
  }

  private markChanged(consumerId: string | null, batchId: number): void {
    if (consumerId === null) return
    const batches = this.changedBatches.get(consumerId)
    if (batches) batches.push(batchId)
    else this.changedBatches.set(consumerId, [batchId])
  }

  private countLoad(): void {
    this.byConsumer = Map.groupBy(this.batches.values(), ({ consumer_id }) => consumer_id)
    this.targetCounts = new Map()
    for (const [consumerId, batches] of this.byConsumer) {
      this.targetCounts.set(
        consumerId,
        batches.reduce((sum, { size }) => sum + size, 0),
      )
    }
  }
}

/** An epoch as it is published: nobody has answered yet. */
export function newEpochView(
  view: Pick<EpochResource, 'task_id' | 'epoch' | 'created_at' | 'cause' | 'causes' | 'counts'>,
  told: number,
): EpochResource {
  return {
    ...view,
    state: told > 0 ? 'rolling_out' : 'settled',
    told: { ...nobodyTold, waiting: told },
    settled_at: told > 0 ? null : view.created_at,
  }
}

export function unknownTask(taskId: number): BatchdeckError {
  return new BatchdeckError('UNKNOWN_TASK', `There is no task ${taskId}.`)
}

/** @param current the present epoch of the task */
export function unknownEpoch(taskId: number, epoch: number, current: number): BatchdeckError {
  const words =
    epoch < 1 || epoch > current
      ? `Task ${taskId} has no epoch ${epoch}.`
      : `Epoch ${epoch} of task ${taskId} is no longer kept; monitor.retention.epochs says how many are.`
  return new BatchdeckError('UNKNOWN_EPOCH', words)
}
