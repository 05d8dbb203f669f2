import { describe, expect, it } from 'vitest'
import { momentOf, numberOf, spanOf } from './given-time.ts'

const now = Date.parse('2027-01-31T12:00:00Z')

describe('times and numbers of the command line', () => {
  it.each([
    ['90s', '2027-01-31T11:58:30.000Z'],
    ['2h', '2027-01-31T10:00:00.000Z'],
    ['1w', '2027-01-24T12:00:00.000Z'],
    ['2027-01-30T08:15Z', '2027-01-30T08:15:00.000Z'],
  ])('%s is a moment', (given, at) => expect(new Date(momentOf(given, '--since', now)).toISOString()).toBe(at))

  it.each(['soon', '2', '-1h', '2027', '2027-99-99'])('%s is none', (given) =>
    expect(() => momentOf(given, '--since', now)).toThrow(`--since ${given} is not a time`),
  )

  it('takes spans for what is ahead', () => {
    expect(spanOf('15m', '--for')).toBe(900_000)
    expect(() => spanOf('0s', '--for')).toThrow('--for 0s is not a time span')
  })

  it.each(['1.5', '-1', '', '0x10', '1e3'])('%j is no count', (given) =>
    expect(() => numberOf(given, '--limit', 1)).toThrow('--limit'),
  )
})
