import type { EpochCause } from '../contract/cause.ts'
import { sameList } from '../planner/diff.ts'
import type { Consumers } from './consumers.ts'
import type { Holds } from './holds.ts'
import { isNews, type MemberEvent, memberCauses } from './member-events.ts'
import type { Task } from './task.ts'
import type { Tasks } from './tasks.ts'

/** Before another attempt at an epoch that could not be written, ms. */
const RETRY_DELAY_MS = 5000

/** An automatic epoch that is due, and why (LV-3). */
export interface DueSync {
  readonly taskId: number
  readonly causes: readonly EpochCause[]
}

/** `[LV-3]` Which tasks need an epoch because the members changed, once that has settled and nothing holds them (MW-2, BR-1). */
export class DueSyncs {
  private readonly consumers: Consumers
  private readonly tasks: Tasks
  private readonly holds: Holds
  private retryAt = Infinity
  /** What has settled and waits for the end of a hold, by consumer. */
  private readonly waiting = new Map<string, MemberEvent>()
  /** Of the holds, as they were at the last look. */
  private revision: string

  constructor(consumers: Consumers, tasks: Tasks, holds: Holds) {
    this.consumers = consumers
    this.tasks = tasks
    this.holds = holds
    this.revision = holds.revision
  }

  /** Of how many consumers something waits. */
  get size(): number {
    return this.waiting.size
  }

  /** Each once. Those without auto-sync wait for an operator (EP-8). */
  drain(now: number): DueSync[] {
    const settled = this.consumers.drainMemberEvents(now)
    const isOtherwiseHeld = this.holds.revision !== this.revision && !this.consumers.isUnsettled
    if (settled.length === 0 && now < this.retryAt && !isOtherwiseHeld) return []
    if (isOtherwiseHeld) this.revision = this.holds.revision
    this.retryAt = Infinity
    for (const event of settled) {
      this.waiting.delete(event.consumer_id)
      this.waiting.set(event.consumer_id, event)
    }
    const events = [...this.waiting.values()]
    const stillWaiting = new Set<MemberEvent>()
    const due: DueSync[] = []
    for (const task of this.tasks.all()) {
      if (!task.isSyncDue || !task.isAutoSync) continue
      const members = this.holds.membersByItself(task)
      const isDue = !sameList(members, task.members)
      const isAll = members === task.planned
      // An epoch for another reason may have counted with some of them already.
      const news = events.filter((event) => isNews(event, new Set(task.members)))
      const causing = isAll ? news : news.filter(({ consumer_id: id }) => isChanged(id, members, task))
      if (isDue) due.push({ taskId: task.id, causes: this.causesOf(task, members, causing, isOtherwiseHeld, now) })
      if (!isAll) for (const event of news) if (!isDue || !causing.includes(event)) stillWaiting.add(event)
    }
    for (const event of events) if (!stillWaiting.has(event)) this.waiting.delete(event.consumer_id)
    return due
  }

  /** One of them could not be written: they are due again in a while. */
  retry(now: number): void {
    this.retryAt = now + RETRY_DELAY_MS
  }

  /** The clock was set by so many ms. */
  shift(by: number): void {
    this.retryAt += by
  }

  private causesOf(
    task: Task,
    members: readonly string[],
    events: readonly MemberEvent[],
    hasWaited: boolean,
    now: number,
  ): readonly EpochCause[] {
    const causes = memberCauses(events)
    if (causes.length > 0) return causes
    // Of what waited for an operator, or over a restart, it is said what it looks like now.
    const looks = hasWaited ? memberCauses(this.consumers.memberNews(task.members, members, false, now)) : []
    return looks.length > 0 ? looks : [{ kind: 'members', change: 'changed' }]
  }
}

/** Whether an epoch with these members is what the change of a consumer leads to. */
function isChanged(id: string, members: readonly string[], task: Task): boolean {
  return members.includes(id) !== task.members.includes(id)
}
