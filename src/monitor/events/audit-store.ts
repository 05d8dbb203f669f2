import BetterSqlite, { type Database } from 'better-sqlite3'
import type { NewEvent } from '../../contract/events.ts'
import { storageProblem } from '../storage-problem.ts'
import { type CountRequest, type CountStep, type EventRequest, EventSearch, type EventStep } from './event-search.ts'
import type { EventTable } from './event-windows.ts'
import { openEvents } from './audit-schema.ts'
import type { ReplacedLog } from './damaged-log.ts'
import { ClockDoubt } from './clock-doubt.ts'
import { type PublishedEpoch, PublishedEpochs } from './published-epochs.ts'
import { isLasting } from './lasting-event.ts'
import { StoredNames } from './stored-names.ts'

/** How long (ms) and how many events are kept, and how long and how many of those that last (EV-7). */
export interface EventRetention {
  readonly keptFor: number
  readonly keptCount: number
  readonly lastingFor: number
  readonly lastingCount: number
}

/** Events deleted in one go, while nothing is written. */
const MAX_EVENTS_PER_TRIM = 5000

/**
 * The events in a SQLite file of their own, in a thread of its own: neither a burst of events nor a long search holds up
 * the sockets or a publication. Numbers grow by one; a write is one transaction, and only the oldest are deleted, so
 * nothing is ever missing in the middle. All methods throw `STORAGE_FAILED`, having changed nothing.
 */
export class AuditStore {
  private readonly file: string
  protected readonly database: Database
  private readonly retention: EventRetention
  private readonly statements: ReturnType<typeof prepare>
  private readonly events: EventSearch
  private readonly types: StoredNames
  protected readonly consumers: StoredNames
  private readonly doubt: ClockDoubt
  private readonly lastingDoubt: ClockDoubt
  /** All that have to hear of steps of the clock. */
  protected readonly doubts: ClockDoubt[]
  private readonly published: PublishedEpochs
  private readonly replacedLog: ReplacedLog | null
  private readonly isNew: boolean
  /** Of those that last. */
  private lasting: number
  private readonly write: (events: readonly NewEvent[], now: number) => void

  /** @param scannedAtOnce events that one look goes over */
  constructor(file: string, retention: EventRetention, scannedAtOnce?: number) {
    this.file = file
    this.retention = retention
    const { database, isNew, replaced } = openEvents(file)
    this.database = database
    this.isNew = isNew
    this.replacedLog = replaced
    this.statements = this.guard(() => prepare(this.database))
    this.types = this.guard(() => new StoredNames(this.database, 'types'))
    this.consumers = this.guard(() => new StoredNames(this.database, 'consumers'))
    this.events = this.guard(() => new EventSearch(this.database, this.types, this.consumers, scannedAtOnce))
    this.doubt = this.guard(() => new ClockDoubt(this.database, 'events', retention.keptFor))
    this.lastingDoubt = this.guard(() => new ClockDoubt(this.database, 'lasting', retention.lastingFor))
    this.doubts = [this.doubt, this.lastingDoubt]
    this.published = this.guard(() => new PublishedEpochs(this.database))
    this.lasting = this.guard(() => this.countLasting())
    this.write = this.database.transaction((events: readonly NewEvent[], now: number) => this.insert(events, now))
  }

  /** The damaged log in whose place this one was begun; null where there was none. */
  replaced(): ReplacedLog | null {
    return this.replacedLog
  }

  /** `[ST-5]` The number of the newest event, and whether there was no log before this one. */
  head(): { readonly newest: number; readonly isNew: boolean } {
    return this.guard(() => ({ newest: this.bounds().newest, isNew: this.isNew }))
  }

  /** `[EV-1]` No number up to this one is given any more. */
  goOnAfter(seq: number): void {
    this.guard(() => this.statements.setNewest.run(Math.max(seq, this.bounds().newest)))
  }

  /** `[ST-3]` */
  publishedEpochs(): PublishedEpoch[] {
    return this.guard(() => this.published.all())
  }

  /** On disk when this returns; after a power failure at worst the last are missing. */
  append(events: readonly NewEvent[], now: number): void {
    this.guard(() => {
      try {
        this.write(events, now)
      } catch (error) {
        // What was named in it is on disk no more than its events.
        this.types.reload()
        this.consumers.reload()
        this.lasting = this.countLasting()
        throw error
      }
    })
  }

  /** Deletes the oldest of those not to be kept. @returns whether there are more of them */
  trim(now: number): boolean {
    return this.guard(() => this.deleteOldest(now, MAX_EVENTS_PER_TRIM))
  }

  /** Looks at a part of the log; whoever wants all that matches goes on until `next` is null. */
  step(request: EventRequest): EventStep {
    return this.guard(() => this.events.step(request))
  }

  /** `[EV-12]` Counts a part of the log; goes on as {@link step} does. Newest first. */
  count(request: CountRequest): CountStep {
    return this.guard(() => this.events.count(request))
  }

  /** When the event happened with which a search that was left off goes on; null where there is none. */
  timeOf(seq: number): number | null {
    return this.guard(() => this.events.timeOf(seq))
  }

  close(): void {
    this.database.close()
  }

  private insert(events: readonly NewEvent[], now: number): void {
    let seq = this.bounds().newest
    for (const event of events) {
      const { at, type, task_id, consumer_id, batch_id, data } = event
      const consumer = consumer_id === undefined ? null : this.consumers.number(consumer_id)
      const cells = [at, this.types.number(type), task_id ?? null, consumer, batch_id ?? null, JSON.stringify(data)]
      const lasts = isLasting(event)
      if (lasts) this.lasting++
      this.statements[lasts ? 'insertLasting' : 'insert'].run(++seq, ...cells)
      this.published.accept(event)
    }
    this.statements.setNewest.run(seq)
    for (const doubt of this.doubts) doubt.accept(events, now)
    // More than come in, so that a lower limit is reached in time.
    this.deleteOldest(now, 2 * events.length)
  }

  /** Of each of the two kinds so many at most. @returns whether there are more */
  private deleteOldest(now: number, most: number): boolean {
    const { keptFor, keptCount, lastingFor, lastingCount } = this.retention
    const { oldest, oldestLasting, deleteTo, deleteLastingTo } = this.statements
    const lastOfTooMany = this.bounds().newest - keptCount
    const kept = this.doubt.trusted(now) - keptFor
    let last = 0
    let count = 0
    for (const { seq, at } of oldest.iterate(most)) {
      if (seq > lastOfTooMany && at >= kept) break
      last = seq
      count++
    }
    if (count > 0) deleteTo.run(last)
    const tooMany = this.lasting - lastingCount
    const lastingKept = this.lastingDoubt.trusted(now) - lastingFor
    let lastingGone = 0
    for (const { seq, at } of oldestLasting.iterate(most)) {
      if (lastingGone >= tooMany && at >= lastingKept) break
      last = seq
      lastingGone++
    }
    if (lastingGone > 0) deleteLastingTo.run(last)
    this.lasting -= lastingGone
    return count === most || lastingGone === most
  }

  private countLasting(): number {
    return this.statements.countLasting.get()!.count
  }

  private bounds(): ReturnType<EventSearch['bounds']> {
    return this.events.bounds()
  }

  protected guard<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      // Anything else is a mistake of ours, and to try again would not help.
      throw error instanceof BetterSqlite.SqliteError ? storageProblem(error, this.file) : error
    }
  }
}

function prepare(database: Database) {
  const insertInto = (table: EventTable) =>
    database.prepare(
      `INSERT INTO ${table} (seq, at, type, task_id, consumer, batch_id, data) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
  const oldestOf = (table: EventTable) =>
    database.prepare<[number], { seq: number; at: number }>(`SELECT seq, at FROM ${table} ORDER BY seq LIMIT ?`)
  return {
    insert: insertInto('events'),
    insertLasting: insertInto('lasting'),
    setNewest: database.prepare<[number]>("UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'"),
    oldest: oldestOf('events'),
    oldestLasting: oldestOf('lasting'),
    countLasting: database.prepare<[], { count: number }>('SELECT count(*) AS count FROM lasting'),
    deleteTo: database.prepare<[number]>('DELETE FROM events WHERE seq <= ?'),
    deleteLastingTo: database.prepare<[number]>('DELETE FROM lasting WHERE seq <= ?'),
  }
}
