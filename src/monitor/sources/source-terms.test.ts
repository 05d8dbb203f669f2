import { describe, expect, it } from 'vitest'
import type { SourceDefinition } from '../../contract/resources/source.ts'
import { byDefault, givenBy, resolveSettings } from '../../settings/settings.ts'
import { fingerprintOf } from './source-state.ts'
import { termsOf } from './source-terms.ts'

const settings = resolveSettings(givenBy(byDefault, { 'monitor.sources.interval': '10m' }))
const url = { kind: 'url', url: 'https://api.example.com/list' } as const

describe('[SO-1] a source', () => {
  it.each<[SourceDefinition, string, string]>([
    [
      { ...url, url: 'https://me:s3cret@Api.Example.com/a?key=s3cret&b=' },
      'api.example.com',
      'https://api.example.com/a?key=…&b=…',
    ],
    [{ kind: 'file', file: '/srv/list (1).txt' }, 'list_1_.txt', '/srv/list (1).txt'],
    [
      { kind: 'sql', database: 'postgresql://me:s3cret@db:5433/x?a=s3cret', query: 'q' },
      'postgresql@db',
      'postgresql://db:5433/x',
    ],
    [{ kind: 'sql', database: { variable: 'PGURL' }, query: 'q' }, 'PGURL', '$PGURL'],
    [{ kind: 'command', command: ['/opt/list', '--key', 's3cret'] }, 'list', '/opt/list …'],
    [{ kind: 'command', command: ['list'], name: 'mine' }, 'mine', 'list'],
  ])('%j is called and shown without anything secret', (definition, name, where) => {
    const terms = termsOf(definition, settings)
    expect(terms).toMatchObject({ name, where })
    expect(JSON.stringify(terms)).not.toContain('s3cret')
  })

  it('[SO-5] is stale after three of its turns, and never before a quarter of an hour', () => {
    const stale = (more: object) => termsOf({ ...url, ...more }, settings).stale_after / 60_000
    expect(stale({})).toBe(30)
    expect(stale({ interval: 60_000 })).toBe(15)
    expect(stale({ cron: '0 3 * * *' })).toBe(3 * 24 * 60)
    const own = resolveSettings(givenBy(byDefault, { 'monitor.sources.stale-after': '2h' }))
    expect(termsOf(url, own).stale_after).toBe(2 * 3_600_000)
  })

  it.each<[string, SourceDefinition, string]>([
    ['an interval and a cron expression', { ...url, interval: 1000, cron: '* * * * *' }, 'source_two_schedules'],
    ['a day that never comes', { ...url, cron: '0 0 30 2 *' }, 'source_cron_wrong'],
    ['another planet’s time', { ...url, cron: '0 0 * * *', time_zone: 'Mars/Olympus' }, 'source_cron_wrong'],
    ['an empty name on the way', { ...url, path: 'data..tokens' }, 'source_path_wrong'],
    ['another database', { kind: 'sql', database: 'oracle://x', query: 'q' }, 'source_database_unknown'],
  ])('with %s is refused', (_what, definition, reason) => {
    expect(() => termsOf(definition, settings)).toThrow(expect.objectContaining({ reason }))
  })

  it('is the same one where only its turns are others, and another where it reads something else', () => {
    expect(fingerprintOf({ ...url, interval: 5000, name: 'x', retries: 1 })).toBe(
      fingerprintOf({ url: url.url, kind: 'url' }),
    )
    expect(fingerprintOf({ ...url, path: '/a' })).not.toBe(fingerprintOf(url))
    expect(fingerprintOf({ ...url, headers: { a: '1', b: '2' } })).toBe(
      fingerprintOf({ ...url, headers: { b: '2', a: '1' } }),
    )
    expect(fingerprintOf({ ...url, headers: { a: '1' } })).not.toBe(fingerprintOf({ ...url, headers: { a: '2' } }))
  })
})
