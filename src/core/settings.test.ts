import { describe, expect, it } from 'vitest'
import { environmentName, formatNumber, resolveSettings } from './settings.ts'

describe('resolveSettings', () => {
  it('lays later sources over earlier ones and the defaults', () => {
    const settings = resolveSettings({ 'server.port': 1, 'monitor.liveness.grace': '3s' }, { 'server.port': '2' })
    expect(settings['server.port']).toBe(2)
    expect(settings['monitor.liveness.grace']).toBe(3000)
    expect(settings['monitor.limits.max-frame']).toBe(1_048_576)
  })

  it.each([
    [
      { 'monitor.batch.batchsize': 1 },
      'monitor.batch.batchsize is not a setting. Did you mean monitor.batch.batch-size?',
    ],
    [{ 'server.port': 70_000 }, 'server.port: 70000 is not allowed; give 0 to 65535.'],
    [
      { 'monitor.batch.strategy': 'rong' },
      'monitor.batch.strategy: "rong" is not allowed; give one of balanced, ring.',
    ],
    [{ 'monitor.liveness.grace': '3 weeks' }, 'monitor.liveness.grace: "3 weeks" is not allowed; give 0 to 1d.'],
    [{ 'monitor.limits.max-frame': '1KB' }, 'monitor.limits.max-frame: "1KB" is not allowed; give 1KiB to 64MiB.'],
    [{ 'monitor.liveness.lost-after': '45s' }, 'must be longer than monitor.liveness.suspect-after'],
  ])('refuses %j with what is allowed', (given, message) => {
    expect(() => resolveSettings(given)).toThrow(message)
  })

  it('never shows a token', () => {
    expect(() => resolveSettings({ 'server.token': { secret: 'hunter2' } })).toThrow(/^(?!.*hunter2)/)
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
