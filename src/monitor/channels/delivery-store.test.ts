import BetterSqlite, { type Database } from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Delivery } from './delivery.ts'
import { DeliveryLog } from './delivery-log.ts'
import { DELIVERIES_STEP, DeliveryStore, type DeliveryWrite } from './delivery-store.ts'

const delivery = (id: number, more: Partial<Delivery> = {}): Delivery => ({
  delivery_id: id,
  uid: `u${id}`,
  channel: 'ops',
  title: `t${id}`,
  message: { kind: 'test', at: id },
  isCritical: false,
  made_at: id,
  state: 'waiting',
  attempts: 0,
  refusals: 0,
  next_at: id,
  expires_at: 9,
  ended_at: null,
  problem: null,
  ...more,
})
const state = { name: 'ops', notifier: { a: 1 }, delivered: 2, last_delivered_at: 3, summary_at: null }

describe('[CN-5] what is kept of messages', () => {
  let database: Database
  let store: DeliveryStore
  let isRefusing: boolean
  let now: number
  let written: DeliveryWrite[]
  let log: DeliveryLog

  beforeEach(() => {
    database = new BetterSqlite(':memory:')
    database.exec(DELIVERIES_STEP)
    store = new DeliveryStore(database, 2)
    isRefusing = false
    now = 0
    written = []
    log = open()
  })

  const open = (onDisk: readonly number[] = []) =>
    new DeliveryLog({
      thread: {
        call: (_: string, changes: DeliveryWrite) => {
          if (isRefusing) return Promise.reject(new Error('disk full'))
          written.push(changes)
          store.write(structuredClone(changes))
          return Promise.resolve()
        },
      } as never,
      steady: () => now,
      onDisk,
    })

  it('[CN-5] is there after a restart: what waits with all of it, what was given up by its number, what is known', async () => {
    log.put(delivery(1))
    log.put(delivery(2, { state: 'failed', problem: { message: 'no' } }))
    log.putState(state)
    expect(log.maySend(1)).toBe(false)
    await log.settled()
    expect(log.maySend(1)).toBe(true)
    expect(written).toHaveLength(1)
    expect(store.load()).toMatchObject({
      waiting: [delivery(1)],
      failed: [{ delivery_id: 2, channel: 'ops', problem: { message: 'no' } }],
      states: [state],
      next: 3,
    })
    expect(store.failed([1, 2, 3])).toMatchObject([{ delivery_id: 2, message: { kind: 'test', at: 2 } }])
    // A number that was given is not given again, whatever became of its message.
    log.drop(2)
    await log.settled()
    expect(store.load().next).toBe(3)
  })

  it('[CN-5] is written with its message once, and without when it was taken, of which the last are kept', async () => {
    for (const id of [1, 2, 3]) log.put(delivery(id))
    await log.settled()
    for (const id of [1, 2, 3]) log.put(delivery(id, { state: 'delivered', ended_at: 8 }))
    await log.settled()
    expect(written[1]!.deliveries.some((row) => 'message' in row)).toBe(false)
    expect(store.list({}).deliveries.map(({ delivery_id: id, kind, state: became }) => [id, kind, became])).toEqual([
      [3, 'test', 'delivered'],
      [2, 'test', 'delivered'],
    ])
    expect(database.prepare('SELECT count(message) FROM deliveries').pluck().get()).toBe(0)
  })

  it('[CN-5] is listed newest first, by channel and state, page by page', async () => {
    for (let id = 1; id <= 6; id++) {
      log.put(delivery(id, { channel: id % 2 ? 'ops' : 'mail', state: id > 4 ? 'failed' : 'waiting' }))
    }
    await log.settled()
    const ids = (page: object) => store.list(page).deliveries.map(({ delivery_id: id }) => id)
    expect(ids({ channel: 'ops' })).toEqual([5, 3, 1])
    expect(ids({ state: 'failed' })).toEqual([6, 5])
    expect(ids({ channel: 'mail', state: 'waiting' })).toEqual([4, 2])
    expect(store.list({ limit: 4 }).next).toBe(3)
    expect(store.list({ limit: 4, before: 3 })).toMatchObject({ next: null })
    expect(ids({ limit: 4, before: 3 })).toEqual([2, 1])
  })

  it('[CN-5] of a channel that is gone goes, and what comes of one of that name afterwards stays', async () => {
    log.put(delivery(1))
    log.putState(state)
    await log.settled()
    log.put(delivery(2))
    log.dropChannel('ops')
    log.put(delivery(3))
    await log.settled()
    expect(store.load()).toMatchObject({ waiting: [{ delivery_id: 3 }], states: [] })
  })

  it('[EV-6] a disk that refuses holds no message back, and has all of it once it takes it', async () => {
    isRefusing = true
    log.put(delivery(1))
    log.put(delivery(2))
    log.putState(state)
    await log.settled()
    expect(log.maySend(1)).toBe(true)
    log.put(delivery(1, { state: 'delivered' }))
    log.drop(2)
    isRefusing = false
    log.tick()
    expect(written).toEqual([])
    now = 2000
    log.tick()
    await log.settled()
    expect(store.load()).toMatchObject({ waiting: [], states: [state] })
    expect(store.list({}).deliveries).toMatchObject([{ delivery_id: 1, state: 'delivered' }])
  })
})
