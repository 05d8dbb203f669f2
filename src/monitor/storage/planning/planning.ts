import { type Attributes, attributesOf } from '../../../contract/attributes.ts'
import type { Changes } from '../../../contract/feed.ts'
import type { SaidFormat } from '../../../contract/list-format.ts'
import type { EpochDiff, EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import type { ListReport } from '../../../contract/resources/import.ts'
import type { SlotHistory } from '../../../contract/resources/slots.ts'
import type { FoundTarget, RatedTarget, TargetPage } from '../../../contract/resources/target.ts'
import type { TargetChangePage } from '../../../contract/resources/target-change.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { Decision } from '../../../engine/decision.ts'
import type { EpochRecord, StoredState } from '../../../engine/records.ts'
import type { ConsumerSayings } from '../../../engine/target-sayings.ts'
import {
  type Assignment,
  type BatchContent,
  contentsOf,
  emptyAssignment,
  locate,
  type OutlineChange,
} from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { canonical, type Identity } from '../../../planner/identity.ts'
import { editTargets, plan, type Plan } from '../../../planner/plan.ts'
import { priorities } from '../../../planner/priority.ts'
import { firstDuplicates } from '../../lists/duplicates.ts'
import { ListIntake } from '../../lists/list-intake.ts'
import { type ListLimits, noLimits, type SentEdit } from '../../lists/list-reader.ts'
import type { ListOrder, ReadingWish } from '../../lists/reading-wish.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import { diffPage } from '../history/epoch-diff.ts'
import { deltaBefore, deltaBetween } from '../history/epoch-history.ts'
import { movedConsumers } from '../history/moved-consumers.ts'
import { slotHistory } from '../history/slot-archive.ts'
import { pastOf } from '../history/target-history.ts'
import {
  type DiffPage,
  type EditRequest,
  type PlanHandle,
  type PlanReport,
  type PlanRequest,
  type PreparedPlan,
  type ReportCounts,
  StaleRevision,
  type TargetChangeQuery,
  type StoredTargets,
  type StoredToken,
  type TargetLook,
  type TargetPageQuery,
  type TargetsFormat,
  type TokenUse,
} from '../port.ts'
import type { EpochEntry, Store } from '../store.ts'
import { Breather } from './breath.ts'
import { type AcceptedEdit, readEdit } from './edit-request.ts'
import { assignmentAfter, epochEntry } from './epoch-entry.ts'
import { firstChanges, noChanges, TargetChangePages } from './target-changes.ts'
import { exportTargets } from './target-export.ts'
import { rowOf, TargetPages, type TaskTargets } from './target-pages.ts'
import { TargetReports } from './target-reports.ts'

interface Kept {
  readonly handle: PlanHandle
  readonly taskId: number
  readonly plan: Plan
  /** The epoch it was made of. */
  readonly base: number
  /** The list it was made of. */
  readonly importId: number | null
}

/**
 * All target sets in memory, the lists that come in, and the plans made of them: what any storage does the same way,
 * beside the {@link Store} that it writes to. Everything that goes in or out can be copied between threads. All methods
 * throw `BatchdeckError` or `StaleRevision`; `Storage` says what they are for.
 */
export class Planning {
  private readonly store: Store
  private readonly limits: ListLimits
  private readonly assignments: Map<number, Assignment>
  /** The epoch of each task. */
  private readonly epochNumbers = new Map<number, number>()
  private readonly state: StoredState
  private readonly breather = new Breather()
  private readonly pages = new TargetPages(this.breather.breathe)
  private readonly reports = new TargetReports()
  private readonly changePages = new TargetChangePages()
  /** Lists that are coming in, or have come. */
  private readonly intakes = new Map<number, ListIntake>()
  /** The plan that was prepared last: two of them would not have to fit into the memory. */
  private prepared: Kept | null = null
  private lastHandle = 0

  constructor(store: Store, limits = noLimits) {
    this.store = store
    this.limits = limits
    const { state, assignments } = store.load()
    this.state = state
    this.assignments = assignments
    for (const { task } of state.tasks) this.epochNumbers.set(task.task_id, task.epoch)
  }

  /** What the store held at the start. */
  load(): StoredState {
    return this.state
  }

  createTask(task: TaskResource): void {
    const { task_id: taskId, epoch } = task
    const known = this.epochNumbers.get(taskId)
    if (known !== undefined) throw new StaleRevision(taskId, known)
    this.store.createTask(task)
    this.epochNumbers.set(taskId, epoch)
    this.noteIdentity(task)
  }

  changeTask(task: TaskResource): void {
    this.assertRevision(task.task_id, task.epoch)
    this.store.changeTask(task)
    this.noteIdentity(task)
  }

  deleteTask(taskId: number): void {
    this.store.deleteTask(taskId)
    this.forgetTask(taskId)
  }

  /** Another monitor has deleted it. */
  forgetTask(taskId: number): void {
    if (this.prepared?.taskId === taskId) this.prepared = null
    this.assignments.delete(taskId)
    this.pages.forget(taskId)
    this.reports.forgetTask(taskId)
    this.changePages.forget()
    this.epochNumbers.delete(taskId)
  }

  /** Another monitor has made it, or given it other options. */
  followTask(task: TaskResource): void {
    this.epochNumbers.set(task.task_id, task.epoch)
    this.noteIdentity(task)
  }

  /** Another monitor has committed it: its plan is had from what is written down. */
  followEpoch(entry: EpochEntry): void {
    const { task_id: taskId, epoch } = entry.record.epoch
    const before = this.assignment(taskId)
    const after = assignmentAfter(before, entry)
    this.assignments.set(taskId, after)
    this.epochNumbers.set(taskId, epoch)
    this.showEpoch(entry, before, after)
  }

  openList(importId: number, format: SaidFormat, edit: 'replace' | 'change', order?: ListOrder): void {
    this.intakes.set(importId, new ListIntake(format, edit, this.limits, order))
  }

  receiveList(importId: number, piece: Uint8Array): number | null {
    // It may have been discarded while this piece was on its way.
    return this.intakes.get(importId)?.accept(piece) ?? null
  }

  readList(importId: number): ListReport {
    // What cannot be read is kept, to say so again, until it is discarded; nothing of it is in memory.
    return this.intake(importId).end()
  }

  rereadList(importId: number, wish: ReadingWish): ListReport {
    if (this.prepared?.importId === importId) this.prepared = null
    return this.intake(importId).reread(wish)
  }

  discardList(importId: number): void {
    this.intakes.delete(importId)
    if (this.prepared?.importId === importId) this.prepared = null
    this.changePages.forget()
  }

  preview(taskId: number, request: PlanRequest): PlanReport {
    return this.plan(taskId, request, true).report
  }

  prepare(taskId: number, request: PlanRequest): PreparedPlan {
    this.prepared = null
    const base = this.epoch(taskId)
    const { plan: made, report } = this.plan(taskId, request, false)
    const { edit } = request
    const handle = ++this.lastHandle as PlanHandle
    this.prepared = { handle, taskId, plan: made, base, importId: edit.kind === 'import' ? edit.importId : null }
    return { plan: handle, report }
  }

  targetChanges(taskId: number, request: PlanRequest, query: TargetChangeQuery): TargetChangePage {
    const { edit, options } = request
    const { identity = 'exact' } = options
    const previous = this.assignment(taskId)
    const of =
      edit.kind === 'import' ? [this.sent(edit.importId), edit.onInvalid, edit.as] : [JSON.stringify(edit), identity]
    const page = this.changePages.page(
      {
        before: previous,
        key: of,
        after: () => editTargets(previous, this.readEdit(taskId, edit, identity).edit, identity).edited,
      },
      query,
    )
    return { base_epoch: this.epoch(taskId), ...page }
  }

  commit(handle: PlanHandle, record: EpochRecord, expectedRevision: number | null): OutlineChange {
    const { task_id: taskId } = record.task
    this.assertRevision(taskId, expectedRevision)
    if (this.prepared?.handle !== handle || this.prepared.taskId !== taskId) {
      throw new Error(`No plan of task ${taskId} is prepared.`)
    }
    this.assertRevision(taskId, expectedRevision === null ? null : this.prepared.base)
    const { assignment } = this.prepared.plan
    const before = this.assignment(taskId)
    const entry = epochEntry(record, before, assignment)
    this.store.commit(entry, before, assignment)
    this.assignments.set(taskId, assignment)
    this.epochNumbers.set(taskId, record.epoch.epoch)
    this.prepared = null
    this.showEpoch(entry, before, assignment)
    return entry.outline
  }

  save(changes: Changes): void {
    this.store.save(changes)
  }

  decide(decision: Decision): void {
    this.store.decide(decision)
  }

  tokens(): StoredToken[] {
    return this.store.tokens()
  }

  putToken(token: StoredToken): void {
    this.store.putToken(token)
  }

  deleteToken(name: string): void {
    this.store.deleteToken(name)
  }

  saveTokenUse(used: readonly TokenUse[]): void {
    this.store.saveTokenUse(used)
  }

  sources(): StoredSource[] {
    return this.store.sources()
  }

  putSource(source: StoredSource): void {
    this.store.putSource(source)
  }

  saveSource(source: StoredSource): void {
    this.store.saveSource(source)
  }

  deleteSource(taskId: number): void {
    this.store.deleteSource(taskId)
  }

  epochs(taskId: number, before: number, limit: number): EpochResource[] {
    return this.store.epochs(taskId, before, limit)
  }

  diff(taskId: number, from: number, to: number, page: DiffPage): EpochDiff {
    const delta = deltaBetween(this.store, taskId, this.epoch(taskId), from, to)
    return { task_id: taskId, from, to, ...diffPage(delta, this.movedConsumers(taskId, delta, from, to), page) }
  }

  slotHistory(taskId: number, from: number, to: number): SlotHistory {
    return slotHistory(this.store, taskId, this.epoch(taskId), from, to)
  }

  rollout(taskId: number, epoch: number): RolloutResource[] {
    return this.store.rollout(taskId, epoch)
  }

  batches(
    taskId: number,
    batchIds: readonly number[],
    hasAttributes = false,
  ): { epoch: number; batches: StoredTargets[] } {
    const assignment = this.assignment(taskId)
    const contents = contentsOf(assignment, batchIds)
    const batches = batchIds.flatMap((id): StoredTargets[] => {
      const batch = assignment.batches.get(id)
      if (!batch) return []
      const { batch_id, consumer_id, priority } = batch
      const content = contents.get(id)!
      const attributes = hasAttributes ? { attributes: describedIn(content) } : {}
      return [{ batch_id, consumer_id, priority, targets: content.targets.toSorted(), ...attributes }]
    })
    return { epoch: this.epoch(taskId), batches }
  }

  batchTargets(taskId: number, batchId: number): RatedTarget[] | null {
    const assignment = this.assignment(taskId)
    if (!assignment.batches.has(batchId)) return null
    const { targets, ratings } = contentsOf(assignment, [batchId]).get(batchId)!
    const rated = targets.map((target, i): RatedTarget => ({ target, priority: priorities[ratings[i]!]! }))
    return rated.toSorted((a, b) => (a.target < b.target ? -1 : 1))
  }

  targets(taskId: number, format: TargetsFormat): Uint8Array {
    return exportTargets(this.assignment(taskId), format, { task_id: taskId, epoch: this.epoch(taskId) })
  }

  async page(taskId: number, query: TargetPageQuery): Promise<TargetPage> {
    return this.pages.page(this.targetsOf(taskId), query)
  }

  async findTargets(taskIds: readonly number[], query: string, limit: number): Promise<FoundTarget[]> {
    const found: FoundTarget[] = []
    for (const taskId of taskIds) {
      // oxlint-disable-next-line no-await-in-loop -- what is found first is enough
      found.push(...(await this.pages.find(this.targetsOf(taskId), query, limit - found.length)))
      if (found.length >= limit) break
    }
    return found
  }

  batchOf(taskId: number, target: string): number | null {
    return locate(this.assignment(taskId), target)?.batch_id ?? null
  }

  async target(taskId: number, given: string): Promise<TargetLook> {
    const task = this.targetsOf(taskId)
    const { assignment, epoch, reports } = task
    const placed = locate(assignment, given)
    if (!placed) return { found: null, near: (await this.pages.find(task, given, 1))[0]?.target ?? null }
    const past = await pastOf(this.store, { taskId, epoch, assignment, placed }, this.breather.breathe)
    const canonicalForm = canonical(assignment.identity, placed.target)
    return { found: { ...rowOf(assignment, placed, reports), canonical: canonicalForm, ...past }, near: null }
  }

  reportTargets(sayings: readonly ConsumerSayings[], limit: number): ReportCounts {
    return this.reports.take(this.assignments, sayings, limit)
  }

  close(): void {
    this.breather.end()
    this.store.close()
  }

  private intake(importId: number): ListIntake {
    const intake = this.intakes.get(importId)
    if (!intake) throw new Error(`There is no import ${importId} to read.`)
    return intake
  }

  private sent(importId: number): SentEdit {
    const sent = this.intakes.get(importId)?.result
    if (!sent) throw new Error(`Import ${importId} is not read.`)
    return sent
  }

  /** What is shown of targets follows the epochs. */
  private showEpoch({ record, delta }: EpochEntry, before: Assignment, after: Assignment): void {
    const { task_id: taskId, epoch } = record.epoch
    this.pages.follow({ taskId, epoch, before, after, delta })
    this.changePages.forget()
    this.reports.follow(taskId, before, after, delta)
  }

  private targetsOf(taskId: number): TaskTargets {
    const assignment = this.assignment(taskId)
    return { taskId, epoch: this.epoch(taskId), assignment, reports: this.reports.of(taskId, assignment) }
  }

  private assignment(taskId: number): Assignment {
    return this.assignments.get(taskId) ?? emptyAssignment
  }

  private epoch(taskId: number): number {
    return this.epochNumbers.get(taskId) ?? 0
  }

  private movedConsumers(taskId: number, delta: PlanDelta, from: number, to: number): number | null {
    const { slots, added, removed } = delta
    if (slots.length === 0) return 0
    const later = Math.max(from, to)
    const sizes =
      later === this.epoch(taskId)
        ? this.assignment(taskId).slots.map(({ size }) => size)
        : this.store.slotMaps(taskId, later, later)[0]?.targets
    return sizes === undefined
      ? null
      : movedConsumers({ slots, added: from <= to ? added : removed }, sizes, this.assignment(taskId).identity)
  }

  /** `[ID-2]` Where no target becomes another one, another identity makes no epoch: slots and their order stay. */
  private noteIdentity({ task_id: taskId, identity }: TaskResource): void {
    const assignment = this.assignment(taskId)
    if (assignment.identity === identity) return
    this.assignments.set(taskId, { ...assignment, identity })
    this.pages.forget(taskId)
  }

  /** @param expected null where there is to be no such task */
  private assertRevision(taskId: number, expected: number | null): void {
    const revision = this.epochNumbers.get(taskId) ?? null
    if (revision !== expected) throw new StaleRevision(taskId, revision)
  }

  /** @param isLookedAt whether somebody is shown what it would do */
  private plan(taskId: number, request: PlanRequest, isLookedAt: boolean): { plan: Plan; report: PlanReport } {
    const { identity = 'exact' } = request.options
    const { edit, skipped, list } = this.readEdit(taskId, request.edit, identity)
    const previous = this.assignment(taskId)
    const made = plan({ ...request, edit, previous })
    const { assignment, ...summary } = made
    const isSame = edit.kind === 'keep' && assignment.identity === previous.identity
    // What removes nothing is never refused for what it does (CH-2): who applies it needs no lists of it.
    const hasLists = !isSame && (isLookedAt || made.counts.removed > 0)
    const first = hasLists ? firstChanges(previous, assignment) : noChanges
    const said = {
      skipped,
      ignoredColumns: list?.look.ignored ?? [],
      suspicious: list?.suspicious ?? 0,
      suspicions: list?.suspicions ?? [],
      duplicateLines: list && made.duplicates > 0 ? firstDuplicates(list, identity) : [],
    }
    return { plan: made, report: { ...summary, ...said, firstChanges: first } }
  }

  private readEdit(taskId: number, request: EditRequest, identity: Identity): AcceptedEdit {
    const current = this.epoch(taskId)
    return readEdit(request, identity, {
      sent: (importId) => this.sent(importId),
      deltaTo: (epoch) => deltaBetween(this.store, taskId, current, current, epoch),
      deltaBefore: (epoch) => deltaBefore(this.store, taskId, current, epoch),
      present: () => this.assignment(taskId),
    })
  }
}

/** By target, of those that have any, in code-unit order. */
function describedIn({ targets, attributes }: BatchContent): Record<string, Attributes> {
  const described = targets.flatMap((target, i): [string, Attributes][] => {
    const text = attributes[i] ?? null
    return text === null ? [] : [[target, attributesOf(text)]]
  })
  return Object.fromEntries(described.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
