import type { Random } from '../../src/demo/random.ts'

/** What a run of a program is given. */
export interface Trial {
  readonly seed: number
  /** The same seed gives the same trial. */
  readonly random: Random
  /** How much is tried, in the program's {@link Program.unit}. */
  readonly times: number
  /** It is one of many tests: nothing is waited for that takes longer than a moment. */
  readonly isShort: boolean
  /** Says how far it is, to whoever watches. */
  say(line: string): void
}

/** What came of it. */
export interface Outcome {
  readonly tried: number
  /** After how many of those everything was as it must be. */
  readonly survived: number
  /** What was lost, or was wrong without anybody having been told: of what {@link Program.lost} says. */
  readonly lost: number
  /** Measurements. */
  readonly rows: readonly (readonly [what: string, value: string | number])[]
  /** What is not as it must be, a sentence each; empty where all is well. */
  readonly findings: readonly string[]
}

/** Something that is done to a real monitor, to see what it makes of it. One module each, listed in `programs.ts`. */
export interface Program {
  readonly name: string
  /** What it does, and what must stay true: a sentence or two for `docs/reliability.md`. */
  readonly about: string
  /** What `times` counts: `frames`, `kills`. */
  readonly unit: string
  /** What `Outcome.lost` counts: `answers`, `consumers`. */
  readonly lost: string
  /** `times` as one of the integration tests: a few seconds. */
  readonly short: number
  /** `times` with `--long`. */
  readonly long: number
  run(trial: Trial): Promise<Outcome>
}
