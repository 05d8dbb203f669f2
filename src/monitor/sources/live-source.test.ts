import { describe, expect, it } from 'vitest'
import { refusal } from '../../contract/refusal.ts'
import type { SourceDefinition, SourceOutcome } from '../../contract/resources/source.ts'
import { byDefault, givenBy, resolveSettings } from '../../settings/settings.ts'
import { LiveSource } from './live-source.ts'
import { alertsOf } from './source-alerts.ts'
import type { RunResult } from './source-run.ts'
import { newState, type SourceState } from './source-state.ts'
import { termsOf } from './source-terms.ts'
import { sourceView } from './source-view.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const settings = resolveSettings(givenBy(byDefault, {}))

const usual: SourceDefinition = { kind: 'url', url: 'https://x.example/', interval: 10 * MINUTE_MS }

function live(definition = usual, state: Partial<SourceState> = {}, now = 0): LiveSource {
  const stored = {
    task_id: 1,
    origin: 'token' as const,
    definition,
    fingerprint: '',
    since: now,
    state: { ...newState, ...state },
  }
  return new LiveSource(
    stored,
    { definition, terms: termsOf(definition, settings) },
    { now, epoch: 7, random: () => 0 },
  )
}

const result = (outcome: SourceOutcome, more: Partial<RunResult> = {}): RunResult => ({
  outcome,
  found: 1,
  added: 0,
  removed: 0,
  suspicious: 0,
  skipped: 0,
  epoch: null,
  problem: outcome === 'failed' ? refusal('source_empty') : null,
  delay: 0,
  state: {},
  ...more,
})

function run(source: LiveSource, at: number, outcome: RunResult, epoch = 7): void {
  source.begin({ since: at, controller: new AbortController(), over: Promise.resolve() })
  source.finish(outcome, at, at, { epoch, identity: 'exact' })
}

describe('[SO-2] a source', () => {
  it('runs when it is its turn, and not twice at a time', () => {
    const source = live()
    expect([source.isDue(1999), source.isDue(2000)]).toEqual([false, true])
    source.begin({ since: 2000, controller: new AbortController(), over: Promise.resolve() })
    expect(source.isDue(HOUR_MS)).toBe(false)
    source.finish(result('published'), 2000, 3000, { epoch: 7, identity: 'exact' })
    expect(source.nextRunAt).toBe(2000 + 10 * MINUTE_MS)
    source.change({ paused: true })
    expect([source.nextRunAt, source.isDue(HOUR_MS)]).toEqual([null, false])
  })

  it('is tried again after a failure, later each time, then with its next turn; a run that is asked for does not shift it', () => {
    const source = live()
    const after = [2000]
    for (let i = 0; i < 4; i++) {
      run(source, after.at(-1)!, result('failed'))
      after.push(source.nextRunAt!)
    }
    expect(after).toEqual([2000, 12_000, 32_000, 72_000, 602_000])
    expect(source.state.failures).toBe(4)
    run(source, 300_000, result('unchanged'))
    expect([source.nextRunAt, source.state.failures]).toEqual([602_000, 0])
  })

  it('is left alone for as long as it asks to be', () => {
    const source = live()
    run(source, 2000, result('failed', { delay: HOUR_MS }))
    expect(source.nextRunAt).toBe(2000 + HOUR_MS)
  })

  it('[LV-7] waits as long as before where the clock is set, and by the clock on the wall where it runs by that', () => {
    const source = live()
    run(source, 2000, result('unchanged'))
    for (const by of [HOUR_MS, -2 * HOUR_MS]) {
      const before = source.nextRunAt!
      source.shift(by)
      expect(source.nextRunAt).toBe(before + by)
    }
    expect(source.state.last_success_at).toBe(2000 - HOUR_MS)
    const daily = live({ kind: 'url', url: 'https://x.example/', cron: '0 3 * * *' })
    run(daily, 2000, result('unchanged'))
    expect(daily.nextRunAt).toBe(3 * HOUR_MS)
    daily.shift(4 * HOUR_MS)
    expect(daily.nextRunAt).toBe(27 * HOUR_MS)
  })

  it('asks for all of it where somebody may have changed the targets since', () => {
    expect(live(usual, { epoch: 7 }).isKnown).toBe(true)
    expect(live(usual, { epoch: 6 }).isKnown).toBe(false)
    expect(live(usual, { epoch: 7, overridden: true }).isKnown).toBe(false)
    const source = live(usual, { epoch: 6 })
    run(source, 2000, result('failed'))
    expect(source.isKnown).toBe(false)
    run(source, 3000, result('unchanged'))
    expect([source.isKnown, source.state.epoch]).toEqual([true, 7])
    expect([source.isKnownUnder('exact'), source.isKnownUnder('evm')]).toEqual([true, false])
  })
})

describe('[SO-5] an operator is told', () => {
  const kinds = (source: LiveSource, now: number) => alertsOf(source, 3, now).map(({ kind }) => kind)

  it('of failures in a row, of a source that is stale, and of what waits; and of a paused one only that', () => {
    const source = live()
    for (const at of [2000, 3000]) run(source, at, result('failed'))
    expect(kinds(source, 4000)).toEqual([])
    run(source, 5000, result('failed'))
    expect(kinds(source, 6000)).toEqual(['source_failed'])
    const [alert] = alertsOf(source, 3, 6000)
    expect(alert).toMatchObject({ alert_id: 'source_failed:1', task_id: 1, count: 3, reason: 'source_empty' })
    expect(kinds(source, 31 * MINUTE_MS)).toEqual(['source_failed', 'source_stale'])
    expect(alertsOf(source, 3, 31 * MINUTE_MS)[1]!.message).toBe(
      'The last problem: It gave no target at all, which is taken for a fault. No success for more than 30 min.',
    )
    const pending = {
      at: 0,
      why: 'guard',
      found: 1,
      added: 2,
      removed: 3,
      rerated: 0,
      of: 4,
      base_epoch: 7,
      digest: '',
      format: 'text',
    } as const
    source.change({ pending })
    expect(kinds(source, HOUR_MS)).toEqual(['source_guarded', 'source_failed', 'source_stale'])
    expect(sourceView(source, HOUR_MS)).toMatchObject({ state: 'waiting', failures: 3, pending: { removed: 3 } })
    expect(JSON.stringify(sourceView(source, HOUR_MS))).not.toContain('digest')
    source.change({ paused: true })
    expect(kinds(source, HOUR_MS)).toEqual(['source_guarded'])
    expect(sourceView(source, HOUR_MS).state).toBe('paused')
  })
})
