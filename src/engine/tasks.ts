import { refusal } from '../contract/refusal.ts'
import type { TaskChange, TaskResource } from '../contract/resources/task.ts'
import { emptyAssignment, type OutlineChange, outlineChange, type PlanOptions } from '../planner/assignment.ts'
import type { BatchBoard } from './batch-board.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Consumers } from './consumers.ts'
import type { EpochRecord, StoredState } from './records.ts'
import type { RolloutSettings } from './rollout.ts'
import { Task, type TaskSurroundings } from './task.ts'

/** Everything a plan depends on besides the targets and the epoch before. */
export interface PlanTerms {
  readonly members: readonly string[]
  readonly options: PlanOptions
  readonly nextBatchId: number
}

const SPARE_BATCHES = 1
const noOutline = outlineChange(emptyAssignment, emptyAssignment)

/** All tasks, and what their plans share: the members, the ids of batches, and the load of the consumers. */
export class Tasks {
  private readonly consumers: Consumers
  private readonly board: BatchBoard
  private readonly recorder: ChangeRecorder
  private readonly surroundings: TaskSurroundings
  private readonly byId = new Map<number, Task>()
  private changes = 0
  private nextTaskId = 1
  private nextBatchId = 1
  /** By task, of those that a lost state gave out (ST-3). */
  private given: ReadonlyMap<number, number> = new Map()

  constructor(settings: RolloutSettings, consumers: Consumers, board: BatchBoard, recorder: ChangeRecorder) {
    this.consumers = consumers
    this.board = board
    this.recorder = recorder
    this.surroundings = {
      settings,
      recorder,
      members: (counted) => consumers.membersCounting(counted),
      isLost: (id) => (consumers.get(id)?.state ?? 'lost') === 'lost',
    }
  }

  /** Takes over what was known before a restart; the batches and the consumers are there already. */
  restore({ tasks, nextTaskId, nextBatchId, givenEpochs = [] }: StoredState, now: number): void {
    this.nextTaskId = nextTaskId
    this.nextBatchId = nextBatchId
    this.given = new Map(givenEpochs.map(({ task_id, epoch }) => [task_id, epoch]))
    for (const stored of tasks) this.byId.set(stored.task.task_id, new Task(stored, this.surroundings, now))
    this.shareLoad()
  }

  get size(): number {
    return this.byId.size
  }

  /** Grows whenever a task is there or not, or something is shown anew of one. */
  get revision(): number {
    return this.changes
  }

  /** Whether an epoch of any task is on its way to those whom it concerns (EP-4). */
  get isRollingOut(): boolean {
    return [...this.all()].some(({ state }) => state === 'rolling_out')
  }

  all(): Iterable<Task> {
    return this.byId.values()
  }

  find(taskId: number): Task | undefined {
    return this.byId.get(taskId)
  }

  /** @throws {BatchdeckError} `UNKNOWN_TASK` */
  get(taskId: number): Task {
    const task = this.byId.get(taskId)
    if (!task) throw refusal('task_unknown', { task: taskId })
    return task
  }

  /** The id for a new task whose creator gives none. */
  get freeId(): number {
    return this.nextTaskId
  }

  /** Whether a batch id was ever given out here. */
  readonly wasPlanned = (batchId: number): boolean => batchId > 0 && batchId < this.nextBatchId

  /** Up to which number epochs of a task were given out by a state that is lost; 0 where by none. */
  givenEpochs(taskId: number): number {
    return this.given.get(taskId) ?? 0
  }

  /** A task before its first epoch, which nobody knows of. */
  unborn(task: TaskResource): Task {
    return new Task({ task, outline: noOutline, epochs: [], rollout: [] }, this.surroundings, task.created_at)
  }

  add(task: TaskResource): void {
    const added = this.unborn(task)
    this.byId.set(task.task_id, added)
    this.nextTaskId = Math.max(this.nextTaskId, task.task_id + 1)
    this.changes++
    this.recorder.task(added)
    this.recorder.slotsOf(added)
  }

  /** @throws {BatchdeckError} `UNKNOWN_TASK` */
  remove(taskId: number): void {
    const task = this.get(taskId)
    this.board.adopt(taskId, { put: [], closed: task.batchIds() })
    this.byId.delete(taskId)
    this.changes++
    this.recorder.taskGone(task)
    this.shareLoad()
  }

  /** @throws {BatchdeckError} `UNKNOWN_TASK` */
  change(taskId: number, change: TaskChange): void {
    this.get(taskId).change(change)
    this.changes++
  }

  /** What to plan a task with at this moment. @param change options it is to have */
  planTerms(taskId: number, change: TaskChange): PlanTerms {
    return this.planTermsOf({ ...this.get(taskId).resource(), ...change })
  }

  /** The same of a task that may not be there yet. */
  planTermsOf(task: TaskResource): PlanTerms {
    return {
      members: this.byId.get(task.task_id)?.planned ?? this.consumers.members(),
      options: {
        batchSize: task.batch_size,
        virtualNodes: task.virtual_nodes,
        strategy: task.strategy,
        spareBatches: SPARE_BATCHES,
        priorityLevels: task.priority_levels,
        identity: task.identity,
      },
      nextBatchId: this.nextBatchId,
    }
  }

  /** Takes over an epoch that is on disk. @param message the text for consumers */
  adopt(record: EpochRecord, change: OutlineChange, message: string, now: number): Task {
    const task = this.get(record.task.task_id)
    // What was answered since the last look still counts for the epoch that this one supersedes.
    task.refresh(this.consumers.revision, now)
    this.board.adopt(task.id, change)
    task.adopt(record, change, message, now)
    this.nextBatchId = record.nextBatchId
    this.changes++
    this.shareLoad()
    return task
  }

  /** Brings up to date what follows from the consumers and their answers: states of epochs, due syncs. */
  refresh(now: number): void {
    for (const task of this.all()) if (task.refresh(this.consumers.revision, now)) this.changes++
  }

  private shareLoad(): void {
    const slots = new Map<string | null, number>()
    for (const { owners } of this.all()) {
      for (const owner of owners) slots.set(owner, (slots.get(owner) ?? 0) + 1)
    }
    for (const { id } of this.consumers.all()) {
      let targets = 0
      for (const task of this.all()) targets += task.targetCount(id)
      this.consumers.setLoad(id, slots.get(id) ?? 0, targets)
    }
  }
}
