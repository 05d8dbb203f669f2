import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventTypes, type NewEvent } from '../src/contract/events.ts'
import { AuditStore } from '../src/monitor/events/audit-store.ts'
import type { SearchWord } from '../src/monitor/events/event-conditions.ts'
import { Histogram } from '../src/monitor/events/event-histogram.ts'
import type { CountRequest, EventRequest } from '../src/monitor/events/event-search.ts'
import { seededRandom } from '../src/demo/random.ts'
import { atMost, type Row, type Section, unbounded, whole } from './report.ts'

const EVENTS = 2_000_000
const CONSUMERS = 1000
const BATCHES = 10_000
const WRITE = 1000
/** A filtered page is to be there within this, ms. */
const LIMIT = 1000
/** For so long a write waits at most, ms. */
const LOOK_LIMIT = 100
const statuses = ['pending', 'running', 'completed', 'error'] as const

/** What two million events cost on disk, and how long a page of them takes that a filter leaves little of. */
export async function eventLog(progress: (what: string) => void): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const file = join(folder, 'events.db')
  const store = new AuditStore(file, {
    keptFor: Infinity,
    keptCount: Infinity,
    lastingFor: Infinity,
    lastingCount: Infinity,
  })
  const rows: Row[] = []
  const add = (what: string, took: number, found: string, judged: Pick<Row, 'bound' | 'holds'> = unbounded) => {
    progress(`${what}: ${took.toFixed(0)} ms, ${found}`)
    rows.push({ cells: [what, took.toFixed(0), found], ...judged })
  }
  const writes: number[] = []
  for (const events of syntheticEvents()) {
    const startedAt = performance.now()
    store.append(events, 0)
    writes.push(performance.now() - startedAt)
  }
  const took = writes.reduce((sum, time) => sum + time, 0)
  add(
    `${whole(EVENTS)} written, ${whole(WRITE)} at once`,
    took,
    `${whole(Math.round((EVENTS / took) * 1000))} a second`,
  )
  add('the slowest of these writes', Math.max(...writes), '')
  const size = statSync(file).size + statSync(`${file}-wal`).size
  add('on disk, a million', 0, `${(size / 1024 / 1024 / (EVENTS / 1e6)).toFixed(0)} MiB`)

  const page: EventRequest = { order: 'desc', limit: 1000 }
  const questions: [string, EventRequest][] = [
    ['the newest 1,000', page],
    ['of one type, one in a hundred', { ...page, types: ['reload_ack'] }],
    ['of a type that is not there', { ...page, types: ['limit'] }],
    ['of one consumer', { ...page, consumer_id: 'consumer-7' }],
    ['of one batch', { ...page, batch_id: 4711 }],
    ['errors of one consumer', { ...page, consumer_id: 'consumer-7', types: ['error'] }],
    ['one minute, long ago', { ...page, since: 60_000, until: 120_000 }],
    ['oldest first, of one batch', { ...page, order: 'asc', batch_id: 4711 }],
    ['with a word that is nowhere', { ...page, words: wordsOf('nowhere') }],
    ['with two words, of which one is everywhere', { ...page, words: wordsOf('scanned', 'nowhere') }],
    ['critical ones, of which there are none', { ...page, severity: ['critical'] }],
  ]
  for (const [what, request] of questions) {
    let found = 0
    const { total, longest } = wholeOf((place) => {
      const { rows: some, next } = store.step({ ...request, ...placeOf(request, place), limit: request.limit - found })
      found += some.length
      return found === request.limit ? null : next
    })
    add(what, total, `${found} found, at most ${longest.toFixed(0)} ms in one go`, atMost(Math.round(total), LIMIT))
  }

  const others = eventTypes.filter((type) => type !== 'batch_status')
  const week = { from: 0, end: EVENTS, step: EVENTS / 100 }
  const counted: [string, CountRequest][] = [
    ['counted over time, all of them', week],
    ['counted over time, all but the statuses', { ...week, types: others }],
    ['counted over time, with a word', { ...week, words: wordsOf('blocks') }],
    ['counted over one minute, long ago', { from: 60_000, end: 120_000, step: 600 }],
    ['the same again', { from: 60_000, end: 120_000, step: 600 }],
  ]
  for (const [what, request] of counted) {
    const histogram = new Histogram(request)
    const { total, longest } = wholeOf((before) => {
      const { counts, next } = store.count({ ...request, before })
      histogram.add(counts)
      return next
    })
    const matching = histogram.resource.info.reduce((sum, count) => sum + count, 0)
    const found = `${whole(matching)} of info, at most ${longest.toFixed(0)} ms in one go`
    add(what, total, found, atMost(Math.round(longest), LOOK_LIMIT))
  }
  store.close()
  rmSync(folder, { recursive: true, force: true })
  return {
    title: 'The event log',
    text: `${whole(EVENTS)} events of ${whole(CONSUMERS)} consumers and ${whole(BATCHES)} batches, 98 of 100 a status with a message, in a file that
was just written. A search reads the table by number, a part at a time, and has no index: writes wait for no more than
one part. A page has 1,000 events at most.`,
    columns: ['what', 'ms', 'that is'],
    rows,
  }
}

/** Looks on until all was seen. @param look from a place on; answers where to go on */
function wholeOf(look: (place: number | undefined) => number | null): { total: number; longest: number } {
  const startedAt = performance.now()
  let longest = 0
  for (let place: number | null | undefined; place !== null;) {
    const lookedAt = performance.now()
    place = look(place)
    longest = Math.max(longest, performance.now() - lookedAt)
  }
  return { total: performance.now() - startedAt, longest }
}

function placeOf({ order, after, before }: EventRequest, place: number | undefined) {
  if (place === undefined) return { after, before }
  return order === 'asc' ? { after: place, before } : { after, before: place }
}

function wordsOf(...texts: string[]): SearchWord[] {
  return texts.map((text) => ({ text, taskIds: [] }))
}

function* syntheticEvents(): Iterable<NewEvent[]> {
  const random = seededRandom(7)
  const below = (n: number) => Math.floor(random() * n)
  for (let at = 0; at < EVENTS; at += WRITE) {
    yield Array.from({ length: WRITE }, (_, i): NewEvent => {
      const batch_id = below(BATCHES)
      const subject = { at: at + i, task_id: 1, consumer_id: `consumer-${batch_id % CONSUMERS}` }
      const kind = below(100)
      if (kind === 0) return { ...subject, type: 'reload_ack', data: { epoch: below(500), action: 'reloading' } }
      if (kind === 1) {
        const message = 'batch_status: /progress must be <= 100.'
        return { ...subject, type: 'error', data: { code: 'INVALID_MESSAGE', message, remote: '10.0.0.7', count: 3 } }
      }
      const progress = below(1000) / 10
      const data = { status: statuses[below(4)]!, progress, message: `scanned ${below(1e6)} blocks` }
      return { ...subject, type: 'batch_status', batch_id, data }
    })
  }
}
