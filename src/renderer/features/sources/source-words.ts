import type { SourceResource } from '../../../contract/resources/source.ts'
import { refusalWords } from '../../../console/words/refusal-words.ts'
import type { Language } from '../../../console/language.ts'

/** How a source does, at a glance. */
export type SourceTone = 'well' | 'quiet' | 'warning' | 'bad'

const tones = {
  ok: 'well',
  running: 'well',
  new: 'quiet',
  paused: 'quiet',
  waiting: 'warning',
  stale: 'bad',
  failed: 'bad',
} as const satisfies Record<SourceResource['state'], SourceTone>

export const toneOf = ({ state }: Pick<SourceResource, 'state'>): SourceTone => tones[state]

/** What the last run came to grief on, in words; null where it did not. */
export function sourceProblem({ last_run: run }: Pick<SourceResource, 'last_run'>, language: Language): string | null {
  return run?.problem ? refusalWords(run.problem, language) : null
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** An interval in its largest whole unit: 300,000 ms are 5 minutes. */
export function wholeUnits(ms: number): { readonly count: number; readonly unit: 'second' | 'minute' | 'hour' } {
  if (ms % HOUR_MS === 0) return { count: ms / HOUR_MS, unit: 'hour' }
  if (ms % MINUTE_MS === 0) return { count: ms / MINUTE_MS, unit: 'minute' }
  return { count: ms / 1000, unit: 'second' }
}
