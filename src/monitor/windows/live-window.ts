import type { WindowResource } from '../../contract/resources/window.ts'
import { nextStart, type WindowSchedule, type WindowSpan } from './window-schedule.ts'

/** What an operator set up, as it is kept. */
export type WindowTerms = Pick<
  WindowResource,
  'window_id' | 'mutes' | 'holds' | 'scope' | 'why' | 'by' | 'made_at' | 'duration' | 'cron' | 'time_zone' | 'from'
>

/** `[MW-1]` One window: whether it is open, and when that changes. It is given the time. */
export class LiveWindow {
  private terms: WindowTerms
  private open: WindowSpan | null
  /** When it begins next, ms; Infinity where it does not. */
  private next: number

  /** @param open the span that it was open for when the monitor was left; it is that still, where it is not over */
  constructor(terms: WindowTerms, now: number, open: WindowSpan | null = null) {
    this.terms = terms
    this.open = open
    this.next = this.startAfter(open ? Math.max(open.from, now - terms.duration) : now - terms.duration)
  }

  get id(): number {
    return this.terms.window_id
  }

  get isOpen(): boolean {
    return this.open !== null
  }

  /** It is not open and never will be. */
  get isOver(): boolean {
    return this.open === null && this.next === Infinity
  }

  /** What is kept of it, with the span that it is open for. */
  get kept(): { readonly terms: WindowTerms; readonly open: WindowSpan | null } {
    return { terms: this.terms, open: this.open }
  }

  /** Consumers that it names. */
  get named(): number {
    return this.terms.scope.consumers?.length ?? 0
  }

  /** Of one that is over: when it would have been open. */
  get last(): WindowResource {
    const { from, duration } = this.terms
    return { ...this.terms, from, until: from + duration, active: false }
  }

  /** As it is now; it is not over. */
  get resource(): WindowResource {
    const span = this.open ?? { from: this.next, until: this.next + this.terms.duration }
    return { ...this.terms, ...span, active: this.open !== null }
  }

  /** Lets time pass. @returns whether it began or ended */
  tick(now: number): boolean {
    const was = this.open
    if (this.open && now >= this.open.until) this.open = null
    // After a long absence only the last times count.
    if (this.next <= now - this.terms.duration) this.next = this.startAfter(now - this.terms.duration)
    while (this.next <= now) {
      const { from = this.next, until = -Infinity } = this.open ?? {}
      this.open = { from, until: Math.max(until, this.next + this.terms.duration) }
      this.next = this.startAfter(this.next)
    }
    return (was === null) !== (this.open === null)
  }

  /** The same window where somebody ends it now: one that comes again does so with its next time. */
  endedAt(now: number): LiveWindow {
    const from = this.terms.cron === null ? -Infinity : now + 1
    return new LiveWindow({ ...this.terms, from }, now)
  }

  /** `[LV-7]` The clock was set by so many ms: what is open stays so for at least as long as it had; what is to come keeps its hour. */
  shift(by: number, now: number): void {
    const { open, terms } = this
    if (open) {
      this.open = { from: open.from + by, until: open.until + by }
      if (terms.cron === null) this.terms = { ...terms, from: this.open.from }
    }
    this.next = open && terms.cron === null ? Infinity : this.startAfter(now - terms.duration)
  }

  private startAfter(at: number): number {
    const { duration, cron, time_zone: timeZone, from } = this.terms
    const schedule: WindowSchedule = { from, duration, cron, timeZone }
    return nextStart(schedule, at)
  }
}
