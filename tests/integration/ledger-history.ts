import type { EditRequest } from '../../src/monitor/storage/edit-request.ts'
import { Ledger, type PlanRequest } from '../../src/monitor/storage/ledger.ts'
import { openStore } from '../../src/monitor/storage/store.ts'
import type { EpochDiff } from '../../src/contract/resources/epoch.ts'
import type { Priority } from '../../src/planner/priority.ts'
import { sendImport } from './sent-import.ts'
import { newTask, nextRecord, optionsOf } from './stored-task.ts'

/** All of every list. */
export const whole = { start: 0, limit: 100_000 }
/** A ledger on a real file with one task, and how to make its next epoch. */
export class LedgerHistory {
  readonly file: string
  ledger: Ledger
  task = newTask(1)
  members: readonly string[] = ['a', 'b']
  nextBatchId = 1
  private keptEpochs: number | undefined

  constructor(file: string, keptEpochs?: number) {
    this.file = file
    this.keptEpochs = keptEpochs
    this.ledger = new Ledger(openStore(file, keptEpochs))
    this.ledger.createTask(this.task)
  }

  reopen(keptEpochs = this.keptEpochs): void {
    this.ledger.close()
    this.keptEpochs = keptEpochs
    this.ledger = new Ledger(openStore(this.file, keptEpochs))
  }

  /** A whole list in place of the present one. */
  replace(items: readonly unknown[]): EditRequest {
    return sendImport(this.ledger, items)
  }

  request(edit: EditRequest): PlanRequest {
    const { members, nextBatchId } = this
    return { edit, members, nextBatchId, options: optionsOf(this.task), rebalance: false }
  }

  /** @returns whether there was anything to publish */
  publish(edit: EditRequest): boolean {
    const report = this.ledger.prepare(1, this.request(edit))
    if (!report.changed) return false
    const record = nextRecord(this.task, report)
    this.ledger.publish(record)
    this.task = record.task
    this.nextBatchId = record.nextBatchId
    return true
  }

  targets(): Map<string, Priority> {
    const { targets } = JSON.parse(Buffer.from(this.ledger.targets(1, 'json')).toString()) as {
      targets: (string | { target: string; priority: Priority })[]
    }
    return new Map(targets.map((item) => (typeof item === 'string' ? [item, 'medium'] : [item.target, item.priority])))
  }

  diff(from: number, to: number): EpochDiff {
    return this.ledger.diff(1, from, to, whole)
  }

  keptEpochNumbers(): number[] {
    return this.ledger.epochs(1, Infinity, 100_000).map(({ epoch }) => epoch)
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
