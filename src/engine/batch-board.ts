import type { ProgressTuple } from '../contract/feed.ts'
import { type BatchResource, batchStatuses, type BatchStatus } from '../contract/resources/batch.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { OutlineChange } from '../planner/assignment.ts'
import type { Batch } from '../planner/batch-list.ts'
import { batchResource, type ForeignBatch, type PlannedBatch, type ReportedBatch } from './batch.ts'
import type { ChangeRecorder } from './change-recorder.ts'

/** What a consumer says of a batch. Where a part is missing, what was known stays. */
export interface BatchReport {
  readonly batch_id: number
  readonly status: BatchStatus
  readonly progress?: number | undefined
  readonly message?: string | undefined
}

/**
 * What is known of every batch: the planned ones by their id, and beside them, per consumer, those that were never
 * planned here (WS-15) or are stale (WS-16).
 */
export class BatchBoard {
  private readonly maxForeign: number
  private readonly recorder: ChangeRecorder
  private readonly planned = new Map<number, PlannedBatch>()
  private readonly foreign = new Map<string, Map<number, ForeignBatch>>()
  /** By owner, the targets in error; and of whom that is another number by now. */
  private readonly inError = new Map<string, number>()
  private ownersChanged = new Set<string>()
  private failed = 0
  private changes = 0

  /** @param maxForeign batches of others remembered for one consumer (WS-15) */
  constructor(maxForeign: number, recorder: ChangeRecorder) {
    this.maxForeign = maxForeign
    this.recorder = recorder
  }

  /** Takes over what was reported before a restart; the planned batches are there already. */
  restore(progress: readonly ProgressTuple[], unplanned: readonly BatchResource[]): void {
    for (const [batchId, status, value, updatedAt, message] of progress) {
      const batch = this.planned.get(batchId)
      if (!batch) continue
      this.setStatus(batch, batchStatuses[status] ?? 'pending')
      batch.progress = value
      batch.updatedAt = updatedAt
      batch.message = message
    }
    for (const resource of unplanned) {
      if (resource.consumer_id === null) continue
      this.addForeign({
        kind: resource.stale ? 'stale' : 'unplanned',
        id: resource.batch_id,
        taskId: resource.task_id,
        owner: resource.consumer_id,
        status: resource.status,
        progress: resource.progress,
        message: resource.message,
        updatedAt: resource.updated_at,
      })
    }
  }

  /** Takes over what an epoch changed. */
  adopt(taskId: number, { put, closed }: Pick<OutlineChange, 'put' | 'closed'>): void {
    for (const id of closed) this.close(id)
    for (const batch of put) this.put(taskId, batch)
  }

  get(batchId: number): Readonly<PlannedBatch> | undefined {
    return this.planned.get(batchId)
  }

  *all(): Iterable<Readonly<ReportedBatch>> {
    yield* this.planned.values()
    for (const batches of this.foreign.values()) yield* batches.values()
  }

  *ofConsumer(consumerId: string): Iterable<Readonly<ReportedBatch>> {
    for (const batch of this.planned.values()) if (batch.owner === consumerId) yield batch
    yield* this.foreign.get(consumerId)?.values() ?? []
  }

  /** Batches with an error, without stale ones. */
  get failures(): number {
    return this.failed
  }

  /** Consumers of which there are reports about batches that are not theirs. */
  get foreignSpeakers(): number {
    return this.foreign.size
  }

  /** Grows whenever a batch is there or not, is heard of first, or the status or progress of one is another. */
  get revision(): number {
    return this.changes
  }

  /**
   * What a consumer says of one batch. `[WS-16]` Of a batch that is planned for somebody else, or was closed, it is kept
   * beside the owner's report, as stale.
   *
   * @param wasPlanned whether this id was ever given out here
   * @returns whether status, progress or message are other than before
   */
  report(consumerId: string, report: BatchReport, wasPlanned: boolean, now: number): boolean {
    const planned = this.planned.get(report.batch_id)
    if (planned?.owner === consumerId) return this.update(planned, report, now)
    const known = this.foreign.get(consumerId)?.get(report.batch_id)
    if (known) return this.update(known, report, now)
    if (this.maxForeign === 0) return true
    const batch: ForeignBatch = {
      kind: wasPlanned ? 'stale' : 'unplanned',
      id: report.batch_id,
      taskId: wasPlanned ? (planned?.taskId ?? null) : null,
      owner: consumerId,
      status: report.status,
      progress: report.progress ?? progressFor(report.status, 0),
      message: report.message ?? '',
      updatedAt: now,
    }
    const [oldest] = this.foreign.get(consumerId)?.values() ?? []
    if (oldest && this.foreign.get(consumerId)!.size >= this.maxForeign) this.dropForeign(oldest)
    this.addForeign(batch)
    this.recorder.batch(batch)
    this.note(batch, now)
    return true
  }

  /** Whether there are reports of a consumer about batches that are not its own. */
  speaksOfOthers(consumerId: string): boolean {
    return this.foreign.has(consumerId)
  }

  /** Forgets the stale reports of a consumer about batches that it speaks of no more. */
  dropStale(consumerId: string, spokenOf: ReadonlySet<number>): void {
    for (const batch of this.foreign.get(consumerId)?.values() ?? []) {
      if (batch.kind === 'stale' && !spokenOf.has(batch.id)) this.dropForeign(batch)
    }
  }

  /** Forgets what a consumer that is gone said of batches that were not its own. */
  forget(consumerId: string): void {
    for (const batch of this.foreign.get(consumerId)?.values() ?? []) this.dropForeign(batch)
  }

  /** `[WS-27]` How many targets of a batch are reported in error now. */
  setTargetsInError(batchId: number, count: number): void {
    const batch = this.planned.get(batchId)
    if (!batch || batch.targetsInError === count) return
    this.countTargets(batch, -1)
    batch.targetsInError = count
    this.countTargets(batch, 1)
    this.recorder.counted(batch)
  }

  /** Nothing is known of single targets any more. */
  forgetTargetsInError(): void {
    for (const id of this.planned.keys()) this.setTargetsInError(id, 0)
  }

  /** Whose targets in error are others than at the last call, with how many there are. */
  drainTargetsInError(): (readonly [consumerId: string, count: number])[] {
    if (this.ownersChanged.size === 0) return []
    const owners = Array.from(this.ownersChanged, (owner) => [owner, this.inError.get(owner) ?? 0] as const)
    this.ownersChanged = new Set()
    return owners
  }

  /** One point of the progress chart. */
  sample(now: number): Sample {
    const sample = { at: now, pending: 0, running: 0, completed: 0, error: 0, progress: 0 }
    for (const batch of this.planned.values()) {
      sample[batch.status]++
      sample.progress += batch.progress
    }
    if (this.planned.size > 0) sample.progress = Math.round((sample.progress / this.planned.size) * 100) / 100
    return sample
  }

  private put(taskId: number, { batch_id: id, consumer_id: owner, priority, size }: Batch): void {
    const known = this.planned.get(id)
    // A consumer that takes a batch over starts it anew.
    const goesOn = known !== undefined && known.owner === owner
    const batch: PlannedBatch = {
      kind: 'planned',
      id,
      taskId,
      owner,
      size,
      priority,
      status: goesOn ? known.status : 'pending',
      progress: goesOn ? known.progress : 0,
      message: goesOn ? known.message : '',
      updatedAt: goesOn ? known.updatedAt : null,
      // What of them is still its own is counted anew by whoever knows its targets.
      targetsInError: goesOn ? known.targetsInError : 0,
    }
    if (known) {
      this.recorder.withdraw(known)
      this.countFailure(known, -1)
      this.countTargets(known, -1)
    }
    this.planned.set(id, batch)
    this.countFailure(batch, 1)
    this.countTargets(batch, 1)
    this.changes++
    this.recorder.batch(batch)
    // An id that somebody made up before it was given out here now means the planned batch; and who is given a batch
    // back is not stale any more.
    for (const [speaker, batches] of this.foreign) {
      const homonym = batches.get(id)
      if (homonym && (homonym.kind === 'unplanned' || speaker === owner)) this.dropForeign(homonym)
    }
  }

  private close(batchId: number): void {
    const batch = this.planned.get(batchId)
    if (!batch) return
    this.planned.delete(batchId)
    this.countFailure(batch, -1)
    this.countTargets(batch, -1)
    this.changes++
    this.recorder.batchGone(batch)
  }

  private update(batch: ReportedBatch, report: BatchReport, now: number): boolean {
    const { status, progress, message, updatedAt } = batch
    this.setStatus(batch, report.status)
    batch.progress = report.progress ?? progressFor(report.status, progress)
    if (report.message !== undefined) batch.message = report.message
    batch.updatedAt = now
    if (batch.kind === 'planned') this.recorder.report(batch)
    else this.recorder.batch(batch)
    const isOther = batch.status !== status || batch.message !== message
    if (isOther) this.note(batch, now)
    if (batch.status !== status || batch.progress !== progress || updatedAt === null) this.changes++
    return isOther || batch.progress !== progress
  }

  private setStatus(batch: ReportedBatch, status: BatchStatus): void {
    this.countFailure(batch, -1)
    batch.status = status
    this.countFailure(batch, 1)
  }

  private countFailure({ kind, status }: ReportedBatch, by: 1 | -1): void {
    if (status === 'error' && kind !== 'stale') this.failed += by
  }

  private countTargets({ owner, targetsInError }: PlannedBatch, by: 1 | -1): void {
    if (owner === null || targetsInError === 0) return
    const count = (this.inError.get(owner) ?? 0) + by * targetsInError
    if (count === 0) this.inError.delete(owner)
    else this.inError.set(owner, count)
    this.ownersChanged.add(owner)
  }

  private addForeign(batch: ForeignBatch): void {
    const batches = this.foreign.get(batch.owner) ?? new Map<number, ForeignBatch>()
    this.foreign.set(batch.owner, batches)
    batches.set(batch.id, batch)
    this.countFailure(batch, 1)
    this.changes++
  }

  private dropForeign(batch: ForeignBatch): void {
    const batches = this.foreign.get(batch.owner)
    batches?.delete(batch.id)
    if (batches?.size === 0) this.foreign.delete(batch.owner)
    this.countFailure(batch, -1)
    this.changes++
    this.recorder.batchGone(batch)
  }

  private note(batch: ReportedBatch, now: number): void {
    this.recorder.fact({ kind: 'BatchReported', at: now, batch: batchResource(batch) })
  }
}

/** A status that comes without a number still says something about it. */
function progressFor(status: BatchStatus, known: number): number {
  if (status === 'completed') return 100
  return status === 'pending' ? 0 : known
}
