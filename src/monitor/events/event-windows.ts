import type { Database } from 'better-sqlite3'
import type { EventFilter } from '../../contract/events.ts'

export type EventTable = 'events' | 'lasting'

/** Numbers of events whose times are known together. */
const MAX_BLOCK_EVENTS = 4096
/** Blocks that are read in one go. */
const MAX_BLOCKS_PER_LOOK = 16
/** Blocks whose times are remembered: of 80 million events. */
const MAX_REMEMBERED_BLOCKS = 20_000

/** A part of the log that one look goes over. */
export interface EventWindow {
  /** Only later, and only earlier numbers. */
  readonly from: number
  readonly to: number
  /** Where the next look goes on where this one sees all of it; null where nothing is left then. */
  readonly next: number | null
  /** The number of the newest event there is. */
  readonly newest: number
}

interface Asked extends Pick<EventFilter, 'after' | 'before' | 'since' | 'until'> {
  readonly order: 'asc' | 'desc'
  readonly tables: readonly EventTable[]
}

/** The times of a block; null where nothing is left of it. */
interface Times {
  readonly first: number | null
  readonly last: number | null
}

/**
 * Where to look for what is asked for, a bounded part at a time. What happened at another time is passed over by blocks:
 * times do not always grow with the numbers, because clocks are set, so of each block the first and the last time are
 * looked up when they are needed for the first time. Nothing has to be kept with each event for that, and nothing be made
 * of a file of an earlier version.
 */
export class EventWindows {
  private readonly lookAtOnce: number
  private readonly blockEvents: number
  private readonly blocks = new Map<number, Times>()
  private readonly statements: ReturnType<typeof prepare>

  /** @param lookAtOnce events that one look goes over */
  constructor(database: Database, lookAtOnce: number) {
    this.lookAtOnce = lookAtOnce
    this.blockEvents = Math.min(MAX_BLOCK_EVENTS, lookAtOnce)
    this.statements = prepare(database)
  }

  /** Of the tables that hold something; what is empty begins behind the newest. */
  bounds(): { readonly oldest: number; readonly oldestLasting: number; readonly newest: number } {
    const { oldest, oldestLasting, newest } = this.statements.bounds.get()!
    return { oldest: oldest ?? newest + 1, oldestLasting: oldestLasting ?? newest + 1, newest }
  }

  /** The first part of what is asked for. */
  window({ order, tables, after = 0, before = Infinity, since, until }: Asked): EventWindow {
    const { oldest, oldestLasting, newest } = this.bounds()
    const low = Math.max(after, Math.min(...tables.map((table) => (table === 'events' ? oldest : oldestLasting))) - 1)
    const high = Math.min(before, newest + 1)
    // Below it only those stand that last: there are few, however far apart.
    const firstOfMany = tables.includes('events') ? oldest : Infinity
    const range = since === undefined && until === undefined ? null : { since, until }
    const place = { low, high, firstOfMany, newest, range }
    return order === 'asc' ? this.upwards(place) : this.downwards(place)
  }

  private upwards(place: Place): EventWindow {
    const { low, high, firstOfMany, newest } = place
    if (low + 1 < firstOfMany) {
      const tooMany = this.statements.lastingAfter.get(low, this.lookAtOnce) ?? Infinity
      const to = Math.min(high, firstOfMany, tooMany)
      return { from: low, to, next: to >= high ? null : to - 1, newest }
    }
    const { at: from, isFound } = this.passUp(place)
    if (!isFound) return { from, to: from + 1, next: from, newest }
    const to = Math.min(high, from + 1 + this.lookAtOnce)
    return { from, to, next: to >= high ? null : to - 1, newest }
  }

  private downwards(place: Place): EventWindow {
    const { low, firstOfMany, newest } = place
    const { at: to, isFound } = this.passDown(place)
    if (!isFound) return { from: to - 1, to, next: to, newest }
    const tooMany = to > firstOfMany ? to - 1 - this.lookAtOnce : this.statements.lastingBefore.get(to, this.lookAtOnce)
    const from = Math.max(low, tooMany ?? low)
    return { from, to, next: from <= low ? null : from + 1, newest }
  }

  /** Behind the blocks of another time, as far as they are known or can be read in one go. */
  private passUp({ low, high, newest, range }: Place): Passed {
    let at = low
    if (!range) return { at, isFound: true }
    for (let reads = 0; at + 1 < high; at = this.firstOf(this.blockOf(at + 1) + 1) - 1) {
      const block = this.blockOf(at + 1)
      if (!this.blocks.has(block) && ++reads > MAX_BLOCKS_PER_LOOK) return { at, isFound: false }
      if (overlaps(this.timesOf(block, newest), range)) break
    }
    return { at, isFound: true }
  }

  /** The same before them. */
  private passDown({ low, high, firstOfMany, newest, range }: Place): Passed {
    let at = high
    if (!range) return { at, isFound: true }
    for (let reads = 0; at > firstOfMany && at - 1 > low; at = this.firstOf(this.blockOf(at - 1))) {
      const block = this.blockOf(at - 1)
      if (!this.blocks.has(block) && ++reads > MAX_BLOCKS_PER_LOOK) return { at, isFound: false }
      if (overlaps(this.timesOf(block, newest), range)) break
    }
    return { at, isFound: true }
  }

  private blockOf(seq: number): number {
    return Math.floor(seq / this.blockEvents)
  }

  private firstOf(block: number): number {
    return block * this.blockEvents
  }

  private timesOf(block: number, newest: number): Times {
    const known = this.blocks.get(block)
    if (known !== undefined) return known
    const end = this.firstOf(block + 1)
    const times = this.statements.times.get({ first: this.firstOf(block), end })!
    // Numbers are never given again: what is full changes only by what goes of it.
    if (end > newest + 1) return times
    if (this.blocks.size >= MAX_REMEMBERED_BLOCKS) this.blocks.clear()
    this.blocks.set(block, times)
    return times
  }
}

interface Place {
  /** Only later, and only earlier numbers. */
  readonly low: number
  readonly high: number
  readonly firstOfMany: number
  readonly newest: number
  readonly range: Range | null
}

/** `isFound` says that what is asked for may stand here: else it has to be passed further. */
interface Passed {
  readonly at: number
  readonly isFound: boolean
}

/** ms; both included. */
type Range = Pick<EventFilter, 'since' | 'until'>

function overlaps({ first, last }: Times, { since = -Infinity, until = Infinity }: Range): boolean {
  return first !== null && last !== null && last >= since && first <= until
}

function prepare(database: Database) {
  const timesIn = (table: EventTable) => `SELECT at FROM ${table} WHERE seq >= @first AND seq < @end`
  return {
    bounds: database.prepare<[], { oldest: number | null; oldestLasting: number | null; newest: number }>(
      `SELECT (SELECT min(seq) FROM events) AS oldest, (SELECT min(seq) FROM lasting) AS oldestLasting,
         coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0) AS newest`,
    ),
    times: database.prepare<[{ first: number; end: number }], Times>(
      `SELECT min(at) AS first, max(at) AS last FROM (${timesIn('events')} UNION ALL ${timesIn('lasting')})`,
    ),
    /** Where there are so many between it and a number. */
    lastingAfter: database
      .prepare<[number, number], number>('SELECT seq FROM lasting WHERE seq > ? ORDER BY seq LIMIT 1 OFFSET ?')
      .pluck(),
    lastingBefore: database
      .prepare<[number, number], number>('SELECT seq FROM lasting WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?')
      .pluck(),
  }
}
