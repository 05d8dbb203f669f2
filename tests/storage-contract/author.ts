import type { ListFormat } from '../../src/contract/list-format.ts'
import type { TaskResource } from '../../src/contract/resources/task.ts'
import type { EpochRecord } from '../../src/engine/records.ts'
import type { OutlineChange } from '../../src/planner/assignment.ts'
import type { EditRequest, PlanReport, PlanRequest, PreparedPlan, Storage } from '../../src/monitor/storage/port.ts'
import { newTask, nextRecord, optionsOf } from '../integration/stored-task.ts'

interface Sending {
  readonly format?: ListFormat
  readonly edit?: 'replace' | 'change'
  readonly onInvalid?: 'refuse' | 'skip'
}

export interface Published {
  readonly record: EpochRecord
  readonly report: PlanReport
  readonly outline: OutlineChange
}

/** Whoever decides about tasks: knows them as a monitor does, and goes through the port for everything. */
export class Author {
  storage: Storage
  readonly tasks = new Map<number, TaskResource>()
  members: readonly string[] = ['a', 'b']
  nextBatchId = 1
  private lastList = 0

  constructor(storage: Storage) {
    this.storage = storage
  }

  task(taskId = 1): TaskResource {
    return this.tasks.get(taskId) ?? newTask(taskId)
  }

  async create(taskId = 1, options: Partial<TaskResource> = {}): Promise<TaskResource> {
    const task = { ...newTask(taskId), ...options }
    await this.storage.createTask(task)
    this.tasks.set(taskId, task)
    return task
  }

  async change(taskId: number, options: Partial<TaskResource>): Promise<void> {
    const task = { ...this.task(taskId), ...options }
    await this.storage.changeTask(task)
    this.tasks.set(taskId, task)
  }

  async delete(taskId: number): Promise<void> {
    await this.storage.deleteTask(taskId)
    this.tasks.delete(taskId)
  }

  /** Sends a list; anything but a text is sent as JSON. */
  async send(
    body: unknown,
    { format = 'json', edit = 'replace', onInvalid = 'refuse' }: Sending = {},
  ): Promise<EditRequest & { readonly kind: 'import' }> {
    const importId = ++this.lastList
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    await this.storage.openList(importId, format, edit)
    await this.storage.receiveList(importId, Buffer.from(text))
    await this.storage.readList(importId)
    return { kind: 'import', importId, onInvalid }
  }

  request(edit: EditRequest, taskId = 1, rebalance = false): PlanRequest {
    const { members, nextBatchId } = this
    return { edit, members, nextBatchId, options: optionsOf(this.task(taskId)), rebalance }
  }

  async prepare(edit: EditRequest, taskId = 1): Promise<PreparedPlan & { readonly record: EpochRecord }> {
    const prepared = await this.storage.prepare(taskId, this.request(edit, taskId))
    return { ...prepared, record: nextRecord(this.task(taskId), prepared.report) }
  }

  /** Commits what was prepared, and takes it over. */
  async commit({ plan, report, record }: PreparedPlan & { readonly record: EpochRecord }): Promise<Published> {
    const { task, nextBatchId } = record
    const outline = await this.storage.commit(plan, record, this.task(task.task_id).epoch)
    this.tasks.set(task.task_id, task)
    this.nextBatchId = nextBatchId
    return { record, report, outline }
  }

  async publish(edit: EditRequest, taskId = 1): Promise<Published> {
    return this.commit(await this.prepare(edit, taskId))
  }

  /** A whole list in place of the present one. */
  async replace(items: readonly unknown[], taskId = 1): Promise<Published> {
    return this.publish(await this.send(items), taskId)
  }
}

/** What a promise came to, to be compared with another one. */
export async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (answer) => ({ answer }),
    (error: unknown) => {
      const { name, code, message } = error as { name: string; code?: string; message: string }
      return { refused: { name, code, message } }
    },
  )
}

/** What a promise was rejected with. */
export async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (answer) => `It was answered with ${JSON.stringify(answer)}.`,
    (error: unknown) => error,
  )
}
