import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { byDefault, givenBy, resolveSettings } from '../src/core/settings.ts'
import { startMonitor } from '../src/monitor/monitor.ts'
import { atMost, type Row, type Section, whole } from './report.ts'
import type { LoadReport } from './responsive-load.ts'

const TARGETS = 1_000_000
const CONSUMERS = 256
/** PL-9: the loop is not to be held up for longer, ms. */
const LIMIT = 50

/** What the sockets notice while a million targets are read, planned and written. */
export async function responsive(progress: (what: string) => void): Promise<Section> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const settings = resolveSettings(givenBy(byDefault, { 'server.port': 0, 'data-dir': dataDir }))
  const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
  // The load is another process: only the monitor's own loop is to be measured.
  const load = fork(join(import.meta.dirname, 'responsive-load.ts'), [
    monitor.address.url,
    String(TARGETS),
    String(CONSUMERS),
  ])
  // As an open console would.
  const unsubscribe = monitor.api.subscribe(() => {})
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  const rows: Row[] = []
  for await (const report of reportsOf(load)) {
    if (report.phase === null) delay.reset()
    else {
      progress(`${report.phase}: ${report.took.toFixed(0)} ms`)
      rows.push(rowOf(report, delay))
    }
    load.send('go')
  }
  delay.disable()
  unsubscribe()
  await monitor.close()
  rmSync(dataDir, { recursive: true, force: true })
  return {
    title: 'While a million targets are planned',
    text: `${whole(TARGETS)} targets for ${CONSUMERS} connected consumers and an open console; all requests and a heartbeat every 5 ms come from
other processes on the same machine. Delay of the monitor's event loop beyond the 2 ms of the timer; the bound is on
its 99th percentile. The slowest pong is that of the socket rule WS-5.`,
    columns: ['meanwhile', 'ms', 'loop p50', 'loop max', 'pong p50', 'slowest pong', 'loop p99'],
    rows,
  }
}

async function* reportsOf(load: ChildProcess): AsyncIterable<LoadReport> {
  const ended = once(load, 'exit').then(() => null)
  for (;;) {
    const next = await Promise.race([once(load, 'message'), ended])
    if (next === null) return
    yield next[0] as LoadReport
  }
}

function rowOf({ phase, took, pongs }: LoadReport, delay: ReturnType<typeof monitorEventLoopDelay>): Row {
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 2)
  const [p50, p99, max] = [ms(delay.percentile(50)), ms(delay.percentile(99)), ms(delay.max)]
  const sorted = pongs.toSorted((a, b) => a - b)
  const figures = [took, p50, max, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0, p99]
  return { cells: [phase ?? '', ...figures.map((value) => value.toFixed(1))], ...atMost(p99, LIMIT) }
}
