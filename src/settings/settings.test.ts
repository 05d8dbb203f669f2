import { describe, expect, it } from 'vitest'
import { listSettings } from './setting-list.ts'
import { formatNumber } from './setting-value.ts'
import { byDefault, environmentName, givenBy, type GivenSettings, resolveSettings, sourceOf } from './settings.ts'

const from = (values: GivenSettings) => givenBy(byDefault, values)

describe('resolveSettings', () => {
  it('lays later values over earlier ones and the defaults, and knows where each was given', () => {
    const file = { kind: 'file', place: 'batchdeck.yaml, line 1' } as const
    const flag = { kind: 'flag', place: '--port' } as const
    const given = [
      ...givenBy(file, { 'server.port': 1, 'monitor.liveness.grace': '3s' }),
      ...givenBy(flag, { 'server.port': '2' }),
    ]
    const settings = resolveSettings(given)
    expect(settings['server.port']).toBe(2)
    expect(settings['monitor.liveness.grace']).toBe(3000)
    expect(settings['monitor.limits.max-frame']).toBe(1_048_576)
    expect(sourceOf('server.port', given)).toEqual(flag)
    expect(sourceOf('monitor.liveness.grace', given)).toEqual(file)
    expect(sourceOf('monitor.limits.max-frame', given)).toEqual({ kind: 'default', place: null })
  })

  it('refuses what does not win, too, and everything at once', () => {
    expect(() => resolveSettings([...from({ 'server.port': -1 }), ...from({ 'server.port': 1, tokn: 2 })])).toThrow(
      'server.port: -1 is not allowed; give 0 to 65535.\ntokn is not a setting. See config --reference.',
    )
  })

  it('says of values that are allowed each for itself, and not together, where the wrong one was given', () => {
    const file = { kind: 'file', place: 'batchdeck.yaml, line 1' } as const
    const [suspect, lost] = ['monitor.liveness.suspect-after', 'monitor.liveness.lost-after']
    const resolve = (values: GivenSettings) => () => resolveSettings(givenBy(file, values))
    expect(resolve({ [suspect]: '30s', [lost]: '30s' })).toThrow(/lost-after.*30s.*line 1/)
    expect(resolve({ [suspect]: '30s', [lost]: '30001ms' })).not.toThrow()
    expect(resolve({ 'server.tls-cert': 'a.pem' })).toThrow(/server\.tls-cert.*server\.tls-key.*line 1/)
    expect(resolve({ 'server.tls-key': 'a.key' })).toThrow(/server\.tls-key.*server\.tls-cert.*line 1/)
    expect(resolve({ 'server.tls-cert': 'a.pem', 'server.tls-key': 'a.key' })).not.toThrow()
  })

  it('never shows a token', () => {
    expect(() => resolveSettings(from({ 'server.token': { secret: 'hunter2' } }))).toThrow(/^(?!.*hunter2)/)
    const given = from({ 'server.token': 'hunter2' })
    const shown = listSettings(resolveSettings(given), given)
    expect(JSON.stringify(shown)).not.toContain('hunter2')
    expect(shown.find(({ name }) => name === 'server.token')).toMatchObject({ is_set: true, value: null, secret: true })
  })
})

it('has the environment names of relaxed binding', () => {
  expect(environmentName('monitor.liveness.member-debounce-max')).toBe('BATCHDECK_MONITOR_LIVENESS_MEMBER_DEBOUNCE_MAX')
})

it('writes numbers in the largest unit that divides them', () => {
  expect([formatNumber(90_000, 'duration'), formatNumber(1500, 'duration'), formatNumber(4_194_304, 'bytes')]).toEqual([
    '90s',
    '1500ms',
    '4MiB',
  ])
})
