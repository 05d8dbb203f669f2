import type { BatchBoard } from './batch-board.ts'
import type { BatchResource } from '../contract/resources/batch.ts'
import type { Fleet } from './fleet.ts'

/** All batches are looked at this often, ms. */
const SCAN_INTERVAL = 1000

/** A running batch as it was when it last made progress. */
interface Mark {
  readonly consumer_id: string
  readonly progress: number
  readonly since: number
}

/**
 * `[LV-4]` Finds consumers that are heard and get nowhere: they have running batches, and none of these has changed for
 * long. It compares what the batches say from time to time, so it costs a frame nothing.
 */
export class StuckWatch {
  private readonly stuckAfter: number
  /** Planned batches by their id, for an epoch replaces their views; unplanned ones by themselves. */
  private marks = new Map<number | BatchResource, Mark>()
  private scannedAt = -Infinity

  /** @param stuckAfter ms */
  constructor(stuckAfter: number) {
    this.stuckAfter = stuckAfter
  }

  tick(fleet: Fleet, board: BatchBoard, now: number): void {
    if (now - this.scannedAt < SCAN_INTERVAL) return
    this.scannedAt = now
    const progressedAt = this.scan(board.all(), now)
    for (const { consumer_id, state } of fleet.views()) {
      const since = progressedAt.get(consumer_id) ?? now
      fleet.setStuck(consumer_id, state === 'online' && now - since >= this.stuckAfter ? since : null)
    }
  }

  /** @returns for each consumer with running batches, when one of these last made progress */
  private scan(batches: Iterable<BatchResource>, now: number): ReadonlyMap<string, number> {
    const marks = new Map<number | BatchResource, Mark>()
    const progressedAt = new Map<string, number>()
    for (const view of batches) {
      const { consumer_id, status, progress, batch_id, stale } = view
      // What it says of a batch that it has lost stays as it is (WS-16).
      if (status !== 'running' || consumer_id === null || stale) continue
      const key = view.planned ? batch_id : view
      const before = this.marks.get(key)
      const isSame = before?.consumer_id === consumer_id && before.progress === progress
      const mark = isSame ? before : { consumer_id, progress, since: now }
      marks.set(key, mark)
      progressedAt.set(consumer_id, Math.max(mark.since, progressedAt.get(consumer_id) ?? mark.since))
    }
    this.marks = marks
    return progressedAt
  }
}
