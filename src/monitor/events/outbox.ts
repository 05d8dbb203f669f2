import type { NewEvent } from '../../contract/events.ts'

/** Events that wait to be written; what comes beyond is counted as lost. */
const MAX_WAITING = 50_000

/**
 * What happened and is not written down yet, in order. It holds a bounded number of events, whatever happens: what finds
 * no room is counted, and the count is an event as soon as there is room (EV-1).
 */
export class Outbox {
  private waiting: NewEvent[] = []
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

  accept(event: NewEvent): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.lost++
      return
    }
    this.noteLoss(event.at)
    this.waiting.push(event)
  }

  /** These many could not be written and never will be. */
  lose(count: number): void {
    this.lost += count
  }

  /** Says what was lost, where there is room to. */
  tick(now: number): void {
    if (this.waiting.length < MAX_WAITING) this.noteLoss(now)
  }

  /** The oldest of those that wait, so many at most; they wait no longer. */
  drain(most: number): NewEvent[] {
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
