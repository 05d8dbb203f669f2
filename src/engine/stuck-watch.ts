import type { ReportedBatch } from './batch.ts'
import type { BatchBoard } from './batch-board.ts'
import type { Consumers } from './consumers.ts'

/** All batches are looked at this often at most, ms. */
const SCAN_INTERVAL_MS = 1000

/** A running batch as it was when it last made progress. */
interface Mark {
  readonly owner: string
  readonly progress: number
  readonly since: number
}

/**
 * `[LV-4]` Finds consumers that are heard and get nowhere: they have running batches, and none of these has changed for
 * long. Who says itself when its program last got on (WS-30) is believed where that is later. It compares what the batches say from time to time, so it costs a frame nothing; and it only looks where one of
 * them or of their consumers is other than it was, or somebody's time is over.
 */
export class StuckWatch {
  private readonly stuckAfter: number
  private readonly consumers: Consumers
  private readonly board: BatchBoard
  /** Planned batches by their id, for an epoch replaces them; others by themselves. */
  private marks = new Map<number | ReportedBatch, Mark>()
  private scannedAt = -Infinity
  /** What it has looked at. */
  private seen = ''
  /** When the first of those that make no progress is stuck. */
  private nextAt = Infinity
  /** Who was stuck before a start, since when; nobody once the first look is over. */
  private before: ReadonlyMap<string, number> = new Map()

  /** @param stuckAfter ms */
  constructor(stuckAfter: number, consumers: Consumers, board: BatchBoard) {
    this.stuckAfter = stuckAfter
    this.consumers = consumers
    this.board = board
  }

  /** Running batches that are watched. */
  get size(): number {
    return this.marks.size
  }

  /** `[AL-1]` After a start: who was stuck before has made no progress for as long, until it does. */
  restore(stuck: ReadonlyMap<string, number>): void {
    this.before = new Map(Array.from(stuck, ([id, raisedAt]) => [id, raisedAt - this.stuckAfter]))
  }

  tick(now: number): void {
    if (now - this.scannedAt < SCAN_INTERVAL_MS) return
    if (now < this.nextAt && this.situation() === this.seen) return
    this.scannedAt = now
    this.nextAt = Infinity
    const progressedAt = this.scan(now)
    this.before = new Map()
    for (const { id, state, progressedAt: own } of this.consumers.all()) {
      const shown = progressedAt.get(id)
      const since = shown === undefined ? undefined : Math.max(shown, own ?? -Infinity)
      const isStuck = state === 'online' && since !== undefined && now - since >= this.stuckAfter
      if (since !== undefined && !isStuck && state === 'online') {
        this.nextAt = Math.min(this.nextAt, since + this.stuckAfter)
      }
      this.consumers.setStuck(id, isStuck ? since : null)
    }
    this.seen = this.situation()
  }

  /** Times are by so many ms later: the clock was set, or nobody could be heard for so long. */
  shift(by: number): void {
    this.scannedAt += by
    this.nextAt += by
    this.before = new Map(Array.from(this.before, ([id, since]) => [id, since + by]))
    for (const [key, mark] of this.marks) this.marks.set(key, { ...mark, since: mark.since + by })
  }

  private situation(): string {
    return `${this.board.revision} ${this.consumers.revision}`
  }

  /** @returns for each consumer with running batches, when one of these last made progress */
  private scan(now: number): ReadonlyMap<string, number> {
    const marks = new Map<number | ReportedBatch, Mark>()
    const progressedAt = new Map<string, number>()
    for (const batch of this.board.all()) {
      const { kind, owner, status, progress, id } = batch
      // What it says of a batch that it has lost stays as it is (WS-16).
      if (status !== 'running' || owner === null || kind === 'stale') continue
      const key = kind === 'planned' ? id : batch
      const before = this.marks.get(key)
      const isSame = before?.owner === owner && before.progress === progress
      const mark = isSame ? before : { owner, progress, since: this.before.get(owner) ?? now }
      marks.set(key, mark)
      progressedAt.set(owner, Math.max(mark.since, progressedAt.get(owner) ?? mark.since))
    }
    this.marks = marks
    return progressedAt
  }
}
