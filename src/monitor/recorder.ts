import { progressTuple } from '../core/batch-board.ts'
import type { Changes } from '../core/console-api.ts'
import type { Engine } from '../core/engine.ts'
import { problemOf } from '../core/errors.ts'
import type { Feed } from './feed.ts'
import type { Store } from './store/store.ts'

/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_AFTER = 2000

/** Carries what changed in the engine to the disk and then to the consoles. */
export class Recorder {
  private readonly engine: Engine
  private readonly store: Store
  private readonly feed: Feed
  private readonly now: () => number
  private readonly log: (line: string) => void
  /** What a failing disk has not taken yet: only what is gone, for all else is still there to be written. */
  private owed: Changes | null = null
  private retryAt = 0

  constructor(parts: { engine: Engine; store: Store; feed: Feed; now: () => number; log: (line: string) => void }) {
    this.engine = parts.engine
    this.store = parts.store
    this.feed = parts.feed
    this.now = parts.now
    this.log = parts.log
  }

  /** Writes and shows what changed since the last time; does nothing where nothing did. */
  flush(): void {
    const changes = this.engine.take(this.now())
    if (!changes && !this.owed) return
    this.save(changes ?? {})
    if (changes) this.feed.publish(changes)
  }

  private save(changes: Changes): void {
    const now = this.now()
    if (this.owed && now < this.retryAt) {
      this.owed = withGone(changes, this.owed)
      return
    }
    try {
      this.store.save(this.owed ? withGone(this.everything(), withGone(changes, this.owed)) : changes)
      if (this.owed) this.log('The database can be written again.')
      this.owed = null
      this.engine.setStorageProblem(null)
    } catch (error) {
      const { message } = problemOf(error)
      if (!this.owed) this.log(message)
      this.owed = withGone(changes, this.owed ?? {})
      this.retryAt = now + RETRY_AFTER
      this.engine.setStorageProblem(message)
    }
  }

  private everything(): Changes {
    const { tasks, consumers, batches, epochs, rollouts } = this.engine.snapshot()
    const progress = batches.filter(({ planned, updated_at }) => planned && updated_at !== null).map(progressTuple)
    return { tasks, consumers, batches: batches.filter(({ planned }) => !planned), progress, epochs, rollouts }
  }
}

function withGone(changes: Changes, older: Changes): Changes {
  return {
    ...changes,
    tasks_gone: [...(older.tasks_gone ?? []), ...(changes.tasks_gone ?? [])],
    consumers_gone: [...(older.consumers_gone ?? []), ...(changes.consumers_gone ?? [])],
    batches_gone: [...(older.batches_gone ?? []), ...(changes.batches_gone ?? [])],
    unplanned_gone: [...(older.unplanned_gone ?? []), ...(changes.unplanned_gone ?? [])],
  }
}
