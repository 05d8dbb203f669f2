import type { Changes } from '../../core/console-api.ts'
import type { EpochDiff, EpochView, InvalidLine, RolloutView, SlotHistory, TaskView } from '../../core/views.ts'
import type { PlanTerms } from '../../core/engine.ts'
import {
  type Assignment,
  contentsOf,
  emptyAssignment,
  type OutlineChange,
  placedTargets,
} from '../../core/planner/assignment.ts'
import { plan, type Plan, type PlanSummary } from '../../core/planner/plan.ts'
import type { Priority } from '../../core/planner/priority.ts'
import type { EpochRecord, StoredState } from '../../core/records.ts'
import { type EditRequest, readEdit } from './edit-request.ts'
import { type DiffPage, diffPage } from './epoch-diff.ts'
import { deltaBetween } from './epoch-history.ts'
import { slotHistory } from './slot-archive.ts'
import type { Store } from './store.ts'

export interface PlanRequest extends PlanTerms {
  readonly edit: EditRequest
  readonly rebalance: boolean
}

export interface PlanReport extends PlanSummary {
  readonly skipped: readonly InvalidLine[]
}

export interface StoredTargets {
  readonly batch_id: number
  readonly consumer_id: string | null
  readonly priority: Priority
  readonly targets: readonly string[]
}

/**
 * All target sets, in memory and on disk, and the plans made of them. It runs in a thread of its own (`ledger-thread`):
 * targets are read, planned and written there, so that neither a million of them nor a slow disk holds up the sockets.
 * Everything that goes in or out can be copied between threads. All methods throw `BatchdeckError`.
 */
export class Ledger {
  private readonly store: Store
  private readonly assignments: Map<number, Assignment>
  /** The epoch of each assignment. */
  private readonly epochNumbers = new Map<number, number>()
  private readonly state: StoredState
  /** Bodies that are coming in or wait to be planned, in the pieces they came in. */
  private readonly uploads = new Map<number, Uint8Array[]>()
  /** The plan made last to be published. */
  private prepared: { taskId: number; plan: Plan } | null = null

  constructor(store: Store) {
    this.store = store
    const { state, assignments } = store.load()
    this.state = state
    this.assignments = assignments
    for (const { task } of state.tasks) this.epochNumbers.set(task.task_id, task.epoch)
  }

  /** What was on disk at the start. */
  load(): StoredState {
    return this.state
  }

  createTask(task: TaskView): void {
    this.store.createTask(task)
  }

  /** Other options of a task, where the epoch stays. */
  changeTask(task: TaskView): void {
    this.store.changeTask(task)
  }

  deleteTask(taskId: number): void {
    this.store.deleteTask(taskId)
    if (this.prepared?.taskId === taskId) this.prepared = null
    this.assignments.delete(taskId)
    this.epochNumbers.delete(taskId)
  }

  /** An upload begins, under a number its sender chose. */
  open(upload: number): void {
    this.uploads.set(upload, [])
  }

  receive(upload: number, piece: Uint8Array): void {
    this.uploads.get(upload)?.push(piece)
  }

  discard(upload: number): void {
    this.uploads.delete(upload)
  }

  /** What would change; nothing does. `INVALID_TARGETS`; `UNKNOWN_EPOCH` and `CONFLICT` for the targets of an epoch */
  preview(taskId: number, request: PlanRequest): PlanReport {
    return this.plan(taskId, request).report
  }

  /** The same, and keeps the plan for {@link publish}. */
  prepare(taskId: number, request: PlanRequest): PlanReport {
    const { plan: prepared, report } = this.plan(taskId, request)
    this.prepared = { taskId, plan: prepared }
    return report
  }

  /** `[EP-1]` Writes the prepared plan with what was decided about it; it is on the disk when this returns. */
  publish(record: EpochRecord): OutlineChange {
    const { task_id: taskId } = record.task
    if (this.prepared?.taskId !== taskId) throw new Error(`No plan of task ${taskId} is prepared.`)
    const { assignment } = this.prepared.plan
    const change = this.store.publish(record, this.assignment(taskId), assignment)
    this.assignments.set(taskId, assignment)
    this.epochNumbers.set(taskId, record.epoch.epoch)
    this.prepared = null
    return change
  }

  /** Writes what changed since the last time. */
  save(changes: Changes): void {
    this.store.save(changes)
  }

  epochs(taskId: number, before: number, limit: number): EpochView[] {
    return this.store.epochs(taskId, before, limit)
  }

  /** `[EP-6]` `UNKNOWN_EPOCH`, `CONFLICT` */
  diff(taskId: number, from: number, to: number, page: DiffPage): EpochDiff {
    const delta = deltaBetween(this.store, taskId, this.epoch(taskId), from, to)
    return { task_id: taskId, from, to, ...diffPage(delta, page) }
  }

  /** `[EP-10]` `UNKNOWN_EPOCH`, `CONFLICT` */
  slotHistory(taskId: number, from: number, to: number): SlotHistory {
    return slotHistory(this.store, taskId, this.epoch(taskId), from, to)
  }

  rollout(taskId: number, epoch: number): RolloutView[] {
    return this.store.rollout(taskId, epoch)
  }

  /** These batches of a task with their targets, in code-unit order; those that are not there any more are left out. */
  batches(taskId: number, batchIds: readonly number[]): { epoch: number; batches: StoredTargets[] } {
    const assignment = this.assignment(taskId)
    const contents = contentsOf(assignment, batchIds)
    const batches = batchIds.flatMap((id): StoredTargets[] => {
      const batch = assignment.batches.get(id)
      if (!batch) return []
      const { batch_id, consumer_id, priority } = batch
      return [{ batch_id, consumer_id, priority, targets: contents.get(id)!.targets.toSorted() }]
    })
    return { epoch: this.epoch(taskId), batches }
  }

  /** The whole target set in code-unit order, as the bytes of an answer: one a line, or JSON in which the rated are objects. */
  targets(taskId: number, format: 'text' | 'json'): Uint8Array {
    const all = Array.from(placedTargets(this.assignment(taskId)))
    all.sort((a, b) => (a.target < b.target ? -1 : 1))
    if (format === 'text') return Buffer.from(all.map(({ target }) => `${target}\n`).join(''))
    const targets = all.map(({ target, priority }) => (priority === 'medium' ? target : { target, priority }))
    return Buffer.from(JSON.stringify({ task_id: taskId, epoch: this.epoch(taskId), targets }))
  }

  close(): void {
    this.store.close()
  }

  private assignment(taskId: number): Assignment {
    return this.assignments.get(taskId) ?? emptyAssignment
  }

  private epoch(taskId: number): number {
    return this.epochNumbers.get(taskId) ?? 0
  }

  private body(upload: number): Buffer {
    const pieces = this.uploads.get(upload)
    if (!pieces) throw new Error(`There is no upload ${upload}.`)
    return Buffer.concat(pieces)
  }

  private plan(taskId: number, request: PlanRequest): { plan: Plan; report: PlanReport } {
    const current = this.epoch(taskId)
    const { edit, skipped } = readEdit(request.edit, {
      bodyOf: (upload) => this.body(upload),
      deltaTo: (epoch) => deltaBetween(this.store, taskId, current, current, epoch),
    })
    const made = plan({ ...request, edit, previous: this.assignment(taskId) })
    const { assignment: _, ...summary } = made
    return { plan: made, report: { ...summary, skipped } }
  }
}
