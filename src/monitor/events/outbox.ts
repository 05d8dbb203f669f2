import type { NewEvent } from '../../contract/events.ts'
import { isLasting } from './lasting-event.ts'

/** Events of each of the two kinds that wait to be written; what comes beyond is counted as lost. */
const MAX_WAITING = 50_000

/**
 * What happened and is not written down yet, in order. It holds a bounded number of events, whatever happens: what finds
 * no room is counted, and the count is an event as soon as there is room (EV-1). Those that last have room of their own
 * (EV-7).
 */
export class Outbox {
  private waiting: NewEvent[] = []
  private lasting = 0
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
    const lasts = isLasting(event)
    const before = lasts ? this.lasting : this.waiting.length - this.lasting
    if (before >= MAX_WAITING) {
      this.lost++
      return
    }
    this.noteLoss(event.at)
    this.push(event, lasts)
  }

  /** These many could not be written and never will be. */
  lose(count: number): void {
    this.lost += count
  }

  /** Says what was lost, where there is room to. */
  tick(now: number): void {
    this.noteLoss(now)
  }

  /** The oldest of those that wait, so many at most; they wait no longer. */
  drain(most: number): NewEvent[] {
    const all = this.waiting
    if (all.length <= most) {
      this.waiting = []
      this.lasting = 0
      return all
    }
    const taken = all.splice(0, most)
    for (const event of taken) if (isLasting(event)) this.lasting--
    return taken
  }

  private noteLoss(at: number): void {
    if (this.lost === 0 || this.waiting.length - this.lasting >= MAX_WAITING || this.lasting >= MAX_WAITING) return
    const { lost } = this
    this.lostBefore += lost
    this.lost = 0
    this.push({ at, type: 'storage', data: { what: 'events', action: 'lost', lost } }, true)
  }

  private push(event: NewEvent, lasts: boolean): void {
    this.waiting.push(event)
    if (lasts) this.lasting++
  }
}
