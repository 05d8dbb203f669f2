import type { Database, Statement } from 'better-sqlite3'
import type { NewEvent } from '../../contract/events.ts'

/** What passed while the monitor was not there is believed up to this, ms: beyond it may be a clock that is wrong. */
const MAX_BELIEVED_ABSENCE_MS = 86_400_000

/** What is deleted by its age. */
type Doubted = 'events' | 'lasting' | 'alerts'

/** What is kept, in a row of its own. All in ms. */
interface Doubt {
  /** How far the clock may be ahead of the time that really passed since the oldest events. */
  readonly ahead: number
  /** Until when it may. */
  readonly until: number
  /** When it was last written down. */
  readonly seenAt: number
}

/**
 * `[EV-1]` Nothing is deleted because somebody set the clock: for the age of events only the time counts that has passed
 * for certain. Steps of the clock are events and are taken from there; an absence counts for a day at most. After the time
 * for which events are kept, nothing of before is left, and the clock is believed again.
 */
export class ClockDoubt {
  private readonly keptFor: number
  private readonly table: Doubted
  private readonly save: Statement<[string, number, number, number]>
  private doubt: Doubt

  /** @param table those whose age is in doubt @param keptFor for how long they are kept, ms */
  constructor(database: Database, table: Doubted, keptFor: number) {
    this.table = table
    this.keptFor = keptFor
    database.exec(
      'CREATE TABLE IF NOT EXISTS clock (events TEXT PRIMARY KEY, ahead INTEGER NOT NULL, until INTEGER NOT NULL, seen_at INTEGER NOT NULL)',
    )
    this.save = database.prepare('INSERT OR REPLACE INTO clock (events, ahead, until, seen_at) VALUES (?, ?, ?, ?)')
    const stored = database
      .prepare<[string], Doubt>('SELECT ahead, until, seen_at AS seenAt FROM clock WHERE events = ?')
      .get(table)
    const last = database
      .prepare<[], { at: number | null }>(
        'SELECT max(seq), at FROM (SELECT seq, at FROM events UNION ALL SELECT seq, at FROM lasting)',
      )
      .get()
    this.doubt = stored ?? { ahead: 0, until: 0, seenAt: last?.at ?? NaN }
  }

  /** What the clock says, as far as it is believed: the age of an event is counted to here. */
  trusted(now: number): number {
    this.see(now)
    return now - this.doubt.ahead
  }

  /** Events that are written, among them steps of the clock. `now` is of after these. */
  accept(events: readonly NewEvent[], now: number): void {
    for (const { type, data } of events) {
      if (type !== 'clock' || data.change !== 'stepped') continue
      this.doubt = { ...this.doubt, seenAt: this.doubt.seenAt + data.by }
      this.step(data.by, now)
    }
    this.see(now)
    const { ahead, until, seenAt } = this.doubt
    this.save.run(this.table, ahead, until, seenAt)
  }

  private see(now: number): void {
    const passed = now - this.doubt.seenAt
    if (passed > MAX_BELIEVED_ABSENCE_MS) this.step(passed - MAX_BELIEVED_ABSENCE_MS, now)
    // It was ahead when it was last seen, or it is behind now: whatever is older by that is so for certain.
    else if (passed < -MAX_BELIEVED_ABSENCE_MS) this.step(passed, now)
    this.doubt = { ...this.doubt, seenAt: now }
    if (now >= this.doubt.until) this.doubt = { ...this.doubt, ahead: 0 }
  }

  private step(by: number, now: number): void {
    this.doubt = { ...this.doubt, ahead: Math.max(0, this.doubt.ahead + by), until: now + this.keptFor }
  }
}
