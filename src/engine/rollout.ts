import type { EpochState, RolloutState, RolloutResource } from '../contract/resources/epoch.ts'
import type { EventJournal } from './event-journal.ts'
import type { EventSubject } from '../contract/events.ts'
import type { ReloadAction } from '../contract/consumer-frames.ts'

export interface RolloutSettings {
  /** ms */
  readonly ackTimeout: number
  readonly resends: number
}

interface Entry {
  readonly view: RolloutResource
  /** When the last `batch_reload` went out; `sent_at` keeps the first. */
  lastSentAt: number
  resends: number
}

/**
 * What follows the publishing of an epoch: who was told and who has answered (EP-3, EP-4). Per consumer
 * `waiting` (not connected) → `sent` → `acked` → `confirmed`; without an ack in time it is told again, then `stuck`.
 */
export class Rollout {
  readonly taskId: number
  readonly epoch: number
  private readonly journal: EventJournal
  private readonly entries = new Map<string, Entry>()

  /** Consumers whose state is to be shown anew; whoever shows them clears the set. */
  readonly changed = new Set<string>()

  constructor(taskId: number, epoch: number, views: readonly RolloutResource[], journal: EventJournal) {
    this.taskId = taskId
    this.epoch = epoch
    this.journal = journal
    for (const view of views) {
      this.entries.set(view.consumer_id, { view: { ...view }, lastSentAt: view.sent_at ?? 0, resends: 0 })
    }
  }

  view(consumerId: string): RolloutResource | undefined {
    return this.entries.get(consumerId)?.view
  }

  *views(): Iterable<RolloutResource> {
    for (const { view } of this.entries.values()) yield view
  }

  /** Those who have not answered: the next epoch tells them too, whatever it changes. */
  unanswered(): string[] {
    return [...this.views()].filter(({ state }) => isAwaited(state)).map(({ consumer_id }) => consumer_id)
  }

  /** The first of the epochs in a row that a consumer has not answered, if another one follows this. */
  unansweredFrom(consumerId: string): number {
    const view = this.view(consumerId)
    return view && isAwaited(view.state) ? view.unanswered_from : this.epoch + 1
  }

  /** It answered an older epoch after all: it is behind by the later ones only. */
  answeredUpTo(consumerId: string, epoch: number): void {
    const view = this.view(consumerId)
    if (!view || epoch < view.unanswered_from || epoch >= this.epoch) return
    view.unanswered_from = epoch + 1
    this.changed.add(consumerId)
  }

  /** A `batch_reload` goes out, or would if it were connected. A repeat starts the wait for an answer anew. */
  tell(consumerId: string, isConnected: boolean, now: number): void {
    const entry = this.entries.get(consumerId) ?? {
      view: waitingView(this.taskId, this.epoch, consumerId),
      lastSentAt: 0,
      resends: 0,
    }
    this.entries.set(consumerId, entry)
    entry.resends = 0
    this.send(entry, isConnected, now)
  }

  /** `[WS-8]` @returns whether an answer was awaited from this consumer at all */
  ack(consumerId: string, action: ReloadAction, now: number): boolean {
    const view = this.view(consumerId)
    if (!view || view.state === 'waiting') return false
    view.action = action
    view.acked_at ??= now
    view.unanswered_from = this.epoch
    if (view.state !== 'confirmed') view.state = 'acked'
    this.changed.add(consumerId)
    this.journal.note('reload_ack', now, this.subject(consumerId), { epoch: this.epoch, action })
    return true
  }

  /** `[EP-3]` It works with this epoch: it fetched the batches, or said so in a heartbeat. */
  confirm(consumerId: string, now: number): void {
    const view = this.view(consumerId)
    if (!view || view.state === 'confirmed') return
    view.state = 'confirmed'
    view.confirmed_at = now
    view.unanswered_from = this.epoch
    this.changed.add(consumerId)
    this.journal.note('rollout', now, this.subject(consumerId), { epoch: this.epoch, state: 'confirmed' })
  }

  /** Its socket is gone: what it has not answered is sent when it returns. */
  disconnected(consumerId: string): void {
    const view = this.view(consumerId)
    if (!view || !isAwaited(view.state)) return
    view.state = 'waiting'
    this.changed.add(consumerId)
  }

  /** Lets time pass. @returns the consumers to send `batch_reload` to once more */
  tick(now: number, { ackTimeout, resends }: RolloutSettings): string[] {
    const again: string[] = []
    for (const entry of this.entries.values()) {
      if (entry.view.state !== 'sent' || now - entry.lastSentAt < ackTimeout) continue
      if (entry.resends < resends) {
        entry.resends++
        this.send(entry, true, now)
        again.push(entry.view.consumer_id)
      } else {
        const { consumer_id } = entry.view
        entry.view.state = 'stuck'
        this.changed.add(consumer_id)
        this.journal.note('rollout', now, this.subject(consumer_id), { epoch: this.epoch, state: 'stuck' })
      }
    }
    return again
  }

  /** How many of those told are in each state. */
  told(): Record<RolloutState, number> {
    const told: Record<RolloutState, number> = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }
    for (const view of this.views()) told[view.state]++
    return told
  }

  /** `[EP-4]` The state of the epoch as a whole, as long as it is the current one. */
  state(isLost: (consumerId: string) => boolean): EpochState {
    let isSettled = true
    for (const view of this.views()) {
      if (!isAwaited(view.state)) continue
      if (view.state === 'stuck' || isLost(view.consumer_id)) return 'degraded'
      isSettled = false
    }
    return isSettled ? 'settled' : 'rolling_out'
  }

  private subject(consumerId: string): EventSubject {
    return { task_id: this.taskId, consumer_id: consumerId }
  }

  private send(entry: Entry, isConnected: boolean, now: number): void {
    const { view } = entry
    view.state = isConnected ? 'sent' : 'waiting'
    if (isConnected) {
      view.sent_at ??= now
      entry.lastSentAt = now
    }
    view.action = null
    view.acked_at = null
    view.confirmed_at = null
    this.changed.add(view.consumer_id)
  }
}

/** @param unansweredFrom where it has not answered earlier epochs either, the first of them */
export function waitingView(
  taskId: number,
  epoch: number,
  consumerId: string,
  unansweredFrom: number = epoch,
): RolloutResource {
  return {
    task_id: taskId,
    epoch,
    consumer_id: consumerId,
    state: 'waiting',
    unanswered_from: unansweredFrom,
    action: null,
    sent_at: null,
    acked_at: null,
    confirmed_at: null,
  }
}

function isAwaited(state: RolloutState): boolean {
  return state === 'waiting' || state === 'sent' || state === 'stuck'
}
