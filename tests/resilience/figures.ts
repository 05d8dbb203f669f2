import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { seededRandom } from '../../src/demo/random.ts'
import type { Outcome, Program } from './program.ts'

export const root = resolve(import.meta.dirname, '../..')
/** The last run that was written down of each program, a line each. */
export const figuresFile = join(root, 'tests/resilience/figures.jsonl')
export const reportFile = join(root, 'docs/reliability.md')

/** A line of {@link figuresFile}: what one run of a program came to. */
export interface Figures extends Outcome {
  readonly program: string
  readonly unit: string
  readonly seed: number
  /** Version and commit of what was tried. */
  readonly version: string
  readonly node: string
  readonly cores: number
  /** `2026-11-28` */
  readonly day: string
  readonly seconds: number
}

interface RunOptions {
  readonly seed: number
  readonly times: number
  readonly say?: (line: string) => void
}

/** Runs it. What it throws is a finding: a trial that cannot be judged has not been survived. */
export async function runProgram(program: Program, { seed, times, say = () => {} }: RunOptions): Promise<Figures> {
  const startedAt = performance.now()
  let outcome: Outcome
  try {
    const isShort = times <= program.short
    outcome = await program.run({ seed, random: seededRandom(seed), times, isShort, say })
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    outcome = { tried: 0, survived: 0, lost: 0, rows: [], findings: [`It ended with ${text}`] }
  }
  return {
    program: program.name,
    ...outcome,
    unit: program.unit,
    seed,
    version: version(),
    node: process.version,
    cores: availableParallelism(),
    day: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  }
}

/** How to have the same again. */
export function againCommand({ program, seed }: Pick<Figures, 'program' | 'seed'>, times: number): string {
  return `npm run resilience -- ${program} --seed ${seed} --times ${times}`
}

export function readFigures(): Figures[] {
  return readFileSync(figuresFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Figures)
}

/** The newer of each program, in the order of the programs. */
export function mergedFigures(old: readonly Figures[], fresh: readonly Figures[], names: readonly string[]): Figures[] {
  const newest = new Map([...old, ...fresh].map((figures) => [figures.program, figures]))
  return names.flatMap((name) => newest.get(name) ?? [])
}

function version(): string {
  const { version: released } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
    const isChanged = git('status', '--porcelain', '--', 'src', 'package-lock.json') !== ''
    return `${released} (${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? ', changed' : ''})`
  } catch {
    // Without a repository, as in an archive of the sources.
    return released
  }
}
