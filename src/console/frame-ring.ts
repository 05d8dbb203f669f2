import type { Changes, ChangesFrame, ConsoleFrame } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'

/** A minute at the usual four frames a second. */
const MAX_KEPT_FRAMES = 240
/** Resources and reports in all kept frames together. Whoever missed more is better off with a snapshot. */
const MAX_KEPT_ROWS = 50_000

interface Limits {
  readonly maxFrames?: number
  readonly maxRows?: number
}

/** The last frames of a feed, for whoever has missed only a few of them. */
export class FrameRing {
  private readonly frames: { readonly frame: ChangesFrame; readonly rows: number }[] = []
  private readonly maxFrames: number
  private readonly maxRows: number
  private feed: string | null = null
  private seq = 0
  private rows = 0

  constructor({ maxFrames = MAX_KEPT_FRAMES, maxRows = MAX_KEPT_ROWS }: Limits = {}) {
    this.maxFrames = maxFrames
    this.maxRows = maxRows
  }

  /** From now on the frames after a place; all before are forgotten. @param feed null where nobody knows which one it is */
  begin(feed: string | null, seq: number): void {
    this.frames.length = 0
    this.rows = 0
    this.feed = feed
    this.seq = seq
  }

  /** The next frame of the feed. */
  push(frame: ChangesFrame): void {
    const rows = rowsOf(frame.changes)
    this.frames.push({ frame, rows })
    this.rows += rows
    this.seq = frame.seq
    while (this.frames.length > this.maxFrames || this.rows > this.maxRows) this.rows -= this.frames.shift()?.rows ?? 0
  }

  /**
   * The frames after a place: one without a change where there are none; null where they are not all known any more, or the
   * place is in another feed.
   * @param now when they are sent, ms
   */
  after({ feed, seq }: FeedPlace, now: number): ConsoleFrame[] | null {
    const missed = this.seq - seq
    if (feed !== this.feed || missed < 0 || missed > this.frames.length) return null
    if (missed === 0) return [{ type: 'changes', feed, seq, now, changes: {} }]
    return this.frames.slice(-missed).map(({ frame }) => frame)
  }
}

function rowsOf(changes: Changes): number {
  let rows = 0
  for (const list of Object.values(changes)) rows += Array.isArray(list) ? list.length : 1
  return rows
}
