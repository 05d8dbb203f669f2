import { randomUUID } from 'node:crypto'
import { FrameRing } from '../console/frame-ring.ts'
import type { Changes, ChangesFrame, ConsoleFrame, Snapshot } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'

type Listener = (frame: ConsoleFrame) => void

/** Sends every console a snapshot first and then each change, numbered without gaps. */
export class Feed {
  /** Of this run of the monitor: the numbers of another run mean something else. */
  readonly id = randomUUID()
  private readonly takeSnapshot: () => Snapshot
  private readonly now: () => number
  private readonly ring: FrameRing
  private readonly listeners = new Set<Listener>()
  private seq = 0

  /** @param takeSnapshot must include every change published so far, and no other */
  constructor(takeSnapshot: () => Snapshot, now: () => number, ring = new FrameRing()) {
    this.takeSnapshot = takeSnapshot
    this.now = now
    this.ring = ring
    ring.begin(this.id, 0)
  }

  /**
   * @param after up to where the listener knows everything: it is sent what came after that, or else a snapshot
   * @returns what ends the subscription
   */
  subscribe(listener: Listener, after: FeedPlace | null = null): () => void {
    const frames = (after && this.changesSince(after)) ?? [this.snapshot()]
    // Only now: to take the snapshot may have published changes, which are in it.
    this.listeners.add(listener)
    for (const frame of frames) listener(frame)
    return () => void this.listeners.delete(listener)
  }

  /** The frames after a place; null where that is too long ago, or in the feed of another run. */
  changesSince(place: FeedPlace): ConsoleFrame[] | null {
    return this.ring.after(place, this.now())
  }

  publish(changes: Changes): void {
    this.seq++
    const frame: ChangesFrame = { type: 'changes', feed: this.id, seq: this.seq, now: this.now(), changes }
    this.ring.push(frame)
    for (const listener of this.listeners) listener(frame)
  }

  /** Everybody begins anew from a snapshot, in place of all that was shown. */
  renew(): void {
    const snapshot = this.takeSnapshot()
    this.seq++
    this.ring.begin(this.id, this.seq)
    const frame: ConsoleFrame = { type: 'snapshot', feed: this.id, seq: this.seq, now: this.now(), snapshot }
    for (const listener of this.listeners) listener(frame)
  }

  private snapshot(): ConsoleFrame {
    const snapshot = this.takeSnapshot()
    return { type: 'snapshot', feed: this.id, seq: this.seq, now: this.now(), snapshot }
  }
}
