import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewEvent } from '../src/contract/events.ts'
import { AuditStore } from '../src/monitor/events/audit-store.ts'
import type { EventRequest } from '../src/monitor/events/event-search.ts'
import { seededRandom } from '../src/demo/random.ts'
import { atMost, type Row, type Section, unbounded, whole } from './report.ts'

const EVENTS = 2_000_000
const CONSUMERS = 1000
const BATCHES = 10_000
const WRITE = 1000
/** A filtered page is to be there within this, ms. */
const LIMIT = 1000
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
  ]
  for (const [what, request] of questions) {
    const startedAt = performance.now()
    let longest = 0
    let found = 0
    let place = request
    for (;;) {
      const lookedAt = performance.now()
      const { rows: some, next } = store.step({ ...place, limit: request.limit - found })
      longest = Math.max(longest, performance.now() - lookedAt)
      found += some.length
      if (next === null || found === request.limit) break
      place = request.order === 'asc' ? { ...request, after: next } : { ...request, before: next }
    }
    const total = performance.now() - startedAt
    add(what, total, `${found} found, at most ${longest.toFixed(0)} ms in one go`, atMost(Math.round(total), LIMIT))
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
