import { type Changes, type ConsoleFrame, progressTuple } from '../contract/feed.ts'
import type { FeedPlace } from '../contract/feed-place.ts'
import type { RolloutResource } from '../contract/resources/epoch.ts'
import type { ChangeSet } from '../engine/change-set.ts'
import type { Decision } from '../engine/decision.ts'
import type { Engine } from '../engine/engine.ts'
import { sentenceOf } from '../contract/errors.ts'
import type { Sentence } from '../contract/phrase.ts'
import type { Feed } from './feed.ts'
import { shownChanges } from './shown-changes.ts'
import { StaleRevision, type Storage } from './storage/port.ts'
import { savedChanges } from './storage/saved-changes.ts'

/** How long a disk that refuses to write is left alone before the next attempt, ms. */
const RETRY_DELAY_MS = 2000

interface Parts {
  readonly engine: Engine
  readonly storage: Pick<Storage, 'save' | 'decide'>
  readonly feed: Feed
  readonly now: () => number
  readonly log: (line: string) => void
}

/** Carries what changed in the engine to the consoles, to the disk, and to whoever else wants to know. */
export class Recorder {
  private readonly engine: Engine
  private readonly storage: Pick<Storage, 'save' | 'decide'>
  private readonly feed: Feed
  private readonly now: () => number
  private readonly log: (line: string) => void
  private readonly listeners: ((changes: ChangeSet) => void)[] = []
  /** The write that was asked for last; the storage carries them out in order. */
  private last: Promise<void> = Promise.resolve()
  /** What a failing disk has not taken yet: only what the engine does not show any more, all else is there to be written. */
  private owed: Changes | null = null
  private isRefused = false
  private retryAt = 0
  /** What operators have decided, on its way to the disk and not done yet. */
  private readonly undone = new Set<Decision>()
  /** Why nothing is written any more. */
  private blockedBy: Sentence | null = null

  constructor(parts: Parts) {
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

  /** Somebody else wants to know what changed, from now on, after the consoles do. */
  listen(listener: (changes: ChangeSet) => void): void {
    this.listeners.push(listener)
  }

  /** Shows what changed since the last time, and has it written; does nothing where nothing did. */
  flush(): void {
    const set = this.engine.drain(this.now())
    const shown = set && shownChanges(set)
    const saved = set && savedChanges(set)
    if (shown) this.feed.publish(shown)
    if (set) for (const listener of this.listeners) listener(set)
    if (saved || this.owed) this.last = this.save(saved ?? {})
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
      if (!(error instanceof StaleRevision)) this.owe({}, sentenceOf(error), this.now())
      throw error
    }
  }

  /**
   * `[EP-11]` Has it written what an operator decided, and does it once it is on disk; what the disk refuses is not done.
   * @param act does it in the engine, and says whether all of it still applied
   * @throws {BatchdeckError} `STORAGE_FAILED`
   */
  async decide<T>(decision: Decision, act: () => { readonly result: T; readonly isWhole: boolean }): Promise<T> {
    this.undone.add(decision)
    try {
      await this.written(this.storage.decide(decision))
      const { result, isWhole } = act()
      // Where it was overtaken meanwhile the disk has more of it than there is.
      if (!isWhole) this.owed ??= {}
      return result
    } finally {
      this.undone.delete(decision)
      this.flush()
    }
  }

  /** The store has ended by itself: that is an alert, until all could be written. */
  noteFailure(problem: unknown): void {
    this.owe({}, sentenceOf(problem), this.now())
  }

  /** Nothing is to be written from now on: the store holds something else than what is known here. */
  block(problem: unknown): void {
    this.blockedBy = sentenceOf(problem)
    this.noteFailure(problem)
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
    if (this.blockedBy) {
      this.owe(changes, this.blockedBy, now)
      return
    }
    if (owed && isBefore(now, this.retryAt)) return
    try {
      await this.storage.save(this.withoutDecided(owed ? withOlder(this.everything(), owed) : changes))
      // Another write may have failed meanwhile, or more be owed by now.
      if (this.owed !== owed) return
      if (this.isRefused) this.log('The database can be written again.')
      this.isRefused = false
      this.owed = null
      this.engine.alerts.setStorageProblem(null, this.now())
    } catch (error) {
      this.owe(changes, sentenceOf(error), now)
    }
  }

  private owe(changes: Changes, problem: Sentence, now: number): void {
    if (!this.isRefused) this.log(problem.message)
    this.isRefused = true
    this.owed = withOlder({}, withOlder(changes, this.owed ?? {}))
    this.retryAt = now + RETRY_DELAY_MS
    this.engine.alerts.setStorageProblem(problem, now)
  }

  /** What goes to disk while it takes a decision must not undo it: those rows come anew when it is done. */
  private withoutDecided(changes: Changes): Changes {
    if (this.undone.size === 0) return changes
    const consumers = new Set<string>()
    const rollouts = new Set<string>()
    for (const decision of this.undone) {
      for (const { consumer_id } of decision.consumers ?? []) consumers.add(consumer_id)
      for (const id of decision.consumers_gone ?? []) consumers.add(id)
      for (const told of decision.rollouts ?? []) rollouts.add(keyOf(told))
    }
    return {
      ...changes,
      ...(changes.consumers && { consumers: changes.consumers.filter(({ consumer_id: id }) => !consumers.has(id)) }),
      ...(changes.rollouts && { rollouts: changes.rollouts.filter((told) => !rollouts.has(keyOf(told))) }),
    }
  }

  private everything(): Changes {
    const { consumers, batches, epochs, rollouts } = this.engine.snapshot()
    const progress = batches.filter(({ planned, updated_at }) => planned && updated_at !== null).map(progressTuple)
    return { consumers, batches: batches.filter(({ planned }) => !planned), progress, epochs, rollouts }
  }
}

/** Also where the clock was set back meanwhile nobody waits for longer. */
function isBefore(now: number, retryAt: number): boolean {
  return now < retryAt && retryAt - now <= RETRY_DELAY_MS
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
  return [...new Map(rollouts.map((rollout) => [keyOf(rollout), rollout])).values()]
}

function keyOf({ task_id, epoch, consumer_id }: RolloutResource): string {
  return `${task_id} ${epoch} ${consumer_id}`
}
