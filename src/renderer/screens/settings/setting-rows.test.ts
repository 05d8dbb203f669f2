import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listSettings } from '../../../settings/setting-list.ts'
import { givenBy, type GivenSettings, resolveSettings, settingsTable } from '../../../settings/settings.ts'
import { zhMeanings } from '../../i18n/setting-meanings.ts'
import { isChanged, matches, waysToGive } from './setting-rows.ts'

const inFile = { kind: 'file', place: 'batchdeck.yaml, line 7' } as const

function setting(name: string, values: GivenSettings = {}) {
  const given = givenBy(inFile, values)
  return listSettings(resolveSettings(given), given).find((one) => one.name === name)!
}

describe('a setting in the list', () => {
  it('is changed where somebody gave it another value, or a secret', () => {
    expect(isChanged(setting('server.port'))).toBe(false)
    expect(isChanged(setting('server.port', { 'server.port': 8080 }))).toBe(false)
    expect(isChanged(setting('server.port', { 'server.port': 1 }))).toBe(true)
    expect(isChanged(setting('server.token', { 'server.token': 'x' }))).toBe(true)
    expect(isChanged(setting('server.token'))).toBe(false)
  })

  it.each([
    ['GRACE', true],
    ['liveness 3s', true],
    ['batchdeck.yaml', true],
    ['slots disconnected', true],
    ['grace port', false],
    ['', true],
  ])('is found by %j: %j', (query, isFound) => {
    const grace = setting('monitor.liveness.grace', { 'monitor.liveness.grace': '3s' })
    expect(matches(grace, grace.meaning, query, false)).toBe(isFound)
    expect(matches(setting('monitor.liveness.grace'), grace.meaning, query, true)).toBe(false)
  })

  it('says how to give its value, quoted where it has to be', () => {
    expect(waysToGive(setting('monitor.liveness.grace'))).toEqual({
      flag: '--set monitor.liveness.grace=1m',
      variable: 'BATCHDECK_MONITOR_LIVENESS_GRACE=1m',
      yaml: 'monitor.liveness.grace: 1m',
    })
    const folder = "/it's here: #1"
    const { flag, yaml } = waysToGive(setting('data-dir', { 'data-dir': folder }))
    expect(flag).toBe(String.raw`--set data-dir='/it'\''s here: #1'`)
    expect(parse(yaml)).toEqual({ 'data-dir': folder })
  })

  it('never has the value of a token in what it says', () => {
    expect(Object.values(waysToGive(setting('server.token', { 'server.token': 'hunter2' }))).join()).not.toContain(
      'hunter2',
    )
  })
})

it('every setting has its meaning in Chinese', () => {
  expect(Object.keys(settingsTable).filter((name) => !zhMeanings[name])).toEqual([])
})
