import type { EpochDiff } from '../../../contract/resources/epoch.ts'
import type { SlotHistory } from '../../../contract/resources/slots.ts'
import type { PlanDelta } from '../../../planner/delta.ts'
import { diffPage } from '../history/epoch-diff.ts'
import { deltaBetween } from '../history/epoch-history.ts'
import { movedConsumers } from '../history/moved-consumers.ts'
import { slotHistory } from '../history/slot-archive.ts'
import type { DiffPage } from '../port.ts'
import type { History } from '../store.ts'
import type { PresentTargets } from './present-targets.ts'

/** `[EP-6]` `[EP-10]` Sets two epochs of a task beside each other: what is kept of all, and the targets of the newest. */
export class EpochComparison {
  private readonly history: History
  private readonly present: PresentTargets

  constructor(history: History, present: PresentTargets) {
    this.history = history
    this.present = present
  }

  diff(taskId: number, from: number, to: number, page: DiffPage): EpochDiff {
    const delta = deltaBetween(this.history, taskId, this.present.epoch(taskId), from, to)
    return { task_id: taskId, from, to, ...diffPage(delta, this.movedConsumers(taskId, delta, from, to), page) }
  }

  slots(taskId: number, from: number, to: number): SlotHistory {
    return slotHistory(this.history, taskId, this.present.epoch(taskId), from, to)
  }

  /** @returns null where what is kept does not say */
  private movedConsumers(taskId: number, delta: PlanDelta, from: number, to: number): number | null {
    const { slots, added, removed } = delta
    if (slots.length === 0) return 0
    const later = Math.max(from, to)
    const present = this.present.assignment(taskId)
    const sizes =
      later === this.present.epoch(taskId)
        ? present.slots.map(({ size }) => size)
        : this.history.slotMaps(taskId, later, later)[0]?.targets
    return sizes === undefined
      ? null
      : movedConsumers({ slots, added: from <= to ? added : removed }, sizes, present.identity)
  }
}
