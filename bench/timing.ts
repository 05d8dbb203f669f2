import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as (options?: { type: 'minor' }) => void

/** Collects all garbage, to see what is left. */
export function collectGarbage(): void {
  gc()
}

/**
 * Collects young garbage, so that nobody pays for what others left behind. Not all of it: after that the engine has
 * less memory for what is young and has dropped code, so that the next run is not what it would be otherwise.
 */
function collectYoung(): void {
  gc({ type: 'minor' })
}

/** Milliseconds of one run. */
export interface Timing {
  readonly least: number
  readonly median: number
}

/** Something to be timed. What it gives is looked at, so that no compiler may leave it out. */
export type Run = () => number

/** What takes longer, ms, is sampled twice only: noise is small against it. */
const SLOW = 1000

/** A sample is not shorter than this, ms: fast runs are repeated within one. */
const SAMPLE = 20
const WARM_UP = 150

/** Times all of them in turn, so that what disturbs the machine disturbs all alike. */
export function timeInTurn<K extends string>(runs: Readonly<Record<K, Run>>, rounds: number): Record<K, Timing> {
  const sides = (Object.entries(runs) as [K, Run][]).map(([name, run]) => {
    return { name, run, repeats: warmUp(run), samples: [] as number[] }
  })
  for (let round = 0; round < rounds; round++) {
    for (const { run, repeats, samples } of sides) {
      if (samples.length === 2 && Math.min(...samples) > SLOW) continue
      collectYoung()
      samples.push(time(run, repeats))
    }
  }
  const timings = sides.map(({ name, samples }) => {
    const sorted = samples.toSorted((a, b) => a - b)
    return [name, { least: sorted[0]!, median: sorted[sorted.length >> 1]! }] as const
  })
  return Object.fromEntries(timings) as Record<K, Timing>
}

/** Until the compiler had its chance. @returns how many runs make a sample */
function warmUp(run: Run): number {
  let least = Infinity
  const startedAt = performance.now()
  do least = Math.min(least, time(run, 1), time(run, 1))
  while (performance.now() - startedAt < WARM_UP)
  return Math.max(1, Math.ceil(SAMPLE / least))
}

let seen = 0

function time(run: Run, repeats: number): number {
  const startedAt = performance.now()
  for (let i = 0; i < repeats; i++) seen ^= run()
  return (performance.now() - startedAt) / repeats
}

/** All results in one number, to be printed. */
export function everythingSeen(): number {
  return seen
}
