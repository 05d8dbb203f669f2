import type { Changes, ConsoleFrame, Snapshot } from '../contract/feed.ts'

type Listener = (frame: ConsoleFrame) => void

/** Sends every console a snapshot first and then each change, numbered without gaps. */
export class Feed {
  private readonly takeSnapshot: () => Snapshot
  private readonly now: () => number
  private readonly listeners = new Set<Listener>()
  private seq = 0

  /** @param takeSnapshot must include every change published so far, and no other */
  constructor(takeSnapshot: () => Snapshot, now: () => number) {
    this.takeSnapshot = takeSnapshot
    this.now = now
  }

  /** @returns what ends the subscription */
  subscribe(listener: Listener): () => void {
    const snapshot = this.takeSnapshot()
    this.listeners.add(listener)
    listener({ type: 'snapshot', seq: this.seq, now: this.now(), snapshot })
    return () => void this.listeners.delete(listener)
  }

  publish(changes: Changes): void {
    this.seq++
    const frame: ConsoleFrame = { type: 'changes', seq: this.seq, now: this.now(), changes }
    for (const listener of this.listeners) listener(frame)
  }
}
