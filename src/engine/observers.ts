import type { ConsoleFrame } from '../contract/feed.ts'
import type { ConsumerState } from '../contract/resources/consumer.ts'
import type { EpochState } from '../contract/resources/epoch.ts'
import type { Effect } from './effects.ts'
import type { ObserverFrame } from '../contract/monitor-frames.ts'

/** `[WS-11]` The sessions that listen to everything, and what they are told. */
export class Observers {
  private readonly sessions = new Set<string>()
  private readonly states = new Map<string, ConsumerState>()
  /** The state of the newest epoch of each task, and its number. */
  private readonly epochs = new Map<number, { epoch: number; state: EpochState }>()

  add(sessionId: string): void {
    this.sessions.add(sessionId)
  }

  remove(sessionId: string): void {
    this.sessions.delete(sessionId)
  }

  /** One frame for all of them: it is encoded once. */
  tell(frame: ObserverFrame): Effect[] {
    return this.sessions.size > 0 ? [{ kind: 'broadcast', session_ids: this.sessions, frame }] : []
  }

  /** What consoles are shown, as far as it is news for observers: states of consumers and epochs that are other than before. */
  announce(shown: ConsoleFrame): Effect[] {
    const changes = shown.type === 'snapshot' ? shown.snapshot : shown.changes
    const news: ObserverFrame[] = []
    for (const consumer_id of shown.type === 'changes' ? (shown.changes.consumers_gone ?? []) : []) {
      if (!this.states.delete(consumer_id)) continue
      news.push({ type: 'consumer_status', data: { consumer_id, state: 'gone', timestamp: shown.now } })
    }
    for (const { consumer_id, state, state_since } of changes.consumers ?? []) {
      if (this.states.get(consumer_id) === state) continue
      this.states.set(consumer_id, state)
      news.push({ type: 'consumer_status', data: { consumer_id, state, timestamp: state_since } })
    }
    const oldestFirst = (changes.epochs ?? []).toSorted((a, b) => a.epoch - b.epoch)
    for (const { task_id, epoch, state, cause, created_at } of oldestFirst) {
      const known = this.epochs.get(task_id)
      if (known && (epoch < known.epoch || (epoch === known.epoch && state === known.state))) continue
      this.epochs.set(task_id, { epoch, state })
      news.push({ type: 'epoch', data: { task_id, epoch, state, cause, timestamp: created_at } })
    }
    // A snapshot is only what there was before anybody could listen.
    return shown.type === 'snapshot' ? [] : news.flatMap((frame) => this.tell(frame))
  }
}
