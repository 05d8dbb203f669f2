import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { MAX_PINGS_PER_SECOND } from '../src/monitor/sockets/ping-rounds.ts'
import { atMost, type Row, type Section, unbounded, whole } from './report.ts'

const CONSUMERS = 9000
const TARGETS = 20_000
/** ms */
const WATCHED_FOR = 30_000
/** `[LV-1]` So many sockets are pinged less often than every 15 s. */
const PINGS_PER_SECOND = Math.min(CONSUMERS / 15, MAX_PINGS_PER_SECOND)
/** Before it is watched: what the start of the fleet has left to do, ms. */
const SETTLING = 8000
/** Share of a core that a fleet may cost of which nothing is heard, %. */
const LIMIT = 1
/** Each consumer of the fleet once in 30 s. */
const HEARTBEATS = 9000

/** Processor time and time of the clock, ms. */
interface Cost {
  readonly cpu: number
  readonly took: number
}

/** What a large fleet costs that has nothing to say, what its pings do, and what each of its heartbeats does. */
export async function idle(progress: (what: string) => void): Promise<Section> {
  const [silent] = await watch(3_600_000, progress, async (monitor) => [await during(monitor, silence)] as const)
  progress(`silent, no pings: ${share(silent)} % of a core`)
  const [pinged, heard] = await watch(
    15_000,
    progress,
    async (monitor, load) => [await during(monitor, silence), await during(monitor, () => heartbeats(load))] as const,
  )
  const each = (more: Cost, than: Cost, count: number) =>
    (((more.cpu - (than.cpu / than.took) * more.took) / count) * 1000).toFixed(1)
  const pings = each(pinged, silent, (PINGS_PER_SECOND * pinged.took) / 1000)
  const beats = each(heard, pinged, HEARTBEATS)
  progress(`silent: ${share(pinged)} % of a core, a ping ${pings} µs, a heartbeat ${beats} µs`)
  const row = (name: string, cost: Cost, one: string): Row => ({ cells: [name, one, share(cost)], ...unbounded })
  return {
    title: 'A fleet with nothing to say',
    text: `${whole(CONSUMERS)} consumers are connected over real sockets from another process, and ${whole(TARGETS)} targets planned for them; all is
shown to an open console. Processor time of the monitor's process with all its threads over ${WATCHED_FOR / 1000} s in which the
consumers say nothing: without pings, and pinged as usual (LV-1), ${PINGS_PER_SECOND} a second. Then each sends one heartbeat within 30 s.
"Each" is what a ping with its answer, and a heartbeat with its answer, cost beyond the row above. A ping is
little more than what the system takes to send and receive it.`,
    columns: ['meanwhile', 'each, µs', '% of a core'],
    rows: [
      { ...row('nothing', silent, ''), ...atMost(Number(share(silent)), LIMIT) },
      { ...row('pings', pinged, pings), ...atMost(Number(share(pinged)), LIMIT) },
      row('pings, a heartbeat in 30 s', heard, beats),
    ],
  }
}

function share({ cpu, took }: Cost): string {
  return ((cpu / took) * 100).toFixed(2)
}

/** Starts a monitor and its fleet, and measures them. */
async function watch<T>(
  pingInterval: number,
  progress: (what: string) => void,
  measure: (monitor: ChildProcess, load: ChildProcess) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const monitor = fork(join(import.meta.dirname, 'idle-monitor.ts'), [dataDir, String(pingInterval)])
  const [url] = (await once(monitor, 'message')) as [string]
  const load = fork(join(import.meta.dirname, 'idle-load.ts'), [url, String(CONSUMERS), String(TARGETS)])
  await once(load, 'message')
  progress(`${whole(CONSUMERS)} consumers are connected`)
  await pause(SETTLING)
  const measured = await measure(monitor, load)
  load.send('end')
  await once(load, 'exit')
  monitor.send('end')
  await once(monitor, 'exit')
  rmSync(dataDir, { recursive: true, force: true })
  return measured
}

function silence(): Promise<unknown> {
  return pause(WATCHED_FOR)
}

async function heartbeats(load: ChildProcess): Promise<void> {
  load.send(HEARTBEATS)
  await once(load, 'message')
}

async function during(monitor: ChildProcess, action: () => Promise<unknown>): Promise<Cost> {
  const cpu = async () => {
    monitor.send('cpu')
    return ((await once(monitor, 'message')) as [number])[0]
  }
  const [before, startedAt] = [await cpu(), performance.now()]
  await action()
  const [after, endedAt] = [await cpu(), performance.now()]
  return { cpu: after - before, took: endedAt - startedAt }
}
