import type { ReloadFrame } from '../contract/monitor-frames.ts'
import type { EpochResource, EpochState } from '../contract/resources/epoch.ts'
import type { SlotsResource } from '../contract/resources/slots.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import type { OutlineChange } from '../planner/assignment.ts'
import type { UndoResource } from '../contract/resources/undo.ts'
import type { Batch } from '../planner/batch-list.ts'
import { sameList } from '../planner/diff.ts'
import { priorities } from '../planner/priority.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import { type Epoch, epochResource, restoredEpoch, type Standing } from './epoch.ts'
import { LastChange, type UndoableChange } from './last-change.ts'
import { type EpochRecord, MAX_RECENT_EPOCHS, type StoredTask } from './records.ts'
import { Rollout, type RolloutSettings } from './rollout.ts'

/** So many rollouts that another epoch overtook are remembered. */
const MAX_OVERTAKEN = 20

/** What a task is, but for what follows from the members and the time at this moment. */
type Options = Readonly<Omit<TaskResource, 'sync_due' | 'undo'>>

/** What a task depends on that is not its own. */
export interface TaskSurroundings {
  readonly settings: RolloutSettings
  readonly recorder: ChangeRecorder
  /**
   * Who may own something now (LV-3), and of these whose slots are kept (BR-1); the same list for as long as it is the same.
   * @param counted whom the current epoch counts with
   */
  readonly members: (counted: readonly string[]) => readonly string[]
  readonly isLost: (consumerId: string) => boolean
}

/** One task: its current batches and owners of slots, the rollout of its current epoch, and its recent history. */
export class Task {
  readonly id: number
  private readonly surroundings: TaskSurroundings
  private options: Options
  /** The owner of each slot. */
  private slotOwners: readonly (string | null)[]
  private countedMembers: readonly string[]
  /** The number of targets in each slot. */
  private slotTargets: readonly number[]
  /** By id, ascending. */
  private readonly batches = new Map<number, Batch>()
  private currentRollout: Rollout
  /** Rollouts that another epoch overtook, newest first: answers may still come. */
  private overtaken: readonly Rollout[] = []
  /** Newest first. */
  private epochs: readonly Epoch[]
  private readonly lastChange = new LastChange()
  /** As it is shown. */
  private undo: UndoResource | null = null
  private message: string
  /** Per consumer the batches that the current epoch changed for it. Not known after a restart. */
  private readonly changedBatches = new Map<string, number[]>()
  private targetCounts = new Map<string | null, number>()
  private byConsumer = new Map<string | null, Batch[]>()
  /** What the current standing and whether a sync is due were last derived from. */
  private derivedFrom = { rollout: -1, consumers: -1 }
  private wasSyncDue: boolean

  constructor({ task, outline, epochs, rollout }: StoredTask, surroundings: TaskSurroundings, now: number) {
    const { sync_due, undo: _, ...options } = task
    this.id = task.task_id
    this.surroundings = surroundings
    this.options = options
    this.wasSyncDue = sync_due
    this.slotOwners = outline.owners
    this.countedMembers = outline.members
    this.slotTargets = outline.slotTargets
    for (const batch of outline.put) this.batches.set(batch.batch_id, batch)
    this.currentRollout = new Rollout(task.task_id, task.epoch, rollout, surroundings.settings, surroundings.recorder)
    this.epochs = epochs.map(restoredEpoch)
    for (const { published } of this.epochs.toReversed()) this.lastChange.follow(published, now)
    this.undo = this.lastChange.resource(now)
    this.message = epochs[0]?.cause ?? ''
    this.countLoad()
    // Whoever was told before a restart has no connection to answer on.
    for (const { consumer_id } of rollout) this.currentRollout.disconnected(consumer_id)
    for (const epoch of this.epochs) {
      const { state } = epoch.standing
      const isCurrent = epoch.published.epoch === task.epoch
      if (!isCurrent && state !== 'settled' && state !== 'superseded') this.enter(epoch, 'superseded', now)
    }
  }

  /** The number of the current epoch; 0 before the first. */
  get epoch(): number {
    return this.options.epoch
  }

  get isAutoSync(): boolean {
    return this.options.auto_sync
  }

  get targets(): number {
    return this.options.targets
  }

  /** Of each slot. */
  get owners(): readonly (string | null)[] {
    return this.slotOwners
  }

  /** Whom the current epoch counts with. */
  get members(): readonly string[] {
    return this.countedMembers
  }

  /** Whom an epoch would count with that somebody asks for now. */
  get planned(): readonly string[] {
    return this.surroundings.members(this.countedMembers)
  }

  /** Of the current epoch. */
  get rollout(): Rollout {
    return this.currentRollout
  }

  /** `[EP-8]` Whether the members are others than the current epoch counts with. */
  get isSyncDue(): boolean {
    return this.epoch > 0 && !sameList(this.planned, this.countedMembers)
  }

  /** `[EP-4]` Of the current epoch, as its rollout says at this moment; null before the first. */
  get state(): EpochState | null {
    return this.epochs.length > 0 ? this.currentRollout.state(this.surroundings.isLost) : null
  }

  /** As it is shown. */
  resource(): TaskResource {
    return { ...this.options, sync_due: this.isSyncDue, undo: this.undo }
  }

  slotsResource(): SlotsResource {
    return { task_id: this.id, epoch: this.epoch, owners: this.slotOwners, targets: this.slotTargets }
  }

  /** Newest first; the current one as its rollout says at this moment (EP-4). */
  epochResources(): EpochResource[] {
    return this.epochs.map((epoch) =>
      epochResource(epoch.published.epoch === this.epoch ? { ...epoch, standing: this.standing(epoch) } : epoch),
    )
  }

  /** `[EP-12]` What is undone now. @throws {BatchdeckError} `CONFLICT` */
  undoable(now: number, meant?: number): UndoableChange {
    return this.lastChange.undoable(this.id, now, meant)
  }

  /** `[EP-12]` The epoch that can still be undone once this one is there; null where none can. */
  undoableAfter(next: EpochResource, now: number): number | null {
    return this.lastChange.after(next, now)
  }

  /** The clock was set by so many ms, and says `now`. */
  shift(by: number, now: number): void {
    this.currentRollout.shift(by)
    this.lastChange.shift(by)
    this.undo = this.lastChange.resource(now)
  }

  /** `[EP-9]` Takes over options that are on disk and need no epoch. */
  change(change: TaskChange): void {
    this.options = { ...this.options, ...change }
    this.surroundings.recorder.task(this)
  }

  /** Takes over an epoch that is on disk. @param message the text for `batch_reload`, @param now ms */
  adopt(
    { task, epoch, lost = [], rollout }: EpochRecord,
    { owners, members, slotTargets, put, closed }: OutlineChange,
    message: string,
    now: number,
  ): void {
    const { recorder, settings } = this.surroundings
    const [previous] = this.epochs
    if (previous && previous.standing.state !== 'settled') this.enter(previous, 'superseded', now)
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
    const { sync_due, undo: _, ...options } = task
    this.options = options
    this.wasSyncDue = sync_due
    this.slotOwners = owners
    this.countedMembers = members
    this.slotTargets = slotTargets
    this.overtaken = [this.currentRollout, ...this.overtaken].slice(0, MAX_OVERTAKEN)
    this.currentRollout = new Rollout(this.id, task.epoch, rollout, settings, recorder)
    this.currentRollout.show()
    this.derivedFrom = { rollout: -1, consumers: -1 }
    const published = restoredEpoch(epoch)
    this.lastChange.follow(published.published, now)
    this.undo = this.lastChange.resource(now)
    const passedOver = lost.slice(-MAX_RECENT_EPOCHS).map(restoredEpoch)
    this.epochs = [published, ...passedOver.toReversed(), ...this.epochs].slice(0, MAX_RECENT_EPOCHS)
    this.message = message
    this.countLoad()
    recorder.task(this)
    recorder.slotsOf(this)
    for (const each of [...passedOver, published]) recorder.epoch(each)
    recorder.fact({ kind: 'EpochPublished', at: now, epoch, consumersTold: rollout.length })
  }

  /**
   * `[EP-4]` `[EP-8]` `[EP-12]` Brings up to date what is shown of the current epoch, whether a sync is due, and whether
   * something can be undone.
   * @param consumersRevision of everything that may make a consumer lost or a member
   * @returns whether anything is other than before
   */
  refresh(consumersRevision: number, now: number): boolean {
    const isOver = this.undo !== null && now >= this.undo.until
    if (isOver) {
      this.undo = null
      this.surroundings.recorder.task(this)
    }
    const { revision } = this.currentRollout
    if (this.derivedFrom.rollout === revision && this.derivedFrom.consumers === consumersRevision) return isOver
    this.derivedFrom = { rollout: revision, consumers: consumersRevision }
    const isSyncDue = this.isSyncDue
    const isOther = isSyncDue !== this.wasSyncDue || isOver
    if (isOther) this.surroundings.recorder.task(this)
    this.wasSyncDue = isSyncDue
    const [epoch] = this.epochs
    return (epoch?.published.epoch === this.epoch && this.refreshEpoch(epoch, now)) || isOther
  }

  /** The rollout of the current epoch, or of one of the last before it. */
  rolloutOf(epoch: number): Rollout | undefined {
    return [this.currentRollout, ...this.overtaken].find((rollout) => rollout.epoch === epoch)
  }

  reloadFrame(consumerId: string): ReloadFrame {
    const changed = this.changedBatches.get(consumerId)
    return {
      type: 'batch_reload',
      task_id: this.id,
      epoch: this.epoch,
      message: this.message,
      ...(changed && { changed }),
      batch_count: this.batchCount(consumerId),
    }
  }

  batchCount(consumerId: string): number {
    return this.byConsumer.get(consumerId)?.length ?? 0
  }

  /** All batches in order of id; those of one consumer most urgent first (PL-5). */
  batchIds(consumerId?: string): number[] {
    if (consumerId === undefined) return [...this.batches.keys()]
    const own = (this.byConsumer.get(consumerId) ?? []).toSorted(
      (a, b) => priorities.indexOf(a.priority) - priorities.indexOf(b.priority) || a.batch_id - b.batch_id,
    )
    return own.map(({ batch_id }) => batch_id)
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

  private refreshEpoch(epoch: Epoch, now: number): boolean {
    const before = epoch.standing
    const standing = this.standing(epoch)
    const isSame =
      standing.state === before.state &&
      (['waiting', 'sent', 'acked', 'confirmed', 'stuck'] as const).every(
        (key) => standing.told[key] === before.told[key],
      )
    if (isSame) return false
    epoch.standing = { ...standing, state: before.state }
    this.enter(epoch, standing.state, now)
    return true
  }

  private standing({ published }: Epoch): Standing {
    const state = this.currentRollout.state(this.surroundings.isLost)
    const settledAt = state === 'settled' ? this.currentRollout.lastAnswerAt(published.created_at) : null
    return { state, told: this.currentRollout.standing(), settledAt }
  }

  private enter(epoch: Epoch, state: EpochState, now: number): void {
    const { recorder } = this.surroundings
    recorder.epoch(epoch)
    if (epoch.standing.state === state) return
    epoch.standing = { ...epoch.standing, state }
    recorder.fact({ kind: 'EpochEntered', at: now, epoch: epochResource(epoch) })
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
