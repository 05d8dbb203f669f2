import type { BatchBoard } from './batch-board.ts'
import type { Consumers } from './consumers.ts'
import type { Share } from './idle-watch.ts'
import type { Tasks } from './tasks.ts'

/** All batches are looked at this often at most, ms. */
const SCAN_INTERVAL_MS = 5000

/** A batch that was not heard of: whose it is, and since when that consumer could have said something of it. */
interface Mark {
  readonly owner: string
  readonly since: number
}

/**
 * `[AL-5]` Finds batches that nobody has reported since they were given to a consumer that is there. Where that consumer
 * speaks of others they are overdue: it has not picked them up. Where it never speaks of any it may work at them all the
 * same, and that nothing is known of them is said as what it is.
 */
export class PendingWatch {
  private readonly pendingAfter: number
  private readonly consumers: Consumers
  private readonly board: BatchBoard
  private readonly tasks: Tasks
  private marks = new Map<number, Mark>()
  private saidOverdue: Share | null = null
  private saidUnreported: Share | null = null
  private scannedAt = -Infinity
  /** What was looked at, and when the first of those is overdue that are not yet. */
  private seen = ''
  private nextAt = Infinity
  /** Since when those are unheard of that were before a start, as far as it is known; null once they are marked. */
  private before: number | null = null
  /** Batches that somebody owns, when they were last looked at. */
  private owned = 0
  private changes = 0

  /** @param pendingAfter ms; 0 for never */
  constructor(pendingAfter: number, consumers: Consumers, board: BatchBoard, tasks: Tasks) {
    this.pendingAfter = pendingAfter
    this.consumers = consumers
    this.board = board
    this.tasks = tasks
  }

  /** Batches that were not picked up, of all that somebody owns; null where there are none. */
  get overdue(): Share | null {
    return this.saidOverdue
  }

  /** Batches of consumers that never report a status, of all that somebody owns; null where there are none. */
  get unreported(): Share | null {
    return this.saidUnreported
  }

  /** Batches that were not heard of. */
  get size(): number {
    return this.marks.size
  }

  /** Grows whenever there is something else to show. */
  get revision(): number {
    return this.changes
  }

  /** `[AL-1]` After a start: what was said before it. @param since when the first of it was said, ms */
  restore(said: { readonly overdue: Share | null; readonly unreported: Share | null }, since: number): void {
    if (this.pendingAfter === 0) return
    this.saidOverdue = said.overdue
    this.saidUnreported = said.unreported
    this.before = since - this.pendingAfter
  }

  tick(now: number): void {
    if (this.pendingAfter === 0 || now - this.scannedAt < SCAN_INTERVAL_MS) return
    if (now < this.nextAt && this.situation() === this.seen) return
    this.scannedAt = now
    const speakers = this.mark(now)
    this.before = null
    this.nextAt = Infinity
    let [overdue, unreported] = [0, 0]
    for (const { owner, since } of this.marks.values()) {
      const at = since + this.pendingAfter
      if (now < at) this.nextAt = Math.min(this.nextAt, at)
      else if (speakers.has(owner)) overdue++
      else unreported++
    }
    this.seen = this.situation()
    const isRollingOut = this.tasks.isRollingOut
    const said = (before: Share | null, count: number): Share | null => {
      if (before === null && count > 0 && isRollingOut) this.nextAt = now
      return count === 0 || (before === null && isRollingOut) ? null : { count, of: this.owned }
    }
    this.say(said(this.saidOverdue, overdue), said(this.saidUnreported, unreported))
  }

  /** Times are by so many ms later: the clock was set, or nobody could be heard for so long. */
  shift(by: number): void {
    this.scannedAt += by
    this.nextAt += by
    if (this.before !== null) this.before += by
    for (const [id, mark] of this.marks) this.marks.set(id, { ...mark, since: mark.since + by })
  }

  private situation(): string {
    return `${this.board.revision} ${this.consumers.revision}`
  }

  /** @returns who has spoken of a batch */
  private mark(now: number): ReadonlySet<string> {
    const marks = new Map<number, Mark>()
    const speakers = new Set<string>()
    this.owned = 0
    for (const { kind, id, owner, updatedAt } of this.board.all()) {
      if (owner === null) continue
      if (kind === 'planned') this.owned++
      if (updatedAt !== null) speakers.add(owner)
      else if (kind === 'planned') {
        const known = this.marks.get(id)
        const state = this.consumers.get(owner)?.state ?? 'lost'
        // Who is away for a moment has as little to say as before; who is not there yet has had no time.
        if (state === 'lost') continue
        if (known?.owner === owner) marks.set(id, known)
        else if (this.before !== null || state === 'online') marks.set(id, { owner, since: this.before ?? now })
      }
    }
    this.marks = marks
    return speakers
  }

  private say(overdue: Share | null, unreported: Share | null): void {
    if (isSame(overdue, this.saidOverdue) && isSame(unreported, this.saidUnreported)) return
    this.saidOverdue = overdue
    this.saidUnreported = unreported
    this.changes++
  }
}

function isSame(one: Share | null, other: Share | null): boolean {
  return one?.count === other?.count && one?.of === other?.of
}
