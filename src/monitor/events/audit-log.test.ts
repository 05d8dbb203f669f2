import { describe, expect, it } from 'vitest'
import { Engine } from '../../engine/engine.ts'
import { BatchdeckError } from '../../contract/errors.ts'
import { refusal } from '../../contract/refusal.ts'
import type { NewEvent } from '../../contract/events.ts'
import { engineSettings, nothing } from '../../../tests/engine-settings.ts'
import { AuditLog } from './audit-log.ts'
import type { EventRequest } from './event-search.ts'

/** A log on a disk that can be filled, with a clock that is set. */
function logging() {
  const clock = { now: 0 }
  const disk = { problem: null as Error | null, written: [] as NewEvent[], writes: [] as number[], trims: 0, reads: 0 }
  const logged: string[] = []
  const engine = new Engine(engineSettings, nothing, 0)
  const thread = {
    async call(method: string, ...[first]: unknown[]) {
      if (method === 'trim') return ++disk.trims < 3
      if (method === 'step') return { rows: [], next: null, newest: disk.written.length }
      if (method === 'encoded') {
        disk.reads++
        return { body: Buffer.from('x\n'), count: 1, next: (first as EventRequest).before ?? 7, newest: 9 }
      }
      if (disk.problem) throw disk.problem
      disk.written.push(...(first as NewEvent[]))
      disk.writes.push((first as NewEvent[]).length)
      return undefined
    },
    async close() {},
  } as never
  const collect = () => log.accept({ facts: engine.drain(clock.now)?.facts ?? [] })
  const auditLog = new AuditLog({
    alerts: engine.alerts,
    perMinute: 300,
    collect,
    thread,
    redactor: { data: (data) => data, isToken: () => false },
    now: () => clock.now,
    steady: () => clock.now,
    log: (line) => logged.push(line),
  })
  const log = Object.assign(auditLog, {
    /** As with every beat: what happened comes first. */
    beat() {
      collect()
      auditLog.flush()
    },
  })
  const happen = (count: number) => {
    for (let i = 0; i < count; i++) engine.audit.noteMonitor(clock.now++, { action: 'started', version: '1' })
  }
  const problem = () => {
    collect()
    return engine.snapshot().alerts.find(({ kind }) => kind === 'event_log')?.message ?? null
  }
  /** Lets the answers of the thread arrive. */
  const answered = () => new Promise((resolve) => setImmediate(resolve))
  return { clock, disk, logged, engine, log, happen, problem, answered }
}

const full = BatchdeckError.from({ code: 'STORAGE_FAILED', message: 'The disk is full.' })

describe('AuditLog', () => {
  it('[EV-6] hands over what has happened with each flush, in writes of 1,000 at most', async () => {
    const { disk, log, happen, answered } = logging()
    happen(2500)
    log.beat()
    happen(3)
    log.beat()
    await answered()
    expect(disk.writes).toEqual([1000, 1000, 500])
    log.beat()
    await answered()
    expect(disk.writes).toEqual([1000, 1000, 500, 3])
    expect(disk.written.map(({ at }) => at)).toEqual(Array.from({ length: 2503 }, (_, i) => i))
  })

  it('[EV-5] what happened before it is read is in the answer, also while earlier events are being written', async () => {
    const { disk, log, happen } = logging()
    const request = { limit: 10 } as EventRequest
    happen(1)
    expect(await log.page(request)).toMatchObject({ newest: 1 })
    happen(3)
    log.beat()
    happen(2500)
    expect(await log.page(request)).toMatchObject({ newest: 2504 })
    happen(1)
    await log.encoded(request, { format: 'ndjson', path: String }).next()
    expect(disk.written).toHaveLength(2505)
  })

  it('[EV-1] [EV-6] a disk that refuses is an alert; what waits is written in order once it takes it, the rest counted', async () => {
    const { clock, disk, logged, log, happen, problem, answered } = logging()
    disk.problem = full
    happen(10)
    log.beat()
    await answered()
    expect(problem()).toBe('The disk is full.')
    happen(60_000)
    log.beat()
    await answered()
    expect(logged).toEqual(['The disk is full.'])
    disk.problem = null
    clock.now += 2000
    log.beat()
    await answered()
    expect(problem()).toBe(null)
    happen(1)
    await log.settled()
    const monitor = disk.written.filter(({ type }) => type === 'monitor')
    const lost = disk.written.flatMap((event) => (event.type === 'storage' ? (event.data.lost ?? 0) : 0))
    const others = disk.written.filter(
      ({ type, data }) => type === 'alert' || ('action' in data && data.action === 'recovered'),
    )
    // The alert came and went, and the recovery is an event, too; some of these three may be among the lost.
    const written = monitor.length + others.length
    expect(lost.reduce((sum, count) => sum + count, 0)).toBe(60_011 + 3 - written)
    expect(monitor.length).toBeGreaterThanOrEqual(50_000)
    expect(monitor.map(({ at }) => at)).toEqual(monitor.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(logged).toEqual(['The disk is full.', 'The event log can be written again.'])
  })

  it('[EV-6] what cannot be written at all is counted as lost and not tried again', async () => {
    const { clock, disk, log, happen, answered } = logging()
    disk.problem = refusal('monitor_failed')
    happen(5)
    log.beat()
    await answered()
    disk.problem = null
    clock.now += 2000
    happen(1)
    await log.settled()
    expect(disk.written.find(({ type }) => type === 'storage')?.data).toEqual({
      what: 'events',
      action: 'lost',
      lost: 5,
    })
    expect(disk.written.filter(({ type }) => type === 'monitor')).toHaveLength(1)
  })

  it('[EV-1] looks for old events while nothing happens, and goes on as long as there are some', async () => {
    const { clock, disk, log, answered } = logging()
    for (let i = 0; i < 5; i++) {
      log.beat()
      await answered()
    }
    expect(disk.trims).toBe(3)
    clock.now += 10_000
    log.beat()
    await answered()
    expect(disk.trims).toBe(4)
  })

  it('[EV-5] reads no further for a client that is gone', async () => {
    const { disk, log } = logging()
    const body = log.encoded({ order: 'desc', limit: Infinity }, { format: 'ndjson', path: String })
    let pieces = 0
    for await (const _ of body) if (++pieces === 4) break
    expect(disk.reads).toBe(3)
  })
})
