import { describe, expect, it } from 'vitest'
import { formatNumber, formatValue, parseValue, type SettingRow } from './setting-value.ts'

const row = (kind: SettingRow): SettingRow => kind
const common = { default: null, meaning: '' }
const integer = row({ ...common, kind: 'integer', min: 1, max: 100 })
const duration = row({ ...common, kind: 'duration', min: 100, max: 3_600_000 })
const bytes = row({ ...common, kind: 'bytes', min: 0, max: 1024 ** 3 })
const choice = row({ ...common, kind: 'choice', choices: ['off', 'stdout'] })
const text = row({ ...common, kind: 'text' })

describe('parseValue', () => {
  it.each([
    [integer, 1, 1],
    [integer, '100', 100],
    [integer, 0, null],
    [integer, 101, null],
    [integer, '1.5', null],
    [integer, '1s', null],
    [integer, ' 7 ', 7],
    [duration, 100, 100],
    [duration, 99, null],
    [duration, '1h', 3_600_000],
    [duration, '3600001', null],
    [duration, '1.5s', 1500],
    [duration, '2 M', 120_000],
    [duration, '1 week', null],
    [duration, '-1s', null],
    [duration, '1s2', null],
    [bytes, '1.5KiB', 1536],
    [bytes, '1gib', 1024 ** 3],
    [bytes, '2GiB', null],
    [choice, 'stdout', 'stdout'],
    [choice, 'STDOUT', null],
    [text, ' a b ', 'a b'],
    [text, '  ', null],
    [text, 5, '5'],
    [text, true, null],
    [text, null, null],
    [integer, [5], null],
  ])('of %j takes %j for %j', (kind, given, value) => {
    expect(parseValue(kind, given)).toBe(value)
  })
})

describe('formatNumber', () => {
  it.each([
    [0, 'duration', '0'],
    [90_000, 'duration', '90s'],
    [86_400_000, 'duration', '1d'],
    [86_400_001, 'duration', '86400001ms'],
    [60, 'integer', '60'],
    [1025, 'bytes', '1025B'],
    [4_194_304, 'bytes', '4MiB'],
  ] as const)('writes %d (%s) as %s', (value, kind, written) => {
    expect(formatNumber(value, kind)).toBe(written)
    expect(formatValue({ kind }, value)).toBe(written)
  })

  it('leaves texts as they are', () => {
    expect(formatValue({ kind: 'choice' }, 'off')).toBe('off')
    expect(formatValue({ kind: 'text' }, 5)).toBe('5')
  })
})
