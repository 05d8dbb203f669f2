import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { atMost, type Section, unbounded, whole } from './report.ts'

const CONSUMERS = 9000
const TARGETS = 20_000
/** Two rounds of pings, ms. */
const WATCHED_FOR = 30_000
/** Before it is watched: what the start of the fleet has left to do, ms. */
const SETTLING = 8000
/** Share of a core that a fleet may cost of which nothing is heard, %. */
const LIMIT = 1
/** For the other figure: each consumer of the fleet once in 30 s. */
const HEARTBEATS = 9000

/** What a large fleet costs that has nothing to say, and what each of its heartbeats costs. */
export async function idle(progress: (what: string) => void): Promise<Section> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const monitor = fork(join(import.meta.dirname, 'idle-monitor.ts'), [dataDir])
  const [url] = (await once(monitor, 'message')) as [string]
  const load = fork(join(import.meta.dirname, 'idle-load.ts'), [url, String(CONSUMERS), String(TARGETS)])
  await once(load, 'message')
  progress(`${whole(CONSUMERS)} consumers are connected`)
  await pause(SETTLING)
  const silence = await cpuDuring(monitor, () => pause(WATCHED_FOR))
  const share = (silence.cpu / silence.took) * 100
  progress(`silent: ${share.toFixed(2)} % of a core`)
  const heard = await cpuDuring(monitor, async () => {
    load.send(HEARTBEATS)
    await once(load, 'message')
  })
  const ofSilence = (share / 100) * heard.took
  const each = ((heard.cpu - ofSilence) / HEARTBEATS) * 1000
  progress(`heartbeats: ${each.toFixed(1)} µs each`)
  load.send('end')
  await once(load, 'exit')
  monitor.send('end')
  await once(monitor, 'exit')
  rmSync(dataDir, { recursive: true, force: true })
  return {
    title: 'A fleet with nothing to say',
    text: `${whole(CONSUMERS)} consumers are connected over real sockets from another process, and ${whole(TARGETS)} targets planned for them; they answer
pings and are otherwise silent for ${WATCHED_FOR / 1000} s. Processor time of the monitor's process with all its threads; an open console is
shown all of it. Then each sends one heartbeat with three batches within 30 s; what these cost beyond the silence.`,
    columns: ['meanwhile', 'µs for each heartbeat', '% of a core'],
    rows: [
      { cells: ['silent', '', share.toFixed(2)], ...atMost(Number(share.toFixed(2)), LIMIT) },
      {
        cells: [
          `${whole(HEARTBEATS)} heartbeats in ${(heard.took / 1000).toFixed(0)} s`,
          each.toFixed(1),
          ((heard.cpu / heard.took) * 100).toFixed(2),
        ],
        ...unbounded,
      },
    ],
  }
}

/** Processor time and time of the clock, ms. */
async function cpuDuring(
  monitor: ChildProcess,
  action: () => Promise<unknown>,
): Promise<{ cpu: number; took: number }> {
  const cpu = async () => {
    monitor.send('cpu')
    return ((await once(monitor, 'message')) as [number])[0]
  }
  const [before, startedAt] = [await cpu(), performance.now()]
  await action()
  const [after, endedAt] = [await cpu(), performance.now()]
  return { cpu: after - before, took: endedAt - startedAt }
}
