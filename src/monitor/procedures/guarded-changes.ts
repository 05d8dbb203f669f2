import { BatchdeckError, sentenceOf } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { AlertResource } from '../../contract/resources/alert.ts'
import type { PlanPreview } from '../../contract/resources/plan.ts'
import { momentOf, momentText } from '../watch/moment-text.ts'

/** After so long without another one nobody asks for it any more, ms. */
const KEPT_FOR_MS = 24 * 3_600_000

interface Guarded {
  at: number
  readonly removed: number
  readonly of: number
}

interface Parts {
  readonly hasTask: (taskId: number) => boolean
  readonly now: () => number
  /** Those in force before a restart (AL-1). */
  readonly open: readonly AlertResource[]
}

/**
 * `[AL-8]` Changes that came over HTTP and would have removed so much that they have to be confirmed, and were not: whoever
 * sends a list every night does not look at the answer. Of each task the last one.
 */
export class GuardedChanges {
  private readonly parts: Parts
  private readonly waiting = new Map<number, Guarded>()

  constructor(parts: Parts) {
    this.parts = parts
    for (const { kind, task_id: taskId, count: removed, of, since, values = {} } of parts.open) {
      if (kind !== 'guarded_change' || taskId === undefined || removed === undefined || of === undefined) continue
      this.waiting.set(taskId, { at: momentOf(values['at']) ?? since, removed, of })
    }
  }

  /** A change of a task was refused. @param error whatever it was refused with */
  note(taskId: number, error: unknown): void {
    if (!(error instanceof BatchdeckError) || error.code !== 'GUARDED') return
    const { guard = null } = (error.detail ?? {}) as Partial<PlanPreview>
    if (guard) this.waiting.set(taskId, { at: this.parts.now(), removed: guard.removed, of: guard.of })
  }

  /** A change of the targets of a task was accepted, whoever made it. */
  settle(taskId: number): void {
    this.waiting.delete(taskId)
  }

  alerts(): Omit<AlertResource, 'since'>[] {
    const { hasTask, now } = this.parts
    for (const [taskId, { at }] of this.waiting) {
      if (!hasTask(taskId) || now() - at >= KEPT_FOR_MS) this.waiting.delete(taskId)
    }
    return Array.from(this.waiting, ([task_id, { at, removed, of }]) => ({
      alert_id: `guarded_change:${task_id}`,
      kind: 'guarded_change',
      task_id,
      count: removed,
      of,
      ...sentenceOf(refusal('change_unconfirmed', { at: momentText(at), removed, of })),
    }))
  }

  /** `[LV-7]` The clock was set by so many ms. */
  shift(by: number): void {
    for (const guarded of this.waiting.values()) guarded.at += by
  }
}
