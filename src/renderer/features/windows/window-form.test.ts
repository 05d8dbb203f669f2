import { describe, expect, it } from 'vitest'
import { Value } from 'typebox/value'
import { windowDraft } from '../../../contract/resources/window.ts'
import { nextTimes } from './next-times.ts'
import { silenceLike } from './silence-like.ts'
import { draftOf, formOf, scopeOf, type WindowForm } from './window-form.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')
const blank = formOf({ mutes: true, holds: false, scope: {} }, 'UTC')
const isCron = (cron: string, zone: string) => nextTimes(cron, zone, NOW, 1).length > 0
const draft = (change: Partial<WindowForm>) => draftOf({ ...blank, ...change }, NOW, isCron)

describe('[MW-1] the form of a new window', () => {
  it('asks for what the contract takes, whatever is chosen', () => {
    const labels = ['zone=eu', 'canary', 'zone=us']
    const forms: Partial<WindowForm>[] = [
      {},
      { effect: 'both', whom: 'task', taskId: 3, why: ' deploy ' },
      { effect: 'holds', whom: 'consumers', consumers: ['c1', 'c2'], kinds: ['coverage'] },
      { whom: 'labels', labels, severities: ['warning'], when: 'repeating', cron: ' 0 3 * * SUN ' },
      { when: 'later', from: '2026-11-30T03:00' },
    ]
    const drafts = forms.map(draft)
    for (const made of drafts) expect(made !== null && Value.Check(windowDraft, made), JSON.stringify(made)).toBe(true)
    expect(drafts[1]).toMatchObject({
      mutes: true,
      holds: true,
      scope: { task_id: 3 },
      duration: 7_200_000,
      why: 'deploy',
    })
    // What only mutes may be about some alerts.
    expect(drafts[2]?.scope).toEqual({ consumers: ['c1', 'c2'] })
    expect(drafts[3]).toMatchObject({
      scope: { labels: { zone: 'us', canary: '' }, severities: ['warning'] },
      cron: '0 3 * * SUN',
      time_zone: 'UTC',
    })
  })

  it('asks for nothing while something is missing, or cannot be', () => {
    const forms: Partial<WindowForm>[] = [
      { whom: 'task' },
      { whom: 'consumers' },
      { whom: 'labels' },
      { whom: 'labels', labels: ['=eu'] },
      { minutes: 0 },
      { minutes: 1.5 },
      { minutes: 44_641 },
      { when: 'later' },
      { when: 'later', from: '2026-11-29T11:59' },
      { when: 'repeating' },
      { when: 'repeating', cron: 'every day' },
      { when: 'repeating', cron: '0 3 31 2 *' },
      { when: 'repeating', cron: '0 3 * * *', timeZone: 'Mars/Base' },
    ]
    for (const form of forms) expect(draft(form), JSON.stringify(form)).toBeNull()
  })

  it('begins with what it was opened from', () => {
    const labels = formOf({ mutes: true, holds: true, scope: { labels: { zone: 'eu', canary: '' } } }, 'UTC')
    expect(scopeOf(labels)).toEqual({ labels: { zone: 'eu', canary: '' } })
    const ofConsumer = silenceLike({ kind: 'consumer_stuck', consumer_id: 'c1', task_id: 1 })
    expect(scopeOf(formOf(ofConsumer, 'UTC'))).toEqual({ kinds: ['consumer_stuck'], consumers: ['c1'] })
    expect(scopeOf(formOf(silenceLike({ kind: 'coverage', task_id: 1 }), 'UTC'))).toEqual({
      kinds: ['coverage'],
      task_id: 1,
    })
    expect(scopeOf(formOf(silenceLike({ kind: 'storage' }), 'UTC'))).toEqual({ kinds: ['storage'] })
  })

  it('says the next times of a cron expression, also over a night in which clocks are changed', () => {
    const from = Date.parse('2026-10-24T00:00:00Z')
    const times = nextTimes('30 2 * * *', 'Europe/Berlin', from, 3)
    expect(times.map((at) => new Date(at).toISOString())).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })
})
