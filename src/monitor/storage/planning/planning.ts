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
import type { Assignment, OutlineChange } from '../../../planner/assignment.ts'
import { noLimits } from '../../lists/list-reader.ts'
import type { ListOrder, ReadingWish } from '../../lists/reading-wish.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import type {
  DiffPage,
  PlanHandle,
  PlanReport,
  PlanRequest,
  PreparedPlan,
  ReportCounts,
  StoredRecord,
  StoredTargets,
  StoredToken,
  TargetChangeQuery,
  TargetLook,
  TargetPageQuery,
  TargetsFormat,
  TokenUse,
} from '../port.ts'
import type { EpochEntry, Store } from '../store.ts'
import { Breather } from './breath.ts'
import { EpochComparison } from './epoch-comparison.ts'
import { assignmentAfter, epochEntry } from './epoch-entry.ts'
import { ListIntakes } from './list-intakes.ts'
import { PlanDesk } from './plan-desk.ts'
import { PresentTargets } from './present-targets.ts'
import { TargetDesk } from './target-desk.ts'

/**
 * All target sets in memory, the lists that come in, and the plans made of them: what any storage does the same way,
 * beside the {@link Store} that it writes to. Everything that goes in or out can be copied between threads. All methods
 * throw `BatchdeckError` or `StaleRevision`; `Storage` says what they are for.
 */
export class Planning {
  private readonly store: Store
  private readonly state: StoredState
  private readonly present: PresentTargets
  private readonly breather = new Breather()
  private readonly intakes: ListIntakes
  private readonly plans: PlanDesk
  private readonly desk: TargetDesk
  private readonly comparison: EpochComparison

  constructor(store: Store, limits = noLimits) {
    this.store = store
    const { state, assignments } = store.load()
    this.state = state
    this.present = new PresentTargets(
      assignments,
      state.tasks.map(({ task }) => task),
    )
    this.intakes = new ListIntakes(limits)
    const { present, intakes } = this
    const { breathe } = this.breather
    this.plans = new PlanDesk({ store, present, intakes, breathe })
    this.desk = new TargetDesk({ history: store, present, breathe })
    this.comparison = new EpochComparison(store, present)
  }

  /** What the store held at the start. */
  load(): StoredState {
    return this.state
  }

  createTask(task: TaskResource): void {
    this.present.assertRevision(task.task_id, null)
    this.store.createTask(task)
    this.followTask(task)
  }

  changeTask(task: TaskResource): void {
    this.present.assertRevision(task.task_id, task.epoch)
    this.store.changeTask(task)
    this.followTask(task)
  }

  deleteTask(taskId: number): void {
    this.store.deleteTask(taskId)
    this.forgetTask(taskId)
  }

  /** Another monitor has deleted it. */
  forgetTask(taskId: number): void {
    this.present.forget(taskId)
    this.plans.forgetTask(taskId)
    this.desk.forgetTask(taskId)
  }

  /** Another monitor has made it, or given it other options. */
  followTask(task: TaskResource): void {
    if (this.present.noteTask(task)) this.desk.noteIdentity(task.task_id)
  }

  /** Another monitor has committed it: its plan is had from what is written down. */
  followEpoch(entry: EpochEntry): void {
    const before = this.present.assignment(entry.record.epoch.task_id)
    this.noteEpoch(entry, before, assignmentAfter(before, entry))
  }

  openList(importId: number, format: SaidFormat, edit: 'replace' | 'change', order?: ListOrder): void {
    this.intakes.open(importId, format, edit, order)
  }

  receiveList(importId: number, piece: Uint8Array): number | null {
    return this.intakes.receive(importId, piece)
  }

  readList(importId: number): ListReport {
    return this.intakes.end(importId)
  }

  rereadList(importId: number, wish: ReadingWish): ListReport {
    this.plans.forgetPlanOf(importId)
    return this.intakes.reread(importId, wish)
  }

  discardList(importId: number): void {
    this.intakes.discard(importId)
    this.plans.forgetPlanOf(importId)
    this.plans.forgetChanges()
  }

  preview(taskId: number, request: PlanRequest): PlanReport {
    return this.plans.preview(taskId, request)
  }

  prepare(taskId: number, request: PlanRequest): PreparedPlan {
    return this.plans.prepare(taskId, request)
  }

  async targetChanges(taskId: number, request: PlanRequest, query: TargetChangeQuery): Promise<TargetChangePage> {
    return this.plans.changes(taskId, request, query)
  }

  commit(handle: PlanHandle, record: EpochRecord, expectedRevision: number | null): OutlineChange {
    const { task_id: taskId } = record.task
    this.present.assertRevision(taskId, expectedRevision)
    const { plan, base } = this.plans.preparedOf(taskId, handle)
    this.present.assertRevision(taskId, expectedRevision === null ? null : base)
    const before = this.present.assignment(taskId)
    const entry = epochEntry(record, before, plan.assignment)
    this.store.commit(entry, before, plan.assignment)
    this.plans.dropPrepared()
    this.noteEpoch(entry, before, plan.assignment)
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

  records(): StoredRecord[] {
    return this.store.records()
  }

  putRecord(record: StoredRecord): void {
    this.store.putRecord(record)
  }

  deleteRecord(kind: string, name: string): void {
    this.store.deleteRecord(kind, name)
  }

  epochs(taskId: number, before: number, limit: number): EpochResource[] {
    return this.store.epochs(taskId, before, limit)
  }

  diff(taskId: number, from: number, to: number, page: DiffPage): EpochDiff {
    return this.comparison.diff(taskId, from, to, page)
  }

  slotHistory(taskId: number, from: number, to: number): SlotHistory {
    return this.comparison.slots(taskId, from, to)
  }

  rollout(taskId: number, epoch: number): RolloutResource[] {
    return this.store.rollout(taskId, epoch)
  }

  batches(
    taskId: number,
    batchIds: readonly number[],
    hasAttributes = false,
  ): { epoch: number; batches: StoredTargets[] } {
    return { epoch: this.present.epoch(taskId), batches: this.desk.batches(taskId, batchIds, hasAttributes) }
  }

  batchTargets(taskId: number, batchId: number): RatedTarget[] | null {
    return this.desk.batchTargets(taskId, batchId)
  }

  async targets(taskId: number, format: TargetsFormat): Promise<Uint8Array> {
    return this.desk.export(taskId, format)
  }

  async page(taskId: number, query: TargetPageQuery): Promise<TargetPage> {
    return this.desk.page(taskId, query)
  }

  async findTargets(taskIds: readonly number[], query: string, limit: number): Promise<FoundTarget[]> {
    return this.desk.find(taskIds, query, limit)
  }

  batchOf(taskId: number, target: string): number | null {
    return this.desk.batchOf(taskId, target)
  }

  async target(taskId: number, given: string): Promise<TargetLook> {
    return this.desk.look(taskId, given)
  }

  reportTargets(sayings: readonly ConsumerSayings[], limit: number): ReportCounts {
    return this.desk.takeReports(sayings, limit)
  }

  close(): void {
    this.breather.end()
    this.store.close()
  }

  private noteEpoch(entry: EpochEntry, before: Assignment, after: Assignment): void {
    const { task_id: taskId, epoch } = entry.record.epoch
    this.present.noteEpoch(taskId, epoch, after)
    this.plans.forgetChanges()
    this.desk.follow(taskId, before, after, entry.delta)
  }
}
