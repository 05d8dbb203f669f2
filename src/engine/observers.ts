import type { ObserverFrame } from '../contract/monitor-frames.ts'
import type { ConsumerState } from '../contract/resources/consumer.ts'
import type { EpochState } from '../contract/resources/epoch.ts'
import type { ChangeSet } from './change-set.ts'
import type { Effect } from './effects.ts'

type Shown = Pick<ChangeSet, 'at' | 'consumers' | 'consumersGone' | 'epochs' | 'tasksGone'>

/** `[WS-11]` The sessions that listen to everything, and what they are told. */
export class Observers {
  private readonly sessions = new Set<string>()
  private readonly states = new Map<string, ConsumerState>()
  /** The state of the newest epoch of each task, and its number. */
  private readonly epochs = new Map<number, { epoch: number; state: EpochState }>()

  /** Sessions that listen. */
  get size(): number {
    return this.sessions.size
  }

  /** Consumers and tasks whose state was announced last. */
  get known(): number {
    return this.states.size + this.epochs.size
  }

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
  announce(shown: Shown): Effect[] {
    return this.news(shown).flatMap((frame) => this.tell(frame))
  }

  /** What there was before anybody could listen is no news. */
  know(shown: Shown): void {
    this.news(shown)
  }

  private news({ at, consumers, consumersGone, epochs, tasksGone }: Shown): ObserverFrame[] {
    const news: ObserverFrame[] = []
    for (const taskId of tasksGone) this.epochs.delete(taskId)
    for (const consumer_id of consumersGone) {
      if (!this.states.delete(consumer_id)) continue
      news.push({ type: 'consumer_status', data: { consumer_id, state: 'gone', timestamp: at } })
    }
    for (const { consumer_id, state, state_since } of consumers) {
      if (this.states.get(consumer_id) === state) continue
      this.states.set(consumer_id, state)
      news.push({ type: 'consumer_status', data: { consumer_id, state, timestamp: state_since } })
    }
    for (const { task_id, epoch, state, cause, created_at } of epochs.toSorted((a, b) => a.epoch - b.epoch)) {
      const known = this.epochs.get(task_id)
      if (known && (epoch < known.epoch || (epoch === known.epoch && state === known.state))) continue
      this.epochs.set(task_id, { epoch, state })
      news.push({ type: 'epoch', data: { task_id, epoch, state, cause, timestamp: created_at } })
    }
    return news
  }
}
