import type { EpochCause } from '../contract/cause.ts'
import type { Consumers } from './consumers.ts'
import { isNews, memberCauses } from './member-events.ts'
import type { Tasks } from './tasks.ts'

/** Before another attempt at an epoch that could not be written, ms. */
const RETRY_DELAY_MS = 5000

/** An automatic epoch that is due, and why (LV-3). */
export interface DueSync {
  readonly taskId: number
  readonly causes: readonly EpochCause[]
}

/** `[LV-3]` Which tasks need an epoch because the members changed, once that has settled. */
export class DueSyncs {
  private readonly consumers: Consumers
  private readonly tasks: Tasks
  private retryAt = Infinity

  constructor(consumers: Consumers, tasks: Tasks) {
    this.consumers = consumers
    this.tasks = tasks
  }

  /** Each once. Those without auto-sync wait for an operator (EP-8). */
  drain(now: number): DueSync[] {
    const events = this.consumers.drainMemberEvents(now)
    if (events.length === 0 && now < this.retryAt) return []
    this.retryAt = Infinity
    return [...this.tasks.all()].flatMap((task): DueSync[] => {
      if (!task.isSyncDue || !task.isAutoSync) return []
      // An epoch for another reason may have counted with some of them already.
      const members = new Set(task.members)
      const causes = memberCauses(events.filter((event) => isNews(event, members)))
      return [{ taskId: task.id, causes: causes.length > 0 ? causes : [{ kind: 'members', change: 'changed' }] }]
    })
  }

  /** One of them could not be written: they are due again in a while. */
  retry(now: number): void {
    this.retryAt = now + RETRY_DELAY_MS
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.retryAt += by
  }
}
