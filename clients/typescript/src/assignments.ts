import { type Assignment, isChange } from './assignment.ts'
import { Backoff } from './backoff.ts'
import type { BatchLoader, Load } from './batch-loader.ts'
import type { Clock } from './clock.ts'
import { errorOf } from './errors.ts'
import type { RegisteredFrame, ReloadFrame } from './protocol.ts'
import type { Session } from './session.ts'

/** The batches of an epoch that is known are not asked for again within this time. */
const FRESH_MS = 300_000

interface Order {
  /** The newest epoch that the monitor has named. */
  told: number
  /** Epochs of reloads that are to be answered. */
  asked: Set<number>
}

/** Who is told of what becomes of the batches. */
export interface AssignmentOwner {
  assigned(assignment: Assignment): void
  /** All of a task is loaded: the monitor is to be told. */
  settled(): void
  failed(error: Error): void
}

/** `[CL-6]` Keeps the batches of a session as the monitor has them: loads what changed, and answers reloads. */
export class Assignments {
  private readonly session: Session
  private readonly loader: BatchLoader
  private readonly clock: Clock
  private readonly random: () => number
  private readonly owner: AssignmentOwner
  private readonly loadedAt = new Map<number, number>()
  private readonly orders = new Map<number, Order>()
  private readonly running = new Set<number>()
  private readonly retries = new Set<() => void>()
  private isClosed = false

  constructor(
    parts: { session: Session; loader: BatchLoader; clock: Clock; random: () => number },
    owner: AssignmentOwner,
  ) {
    this.session = parts.session
    this.loader = parts.loader
    this.clock = parts.clock
    this.random = parts.random
    this.owner = owner
  }

  registered({ tasks = [] }: RegisteredFrame): void {
    const named = new Set(tasks.map((task) => task.task_id))
    for (const taskId of this.session.taskIds) if (!named.has(taskId)) this.forget(taskId)
    for (const { task_id: taskId, epoch } of tasks) if (!this.isKnown(taskId, epoch)) this.order(taskId, epoch)
  }

  reload({ task_id: taskId, epoch }: ReloadFrame): void {
    if (Number.isInteger(taskId) && Number.isInteger(epoch)) this.order(taskId, epoch, epoch)
  }

  /** Nothing is loaded any more. */
  close(): void {
    this.isClosed = true
    for (const cancel of this.retries) cancel()
    this.retries.clear()
  }

  private isKnown(taskId: number, epoch: number): boolean {
    const loadedAt = this.loadedAt.get(taskId)
    const isFresh = loadedAt !== undefined && this.clock.monotonic() - loadedAt < FRESH_MS
    return isFresh && this.session.epochOf(taskId) === epoch
  }

  /** What comes while a task is being loaded is answered by one more load. */
  private order(taskId: number, told: number, ...asked: number[]): void {
    this.put(taskId, told, ...asked)
    if (!this.running.has(taskId)) void this.work(taskId, new Backoff(this.random))
  }

  private async work(taskId: number, backoff: Backoff): Promise<void> {
    this.running.add(taskId)
    const order = this.orders.get(taskId) ?? { told: 0, asked: new Set<number>() }
    this.orders.delete(taskId)
    let load: Load | null
    try {
      load = await this.loader.load(taskId, order.told)
    } catch (error) {
      if (this.isClosed) return
      this.owner.failed(errorOf(error))
      this.put(taskId, order.told, ...order.asked)
      this.retries.add(this.retryIn(backoff.next(), () => void this.work(taskId, backoff)))
      return
    }
    if (this.isClosed) return
    if (load) this.take(taskId, load, order.asked)
    else this.forget(taskId)
    if (this.orders.has(taskId)) return this.work(taskId, new Backoff(this.random))
    this.running.delete(taskId)
  }

  private put(taskId: number, told: number, ...asked: number[]): void {
    const order = this.orders.get(taskId) ?? { told, asked: new Set() }
    order.told = Math.max(order.told, told)
    for (const epoch of asked) order.asked.add(epoch)
    this.orders.set(taskId, order)
  }

  private retryIn(ms: number, action: () => void): () => void {
    const cancel = this.clock.after(ms, () => {
      this.retries.delete(cancel)
      action()
    })
    return cancel
  }

  private take(taskId: number, { epoch, batches }: Load, asked: ReadonlySet<number>): void {
    const assignment = this.session.load(taskId, epoch, batches)
    this.loadedAt.set(taskId, this.clock.monotonic())
    const action = isChange(assignment) ? 'reloading' : 'skipping'
    for (const each of asked) this.session.acknowledge(taskId, each, epoch, action)
    this.owner.assigned(assignment)
    this.owner.settled()
  }

  private forget(taskId: number): void {
    this.loadedAt.delete(taskId)
    const assignment = this.session.forget(taskId)
    if (assignment) this.owner.assigned(assignment)
  }
}
