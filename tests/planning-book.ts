import fc from 'fast-check'
import type { TaskChange, TaskResource } from '../src/contract/resources/task.ts'
import { MemoryStore } from '../src/monitor/storage/memory/memory-store.ts'
import { SharedMemory } from '../src/monitor/storage/memory/shared-memory.ts'
import { Planning } from '../src/monitor/storage/planning/planning.ts'
import type { EditRequest } from '../src/monitor/storage/port.ts'
import { sendImport } from './integration/sent-import.ts'
import { newTask, nextRecord, optionsOf } from './integration/stored-task.ts'

const name = fc.constantFrom(...Array.from({ length: 40 }, (_, n) => `t${n}`))
const item = fc.oneof(
  name,
  fc.record(
    {
      target: name,
      priority: fc.constantFrom('urgent', 'high', 'medium', 'low'),
      label: fc.constantFrom('one', 'another'),
    },
    { requiredKeys: ['target'] },
  ),
)
const items = fc.array(item, { maxLength: 40 })
export const anyMembers = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
/** Of a list the way it is meant; null where it says itself what it adds and removes. */
export const anySentEdit = fc.oneof(
  fc.record({ as: fc.constantFrom('replace' as const, 'add' as const, 'remove' as const), body: items }),
  fc.record({ as: fc.constant(null), body: fc.record({ add: items, remove: fc.array(name, { maxLength: 30 }) }) }),
)

/** A task with a history, over a store in memory. */
export class PlanningBook {
  readonly planning = new Planning(new MemoryStore(new SharedMemory(), Infinity))
  private task: TaskResource = newTask(1)
  private nextBatchId = 1

  constructor() {
    this.planning.createTask(this.task)
  }

  edit(one: { readonly as: 'replace' | 'add' | 'remove' | null; readonly body: unknown }, by: string[]): void {
    const sent = sendImport(this.planning, one.body, one.as === null ? { edit: 'change' } : {})
    this.publish(one.as === null ? sent : { ...sent, as: one.as }, by)
    this.planning.discardList(sent.importId)
  }

  /** @param change options it is planned with from then on */
  publish(edit: EditRequest, by: string[], change: TaskChange = {}): void {
    const { nextBatchId } = this
    const task = { ...this.task, ...change }
    const request = { edit, members: by, nextBatchId, options: optionsOf(task), rebalance: false }
    const { plan, report } = this.planning.prepare(1, request)
    const record = nextRecord(task, report)
    this.planning.commit(plan, record, task.epoch)
    this.task = record.task
    this.nextBatchId = record.nextBatchId
  }

  /** Who watches each target. */
  owners(): Map<string, string | null> {
    const ids = Array.from({ length: this.nextBatchId }, (_, id) => id)
    const { batches } = this.planning.batches(1, ids)
    return new Map(
      batches.flatMap(({ targets, consumer_id }) => targets.map((target) => [target, consumer_id] as const)),
    )
  }

  get epoch(): number {
    return this.task.epoch
  }

  /** The whole target set with all that is said of it. */
  async content(): Promise<string> {
    return Buffer.from(await this.planning.targets(1, 'csv')).toString()
  }
}
