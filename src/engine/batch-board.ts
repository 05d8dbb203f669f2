import type { EventJournal } from './event-journal.ts'
import type { ProgressTuple } from '../contract/feed.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { OutlineChange } from '../planner/assignment.ts'
import type { Batch } from '../planner/batch-list.ts'
import { batchStatuses, type BatchStatus } from '../contract/resources/batch.ts'

/** What a consumer says of a batch. Where a part is missing, what was known stays. */
export interface BatchReport {
  readonly batch_id: number
  readonly status: BatchStatus
  readonly progress?: number | undefined
  readonly message?: string | undefined
}

/** `batch_id`, and for an unplanned batch whose it is. */
interface UnplannedKey {
  readonly consumer_id: string
  readonly batch_id: number
}

/**
 * What is known of every batch: the planned ones by their id, and beside them, per consumer, those that were never
 * planned here (WS-15).
 */
export class BatchBoard {
  private readonly unplannedLimit: number
  private readonly journal: EventJournal
  private readonly planned = new Map<number, BatchResource>()
  private readonly unplanned = new Map<string, Map<number, BatchResource>>()
  private readonly changed = new Set<BatchResource>()
  private readonly progressed = new Set<BatchResource>()
  private closed: number[] = []
  private forgotten: UnplannedKey[] = []

  constructor(unplannedLimit: number, journal: EventJournal) {
    this.unplannedLimit = unplannedLimit
    this.journal = journal
  }

  restore(progress: readonly ProgressTuple[], unplanned: readonly BatchResource[]): void {
    for (const [batchId, status, value, updatedAt, message] of progress) {
      const view = this.planned.get(batchId)
      if (!view) continue
      view.status = batchStatuses[status] ?? 'pending'
      view.progress = value
      view.updated_at = updatedAt
      view.message = message
    }
    for (const view of unplanned) {
      if (view.consumer_id !== null) this.unplannedOf(view.consumer_id).set(view.batch_id, { ...view })
    }
  }

  /** Takes over what an epoch changed. */
  adopt(taskId: number, { put, closed }: Pick<OutlineChange, 'put' | 'closed'>): void {
    for (const id of closed) this.close(id)
    for (const batch of put) this.put(taskId, batch)
  }

  get(batchId: number): BatchResource | undefined {
    return this.planned.get(batchId)
  }

  *all(): Iterable<BatchResource> {
    yield* this.planned.values()
    for (const views of this.unplanned.values()) yield* views.values()
  }

  *ofConsumer(consumerId: string): Iterable<BatchResource> {
    for (const view of this.planned.values()) if (view.consumer_id === consumerId) yield view
    yield* this.unplanned.get(consumerId)?.values() ?? []
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
    if (planned?.consumer_id === consumerId) return this.update(planned, report, now)
    const known = this.unplanned.get(consumerId)?.get(report.batch_id)
    if (known) return this.update(known, report, now)
    this.addUnplanned(consumerId, report, wasPlanned ? { taskId: planned?.task_id ?? null } : null, now)
    return true
  }

  /** Forgets the stale reports of a consumer about batches that it speaks of no more. */
  dropStale(consumerId: string, spokenOf: ReadonlySet<number>): void {
    const views = this.unplanned.get(consumerId)
    for (const view of views?.values() ?? []) {
      if (view.stale && !spokenOf.has(view.batch_id) && views!.delete(view.batch_id)) this.drop(consumerId, view)
    }
  }

  /** Forgets the unplanned batches of a consumer that is gone. */
  forget(consumerId: string): void {
    for (const view of this.unplanned.get(consumerId)?.values() ?? []) this.drop(consumerId, view)
    this.unplanned.delete(consumerId)
  }

  /** One point of the progress chart. */
  sample(now: number): Sample {
    const sample = { at: now, pending: 0, running: 0, completed: 0, error: 0, progress: 0 }
    for (const view of this.planned.values()) {
      sample[view.status]++
      sample.progress += view.progress
    }
    if (this.planned.size > 0) sample.progress = Math.round((sample.progress / this.planned.size) * 100) / 100
    return sample
  }

  /** Everything that changed since the last call. */
  take(): {
    batches: BatchResource[]
    batches_gone: number[]
    unplanned_gone: UnplannedKey[]
    progress: ProgressTuple[]
  } {
    const batches = Array.from(this.changed, (view) => ({ ...view }))
    const progress: ProgressTuple[] = []
    for (const view of this.progressed) {
      if (!this.changed.has(view)) progress.push(progressTuple(view))
    }
    const taken = { batches, batches_gone: this.closed, unplanned_gone: this.forgotten, progress }
    this.changed.clear()
    this.progressed.clear()
    this.closed = []
    this.forgotten = []
    return taken
  }

  private put(taskId: number, { batch_id, consumer_id, priority, size }: Batch): void {
    const known = this.planned.get(batch_id)
    // A consumer that takes a batch over starts it anew.
    const goesOn = known !== undefined && known.consumer_id === consumer_id
    const view: BatchResource = {
      batch_id,
      task_id: taskId,
      consumer_id,
      planned: true,
      stale: false,
      targets: size,
      priority,
      status: goesOn ? known.status : 'pending',
      progress: goesOn ? known.progress : 0,
      message: goesOn ? known.message : '',
      updated_at: goesOn ? known.updated_at : null,
    }
    if (known) this.unmark(known)
    this.planned.set(batch_id, view)
    this.changed.add(view)
    // An id that somebody made up before it was given out here now means the planned batch; and who is given a batch
    // back is not stale any more.
    for (const [owner, views] of this.unplanned) {
      const homonym = views.get(batch_id)
      if (!homonym || (homonym.stale && owner !== consumer_id)) continue
      views.delete(batch_id)
      this.drop(owner, homonym)
    }
  }

  private close(batchId: number): void {
    const view = this.planned.get(batchId)
    if (!view) return
    this.unmark(view)
    this.planned.delete(batchId)
    this.closed.push(batchId)
  }

  private update(view: BatchResource, report: BatchReport, now: number): boolean {
    const { status, progress, message } = view
    view.status = report.status
    view.progress = report.progress ?? progressFor(report.status, view.progress)
    if (report.message !== undefined) view.message = report.message
    view.updated_at = now
    if (view.planned) this.progressed.add(view)
    else this.changed.add(view)
    if (view.status !== status || view.message !== message) this.note(view, now)
    return view.status !== status || view.progress !== progress || view.message !== message
  }

  /** @param stale the task of the batch it had, or null where none was ever planned */
  private addUnplanned(
    consumerId: string,
    report: BatchReport,
    stale: { taskId: number | null } | null,
    now: number,
  ): void {
    if (this.unplannedLimit === 0) return
    const views = this.unplannedOf(consumerId)
    const [oldest] = views.values()
    if (views.size >= this.unplannedLimit && oldest) {
      views.delete(oldest.batch_id)
      this.drop(consumerId, oldest)
    }
    const view: BatchResource = {
      batch_id: report.batch_id,
      task_id: stale?.taskId ?? null,
      consumer_id: consumerId,
      planned: false,
      stale: stale !== null,
      targets: 0,
      priority: null,
      status: report.status,
      progress: report.progress ?? progressFor(report.status, 0),
      message: report.message ?? '',
      updated_at: now,
    }
    views.set(report.batch_id, view)
    this.changed.add(view)
    this.note(view, now)
  }

  private note(
    { consumer_id, batch_id, task_id, status, progress, message, planned, stale }: BatchResource,
    now: number,
  ): void {
    this.journal.note(
      'batch_status',
      now,
      { ...(task_id !== null && { task_id }), ...(consumer_id !== null && { consumer_id }), batch_id },
      { status, progress, message, ...(stale ? { stale } : !planned && { unplanned: true }) },
    )
  }

  private unplannedOf(consumerId: string): Map<number, BatchResource> {
    const views = this.unplanned.get(consumerId) ?? new Map<number, BatchResource>()
    this.unplanned.set(consumerId, views)
    return views
  }

  private drop(consumerId: string, view: BatchResource): void {
    this.unmark(view)
    this.forgotten.push({ consumer_id: consumerId, batch_id: view.batch_id })
  }

  private unmark(view: BatchResource): void {
    this.changed.delete(view)
    this.progressed.delete(view)
  }
}

export function progressTuple(view: BatchResource): ProgressTuple {
  return [view.batch_id, batchStatuses.indexOf(view.status), view.progress, view.updated_at ?? 0, view.message]
}

/** A status that comes without a number still says something about it. */
function progressFor(status: BatchStatus, known: number): number {
  if (status === 'completed') return 100
  return status === 'pending' ? 0 : known
}
