import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { textFormats } from '../src/contract/list-format.ts'
import type { Felt } from './measured-monitor.ts'
import { atMost, type Row, type Section, whole } from './report.ts'
import type { LoadReport, SentAs } from './responsive-load.ts'

const TARGETS = 1_000_000
const CONSUMERS = 256
/** PL-9, HT-2: the loop is not to be held up for longer, ms. */
const LIMIT = 50
/** HT-2: the process is not to need more, MiB. */
const MOST_MEMORY = 1024
/** And with two attributes of each target, none of them like another's, MiB. */
const MOST_MEMORY_DESCRIBED = 1536
const MIB = 1024 * 1024

/** What the sockets notice while a million targets are planned. */
export async function responsive(progress: (what: string) => void): Promise<Section> {
  return {
    title: 'While a million targets are planned',
    text: `${whole(TARGETS)} targets for ${CONSUMERS} connected consumers and an open console; all requests and a heartbeat every 5 ms come from
other processes on the same machine. Delay of the monitor's event loop beyond the 2 ms of the timer; the bound is on
its 99th percentile. The slowest pong is that of the socket rule WS-5.`,
    columns: ['meanwhile', 'ms', 'loop p50', 'loop max', 'pong p50', 'slowest pong', 'loop p99'],
    rows: await measure('changes', progress, ({ phase, took, pongs }, { p50, p99, max }) => {
      const sorted = pongs.toSorted((a, b) => a - b)
      const figures = [took, p50, max, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0, p99]
      return { cells: [phase ?? '', ...figures.map((value) => value.toFixed(1))], ...atMost(p99, LIMIT) }
    }),
  }
}

/** What a million targets cost in each format, from the first byte to the answer. */
export async function imports(progress: (what: string) => void): Promise<Section> {
  const rows: Row[] = []
  const plain = textFormats.flatMap((format): SentAs[] => [format, `${format}, gzip`])
  const described: readonly SentAs[] = ['csv, attributes', 'json, attributes']
  for (const sentAs of [...plain, ...described]) {
    const [row] = await measure(sentAs, progress, importRow)
    rows.push(row!)
  }
  return {
    title: 'A million targets in one PUT, in every format',
    text: `${whole(TARGETS)} targets, a third of them with a priority where the format can say so, and in the last two rows each with a label of its own and a chain, into an empty task of ${CONSUMERS} connected
consumers with an open console, each into a monitor that has just been started. "Work" is the longest time the event loop was
at work in one go, which must stay below ${LIMIT} ms; what else delays it is others at work on the same two cores. The most
memory of the process, all its threads included, must stay below ${whole(MOST_MEMORY)} MiB, with attributes below ${whole(MOST_MEMORY_DESCRIBED)}.`,
    columns: ['format', 'MiB sent', 'ms', 'slowest pong', 'loop p99', 'loop max', 'work', 'MiB of memory'],
    rows,
  }
}

function importRow({ phase, took, pongs, sent = 0 }: LoadReport, felt: Felt): Row {
  const { p99, max, longestWork } = felt
  const memory = felt.peakMemory / MIB
  const figures = [sent / MIB, took, Math.max(0, ...pongs), p99, max, longestWork]
  const most = phase?.endsWith('attributes') ? MOST_MEMORY_DESCRIBED : MOST_MEMORY
  return {
    cells: [phase ?? '', ...figures.map((value) => value.toFixed(1)), memory.toFixed(0)],
    bound: `≤ ${LIMIT} ms, ≤ ${whole(most)} MiB`,
    holds: longestWork <= LIMIT && memory <= most,
  }
}

async function measure(
  mode: 'changes' | SentAs,
  progress: (what: string) => void,
  rowOf: (report: LoadReport, felt: Felt) => Row,
): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'batchdeck-bench-'))
  const monitor = fork(join(import.meta.dirname, 'measured-monitor.ts'), [dataDir])
  const [url] = (await once(monitor, 'message')) as [string]
  const ask = async (what: 'reset' | 'take') => {
    monitor.send(what)
    return (await once(monitor, 'message'))[0] as Felt
  }
  const load = fork(join(import.meta.dirname, 'responsive-load.ts'), [url, String(TARGETS), String(CONSUMERS), mode])
  const rows: Row[] = []
  for await (const report of reportsOf(load)) {
    if (report.phase === null) await ask('reset')
    else {
      progress(`${report.phase}: ${report.took.toFixed(0)} ms`)
      rows.push(rowOf(report, await ask('take')))
    }
    load.send('go')
  }
  monitor.send('end')
  await once(monitor, 'exit')
  rmSync(dataDir, { recursive: true, force: true })
  return rows
}

async function* reportsOf(load: ChildProcess): AsyncIterable<LoadReport> {
  const ended = once(load, 'exit').then(([code]) => ({ code: code as number | null }))
  for (;;) {
    const next = await Promise.race([once(load, 'message'), ended])
    if (Array.isArray(next)) yield next[0] as LoadReport
    else if (next.code === 0) return
    else throw new Error('The load has failed; what it said is above.')
  }
}
