import BetterSqlite, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoredNames } from '../events/stored-names.ts'
import { PROGRESS_STEP, ProgressStore } from './progress-store.ts'

const MINUTE = 60_000
const START = 20_000 * 86_400_000

describe('[TS-3] how far a consumer was', () => {
  let database: Database
  let store: ProgressStore

  beforeEach(() => {
    database = new BetterSqlite(':memory:')
    database.exec('CREATE TABLE consumers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)')
    database.exec(PROGRESS_STEP)
    store = new ProgressStore(database, new StoredNames(database, 'consumers'), { 60_000: 60, 900_000: 100 })
  })
  afterEach(() => database.close())

  const fill = (minutes: number, from = 0) => {
    for (let i = from; i < from + minutes; i++) {
      store.append({
        at: START + i * MINUTE,
        consumers: [['a', i % 100], ...(i % 2 === 0 ? [['b', 50] as const] : [])],
      })
    }
  }

  it('is answered by the minute, with a gap where it had nothing or nothing was read', () => {
    fill(3)
    fill(1, 5)
    const read = (consumer_id: string) => store.read({ consumer_id, from: START, to: START + 6 * MINUTE }).progress
    expect(read('a')).toEqual([0, 1, 2, null, null, 5])
    expect(read('b')).toEqual([50, null, 50, null, null, null])
    expect(read('nobody')).toEqual([null, null, null, null, null, null])
  })

  it('is kept by the quarter of an hour when the minutes are gone', () => {
    fill(200)
    const last = store.read({ consumer_id: 'a', from: START + 150 * MINUTE, to: START + 200 * MINUTE })
    expect([last.step, last.progress.length, last.progress.includes(null)]).toEqual([MINUTE, 50, false])
    const all = store.read({ consumer_id: 'a', from: START, to: START + 200 * MINUTE })
    expect(all.step).toBe(15 * MINUTE)
    expect(all.progress.slice(0, 4)).toEqual([0, 15, 30, 45])
    expect(database.prepare('SELECT count(*) FROM progress WHERE step = 60000').pluck().get()).toBe(60)
    expect(store.size().bytes).toBeGreaterThan(0)
  })

  it('has no more points than can be told apart', () => {
    fill(3)
    const { progress, step } = store.read({ consumer_id: 'a', from: START - 366 * 86_400_000, to: START + 3 * MINUTE })
    expect(progress.length).toBeLessThanOrEqual(1501)
    expect(progress.at(-1)).toBe(0)
    expect(step % (15 * MINUTE)).toBe(0)
  })
})
