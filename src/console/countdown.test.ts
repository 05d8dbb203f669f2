import { expect, it } from 'vitest'
import { countdown } from './countdown.ts'

it.each([
  [86_399_000, '23:59:59'],
  [3_605_000, '1:00:05'],
  [600_000, '10:00'],
  [599_001, '10:00'],
  [545_000, '9:05'],
  [59_000, '0:59'],
  [1, '0:01'],
  [0, '0:00'],
])('[EP-12] %i ms are %s', (left, text) => {
  expect(countdown(left)).toBe(text)
})
