import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventFilter, EventType, EventResource, NewEvent } from '../../contract/events.ts'
import { severityOfEvent } from '../../contract/event-severity.ts'
import { severities } from '../../contract/resources/alert.ts'
import { eventOf, encodeEvents } from './event-encoding.ts'
import { AuditStore } from './audit-store.ts'
import type { SearchWord } from './event-conditions.ts'
import { Histogram } from './event-histogram.ts'
import type { EventRequest } from './event-search.ts'

const everything = { keptFor: Infinity, keptCount: Infinity, lastingFor: Infinity, lastingCount: Infinity }

describe('AuditStore', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-events-'))
    file = join(folder, 'events.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** All that matches, by as many looks as it takes; with `hasPages` as many pages of `limit`, too. */
  function all(store: AuditStore, request: EventRequest, hasPages = false): EventResource[] {
    const found: EventResource[] = []
    let place = request
    for (;;) {
      const { rows, next } = store.step({ ...place, limit: request.limit - (found.length % request.limit) })
      found.push(...rows.map(eventOf))
      if (next === null || (!hasPages && found.length === request.limit)) return found
      place = request.order === 'asc' ? { ...request, after: next } : { ...request, before: next }
    }
  }

  const numbers = (store: AuditStore) => all(store, { order: 'asc', limit: 1e9 }).map(({ seq }) => seq)
  const lost = (at: number): NewEvent => ({ at, type: 'consumer_status', data: { state: 'lost' } })
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

  it('[EV-5] [EV-10] [EV-11] finds what a filter over everything finds, and counts it, whatever is asked for', () => {
    const types = ['batch_status', 'member', 'error', 'operator', 'alert'] as const satisfies EventType[]
    const texts = ['Disk full', 'disk "C:\\\\" 100%', '数据库 a_b', 'ÄRGER']
    const event = fc.record({
      at: fc.integer({ min: 0, max: 50 }),
      type: fc.constantFrom(...types),
      task_id: fc.option(fc.integer({ min: 1, max: 2 })),
      consumer_id: fc.option(fc.constantFrom('a', 'b', '-c')),
      batch_id: fc.option(fc.integer({ min: 1, max: 3 })),
      code: fc.constantFrom('UNAUTHORIZED', 'INVALID_JSON'),
      said: fc.constantFrom(...texts),
      kind: fc.constantFrom('coverage', 'consumer_lost', 'sync_due', 'of_tomorrow'),
      action: fc.constantFrom('raised', 'cleared'),
      status: fc.constantFrom('error', 'running'),
    })
    // Mostly left out: where everything is asked for at once, nothing matches.
    const optional = <T>(values: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: values })
    const word = fc.record({
      text: fc.constantFrom(
        'disk',
        'DISK',
        'full',
        '"c:\\\\"',
        '100%',
        '_',
        'a_b',
        '数据',
        'ärger',
        '#2',
        '2',
        'member',
        '-C',
        'x',
      ),
      taskIds: fc.subarray([1, 2, 3]),
    })
    const request = fc.record({
      types: optional(fc.subarray([...types, 'limit'] satisfies EventType[])),
      severity: optional(fc.subarray([...severities])),
      words: optional(fc.array(word, { maxLength: 2 })),
      task_id: optional(fc.integer({ min: 1, max: 3 })),
      consumer_id: optional(fc.constantFrom('a', 'b', '-c', 'nobody')),
      batch_id: optional(fc.integer({ min: 1, max: 4 })),
      since: optional(fc.integer({ min: 0, max: 50 })),
      until: optional(fc.integer({ min: 0, max: 50 })),
      after: optional(fc.integer({ min: 0, max: 45 })),
      before: optional(fc.integer({ min: 0, max: 45 })),
      order: fc.constantFrom('asc' as const, 'desc' as const),
      limit: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 40 }),
        fc.array(request, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 2, 3, 10, 50),
        (given, asked, scanned) => {
          const store = new AuditStore(':memory:', everything, scanned)
          const events = given.map(({ at, type, code, said, kind, action, status, ...subject }): NewEvent => {
            const about = Object.fromEntries(Object.entries(subject).filter(([, value]) => value !== null))
            return { at, type, ...about, data: { code, text: said, kind, action, status } } as unknown as NewEvent
          })
          store.append(events, 0)
          const stored = events.map((view, i) => ({ ...view, seq: i + 1, severity: severityOfEvent(view) }))
          for (const one of asked) {
            expect(all(store, one)).toEqual(filtered(stored, one))
            expect(all(store, one, true)).toEqual(filtered(stored, { ...one, limit: Infinity }))
            expect(counted(store, one)).toEqual(barsOfAll(stored, one))
          }
          // What goes out as text says the same.
          const { rows } = store.step({ order: 'asc', limit: 100 })
          expect(JSON.parse(`[${encodeEvents(rows, 'json')}]`)).toEqual(stored.slice(0, rows.length))
          store.close()
        },
      ),
      { numRuns: 100 },
    )
  })

  it('[EV-1] numbers grow by one over restarts, and none is given twice, even when all events are gone', () => {
    const store = new AuditStore(file, { ...everything, keptFor: 1000, keptCount: 1e9 })
    store.append([lost(1), lost(2)], 2)
    store.close()
    const second = new AuditStore(file, { ...everything, keptFor: 1000, keptCount: 1e9 })
    second.append([lost(3)], 3)
    expect(numbers(second)).toEqual([1, 2, 3])
    expect(second.trim(1003)).toBe(false)
    expect(numbers(second)).toEqual([3])
    expect(second.trim(5000)).toBe(false)
    expect(numbers(second)).toEqual([])
    expect(second.step({ order: 'asc', limit: 1 })).toEqual({ rows: [], next: null, newest: 3 })
    second.append([lost(5000)], 5000)
    second.close()
    const third = new AuditStore(file, everything)
    expect(numbers(third)).toEqual([4])
    third.close()
  })

  it('[EV-1] keeps so many, and so long; only the oldest go, a few with each write', () => {
    const store = new AuditStore(file, { ...everything, keptFor: 10_000, keptCount: 100 })
    store.append(range(1, 300).map(lost), 300)
    store.append([lost(301)], 301)
    expect(numbers(store)).toEqual(range(202, 301))
    // Those of 301 and before are too old now; two go for each that comes.
    store.append([lost(10_302)], 10_302)
    expect(numbers(store)).toEqual(range(204, 302))
    expect(store.trim(10_302)).toBe(false)
    expect(numbers(store)).toEqual([302])
    store.close()
    const small = new AuditStore(join(folder, 'small.db'), everything)
    for (let at = 1; at <= 12_000; at += 1000) small.append(range(at, at + 999).map(lost), at)
    small.close()
    const lower = new AuditStore(join(folder, 'small.db'), { ...everything, keptFor: Infinity, keptCount: 10 })
    expect([lower.trim(0), lower.trim(0), lower.trim(0)]).toEqual([true, true, false])
    expect(numbers(lower)).toEqual(range(11_991, 12_000))
    lower.close()
  })

  describe('when the clock is wrong', () => {
    const day = 86_400_000
    const week = { ...everything, keptFor: 7 * day, keptCount: 1e9 }
    const stepped = (at: number, by: number): NewEvent => ({ at, type: 'clock', data: { change: 'stepped', by } })
    const [then, some] = [100 * day, 5]

    it.each([8 * day, -8 * day, 3_600_000])('[LV-7] [EV-1] a step of %d ms deletes nothing', (by) => {
      const store = new AuditStore(file, week)
      store.append(
        range(1, some).map(() => lost(then)),
        then,
      )
      store.append([stepped(then + by, by)], then + by)
      store.trim(then + by + 1000)
      expect(numbers(store)).toEqual(range(1, some + 1))
      store.close()
      // And is not forgotten with the process.
      const again = new AuditStore(file, week)
      again.trim(then + by + 2000)
      expect(numbers(again)).toEqual(range(1, some + 1))
      // Time that really passes does; what was written in a future is kept until that is over, too.
      for (let days = 1; days <= 16; days++) again.trim(then + by + days * day)
      expect(numbers(again)).toEqual([])
      again.close()
    })

    it('[LV-7] [EV-1] a start with a clock that is far ahead deletes nothing, nor does its being set right', () => {
      const store = new AuditStore(file, week)
      store.append(
        range(1, some).map(() => lost(then)),
        then,
      )
      store.close()
      const wrong = new AuditStore(file, week)
      wrong.append([lost(then + 3650 * day)], then + 3650 * day)
      wrong.trim(then + 3650 * day)
      expect(numbers(wrong)).toEqual(range(1, some + 1))
      wrong.append([stepped(then + 60_000, -3650 * day)], then + 60_000)
      wrong.trim(then + 60_000)
      expect(numbers(wrong)).toEqual(range(1, some + 2))
      wrong.close()
      const right = new AuditStore(file, week)
      right.trim(then + 120_000)
      expect(numbers(right)).toEqual(range(1, some + 2))
      right.close()
    })

    it('[EV-1] what an earlier version wrote is as old as it says, but for an absence of more than a day', () => {
      const before = new AuditStore(file, week)
      before.append(range(1, some).map(lost), some)
      before.close()
      const database = new BetterSqlite(file)
      database.exec('DROP TABLE clock')
      database.close()
      const store = new AuditStore(file, week)
      store.trim(30 * day)
      expect(numbers(store)).toEqual(range(1, some))
      for (let days = 31; days <= 35; days++) store.trim(days * day)
      expect(numbers(store)).toEqual(range(1, some))
      for (let days = 36; days <= 37; days++) store.trim(days * day)
      expect(numbers(store)).toEqual([])
      store.close()
    })
  })

  const done = (at: number): NewEvent => ({
    at,
    type: 'operator',
    data: { action: 'reload', role: 'operator', via: 'http', remote: null, outcome: 'ok' },
  })

  it('[EV-7] no flood washes out what operators did; that goes by its own age and number, in its own time', () => {
    const retention = { keptFor: 1e6, keptCount: 100, lastingFor: 1e9, lastingCount: 20 }
    const store = new AuditStore(file, retention)
    for (let at = 0; at < 30; at++) store.append([done(at), ...range(1, 99).map(() => lost(at))], at)
    while (store.trim(30));
    const acts = (one: AuditStore) => all(one, { order: 'asc', limit: 1e9, types: ['operator'] }).map(({ at }) => at)
    expect(acts(store)).toEqual(range(10, 29))
    expect(numbers(store)).toHaveLength(99 + 20)
    store.close()
    const again = new AuditStore(file, { ...retention, lastingFor: 1000 })
    again.append([lost(1020)], 1020)
    expect(again.step({ order: 'desc', limit: 1 })).toMatchObject({ rows: [{ seq: 3001 }], newest: 3001 })
    while (again.trim(1020));
    expect(acts(again)).toEqual(range(20, 29))
    again.close()
  })

  it('[EV-7] finds few old ones before a large gap without looking through it', () => {
    const store = new AuditStore(file, { ...everything, keptCount: 10 }, 10)
    store.append([done(1), ...range(1, 5000).map(lost), done(2)], 1)
    while (store.trim(1));
    for (const order of ['asc', 'desc'] as const) {
      let steps = 0
      for (let place: EventRequest | null = { order, limit: 100 }; place; steps++) {
        const { next }: { next: number | null } = store.step(place)
        place = next === null ? null : { order, limit: 100, [order === 'asc' ? 'after' : 'before']: next }
      }
      expect(steps).toBeLessThanOrEqual(4)
    }
    expect(all(store, { order: 'asc', limit: 100 }).map(({ seq }) => seq)).toEqual([1, ...range(4993, 5002)])
    store.close()
  })

  it('[EV-7] takes over a file of the first version: same numbers, and what lasts where it lasts', () => {
    const database = new BetterSqlite(file)
    database.exec(`
      CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
      CREATE TABLE consumers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
      CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type INTEGER NOT NULL,
        task_id INTEGER, consumer INTEGER, batch_id INTEGER, data TEXT NOT NULL);
      INSERT INTO types VALUES (1, 'monitor'), (2, 'member'), (3, 'error');
      INSERT INTO consumers VALUES (1, 'c');
      INSERT INTO events (at, type, consumer, data) VALUES
        (1, 1, NULL, '{"action":"started","version":"1"}'), (2, 2, 1, '{"change":"joined"}'),
        (3, 3, NULL, '{"code":"FORBIDDEN"}'), (4, 3, 1, '{"code":"FORBIDDEN"}'), (5, 1, NULL, '{}');
      PRAGMA user_version = 1;
    `)
    database.close()
    const store = new AuditStore(file, { ...everything, keptFor: 10 })
    expect(numbers(store)).toEqual(range(1, 5))
    store.append([lost(6)], 6)
    while (store.trim(1000));
    expect(all(store, { order: 'desc', limit: 9 }).map(({ seq, type }) => [seq, type])).toEqual([
      [5, 'monitor'],
      [3, 'error'],
      [1, 'monitor'],
    ])
    expect(store.step({ order: 'asc', limit: 1 }).newest).toBe(6)
    store.close()
  })

  it('[ST-3] knows the newest epoch of each task although its event is gone, and from a file of the version before', () => {
    const epoch = (at: number, task_id: number, number: number): NewEvent => ({
      at,
      type: 'epoch',
      task_id,
      data: { epoch: number, state: 'rolling_out', cause: '' },
    })
    const did = (at: number, task_id: number, action: string, outcome: 'ok' | 'CONFLICT' = 'ok'): NewEvent => ({
      at,
      type: 'operator',
      task_id,
      data: { action, role: 'operator', via: 'http', remote: null, outcome },
    })
    const events = [
      epoch(1, 1, 1),
      epoch(2, 1, 2),
      did(3, 1, 'reload'),
      did(4, 1, 'task.delete', 'CONFLICT'),
      did(5, 2, 'task.create'),
      epoch(6, 2, 1),
      did(7, 2, 'task.delete'),
      epoch(8, 3, 5),
      did(9, 3, 'task.delete'),
      did(10, 3, 'task.create'),
      epoch(11, 3, 1),
    ]
    const known = [
      { task_id: 1, epoch: 2, at: 2 },
      { task_id: 3, epoch: 1, at: 11 },
    ]
    const store = new AuditStore(file, everything)
    store.append(events, 11)
    expect(store.publishedEpochs()).toEqual(known)
    store.close()
    const database = new BetterSqlite(file)
    database.exec(`
      DROP TABLE published; DROP TABLE series; DROP TABLE series_names; DROP TABLE series_open;
      DROP TABLE alerts;
      DROP TABLE notes; DROP TABLE progress; DROP TABLE deliveries; DROP TABLE channels;
      PRAGMA user_version = 2`)
    database.close()
    const later = new AuditStore(file, { ...everything, keptCount: 1 })
    expect(later.publishedEpochs()).toEqual(known)
    later.append([lost(12)], 12)
    while (later.trim(12));
    expect(all(later, { order: 'asc', limit: 9, types: ['epoch'] })).toEqual([])
    expect(later.publishedEpochs()).toEqual(known)
    later.close()
  })

  it('[EV-1] a write that fails leaves nothing behind, not even a name', () => {
    const store = new AuditStore(file, everything)
    const poison = { ...lost(1), consumer_id: 'x', type: 'member', at: {} } as unknown as NewEvent
    expect(() => store.append([{ ...lost(1), consumer_id: 'c' }, poison], 1)).toThrow('parameter')
    store.append([{ ...lost(2), consumer_id: 'c' }], 2)
    expect(all(store, { order: 'asc', limit: 9 })).toMatchObject([{ ...lost(2), seq: 1, consumer_id: 'c' }])
    store.close()
    const again = new AuditStore(file, everything)
    expect(all(again, { order: 'asc', limit: 9, consumer_id: 'c' })).toHaveLength(1)
    again.close()
  })

  it('refuses a database of another program, and leaves it as it is', () => {
    for (const mark of ['', 'PRAGMA application_id = 7; PRAGMA user_version = 2;']) {
      const database = new BetterSqlite(file)
      database.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY); ${mark}`)
      database.close()
      const before = readFileSync(file)
      expect(() => new AuditStore(file, everything)).toThrow('another program')
      expect(readFileSync(file)).toEqual(before)
      rmSync(file)
    }
  })

  it('refuses a file of a later version, and says what to do', () => {
    new AuditStore(file, everything).close()
    const database = new BetterSqlite(file)
    database.pragma('user_version = 99')
    database.close()
    expect(() => new AuditStore(file, everything)).toThrow('start that one, or move the file away')
  })
})

/** Between 10 and 40, in bars of 10, as `[critical, warning, info, others, batch_statuses]`. */
const counts = { from: 10, end: 40, step: 10 }

function counted(
  store: AuditStore,
  { order: _order, limit: _limit, since: _s, until: _u, after: _a, ...asked }: EventRequest,
) {
  const histogram = new Histogram({ ...counts, types: asked.types })
  for (let before = asked.before; ;) {
    const { counts: found, next } = store.count({ ...asked, before, ...counts })
    histogram.add(found)
    if (next === null) break
    before = next
  }
  const { critical, warning, info, others, batch_statuses: statuses } = histogram.resource
  return [critical, warning, info, others, statuses]
}

function barsOfAll(events: readonly EventResource[], { types, severity, words, ...subject }: EventRequest) {
  const range = { since: counts.from, until: counts.end - 1, after: undefined, limit: Infinity }
  const all = filtered(events, { ...subject, ...range })
  const matching = new Set(filtered(all, { types, severity, words, order: 'asc', limit: Infinity }))
  const bars = (of: (event: EventResource) => boolean) =>
    [10, 20, 30].map((from) => all.filter((event) => event.at >= from && event.at < from + 10 && of(event)).length)
  const isOther = (event: EventResource) => !matching.has(event)
  const leavesStatusesOut = types !== undefined && !types.includes('batch_status')
  return [
    ...severities.map((one) => bars((event) => matching.has(event) && event.severity === one)),
    bars((event) => isOther(event) && !(leavesStatusesOut && event.type === 'batch_status')),
    all.filter((event) => isOther(event) && event.type === 'batch_status').length,
  ]
}

function holds(event: EventResource, { text, taskIds }: SearchWord): boolean {
  const searched = text.toLowerCase()
  const number = Number(text.replace('#', ''))
  return (
    taskIds.includes(event.task_id ?? -1) ||
    [event.seq, event.batch_id, event.task_id].includes(number) ||
    [event.type, event.consumer_id ?? ''].some((cell) => cell.toLowerCase().includes(searched)) ||
    JSON.stringify(event.data).toLowerCase().includes(JSON.stringify(searched).slice(1, -1))
  )
}

function filtered(events: readonly EventResource[], request: EventRequest): EventResource[] {
  const {
    types,
    severity,
    words = [],
    since = -Infinity,
    until = Infinity,
    after = 0,
    before = Infinity,
    order,
    limit,
  } = request
  const same = (name: 'task_id' | 'consumer_id' | 'batch_id', event: EventResource, filter: EventFilter) =>
    filter[name] === undefined || event[name] === filter[name]
  const found = events.filter(
    (event) =>
      (!types || types.includes(event.type)) &&
      (!severity || severity.includes(event.severity!)) &&
      words.every((word) => holds(event, word)) &&
      same('task_id', event, request) &&
      same('consumer_id', event, request) &&
      same('batch_id', event, request) &&
      event.at >= since &&
      event.at <= until &&
      event.seq > after &&
      event.seq < before,
  )
  return (order === 'asc' ? found : found.toReversed()).slice(0, limit)
}
