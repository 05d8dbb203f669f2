import type { BatchStatus } from '../../../contract/resources/batch.ts'
import type { TargetReport } from '../../../contract/resources/target.ts'
import { type Assignment, locate } from '../../../planner/assignment.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { slotOf } from '../../../planner/hash.ts'
import { canonical } from '../../../planner/identity.ts'
import type { ConsumerSayings } from '../../../engine/target-sayings.ts'
import type { ReportCounts } from '../port.ts'
import type { TaskReports } from './target-pages.ts'

interface Kept extends TargetReport {
  readonly taskId: number
  /** Its canonical form. */
  readonly key: string
  readonly target: string
  readonly consumer: string
  batch: number
}

/**
 * `[WS-27]` The newest report about each target, for as long as the target stays with the consumer that said it. Where
 * there are more than there is room for, errors stay, and of all others the newest.
 */
export class TargetReports {
  private limit = 0
  private readonly tasks = new Map<number, Map<string, Kept>>()
  /** Those in error and all others, the oldest first. */
  private readonly failed = new Set<Kept>()
  private readonly others = new Set<Kept>()
  private readonly inError = new Map<number, number>()
  private readonly kept: Record<BatchStatus, number> = { pending: 0, running: 0, completed: 0, error: 0 }
  private changed = new Set<number>()
  private leftOut = 0

  /**
   * What came, of targets of these tasks; that of others is only counted.
   * @param limit how many are remembered
   */
  take(assignments: ReadonlyMap<number, Assignment>, sayings: readonly ConsumerSayings[], limit: number): ReportCounts {
    this.limit = limit
    let strange = 0
    for (const { consumer_id: consumer, reports } of sayings) {
      for (const report of reports) {
        let isKnown = false
        for (const [taskId, assignment] of assignments) {
          const key = canonical(assignment.identity, report.target)
          // Most others are told apart by that alone.
          if (assignment.owners[slotOf(key)] !== consumer) continue
          const placed = locate(assignment, report.target)
          if (!placed) continue
          isKnown = true
          const { target, batch_id: batch } = placed
          const { status, message, value = null, at } = report
          this.put({ taskId, key, target, consumer, batch, status, message: message ?? '', value, at })
        }
        if (!isKnown) strange++
      }
    }
    return this.counts(strange)
  }

  /** An epoch follows: what left its consumer is forgotten. */
  follow(taskId: number, before: Assignment, after: Assignment, { removed, moved, slots }: PlanDelta): void {
    const reports = this.tasks.get(taskId)
    if (!reports) return
    // What is placed anew is put behind all others: only those that were there are gone through.
    const all = Array.from(reports.values())
    if (before.identity !== after.identity) {
      for (const kept of all) this.place(after, kept)
      return
    }
    const at = (target: string) => reports.get(canonical(after.identity, target))
    for (const [target] of removed) this.drop(at(target))
    for (const [target] of moved) this.place(after, at(target))
    if (slots.length === 0) return
    const handed = new Set(slots.map(([slot]) => slot))
    for (const kept of all) if (handed.has(slotOf(kept.key))) this.place(after, kept)
  }

  forgetTask(taskId: number): void {
    for (const kept of Array.from(this.tasks.get(taskId)?.values() ?? [])) this.drop(kept)
  }

  /** Of the targets of a task. */
  of(taskId: number, { identity }: Assignment): TaskReports {
    const reports = this.tasks.get(taskId)
    return {
      of(target) {
        const kept = reports?.get(canonical(identity, target))
        if (!kept) return null
        const { status, message, value, at } = kept
        return { status, message, value, at }
      },
      with: (status) => [...(reports?.values() ?? [])].flatMap((kept) => (kept.status === status ? kept.target : [])),
    }
  }

  private put(report: Kept): void {
    const { taskId, key, status } = report
    this.drop(this.tasks.get(taskId)?.get(key))
    if (this.failed.size + this.others.size >= this.limit) {
      this.leftOut++
      const [oldest] = this.others
      const goes = oldest ?? (status === 'error' ? this.failed.values().next().value : undefined)
      if (!goes) return
      this.drop(goes)
    }
    const reports = this.tasks.get(taskId) ?? new Map<string, Kept>()
    this.tasks.set(taskId, reports)
    reports.set(key, report)
    this.groupOf(report).add(report)
    this.count(report, 1)
  }

  private drop(kept: Kept | undefined): void {
    if (!kept) return
    const reports = this.tasks.get(kept.taskId)
    reports?.delete(kept.key)
    if (reports?.size === 0) this.tasks.delete(kept.taskId)
    this.groupOf(kept).delete(kept)
    this.count(kept, -1)
  }

  /** It may be in another batch, and be another one's or nobody's. */
  private place(assignment: Assignment, kept: Kept | undefined): void {
    if (!kept) return
    this.drop(kept)
    const placed = locate(assignment, kept.target)
    if (!placed || assignment.batches.get(placed.batch_id)?.consumer_id !== kept.consumer) return
    const { target, batch_id: batch } = placed
    this.put({ ...kept, key: canonical(assignment.identity, target), target, batch })
  }

  private groupOf({ status }: Kept): Set<Kept> {
    return status === 'error' ? this.failed : this.others
  }

  private count({ status, batch }: Kept, by: 1 | -1): void {
    this.kept[status] += by
    if (status !== 'error') return
    const count = (this.inError.get(batch) ?? 0) + by
    if (count === 0) this.inError.delete(batch)
    else this.inError.set(batch, count)
    this.changed.add(batch)
  }

  private counts(strange: number): ReportCounts {
    const inError = Array.from(this.changed, (batch) => [batch, this.inError.get(batch) ?? 0] as const)
    const leftOut = this.leftOut
    this.changed = new Set()
    this.leftOut = 0
    return { in_error: inError, kept: { ...this.kept }, strange, left_out: leftOut }
  }
}
