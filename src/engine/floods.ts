import type { EventData, EventSubject } from '../contract/events.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Fact } from './facts.ts'

/** Repeats of one fault within this time are one fact. */
const WINDOW_MS = 1000
/** Faults of different kinds or origins that are counted at the same time; beyond it the oldest is counted no longer. */
const MAX_WINDOWS = 10_000

/** What a flood may be made of: it is counted, not written down one by one. */
type FloodFact = Extract<Fact, { kind: 'FrameRefused' | 'LimitHit' }>

/** `[EV-3]` Frames that were refused and limits that were hit: the like of one second and origin become one fact. */
export class Floods {
  private readonly recorder: ChangeRecorder
  private readonly windows = new Map<string, { readonly first: FloodFact; count: number }>()

  constructor(recorder: ChangeRecorder) {
    this.recorder = recorder
  }

  /** Windows that are open. */
  get size(): number {
    return this.windows.size
  }

  refused(now: number, subject: EventSubject, data: Omit<EventData<'error'>, 'count'>): void {
    this.count({ kind: 'FrameRefused', at: now, subject, data: { ...data, count: 1 } })
  }

  limitHit(now: number, subject: EventSubject, data: Omit<EventData<'limit'>, 'count'>): void {
    this.count({ kind: 'LimitHit', at: now, subject, data: { ...data, count: 1 } })
  }

  /** Lets time pass: what was counted for a second is a fact. */
  tick(now: number): void {
    for (const [key, { first }] of this.windows) {
      // A clock that is set back must not keep it open.
      if (Math.abs(now - first.at) >= WINDOW_MS) this.close(key)
    }
  }

  /** Counts nothing any longer: everything is a fact. */
  closeAll(): void {
    for (const key of this.windows.keys()) this.close(key)
  }

  private count(fact: FloodFact): void {
    const { kind, subject, data } = fact
    const token = 'token' in data ? data.token : ''
    const key = `${kind} ${data.code} ${subject.consumer_id ?? data.remote ?? ''} ${token}`
    const window = this.windows.get(key)
    if (window) {
      window.count++
      return
    }
    const [oldest] = this.windows.keys()
    if (this.windows.size >= MAX_WINDOWS && oldest !== undefined) this.close(oldest)
    this.windows.set(key, { first: fact, count: 1 })
  }

  private close(key: string): void {
    const { first, count } = this.windows.get(key)!
    this.windows.delete(key)
    // The two kinds only differ in what they are about.
    if (first.kind === 'FrameRefused') this.recorder.fact({ ...first, data: { ...first.data, count } })
    else this.recorder.fact({ ...first, data: { ...first.data, count } })
  }
}
