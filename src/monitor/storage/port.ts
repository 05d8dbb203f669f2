/**
 * What the monitor needs of whatever keeps its state, and nothing more. Who implements it passes `tests/storage-contract`.
 */
import type { Attributes } from '../../contract/attributes.ts'
import type { BatchdeckError } from '../../contract/errors.ts'
import type { Changes } from '../../contract/feed.ts'
import type { SaidFormat, TextFormat } from '../../contract/list-format.ts'
import type { BatchStatus } from '../../contract/resources/batch.ts'
import type { EpochDiff, EpochResource, RolloutResource } from '../../contract/resources/epoch.ts'
import type { DuplicateLine, SuspiciousLine, InvalidLine, ListReport } from '../../contract/resources/import.ts'
import type { SlotHistory } from '../../contract/resources/slots.ts'
import type {
  FoundTarget,
  RatedTarget,
  Target,
  TargetFilter,
  TargetPage,
  TargetSort,
} from '../../contract/resources/target.ts'
import type { ChangedTarget, TargetChangeList, TargetChangePage } from '../../contract/resources/target-change.ts'
import type { TaskResource } from '../../contract/resources/task.ts'
import type { Decision } from '../../engine/decision.ts'
import type { TokenResource } from '../../contract/resources/token.ts'
import type { EpochRecord, StoredState } from '../../engine/records.ts'
import type { ConsumerSayings } from '../../engine/target-sayings.ts'
import type { OutlineChange, PlanOptions } from '../../planner/assignment.ts'
import type { PlanSummary } from '../../planner/plan.ts'
import type { Priority } from '../../planner/priority.ts'
import type { StoredSource } from '../sources/source-state.ts'
import type { ListOrder, ReadingWish } from '../lists/reading-wish.ts'

/**
 * The target sets, their plans, and everything that must outlive the process.
 *
 * Calls are carried out in the order in which they are made. What fails has changed nothing, and is a `BatchdeckError`:
 * `STORAGE_FAILED` with a sentence that says what to do, or what the method names. Only {@link StaleRevision} is another
 * class: nothing is wrong with the store then, and whoever called has to look anew.
 *
 * The revision of a task is its epoch: a plan is made of one, and its commit gives the next.
 */
export interface Storage {
  /** All that a restarted monitor needs to go on. It comes first; what keeps the store from opening comes with it. */
  load(): Promise<StoredState>

  /** A list begins to come in, under a number its sender chose. `change` is JSON. @param order how it is to be read */
  openList(importId: number, format: SaidFormat, edit: 'replace' | 'change', order?: ListOrder): Promise<void>
  /** The next piece of a list. @returns lines read so far; null where nothing is read before the end, or it was discarded */
  receiveList(importId: number, piece: Uint8Array): Promise<number | null>
  /** The list is complete, and can be planned from now on. `INVALID_JSON`, `INVALID_MESSAGE`, `TOO_LARGE` */
  readList(importId: number): Promise<ListReport>
  /** `[LI-1]` Reads one anew that has come in and was to be kept for that. `CONFLICT` where it was not; as {@link readList} */
  rereadList(importId: number, wish: ReadingWish): Promise<ListReport>
  /** Lets go of a list, and of a plan that was made of it. */
  discardList(importId: number): Promise<void>

  /** What would change; nothing does. `INVALID_TARGETS`; `UNKNOWN_EPOCH` and `CONFLICT` for the targets of an epoch */
  preview(taskId: number, request: PlanRequest): Promise<PlanReport>
  /**
   * The same, and keeps the plan for {@link commit}. Only the last one is kept: a plan that was prepared before is gone,
   * as is one whose list is discarded or whose task is deleted.
   */
  prepare(taskId: number, request: PlanRequest): Promise<PreparedPlan>
  /** `[CH-3]` What {@link preview} counts, one by one: some of one list. It refuses as that does. */
  targetChanges(taskId: number, request: PlanRequest, query: TargetChangeQuery): Promise<TargetChangePage>
  /**
   * `[EP-1]` Writes a prepared plan with what was decided about it, all or nothing; it is durable when this is answered.
   * @param expectedRevision the epoch that the plan was made of, as the caller knows it; null where there is no task yet,
   *   and it is made with its first epoch (CH-4)
   * @throws {StaleRevision} where the task has another epoch by now, or is gone
   */
  commit(plan: PlanHandle, record: EpochRecord, expectedRevision: number | null): Promise<OutlineChange>

  /** Durable when it is answered. @throws {StaleRevision} where there is a task of this id */
  createTask(task: TaskResource): Promise<void>
  /**
   * Other options of a task whose epoch stays; as durable as an epoch.
   * @throws {StaleRevision} where the task has another epoch than `task` says, or is gone
   */
  changeTask(task: TaskResource): Promise<void>
  /** With its targets and its history. Nothing happens where it is gone already. */
  deleteTask(taskId: number): Promise<void>
  /**
   * Writes what changed, but for tasks: what is decided about one is written before it is shown, and whether a sync is
   * due is seen anew after a restart. It survives a crash of the process; after a power failure at worst the last of it
   * is missing. What belongs to a task, an epoch or a batch that is gone is passed over.
   */
  save(changes: Changes): Promise<void>
  /** `[EP-11]` What an operator has decided: as {@link save}, but as durable as an epoch when it is answered. */
  decide(decision: Decision): Promise<void>

  /** All named tokens. */
  tokens(): Promise<StoredToken[]>
  /** A new one, or the one of this name anew; durable when it is answered. */
  putToken(token: StoredToken): Promise<void>
  /** Durable when it is answered. Nothing happens where it is gone already. */
  deleteToken(name: string): Promise<void>
  /** When and from where these were last used; as lasting as {@link save}. Those that are gone are passed over. */
  saveTokenUse(used: readonly TokenUse[]): Promise<void>

  /** `[SO-1]` All sources; that of a task goes with it. */
  sources(): Promise<StoredSource[]>
  /** A new one, or that of its task anew; durable when it is answered. */
  putSource(source: StoredSource): Promise<void>
  /** What is known of one by now; as lasting as {@link save}. That of a task that has none is passed over. */
  saveSource(source: StoredSource): Promise<void>
  /** Durable when it is answered. Nothing happens where there is none. */
  deleteSource(taskId: number): Promise<void>
  /** What operators set up beside tasks, in order of kind and name. */
  records(): Promise<StoredRecord[]>
  /** In place of the one of this kind and name. */
  putRecord(record: StoredRecord): Promise<void>
  deleteRecord(kind: string, name: string): Promise<void>

  /** Newest first, those before `before`. */
  epochs(taskId: number, before: number, limit: number): Promise<EpochResource[]>
  /** By consumer; nothing where the epoch is no longer kept. */
  rollout(taskId: number, epoch: number): Promise<RolloutResource[]>
  /** `[EP-6]` `UNKNOWN_EPOCH`, `CONFLICT` */
  diff(taskId: number, from: number, to: number, page: DiffPage): Promise<EpochDiff>
  /** `[EP-10]` `UNKNOWN_EPOCH`, `CONFLICT` */
  slotHistory(taskId: number, from: number, to: number): Promise<SlotHistory>

  /**
   * These batches of a task with their targets, in code-unit order; those that are not there any more are left out.
   * @param hasAttributes whether with the attributes of these targets (AT-4)
   */
  batches(
    taskId: number,
    batchIds: readonly number[],
    hasAttributes?: boolean,
  ): Promise<{ epoch: number; batches: StoredTargets[] }>
  /** The targets of one batch with their priorities, in code-unit order; null where it is not there any more. */
  batchTargets(taskId: number, batchId: number): Promise<RatedTarget[] | null>
  /** The whole target set in code-unit order, as the bytes of an answer; in JSON the rated are objects. */
  targets(taskId: number, format: TargetsFormat): Promise<Uint8Array>
  /** `[TG-2]` Some of the targets. */
  page(taskId: number, query: TargetPageQuery): Promise<TargetPage>
  /** `[TG-2]` At most so many of these tasks, those that begin with the query first. */
  findTargets(taskIds: readonly number[], query: string, limit: number): Promise<FoundTarget[]>
  /** The batch that a target is in, in either spelling; null where it is not there. */
  batchOf(taskId: number, target: string): Promise<number | null>
  /**
   * `[WS-27]` What consumers say of single targets; it is forgotten with the process.
   * @param limit reports that are remembered at most
   */
  reportTargets(sayings: readonly ConsumerSayings[], limit: number): Promise<ReportCounts>
  /** `[TG-1]` One target in either spelling, or else one that is like it. */
  target(taskId: number, target: string): Promise<TargetLook>

  /**
   * Tells of what others have committed to the same store, each once and in the order of its commits; whatever is read
   * from then on has it. What is committed through this object is never told: whoever asked for it has the answer. Where
   * nobody else can write, as with SQLite, it never tells anything.
   * @returns ends it
   */
  onChange(listener: (change: ForeignChange) => void): () => void

  /**
   * Tells that the store has ended by itself, with why, and null when it works again: what it was asked and had not
   * answered was refused, and lists that were coming in are gone; what was committed stays. Others never tell anything.
   * @returns ends it
   */
  watch(listener: (problem: BatchdeckError | null) => void): () => void

  /**
   * Everything called before is done and the store let go of when this is done. What takes longer is cut off, and then
   * never was; whatever is called later is refused.
   * @param patienceMs 10 s by default
   */
  close(patienceMs?: number): Promise<void>
}

/** What another monitor has committed. */
export type ForeignChange =
  | { readonly kind: 'epoch'; readonly record: EpochRecord; readonly outline: OutlineChange }
  | { readonly kind: 'task'; readonly task: TaskResource }
  | { readonly kind: 'task_gone'; readonly taskId: number }

/** Names a prepared plan, for the storage that gave it only. */
export type PlanHandle = number & { readonly [handle]: true }
declare const handle: unique symbol

export interface PreparedPlan {
  readonly plan: PlanHandle
  readonly report: PlanReport
}

/** A task is not what the caller took it for: somebody else has changed it. The caller says what that means to whom. */
export class StaleRevision extends Error {
  override readonly name = 'StaleRevision'
  readonly code = 'STALE'
  readonly taskId: number
  /** The present one; null where there is no such task. */
  readonly revision: number | null

  constructor(taskId: number, revision: number | null) {
    super(`Task ${taskId} ${revision === null ? 'is gone' : `is at epoch ${revision}`} by now.`)
    this.taskId = taskId
    this.revision = revision
  }
}

/** What is to become of the target set. `skip` leaves bad lines out and lists them (HT-1). */
export type EditRequest =
  | { readonly kind: 'keep' }
  /** The targets and priorities of an earlier epoch (EP-6). */
  | { readonly kind: 'epoch'; readonly epoch: number }
  /** `[EP-12]` The same of before an epoch, which was the last to change any: what had become one is several again (ID-2). */
  | { readonly kind: 'before'; readonly epoch: number }
  /** A list or a change that was sent: a long one is read where it is planned. */
  | {
      readonly kind: 'import'
      readonly importId: number
      readonly onInvalid: 'refuse' | 'skip'
      /** What a list is to be, by default the whole target set; a change says itself what it adds and removes. */
      readonly as?: 'replace' | 'add' | 'remove'
    }

export interface PlanRequest {
  readonly edit: EditRequest
  readonly members: readonly string[]
  readonly options: PlanOptions
  readonly nextBatchId: number
  readonly rebalance: boolean
  /** Members whose slots stay where they are (MW-2, BR-1). */
  readonly pinned?: readonly string[]
  readonly resting?: readonly string[]
}

export interface PlanReport extends PlanSummary {
  readonly skipped: readonly InvalidLine[]
  readonly ignoredColumns: readonly string[]
  /** `[CH-3]` The first of each list; where the target set stays there are none, nor in a plan to commit that removes none. */
  readonly firstChanges: Readonly<Record<TargetChangeList, readonly ChangedTarget[]>>
  /** Lines that look wrong (LI-6), and the first of them. */
  readonly suspicious: number
  readonly suspicions: readonly SuspiciousLine[]
  /** The first repeats of targets (LI-8). */
  readonly duplicateLines: readonly DuplicateLine[]
}

/** How the whole target set is written: as any list that is read. */
export type TargetsFormat = TextFormat

/** Something that an operator set up: which part of the monitor knows it, its name there, and what it is. */
export interface StoredRecord {
  readonly kind: string
  readonly name: string
  /** JSON; whoever knows the kind checks it. */
  readonly view: unknown
}

/** A named token; of its secret only the SHA-256, in hex. */
export type StoredToken = Omit<TokenResource, 'sockets' | 'consumers'> & { readonly digest: string }
export type TokenUse = Pick<TokenResource, 'name' | 'last_used_at' | 'last_used_from'>

export interface StoredTargets {
  readonly batch_id: number
  readonly consumer_id: string | null
  readonly priority: Priority
  readonly targets: readonly string[]
  /** By target, of those that have any; where they were asked for. */
  readonly attributes?: Readonly<Record<string, Attributes>>
}

export interface TargetPageQuery {
  /** Only targets with this in them or in a value of their attributes, in whatever case. */
  readonly query?: string | undefined
  readonly filter?: PlacedFilter | undefined
  /** By target by default. */
  readonly sort?: TargetSort | undefined
  readonly start: number
  readonly limit: number
}

/** A filter whose statuses have become batches. */
export interface PlacedFilter extends Omit<TargetFilter, 'status'> {
  /** Only targets of these. */
  readonly batches?: readonly number[] | undefined
}

/** A target but for what is said of its batch. */
export type PlacedTargetResource = Omit<Target, 'task_id' | 'status' | 'progress' | 'message' | 'updated_at'>

export interface TargetLook {
  readonly found: PlacedTargetResource | null
  /** Where it is not there: one in another spelling, or that begins with it. */
  readonly near: string | null
}

/** Which part of one list of a change is wanted. */
export interface TargetChangeQuery {
  readonly list: TargetChangeList
  /** Only targets with this in them, or in their attributes. */
  readonly query?: string | undefined
  readonly start: number
  readonly limit: number
}

/** What has become of reports of single targets since the last time. */
export interface ReportCounts {
  /** Of each batch in which it may be another number now, the targets in error. */
  readonly in_error: readonly (readonly [batchId: number, count: number])[]
  /** Remembered reports by status. */
  readonly kept: Readonly<Record<BatchStatus, number>>
  /** Of what came now: reports about targets that their sender does not own. */
  readonly strange: number
  /** Reports that found no room, or had to make some. */
  readonly left_out: number
}

/** Which part of each list of a difference is wanted. */
export interface DiffPage {
  readonly start: number
  readonly limit: number
}
