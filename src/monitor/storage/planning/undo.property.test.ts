import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { sendImport } from '../../../../tests/integration/sent-import.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { MemoryStore } from '../memory/memory-store.ts'
import { SharedMemory } from '../memory/shared-memory.ts'
import type { EditRequest } from '../port.ts'
import { Planning } from './planning.ts'

const name = fc.constantFrom(...Array.from({ length: 40 }, (_, n) => `t${n}`))
const item = fc.oneof(name, fc.record({ target: name, priority: fc.constantFrom('urgent', 'high', 'medium', 'low') }))
const items = fc.array(item, { maxLength: 40 })
const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
const edits = fc.oneof(
  fc.record({ as: fc.constantFrom('replace' as const, 'add' as const, 'remove' as const), body: items }),
  fc.record({ as: fc.constant(null), body: fc.record({ add: items, remove: fc.array(name, { maxLength: 30 }) }) }),
)

/** A task with a history, over a store in memory. */
class Book {
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

  publish(edit: EditRequest, by: string[]): void {
    const { task, nextBatchId } = this
    const request = { edit, members: by, nextBatchId, options: optionsOf(task), rebalance: false }
    const { plan, report } = this.planning.prepare(1, request)
    const record = nextRecord(task, report)
    this.planning.commit(plan, record, task.epoch)
    this.task = record.task
    this.nextBatchId = record.nextBatchId
  }

  get epoch(): number {
    return this.task.epoch
  }

  /** The whole target set with its priorities. */
  content(): string {
    return Buffer.from(this.planning.targets(1, 'csv')).toString()
  }
}

describe('[EP-12] undo, for any history', () => {
  it('gives targets and priorities back as they were before the change, whatever members did since', () => {
    fc.assert(
      fc.property(
        fc.array(edits, { maxLength: 3 }),
        edits,
        members,
        fc.array(members, { maxLength: 2 }),
        (past, last, by, since) => {
          const book = new Book()
          for (const one of past) book.edit(one, by)
          const before = book.content()
          book.edit(last, by)
          const changed = book.content()
          const undone = book.epoch
          for (const others of since) book.publish({ kind: 'keep' }, others)
          book.publish({ kind: 'epoch', epoch: undone - 1 }, since.at(-1) ?? by)
          expect(book.content()).toBe(before)
          // Undone once more it is as it was after the change.
          book.publish({ kind: 'epoch', epoch: book.epoch - 1 }, by)
          expect(book.content()).toBe(changed)
        },
      ),
      { numRuns: 60 },
    )
  })
})
