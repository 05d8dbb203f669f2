import { setImmediate as nextRound } from 'node:timers/promises'
import { refusal } from '../../../contract/refusal.ts'

/** How long the thread may be busy with what can wait before others come in between, ms. */
const SLICE_MS = 15

/** Lets others come in between where something takes long: null where it was not long yet. */
export type Breath = () => Promise<void> | null

/** Work that can wait, in slices. */
export class Breather {
  private startedAt = performance.now()
  private isOver = false

  /** @throws {BatchdeckError} `STORAGE_FAILED` where the store was closed meanwhile */
  readonly breathe: Breath = () => (performance.now() - this.startedAt < SLICE_MS ? null : this.rest())

  /** Whatever is under way is given up. */
  end(): void {
    this.isOver = true
  }

  private async rest(): Promise<void> {
    await nextRound()
    if (this.isOver) throw refusal('thread_cut_off')
    this.startedAt = performance.now()
  }
}
