import type { ConsoleFrame, SnapshotFrame } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import { applyChanges, type FleetData, fromSnapshot, toSnapshot } from './fleet-data.ts'

/** The fleet as the frames of a feed tell it: a snapshot, and then every change after it, each once. */
export class FleetMirror {
  /** Null before the first snapshot. */
  data: FleetData | null = null
  private feed: string | null = null
  private seq = -1

  /** Up to where everything is known; null before the first snapshot, and where the monitor does not name its feed. */
  get place(): FeedPlace | null {
    return this.feed === null ? null : { feed: this.feed, seq: this.seq }
  }

  /** @returns `known` where the frame is no news, `gap` where one before it was missed; it changes nothing then */
  accept(frame: ConsoleFrame): 'applied' | 'known' | 'gap' {
    if (frame.type === 'changes') {
      if (this.data === null || frame.seq > this.seq + 1) return 'gap'
      // The monitor was started again, and the snapshot with which it began did not arrive.
      if (frame.feed !== undefined && frame.feed !== this.feed) return 'gap'
      if (frame.seq <= this.seq) return 'known'
      this.data = applyChanges(this.data, frame.changes)
    } else {
      const { feed = null } = frame
      if (feed !== null && feed === this.feed && frame.seq <= this.seq) return 'known'
      this.feed = feed
      this.data = fromSnapshot(frame.snapshot)
    }
    this.seq = frame.seq
    return 'applied'
  }

  /** All of it, for whoever comes later; null before the first snapshot. @param now by the monitor's clock, ms */
  snapshot(now: number): SnapshotFrame | null {
    if (this.data === null) return null
    const { feed, seq } = this
    return { type: 'snapshot', ...(feed !== null && { feed }), seq, now, snapshot: toSnapshot(this.data) }
  }
}
