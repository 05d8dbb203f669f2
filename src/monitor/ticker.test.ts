import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ClockChange } from './clock.ts'
import { Ticker } from './ticker.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Everything a ticker tells, in order. */
function setUp() {
  const told: string[] = []
  const logged: string[] = []
  const due: { taskId: number; causes: readonly unknown[] }[] = []
  let published: Promise<unknown> = Promise.resolve()
  let shown: readonly unknown[] | null = null
  let server: object | null = null
  let sources: readonly unknown[] | null = null
  const alerts: string[] = []
  const changes: ClockChange[] = []
  const parts = {
    engine: {
      tick: () => ['an effect'],
      drainDueSyncs: () => due.splice(0),
      alerts: {
        setOfMonitor: (all: readonly { alert_id: string }[]) => alerts.push(all.map(({ alert_id: id }) => id).join()),
      },
      retrySyncs: (now: number) => told.push(`retry at ${now}`),
      passGap: (length: number, now: number) => told.push(`gap of ${length} at ${now}`),
      stepClock: (by: number, now: number) => told.push(`step by ${by} at ${now}`),
    },
    publisher: {
      publish(
        taskId: number,
        edit: object,
        { causes, isForMembers }: { causes: () => unknown; isForMembers: boolean },
      ) {
        told.push(`publish ${taskId} ${JSON.stringify([edit, causes(), isForMembers])}`)
        return published
      },
    },
    sockets: {
      perform: (effects: readonly string[]) => told.push(`perform ${effects.join()}`),
      passGap: (length: number) => told.push(`frames of ${length}`),
    },
    recorder: { flush: () => told.push('flush') },
    feed: {
      publish: (shownChanges: object) => told.push(JSON.stringify(shownChanges)),
      renew: () => told.push('renew'),
    },
    imports: { tick: () => shown, shift: (by: number) => told.push(`imports by ${by}`) },
    sources: {
      tick: () => sources,
      shift: (by: number) => told.push(`sources by ${by}`),
      alerts: () => [{ alert_id: 'of a source' }],
    },
    events: { flush: () => told.push('write events') },
    series: { tick: () => told.push('read the fleet'), passGap: () => told.push('no delay') },
    progress: { tick: () => told.push('keep progress') },
    alerts: { tick: () => told.push('keep alerts') },
    logs: {
      tick: () => ['nobody reads'],
      passGap: (length: number) => told.push(`lines of ${length}`),
    },
    windows: { tick: () => {}, shift: (by: number) => told.push(`windows by ${by}`) },
    tokens: { tick: () => {} },
    backups: { tick: () => {} },
    status: { passSecond: () => server },
    clock: { now: () => 5, steady: () => performance.now(), look: () => changes.splice(0) },
    edge: { alerts: () => [{ alert_id: 'of the edge' }] },
    watch: { tick: () => {}, alerts: () => [], shift: () => {} },
    channels: { tick: () => {}, alerts: () => [{ alert_id: 'of a channel' }], shift: () => {} },
    heartbeat: { tick: () => {}, alerts: () => [] },
    log: (line: string) => logged.push(line),
  }
  const ticker = new Ticker(parts as unknown as ConstructorParameters<typeof Ticker>[0])
  return {
    told,
    alerts,
    logged,
    due,
    changes,
    ticker,
    failWith: (reason: Error) => void (published = Promise.reject(reason)),
    show: (imports: readonly unknown[] | null) => void (shown = imports),
    give: (resources: readonly unknown[] | null) => void (sources = resources),
    serve: (resource: object | null) => void (server = resource),
  }
}

it('lets time pass: who is told is told first, then what changed is shown and written', () => {
  const { told, ticker, show, give } = setUp()
  ticker.start(250)
  vi.advanceTimersByTime(250)
  expect(told.splice(0)).toEqual([
    'perform an effect',
    'perform nobody reads',
    'flush',
    'write events',
    'read the fleet',
    'keep progress',
    'keep alerts',
  ])
  show([{ import_id: 1 }])
  vi.advanceTimersByTime(250)
  expect(told).toEqual([
    'perform an effect',
    'perform nobody reads',
    'flush',
    '{"imports":[{"import_id":1}]}',
    'write events',
    'read the fleet',
    'keep progress',
    'keep alerts',
  ])
  told.splice(0)
  show(null)
  give([{ task_id: 1 }])
  vi.advanceTimersByTime(250)
  expect(told).toEqual([
    'perform an effect',
    'perform nobody reads',
    'flush',
    '{"sources":[{"task_id":1}]}',
    'write events',
    'read the fleet',
    'keep progress',
    'keep alerts',
  ])
  ticker.stop()
  vi.advanceTimersByTime(5000)
  expect(told).toHaveLength(8)
})

it('[LV-7] after a suspend of any length everybody has the full time, once for each', () => {
  const { told, logged, changes, ticker } = setUp()
  const gaps = () => told.splice(0).filter((words) => words.startsWith('gap'))
  // Too short for the clock to be one; said twice by the system, with ticks in between.
  ticker.suspend()
  vi.advanceTimersByTime(300)
  ticker.tick()
  ticker.suspend()
  vi.advanceTimersByTime(700)
  ticker.resume()
  expect(gaps()).toEqual(['gap of 700 at 5'])
  ticker.resume()
  expect(gaps()).toEqual([])
  // A tick was there before the system said so.
  ticker.suspend()
  changes.push({ kind: 'gap', length: 60_000 })
  ticker.tick()
  ticker.resume()
  expect(gaps()).toEqual(['gap of 60000 at 5'])
  // The system never said that it would be.
  changes.push({ kind: 'gap', length: 70_000 })
  ticker.resume()
  expect(gaps()).toEqual(['gap of 70000 at 5'])
  expect(logged[0]).toBe('The machine was suspended for a moment; everybody has the full time from now on.')
  expect(logged).toHaveLength(3)
})

it('[LV-7] what happened to the clock is known before time makes anything of anybody', () => {
  const { told, logged, changes, ticker } = setUp()
  changes.push({ kind: 'gap', length: 60_400 }, { kind: 'stepped', by: -3_600_000 })
  ticker.tick()
  expect(told).toEqual([
    'no delay',
    'gap of 60400 at 5',
    'frames of 60400',
    'lines of 60400',
    'no delay',
    'step by -3600000 at 5',
    'imports by -3600000',
    'sources by -3600000',
    'windows by -3600000',
    'flush',
    'renew',
    'perform an effect',
    'perform nobody reads',
    'flush',
    'write events',
    'read the fleet',
    'keep progress',
    'keep alerts',
  ])
  expect(logged).toEqual([
    'The monitor did not run for 60 s; everybody has the full time from now on.',
    'The clock was set back by 3600 s.',
  ])
})

it('[LV-3] makes an epoch of members that have settled, and tries again where it cannot be written', async () => {
  const { told, logged, due, ticker, failWith } = setUp()
  due.push({ taskId: 3, causes: ['joined'] })
  ticker.tick()
  expect(told.splice(0)).toContain('publish 3 [{"kind":"keep"},["joined"],true]')
  ticker.tick()
  expect(told.splice(0)).toEqual([
    'perform an effect',
    'perform nobody reads',
    'flush',
    'write events',
    'read the fleet',
    'keep progress',
    'keep alerts',
  ])
  failWith(new Error('The disk is full.'))
  due.push({ taskId: 4, causes: [] })
  ticker.tick()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toContain('retry at 5')
  expect(logged).toEqual(['No epoch for task 4: Error: The disk is full.'])
})

it('shows the monitor itself each second, where there is anything new', () => {
  const { told, alerts, ticker, serve } = setUp()
  ticker.start(10_000)
  serve({ connections: 1 })
  vi.advanceTimersByTime(1000)
  expect(told.splice(0)).toEqual(['{"server":{"connections":1}}'])
  // What needs an operator is all told together, or one part would take back what another one said.
  expect(alerts).toEqual(['of the edge,of a source,of a channel'])
  serve(null)
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([])
  ticker.stop()
})
