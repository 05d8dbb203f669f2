// A monitor in a process of its own, so that nothing else is measured: DATA_DIR. Says its URL, then what it is asked for.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { byDefault, givenBy, resolveSettings } from '../src/settings/settings.ts'
import { startMonitor } from '../src/monitor/monitor.ts'

/** What the monitor's process felt since the last `reset`. Times in ms, beyond those of the timer. */
export interface Felt {
  readonly p50: number
  readonly p99: number
  readonly max: number
  /** The longest the loop was at work without looking after timers and sockets: its thread's own time, ms. */
  readonly longestWork: number
  /** Most memory of the whole process, all its threads included, bytes. */
  readonly peakMemory: number
}

/** How often is looked, ms. */
const RESOLUTION = 2
const MEMORY_EVERY = 20

const settings = resolveSettings(
  givenBy(byDefault, { 'server.port': 0, 'data-dir': process.argv[2]!, 'monitor.guard.max-removed': 0 }),
)
const monitor = await startMonitor({ settings, version: 'bench', consoleRoot: null })
// As an open console would.
monitor.api.subscribe(() => {})
const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
delay.enable()
let peakMemory = 0
let longestWork = 0
let before = process.threadCpuUsage()
setInterval(() => {
  const now = process.threadCpuUsage()
  longestWork = Math.max(longestWork, (now.user + now.system - before.user - before.system) / 1000)
  before = now
}, RESOLUTION).unref()
setInterval(() => (peakMemory = Math.max(peakMemory, process.memoryUsage.rss())), MEMORY_EVERY).unref()

process.on('message', (what) => {
  if (what === 'reset') {
    delay.reset()
    peakMemory = process.memoryUsage.rss()
    longestWork = 0
    process.send!('done')
  } else if (what === 'take') {
    const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
    const [p50, p99, max] = [ms(delay.percentile(50)), ms(delay.percentile(99)), ms(delay.max)]
    process.send!({ p50, p99, max, longestWork, peakMemory } satisfies Felt)
  } else void monitor.close().then(() => process.disconnect())
})
process.send!(monitor.address.url)
