import { type Changes, progressTuple } from '../../../contract/feed.ts'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { EpochResource, RolloutResource } from '../../../contract/resources/epoch.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import type { SlotMap } from '../../../contract/slot-history.ts'
import type { Decision } from '../../../engine/decision.ts'
import { MAX_RECENT_EPOCHS, type StoredState } from '../../../engine/records.ts'
import { type Assignment, emptyAssignment, outlineChange } from '../../../planner/assignment.ts'
import { assignmentAfter } from '../planning/epoch-entry.ts'
import type { StoredSource } from '../../sources/source-state.ts'
import type { StoredRecord, StoredToken, TokenUse } from '../port.ts'
import type { EpochChange, EpochEntry, Store } from '../store.ts'
import type { KeptEpoch, KeptTask, SharedMemory } from './shared-memory.ts'

/** A store that is gone with its process: epochs as they were committed, and what they make of each other. */
export class MemoryStore implements Store {
  private readonly memory: SharedMemory
  private readonly keptEpochs: number

  constructor(memory: SharedMemory, keptEpochs: number) {
    this.memory = memory
    this.keptEpochs = keptEpochs
  }

  /** Every assignment is made anew of what was written down. */
  load(): { state: StoredState; assignments: Map<number, Assignment> } {
    const { tasks, consumers, progress, unplanned, nextBatchId, nextTaskId } = this.memory
    const inOrder = [...tasks.values()].toSorted((a, b) => a.task.task_id - b.task.task_id)
    const assignments = new Map<number, Assignment>()
    for (const { task, base, epochs } of inOrder) {
      const present = epochs.reduce((before, { entry }) => assignmentAfter(before, entry), base)
      // Another identity that changes no target is there without an epoch.
      assignments.set(task.task_id, { ...present, identity: task.identity })
    }
    const state = {
      tasks: inOrder.map(({ task }) => ({
        task,
        outline: outlineChange(emptyAssignment, assignments.get(task.task_id)!),
        epochs: this.epochs(task.task_id, Infinity, MAX_RECENT_EPOCHS),
        rollout: this.rollout(task.task_id, task.epoch),
      })),
      consumers: [...consumers.values()],
      progress: [...progress.values()],
      unplanned: [...unplanned.values()],
      nextBatchId,
      nextTaskId,
    }
    return { state, assignments }
  }

  createTask(task: TaskResource): void {
    const { memory } = this
    memory.tasks.set(task.task_id, { task, base: emptyAssignment, assignment: emptyAssignment, epochs: [] })
    memory.nextTaskId = Math.max(memory.nextTaskId, task.task_id + 1)
    memory.tellOthers(this, { kind: 'task', task })
  }

  changeTask(task: TaskResource): void {
    this.task(task.task_id).task = task
    this.memory.tellOthers(this, { kind: 'task', task })
  }

  deleteTask(taskId: number): void {
    const { tasks, progress, sources } = this.memory
    sources.delete(taskId)
    const kept = tasks.get(taskId)
    if (!kept) return
    for (const id of kept.assignment.batches.ids()) progress.delete(id)
    tasks.delete(taskId)
    this.memory.tellOthers(this, { kind: 'task_gone', taskId })
  }

  commit(entry: EpochEntry, before: Assignment): void {
    const { memory, keptEpochs } = this
    const { record, delta } = entry
    const { task } = record
    if (!memory.tasks.has(task.task_id)) this.createTask({ ...task, epoch: 0, targets: 0, batches: 0 })
    const kept = this.task(record.task.task_id)
    const { epochs } = kept
    if (record.epoch.epoch !== (epochs.at(-1)?.epoch.epoch ?? 0) + 1) throw new Error('nothing was changed')
    kept.assignment = assignmentAfter(before, entry)
    kept.task = record.task
    const rollout = new Map(record.rollout.map((told) => [told.consumer_id, told]))
    epochs.push({ entry, epoch: record.epoch, rollout })
    const firstKept = Math.min(record.epoch.epoch - keptEpochs + 1, record.undoable ?? Infinity)
    while (epochs[0]!.epoch.epoch < firstKept) kept.base = assignmentAfter(kept.base, epochs.shift()!.entry)
    // Whoever takes a batch over starts it anew.
    for (const [id] of [...delta.closed, ...delta.handed]) memory.progress.delete(id)
    memory.nextBatchId = Math.max(memory.nextBatchId, record.nextBatchId)
    memory.tellOthers(this, { kind: 'epoch', entry })
  }

  decide(decision: Decision): void {
    this.save(decision)
  }

  save(changes: Changes): void {
    const { consumers, progress, unplanned } = this.memory
    for (const id of changes.consumers_gone ?? []) consumers.delete(id)
    for (const id of changes.batches_gone ?? []) progress.delete(id)
    for (const gone of changes.unplanned_gone ?? []) unplanned.delete(keyOf(gone))
    for (const consumer of changes.consumers ?? []) consumers.set(consumer.consumer_id, consumer)
    for (const batch of changes.batches ?? []) {
      if (!batch.planned) unplanned.set(keyOf(batch), batch)
      else if (batch.updated_at === null) progress.delete(batch.batch_id)
      else if (this.isPlanned(batch.batch_id)) progress.set(batch.batch_id, progressTuple(batch))
    }
    for (const tuple of changes.progress ?? []) if (this.isPlanned(tuple[0])) progress.set(tuple[0], tuple)
    for (const epoch of changes.epochs ?? []) {
      const kept = this.epoch(epoch.task_id, epoch.epoch)
      if (kept) kept.epoch = epoch
    }
    for (const told of changes.rollouts ?? []) {
      this.epoch(told.task_id, told.epoch)?.rollout.set(told.consumer_id, told)
    }
  }

  epochs(taskId: number, before: number, limit: number): EpochResource[] {
    const kept = this.memory.tasks.get(taskId)?.epochs ?? []
    const wanted = kept.map(({ epoch }) => epoch).filter(({ epoch }) => epoch < before)
    return wanted.toReversed().slice(0, limit)
  }

  rollout(taskId: number, epoch: number): RolloutResource[] {
    const told = [...(this.epoch(taskId, epoch)?.rollout.values() ?? [])]
    return told.toSorted((a, b) => (a.consumer_id < b.consumer_id ? -1 : 1))
  }

  oldestEpoch(taskId: number): number | null {
    return this.memory.tasks.get(taskId)?.epochs[0]?.epoch.epoch ?? null
  }

  oldestSlotMap(taskId: number): number | null {
    return this.oldestEpoch(taskId)
  }

  change(taskId: number, epoch: number): EpochChange | null {
    return this.epoch(taskId, epoch)?.entry ?? null
  }

  slotMaps(taskId: number, from: number, to: number): SlotMap[] {
    const kept = this.memory.tasks.get(taskId)?.epochs ?? []
    return kept.flatMap(({ epoch: { epoch }, entry: { outline } }) =>
      epoch >= from && epoch <= to ? [{ owners: outline.owners, targets: outline.slotTargets }] : [],
    )
  }

  tokens(): StoredToken[] {
    return [...this.memory.tokens.values()]
  }

  putToken(token: StoredToken): void {
    this.memory.tokens.set(token.name, token)
  }

  deleteToken(name: string): void {
    this.memory.tokens.delete(name)
  }

  saveTokenUse(used: readonly TokenUse[]): void {
    const { tokens } = this.memory
    for (const { name, last_used_at, last_used_from } of used) {
      const token = tokens.get(name)
      if (token) tokens.set(name, { ...token, last_used_at, last_used_from })
    }
  }

  sources(): StoredSource[] {
    return [...this.memory.sources.values()]
  }

  putSource(source: StoredSource): void {
    this.memory.sources.set(source.task_id, source)
  }

  saveSource(source: StoredSource): void {
    if (this.memory.sources.has(source.task_id)) this.putSource(source)
  }

  deleteSource(taskId: number): void {
    this.memory.sources.delete(taskId)
  }

  records(): StoredRecord[] {
    return this.memory.records.toSorted((a, b) => (keyOfRecord(a) < keyOfRecord(b) ? -1 : 1))
  }

  putRecord(record: StoredRecord): void {
    this.deleteRecord(record.kind, record.name)
    this.memory.records.push(record)
  }

  deleteRecord(kind: string, name: string): void {
    this.memory.records = this.memory.records.filter((record) => record.kind !== kind || record.name !== name)
  }

  close(): void {}

  private task(taskId: number): KeptTask {
    const kept = this.memory.tasks.get(taskId)
    if (!kept) throw new Error(`There is no task ${taskId}.`)
    return kept
  }

  private epoch(taskId: number, epoch: number): KeptEpoch | undefined {
    return this.memory.tasks.get(taskId)?.epochs.find((kept) => kept.epoch.epoch === epoch)
  }

  private isPlanned(batchId: number): boolean {
    return [...this.memory.tasks.values()].some(({ assignment }) => assignment.batches.has(batchId))
  }
}

function keyOfRecord({ kind, name }: StoredRecord): string {
  return `${kind} ${name}`
}

function keyOf({ consumer_id, batch_id }: Pick<BatchResource, 'consumer_id' | 'batch_id'>): string {
  return `${consumer_id} ${batch_id}`
}
