// Of its own and not Jazzer.js: that instruments what it loads, and here the sources are run as they are.
import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { root } from './figures.ts'
import type { FuzzData, FuzzReport } from './fuzz-thread.ts'
import type { Outcome, Program, Trial } from './program.ts'

async function run({ seed, times, isShort }: Trial): Promise<Outcome> {
  const corpusFile = join(root, 'tests/resilience/corpus.json')
  const workerData: FuzzData = { seed, times, corpusFile, isKept: !isShort }
  const thread = new Worker(new URL('fuzz-thread.ts', import.meta.url), { workerData })
  const [report] = (await once(thread, 'message')) as [FuzzReport]
  const { tried, failed, findings, corpus, reached, longestMs } = report
  return {
    tried,
    survived: tried - failed,
    lost: 0,
    rows: [
      ['characters of source reached by what was known', reached[0]],
      ['… at the end', reached[1]],
      ...corpus.map(([name, inputs]) => [`known inputs for ${name}`, inputs] as const),
      ['longest reading', `${longestMs.toFixed(1)} ms`],
    ],
    findings,
  }
}

export const program: Program = {
  name: 'fuzz',
  about:
    'Readers of frames, lists and settings are fed inputs that grow from those that reached something new in their code. They ' +
    'take it or refuse it, never fail, never take long, and read a list that is cut anywhere as they read it whole.',
  unit: 'inputs',
  lost: 'readers',
  short: 1_250,
  long: 1_000_000,
  run,
}
