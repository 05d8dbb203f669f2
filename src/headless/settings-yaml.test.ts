import fc from 'fast-check'
import { Compile } from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listSettings } from '../settings/setting-list.ts'
import { formatValue, type SettingRow } from '../settings/setting-value.ts'
import { byDefault, type GivenSetting, givenBy, resolveSettings, settingsTable } from '../settings/settings.ts'
import { settingsSchema } from '../settings/schema.ts'
import { parseSettings } from './settings-file.ts'
import { settingsYaml } from './settings-yaml.ts'

const rows = Object.entries(settingsTable) as [string, SettingRow][]

/** Any value a setting can have. */
function values(row: SettingRow): fc.Arbitrary<string | number> {
  if (row.kind === 'choice') return fc.constantFrom(...row.choices)
  if (row.kind !== 'text') return fc.integer({ min: row.min, max: row.max })
  if (row.form === 'hosts') return fc.constantFrom('deck.example', '*.deck.example, [::1]:80')
  if (row.form === 'addresses') return fc.constantFrom('loopback', '10.0.0.0/8, fd00::/8')
  if (row.form === 'path') return fc.constantFrom('/deck', '/a/b')
  // What YAML takes for something else, and anything a person may type.
  const tricky = fc.constantFrom('true', 'null', '~', '0123', '1e5', '- a', 'a: b', '# c', '"', "'", '&x', '*x', 'a\nb')
  const text = fc.string({ unit: 'grapheme', minLength: 1 })
  return fc.oneof(
    tricky,
    text.filter((given) => given.trim() !== '').map((given) => given.trim()),
  )
}

const given: fc.Arbitrary<GivenSetting[]> = fc
  .record(Object.fromEntries(rows.map(([name, row]) => [name, values(row)])), { requiredKeys: [] })
  // A token stands in a setting or in a file.
  .map((some) => Object.entries(some).filter(([name]) => !(name.endsWith('-file') && name.slice(0, -5) in some)))
  .map((some) => givenBy(byDefault, Object.fromEntries(some)))
  .filter((some) => {
    try {
      return resolveSettings(some) !== null
    } catch {
      // Lost before suspect.
      return false
    }
  })

const isSecret = (name: string) => 'secret' in (settingsTable as Record<string, object>)[name]!

describe('[CF-2] the settings as YAML', () => {
  it('given back are the same settings, but for secrets', () => {
    fc.assert(
      fc.property(given, (some) => {
        const settings = resolveSettings(some)
        const text = settingsYaml(listSettings(settings, some))
        const again = resolveSettings(parseSettings(text, 'printed'))
        for (const [name, value] of Object.entries(settings)) {
          expect([name, again[name as keyof typeof again]]).toEqual([name, isSecret(name) ? null : value])
        }
      }),
    )
  })

  it('has a unit and the source of every value', () => {
    const some = [
      ...givenBy({ kind: 'file', place: 'batchdeck.yaml, line 7' }, { 'monitor.liveness.grace': 3000 }),
      ...givenBy({ kind: 'variable', place: 'BATCHDECK_SERVER_TOKEN' }, { 'server.token': 'hunter2' }),
      ...givenBy({ kind: 'flag', place: '--set' }, { 'monitor.limits.max-frame': '2MiB' }),
    ]
    const lines = settingsYaml(listSettings(resolveSettings(some), some)).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'server.port: 8080 # default',
        'monitor.liveness.grace: 3s # file batchdeck.yaml, line 7',
        '# server.token: (hidden) # BATCHDECK_SERVER_TOKEN',
        '# server.viewer-token: not set',
        'monitor.limits.max-frame: 2MiB # --set',
      ]),
    )
    expect(lines).toHaveLength(rows.length)
  })
})

describe('the schema of the file', () => {
  const schema = Compile(settingsSchema() as object)

  it('takes whatever is taken, with dots or nested', () => {
    fc.assert(
      fc.property(given, (some) => {
        const settings = listSettings(resolveSettings(some), some).filter(({ secret }) => !secret)
        const flat = parse(settingsYaml(settings)) as Record<string, unknown>
        expect(schema.Check(flat)).toBe(true)
        expect(schema.Check(nested(flat))).toBe(true)
      }),
    )
  })

  it.each([
    { 'server.prot': 1 },
    { server: { port: 70_000 } },
    { 'monitor.liveness.grace': '3 weeks' },
    { 'monitor.limits.max-frame': '1KB' },
    { 'monitor.batch': { strategy: 'rong' } },
    { 'data-dir': true },
    { 'server.port': [1] },
    { 'server.token': '' },
  ])('refuses %j', (content) => {
    expect(schema.Check(content)).toBe(false)
  })
})

function nested(flat: Record<string, unknown>): object {
  const tree: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(flat)) {
    const parts = name.split('.')
    const last = parts.pop()!
    let node = tree
    for (const part of parts) node = (node[part] ??= {}) as Record<string, unknown>
    node[last] = value
  }
  return tree
}

it('every default is a value the setting takes', () => {
  for (const [name, row] of rows) {
    if (row.default === null) continue
    const usual = givenBy(byDefault, { [name]: formatValue(row, row.default) })
    expect(resolveSettings(usual)[name as keyof typeof settingsTable]).toBe(row.default)
  }
})
