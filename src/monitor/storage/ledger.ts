import type { Changes } from '../../contract/feed.ts'
import type { RatedTarget, TargetPage } from '../../contract/resources/target.ts'
import type { EpochDiff, EpochResource, RolloutResource } from '../../contract/resources/epoch.ts'
import type { InvalidLine, ListReport } from '../../contract/resources/import.ts'
import type { SlotHistory } from '../../contract/resources/slots.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import { toExactCsv } from '../../console/csv.ts'
import type { PlanTerms } from '../../engine/engine.ts'
import type { ListFormat } from '../../contract/list-format.ts'
import {
  type Assignment,
  contentsOf,
  emptyAssignment,
  type OutlineChange,
  placedTargets,
} from '../../planner/assignment.ts'
import { plan, type Plan, type PlanSummary } from '../../planner/plan.ts'
import { type Priority, priorities } from '../../planner/priority.ts'
import type { EpochRecord, StoredState } from '../../engine/records.ts'
import { reportOf } from '../lists/target-list.ts'
import { type EditRequest, readEdit } from './edit-request.ts'
import { type DiffPage, diffPage } from './epoch-diff.ts'
import { deltaBetween } from './epoch-history.ts'
import { slotHistory } from './slot-archive.ts'
import { createListReader, type ListReader, type SentEdit } from '../lists/list-reader.ts'
import type { Store } from './store.ts'
import { TargetPages, type TargetPageQuery } from './target-pages.ts'

/** How the whole target set is written: one a line, a table with priorities, or JSON. */
export type TargetsFormat = 'text' | 'csv' | 'json'

export interface PlanRequest extends PlanTerms {
  readonly edit: EditRequest
  readonly rebalance: boolean
}

export interface PlanReport extends PlanSummary {
  readonly skipped: readonly InvalidLine[]
  readonly ignoredColumns: readonly string[]
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
  private readonly pages = new TargetPages()
  /** Imports that are coming in. */
  private readonly readers = new Map<number, ListReader>()
  /** Imports that have come in. */
  private readonly sent = new Map<number, SentEdit>()
  /** The plan made last to be published, and the import it was made of. */
  private prepared: { taskId: number; plan: Plan; importId: number | null } | null = null

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

  createTask(task: TaskResource): void {
    this.store.createTask(task)
  }

  /** Other options of a task, where the epoch stays. */
  changeTask(task: TaskResource): void {
    this.store.changeTask(task)
  }

  deleteTask(taskId: number): void {
    this.store.deleteTask(taskId)
    if (this.prepared?.taskId === taskId) this.prepared = null
    this.assignments.delete(taskId)
    this.pages.forget()
    this.epochNumbers.delete(taskId)
  }

  /** An import begins, under a number its sender chose. `change` is JSON. */
  open(importId: number, format: ListFormat, edit: 'replace' | 'change'): void {
    this.readers.set(importId, createListReader(format, edit))
  }

  /** @returns lines read so far; null where nothing is read before the end */
  receive(importId: number, piece: Uint8Array): number | null {
    const reader = this.readers.get(importId)
    // It was discarded while this piece was on its way.
    if (!reader) return null
    reader.take(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    return reader.lines
  }

  /** The import is complete, and can be planned from now on. `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE` */
  read(importId: number): ListReport {
    const reader = this.readers.get(importId)
    if (!reader) throw new Error(`There is no import ${importId} to read.`)
    this.readers.delete(importId)
    const sent = reader.end()
    this.sent.set(importId, sent)
    return reportOf(sent.kind === 'replace' ? sent.list : sent.add)
  }

  /** Lets go of an import, and of what was made of it and not published. */
  discard(importId: number): void {
    this.readers.delete(importId)
    this.sent.delete(importId)
    if (this.prepared?.importId === importId) this.prepared = null
  }

  /** What would change; nothing does. `INVALID_TARGETS`; `UNKNOWN_EPOCH` and `CONFLICT` for the targets of an epoch */
  preview(taskId: number, request: PlanRequest): PlanReport {
    return this.plan(taskId, request).report
  }

  /** The same, and keeps the plan for {@link publish}. */
  prepare(taskId: number, request: PlanRequest): PlanReport {
    // The one before is not published any more: both would not have to fit into the memory.
    this.prepared = null
    const { plan: prepared, report } = this.plan(taskId, request)
    const { edit } = request
    this.prepared = { taskId, plan: prepared, importId: edit.kind === 'import' ? edit.importId : null }
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
    this.pages.forget()
    return change
  }

  /** Writes what changed since the last time. */
  save(changes: Changes): void {
    this.store.save(changes)
  }

  epochs(taskId: number, before: number, limit: number): EpochResource[] {
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

  rollout(taskId: number, epoch: number): RolloutResource[] {
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

  /** The targets of one batch with their priorities, in code-unit order; null where it is not there any more. */
  batchTargets(taskId: number, batchId: number): RatedTarget[] | null {
    const assignment = this.assignment(taskId)
    if (!assignment.batches.has(batchId)) return null
    const { targets, ratings } = contentsOf(assignment, [batchId]).get(batchId)!
    const rated = targets.map((target, i): RatedTarget => ({ target, priority: priorities[ratings[i]!]! }))
    return rated.toSorted((a, b) => (a.target < b.target ? -1 : 1))
  }

  /** The whole target set in code-unit order, as the bytes of an answer; in JSON the rated are objects. */
  targets(taskId: number, format: TargetsFormat): Uint8Array {
    const all = Array.from(placedTargets(this.assignment(taskId)))
    all.sort((a, b) => (a.target < b.target ? -1 : 1))
    if (format === 'text') return Buffer.from(all.map(({ target }) => `${target}\n`).join(''))
    if (format === 'csv') {
      const rows = all.map(({ target, priority }) => [target, priority])
      return Buffer.from(toExactCsv([['target', 'priority'], ...rows]))
    }
    const targets = all.map(({ target, priority }) => (priority === 'medium' ? target : { target, priority }))
    return Buffer.from(JSON.stringify({ task_id: taskId, epoch: this.epoch(taskId), targets }))
  }

  /** Some of the targets, in code-unit order. */
  page(taskId: number, query: TargetPageQuery): TargetPage {
    return { task_id: taskId, epoch: this.epoch(taskId), ...this.pages.page(this.assignment(taskId), query) }
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

  private plan(taskId: number, request: PlanRequest): { plan: Plan; report: PlanReport } {
    const current = this.epoch(taskId)
    const { edit, skipped, ignoredColumns } = readEdit(request.edit, {
      sent: (importId) => {
        const sent = this.sent.get(importId)
        if (!sent) throw new Error(`Import ${importId} is not read.`)
        return sent
      },
      deltaTo: (epoch) => deltaBetween(this.store, taskId, current, current, epoch),
    })
    const made = plan({ ...request, edit, previous: this.assignment(taskId) })
    const { assignment: _, ...summary } = made
    return { plan: made, report: { ...summary, skipped, ignoredColumns } }
  }
}
