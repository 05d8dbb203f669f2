import { expect, it } from 'vitest'
import { wholeUnits } from './source-words.ts'

it.each([
  [300_000, { count: 5, unit: 'minute' }],
  [3_600_000, { count: 1, unit: 'hour' }],
  [90_000, { count: 90, unit: 'second' }],
  [1500, { count: 1.5, unit: 'second' }],
] as const)('an interval of %i ms is in its largest whole unit', (ms, expected) => {
  expect(wholeUnits(ms)).toEqual(expected)
})
