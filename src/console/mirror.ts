import type { ConsoleFrame } from '../contract/feed.ts'
import { applyChanges, type FleetData, fromSnapshot } from './fleet-data.ts'

/** The fleet as the frames of one subscription tell it: a snapshot, and then every change after it. */
export class FleetMirror {
  /** Null before the first snapshot. */
  data: FleetData | null = null
  private seq = -1

  /** @returns the data after it; `known` where it is no news, `gap` where one before it was missed: subscribe anew then */
  take(frame: ConsoleFrame): FleetData | 'known' | 'gap' {
    if (frame.type === 'changes') {
      if (frame.seq <= this.seq) return 'known'
      if (this.data === null || frame.seq !== this.seq + 1) return 'gap'
      this.data = applyChanges(this.data, frame.changes)
    } else this.data = fromSnapshot(frame.snapshot)
    this.seq = frame.seq
    return this.data
  }
}
