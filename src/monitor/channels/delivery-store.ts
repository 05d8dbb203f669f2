import type { Database } from 'better-sqlite3'
import type { DeliveryResource } from '../../contract/resources/channel.ts'
import { type Delivery, deliveryResource } from './delivery.ts'
import type { ChannelMessage } from './message.ts'

/** A step of the audit log's schema. */
export const DELIVERIES_STEP = `
  -- CN-5: messages to channels, and what is known of each channel. No number is given twice: operators name them.
  CREATE TABLE deliveries (
    delivery_id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    data TEXT NOT NULL,     -- JSON: what is said of it
    message TEXT            -- JSON: the message itself, until it was delivered
  );
  CREATE INDEX deliveries_state ON deliveries (state, delivery_id);
  CREATE INDEX deliveries_channel ON deliveries (channel, delivery_id);
  CREATE TABLE channels (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
  `

/** Of those that were delivered the oldest go, all channels together. */
const MAX_DELIVERED = 5000
/** The longest page of a list. */
const MAX_PAGE = 500
const DEFAULT_PAGE = 100

/** What is known of a channel beside its definition. */
export interface ChannelState {
  readonly name: string
  /** Of its rules (CN-6): what was said and not resolved yet. Of whoever reads it, which checks it. */
  readonly notifier: unknown
  readonly delivered: number
  readonly last_delivered_at: number | null
  /** Until when the last summary went. */
  readonly summary_at: number | null
}

/** A delivery as it is handed over: its message only where it is not on disk yet. */
export type DeliveryRow = Omit<Delivery, 'message'> & {
  readonly kind: DeliveryResource['kind']
  readonly message?: ChannelMessage
}

/** What is to be written, all of it or nothing. */
export interface DeliveryWrite {
  readonly deliveries: readonly DeliveryRow[]
  /** Numbers of those that are not kept any more. */
  readonly gone: readonly number[]
  readonly states: readonly ChannelState[]
  /** Names of channels of which nothing is kept any more; before all else. */
  readonly channelsGone: readonly string[]
}

/** What there was when the monitor started. */
export interface StoredDeliveries {
  readonly waiting: readonly Delivery[]
  /** Without their messages, oldest first. */
  readonly failed: readonly Pick<Delivery, 'delivery_id' | 'channel' | 'problem'>[]
  readonly states: readonly ChannelState[]
  /** The next number. */
  readonly next: number
}

export interface DeliveryPage {
  readonly channel?: string | undefined
  readonly state?: DeliveryResource['state'] | undefined
  readonly before?: number | undefined
  readonly limit?: number | undefined
}

/** `[CN-5]` Messages to channels in the audit log's file. */
export class DeliveryStore {
  private readonly database: Database
  private readonly statements: ReturnType<typeof prepare>
  private readonly writeAll: (changes: DeliveryWrite) => void

  /** @param mostDelivered how many of those are kept */
  constructor(database: Database, mostDelivered = MAX_DELIVERED) {
    this.database = database
    this.statements = prepare(database)
    this.writeAll = database.transaction((changes: DeliveryWrite) => {
      for (const name of changes.channelsGone) {
        this.statements.deleteOfChannel.run(name)
        this.statements.deleteState.run(name)
      }
      for (const delivery of changes.deliveries) this.put(delivery)
      for (const id of changes.gone) this.statements.deleteOne.run(id)
      for (const state of changes.states) this.statements.putState.run(state.name, JSON.stringify(state))
      this.statements.trim.run(mostDelivered)
    })
  }

  /** On disk when this returns; those that were delivered lose their message. */
  write(changes: DeliveryWrite): void {
    this.writeAll(changes)
  }

  /** What cannot be read is left out. */
  load(): StoredDeliveries {
    const { ofState, states, newest } = this.statements
    const waiting = ofState.all('waiting').flatMap(({ data, message }) => {
      const row = rowOf(data)
      const said = messageOf(message)
      return row && said ? [{ ...row, message: said }] : []
    })
    const failed = this.statements.ofState.all('failed').flatMap(({ data }) => rowOf(data) ?? [])
    const known = states.all().flatMap(({ data }) => stateOf(data) ?? [])
    return { waiting, failed, states: known, next: (newest.get() ?? 0) + 1 }
  }

  /** Some of those that were given up, with their messages; those that are gone are left out. */
  failed(ids: readonly number[]): Delivery[] {
    return ids.flatMap((id) => {
      const found = this.statements.one.get(id)
      const row = found?.state === 'failed' ? rowOf(found.data) : null
      const message = messageOf(found?.message ?? null)
      return row && message ? [{ ...row, message }] : []
    })
  }

  /** Newest first. */
  list({ channel, state, before = Number.MAX_SAFE_INTEGER, limit = DEFAULT_PAGE }: DeliveryPage): {
    deliveries: DeliveryResource[]
    next: number | null
  } {
    const most = Math.min(limit, MAX_PAGE)
    const rows = this.page(channel, state).all({ channel, state, before, most: most + 1 })
    const page = rows.slice(0, most)
    const deliveries = page.flatMap(({ data }) => {
      const row = rowOf(data)
      return row ? [deliveryResource(row)] : []
    })
    return { deliveries, next: rows.length > most ? (page.at(-1)?.delivery_id ?? null) : null }
  }

  private page(channel: string | undefined, state: string | undefined) {
    const where = ['delivery_id < @before']
    if (channel !== undefined) where.push('channel = @channel')
    // A plus where the other index is the better one.
    if (state !== undefined) where.push(channel === undefined ? 'state = @state' : '+state = @state')
    return this.database.prepare<[object], { delivery_id: number; data: string }>(
      `SELECT delivery_id, data FROM deliveries WHERE ${where.join(' AND ')} ORDER BY delivery_id DESC LIMIT @most`,
    )
  }

  private put({ message, ...row }: DeliveryRow): void {
    const { delivery_id: id, channel, state } = row
    const said = message === undefined ? null : JSON.stringify(message)
    this.statements.put.run({ id, channel, state, data: JSON.stringify(row), said })
  }
}

/** Null where it is no JSON. */
function parsed(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const rowOf = (text: string) => parsed(text) as DeliveryRow | null
const messageOf = (text: string | null) => parsed(text) as ChannelMessage | null
const stateOf = (text: string) => parsed(text) as ChannelState | null

function prepare(database: Database) {
  return {
    put: database.prepare<[object]>(
      `INSERT INTO deliveries (delivery_id, channel, state, data, message) VALUES (@id, @channel, @state, @data, @said)
       ON CONFLICT (delivery_id) DO UPDATE SET state = @state, data = @data,
         message = CASE WHEN @state = 'delivered' THEN NULL ELSE coalesce(@said, message) END`,
    ),
    deleteOne: database.prepare<[number]>('DELETE FROM deliveries WHERE delivery_id = ?'),
    deleteOfChannel: database.prepare<[string]>('DELETE FROM deliveries WHERE channel = ?'),
    putState: database.prepare<[string, string]>(
      'INSERT INTO channels (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
    ),
    deleteState: database.prepare<[string]>('DELETE FROM channels WHERE name = ?'),
    trim: database.prepare<[number]>(
      `DELETE FROM deliveries WHERE state = 'delivered' AND delivery_id <= (SELECT delivery_id FROM deliveries
         WHERE state = 'delivered' ORDER BY delivery_id DESC LIMIT 1 OFFSET ?)`,
    ),
    ofState: database.prepare<[string], { data: string; message: string | null }>(
      'SELECT data, message FROM deliveries WHERE state = ? ORDER BY delivery_id',
    ),
    one: database.prepare<[number], { state: string; data: string; message: string | null }>(
      'SELECT state, data, message FROM deliveries WHERE delivery_id = ?',
    ),
    states: database.prepare<[], { data: string }>('SELECT data FROM channels'),
    newest: database.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'").pluck(),
  }
}
