import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { byDefault, givenBy, resolveSettings } from '../src/settings/settings.ts'
import { Outbox } from '../src/monitor/events/outbox.ts'
import { startMonitor } from '../src/monitor/monitor.ts'
import type { BurstReport } from './event-burst-load.ts'
import { atMost, type Row, type Section, whole } from './report.ts'

const ROUNDS = 5
/** Status frames a second, each with a message of its own: each is an event. */
const RATE = 20_000
const SECONDS = 5
/** By how much the log may lengthen the 99th percentile, ms. */
const LIMIT = 10

interface Figures {
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** Frames a second that were taken. */
  readonly rate: number
  /** Events that are in the log afterwards, of one for each frame. */
  readonly written: number
}

/** What the log costs the sockets in a burst: the same burst with and without it, in turn. */
export async function eventBurst(progress: (what: string) => void): Promise<Section> {
  const without: Figures[] = []
  const withLog: Figures[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [name, list, isLogged] of [
      ['without', without, false],
      ['with', withLog, true],
    ] as const) {
      const figures = await burst(isLogged)
      list.push(figures)
      progress(
        `${round}, ${name} the log: p99 ${figures.p99.toFixed(1)} ms, ${whole(Math.round(figures.rate))} frames/s`,
      )
    }
  }
  const row = (name: string, list: readonly Figures[]): Row => ({
    cells: [
      name,
      ...(['rate', 'written'] as const).map((key) => whole(Math.round(median(list.map((figures) => figures[key]))))),
      ...(['p50', 'max', 'p99'] as const).map((key) => median(list.map((figures) => figures[key])).toFixed(1)),
    ],
    bound: '',
    holds: null,
  })
  const longer = median(withLog.map(({ p99 }) => p99)) - median(without.map(({ p99 }) => p99))
  return {
    title: 'A burst of events',
    text: `${whole(RATE)} status frames a second for ${SECONDS} s over 100 real sockets, from another process, each with another message, so that each
is an event. Delay of the monitor's event loop beyond the 2 ms of the timer; medians of ${ROUNDS} rounds in turn.`,
    columns: ['burst', 'frames/s', 'events written', 'loop p50', 'loop max', 'loop p99'],
    rows: [
      row('without the log', without),
      row('with the log', withLog),
      { cells: ['longer by', '', '', '', '', longer.toFixed(1)], ...atMost(Number(longer.toFixed(1)), LIMIT) },
    ],
  }
}

async function burst(isLogged: boolean): Promise<Figures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const settings = resolveSettings(
    givenBy(byDefault, {
      'server.port': 0,
      'data-dir': dataDir,
      'monitor.limits.frames-per-second': RATE,
      'monitor.limits.frame-burst': RATE,
    }),
  )
  const accept = Object.getOwnPropertyDescriptor(Outbox.prototype, 'accept')!
  if (!isLogged) Outbox.prototype.accept = () => {}
  const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
  const unsubscribe = monitor.api.subscribe(() => {})
  const load = fork(join(import.meta.dirname, 'event-burst-load.ts'), [
    monitor.address.url,
    String(RATE),
    String(SECONDS),
  ])
  await once(load, 'message')
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  load.send('go')
  const [{ sent, took }] = (await once(load, 'message')) as [BurstReport]
  delay.disable()
  const ended = once(load, 'exit')
  load.send('end')
  await ended
  // What was handed over last has to be there to be counted.
  await new Promise((done) => setTimeout(done, 2 * settings['console.update-interval']))
  const filter = { types: ['batch_status' as const], limit: 1 }
  const { newest } = await monitor.api.call('events.query', filter)
  unsubscribe()
  await monitor.close()
  Object.defineProperty(Outbox.prototype, 'accept', accept)
  rmSync(dataDir, { recursive: true, force: true })
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 2)
  return {
    p50: ms(delay.percentile(50)),
    p99: ms(delay.percentile(99)),
    max: ms(delay.max),
    rate: (sent / took) * 1000,
    written: newest,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
