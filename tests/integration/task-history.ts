import { Planning } from '../../src/monitor/storage/planning/planning.ts'
import type { EditRequest, PlanRequest } from '../../src/monitor/storage/port.ts'
import { openSqliteStore } from '../../src/monitor/storage/sqlite/sqlite-store.ts'
import type { EpochDiff } from '../../src/contract/resources/epoch.ts'
import type { Priority } from '../../src/planner/priority.ts'
import { sendImport } from './sent-import.ts'
import { newTask, nextRecord, optionsOf } from './stored-task.ts'

/** All of every list. */
export const whole = { start: 0, limit: 100_000 }
/** Plans on a real file with one task, and how to make its next epoch. */
export class TaskHistory {
  readonly file: string
  planning: Planning
  task = newTask(1)
  members: readonly string[] = ['a', 'b']
  nextBatchId = 1
  private keptEpochs: number | undefined

  constructor(file: string, keptEpochs?: number) {
    this.file = file
    this.keptEpochs = keptEpochs
    this.planning = new Planning(openSqliteStore(file, { keptEpochs }))
    this.planning.createTask(this.task)
  }

  reopen(keptEpochs = this.keptEpochs): void {
    this.planning.close()
    this.keptEpochs = keptEpochs
    this.planning = new Planning(openSqliteStore(this.file, { keptEpochs }))
  }

  /** A whole list in place of the present one. */
  replace(items: readonly unknown[]): EditRequest {
    return sendImport(this.planning, items)
  }

  request(edit: EditRequest): PlanRequest {
    const { members, nextBatchId } = this
    return { edit, members, nextBatchId, options: optionsOf(this.task), rebalance: false }
  }

  /** @returns whether there was anything to publish */
  publish(edit: EditRequest): boolean {
    const { plan, report } = this.planning.prepare(1, this.request(edit))
    if (!report.changed) return false
    const record = nextRecord(this.task, report)
    this.planning.commit(plan, record, this.task.epoch)
    this.task = record.task
    this.nextBatchId = record.nextBatchId
    return true
  }

  /** In code-unit order. */
  targets(): Map<string, Priority> {
    const batches = Array.from({ length: this.nextBatchId }, (_, id) => this.planning.batchTargets(1, id) ?? [])
    const inOrder = batches.flat().toSorted((a, b) => (a.target < b.target ? -1 : 1))
    return new Map(inOrder.map(({ target, priority }) => [target, priority]))
  }

  diff(from: number, to: number): EpochDiff {
    return this.planning.diff(1, from, to, whole)
  }

  keptEpochNumbers(): number[] {
    return this.planning.epochs(1, Infinity, 100_000).map(({ epoch }) => epoch)
  }
}

/** What a refusal says. */
export function refusal(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
