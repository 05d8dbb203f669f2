import type { EventData, EventSubject, EventType, NewEvent } from '../contract/events.ts'

/** Events that wait to be written; what comes beyond is counted as lost. */
const MOST_WAITING = 50_000
/** Repeats of one fault within this time are one event, ms. */
const WINDOW = 1000

/** What a flood may be made of: it is counted, not written down one by one. */
type Counted = 'error' | 'limit'

interface Window {
  readonly event: NewEvent & { readonly type: Counted }
  count: number
}

/**
 * What happens, in order, until it is taken to be written down. It holds a bounded number of events, whatever happens:
 * what finds no room is counted, and the count is an event as soon as there is room.
 */
export class EventJournal {
  private waiting: NewEvent[] = []
  private readonly windows = new Map<string, Window>()
  private lost = 0
  private lostBefore = 0

  /** Events that wait. */
  get size(): number {
    return this.waiting.length
  }

  /** When the oldest of those that wait happened; null where none does. */
  get oldestAt(): number | null {
    return this.waiting[0]?.at ?? null
  }

  /** Events that were never written, since the start. */
  get lostInAll(): number {
    return this.lostBefore + this.lost
  }

  note<T extends EventType>(type: T, at: number, subject: EventSubject, data: EventData<T>): void {
    if (this.waiting.length >= MOST_WAITING) {
      this.lost++
      return
    }
    this.noteLoss(at)
    this.waiting.push({ at, type, ...subject, data } as NewEvent)
  }

  /** One of many that may come at once: those of the same code and origin within a second become one event. */
  count<T extends Counted>(type: T, at: number, subject: EventSubject, data: Omit<EventData<T>, 'count'>): void {
    const key = `${type} ${data.code} ${subject.consumer_id ?? data.remote ?? ''}`
    const window = this.windows.get(key)
    if (window) window.count++
    else if (this.windows.size >= MOST_WAITING) this.lost++
    else {
      const event = { at, type, ...subject, data: { ...data, count: 1 } } as Window['event']
      this.windows.set(key, { event, count: 1 })
    }
  }

  /** These many could not be written and never will be. */
  lose(count: number): void {
    this.lost += count
  }

  /** Lets time pass: what was counted for a second is an event. @param isLast closes all that is still being counted */
  tick(now: number, isLast = false): void {
    for (const [key, { event, count }] of this.windows) {
      // A clock that is set back must not keep it open.
      if (!isLast && Math.abs(now - event.at) < WINDOW) continue
      this.windows.delete(key)
      const { at, type, data, ...subject } = event
      this.note(type, at, subject, { ...data, count })
    }
    if (this.waiting.length < MOST_WAITING) this.noteLoss(now)
  }

  /** The oldest of those that wait, so many at most; they wait no longer. */
  take(most: number): NewEvent[] {
    if (this.waiting.length <= most) {
      const all = this.waiting
      this.waiting = []
      return all
    }
    return this.waiting.splice(0, most)
  }

  private noteLoss(at: number): void {
    if (this.lost === 0) return
    this.waiting.push({ at, type: 'storage', data: { what: 'events', action: 'lost', lost: this.lost } })
    this.lostBefore += this.lost
    this.lost = 0
  }
}
