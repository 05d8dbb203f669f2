import { progressTuple } from '../engine/batch-board.ts'
import type { Changes, ConsoleFrame } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import type { RolloutResource } from '../contract/resources/epoch.ts'
import type { Engine } from '../engine/engine.ts'
import { problemOf } from '../contract/errors.ts'
import type { Feed } from './feed.ts'
import { StaleRevision, type Storage } from './storage/port.ts'

/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000

/** Carries what changed in the engine to the consoles and to the disk. */
export class Recorder {
  private readonly engine: Engine
  private readonly storage: Pick<Storage, 'save'>
  private readonly feed: Feed
  private readonly now: () => number
  private readonly log: (line: string) => void
  /** The write that was asked for last; the storage carries them out in order. */
  private last: Promise<void> = Promise.resolve()
  /** What a failing disk has not taken yet: only what the engine does not show any more, all else is there to be written. */
  private owed: Changes | null = null
  private retryAt = 0

  constructor(parts: {
    engine: Engine
    storage: Pick<Storage, 'save'>
    feed: Feed
    now: () => number
    log: (line: string) => void
  }) {
    this.engine = parts.engine
    this.storage = parts.storage
    this.feed = parts.feed
    this.now = parts.now
    this.log = parts.log
  }

  /**
   * A console begins to be shown what there is and what changes.
   * @param after up to where it knows everything
   * @returns what ends it
   */
  subscribe(listener: (frame: ConsoleFrame) => void, after: FeedPlace | null = null): () => void {
    // A snapshot has what nobody was shown yet; it must not come as a change once more.
    this.flush()
    return this.feed.subscribe(listener, after)
  }

  /** Shows what changed since the last time, and has it written; does nothing where nothing did. */
  flush(): void {
    const changes = this.engine.take(this.now())
    if (!changes && !this.owed) return
    if (changes) this.feed.publish(changes)
    this.last = this.save(changes ?? {})
  }

  /**
   * Waits for another write than its own. Where that fails nothing is believed to be on disk, and the alert to be over,
   * until all of it could be written.
   */
  async written<T>(write: Promise<T>): Promise<T> {
    try {
      return await write
    } catch (error) {
      // Where somebody else came first the disk is all right.
      if (!(error instanceof StaleRevision)) this.owe({}, problemOf(error).message, this.now())
      throw error
    }
  }

  /** Flushes, and waits until everything is written or the disk has refused it. */
  async settled(): Promise<void> {
    await this.last
    this.retryAt = 0
    this.flush()
    await this.last
  }

  private async save(changes: Changes): Promise<void> {
    const now = this.now()
    const owed = this.owed && withOlder(changes, this.owed)
    this.owed = owed
    if (owed && now < this.retryAt) return
    try {
      await this.storage.save(owed ? withOlder(this.everything(), owed) : changes)
      // Another write may have failed meanwhile, or more be owed by now.
      if (this.owed !== owed) return
      if (owed) this.log('The database can be written again.')
      this.owed = null
      this.engine.setStorageProblem(null, this.now())
    } catch (error) {
      this.owe(changes, problemOf(error).message, now)
    }
  }

  private owe(changes: Changes, message: string, now: number): void {
    if (!this.owed) this.log(message)
    this.owed = withOlder({}, withOlder(changes, this.owed ?? {}))
    this.retryAt = now + RETRY_DELAY_MS
    this.engine.setStorageProblem(message, now)
  }

  private everything(): Changes {
    const { consumers, batches, epochs, rollouts } = this.engine.snapshot()
    const progress = batches.filter(({ planned, updated_at }) => planned && updated_at !== null).map(progressTuple)
    return { consumers, batches: batches.filter(({ planned }) => !planned), progress, epochs, rollouts }
  }
}

/** Changes, and of those before what cannot be seen any more: what is gone, and the last answers to older epochs. */
function withOlder(changes: Changes, older: Changes): Changes {
  return {
    ...changes,
    tasks_gone: [...(older.tasks_gone ?? []), ...(changes.tasks_gone ?? [])],
    consumers_gone: [...(older.consumers_gone ?? []), ...(changes.consumers_gone ?? [])],
    batches_gone: [...(older.batches_gone ?? []), ...(changes.batches_gone ?? [])],
    unplanned_gone: [...(older.unplanned_gone ?? []), ...(changes.unplanned_gone ?? [])],
    rollouts: newest([...(older.rollouts ?? []), ...(changes.rollouts ?? [])]),
  }
}

function newest(rollouts: readonly RolloutResource[]): RolloutResource[] {
  return [
    ...new Map(
      rollouts.map((rollout) => [`${rollout.task_id} ${rollout.epoch} ${rollout.consumer_id}`, rollout]),
    ).values(),
  ]
}
