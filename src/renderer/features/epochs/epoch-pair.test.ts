import { expect, it } from 'vitest'
import { formatPair, parsePair } from './epoch-pair.ts'

it('[EP-6] [UI-3] two epochs come back from the address as they went there, the earlier first', () => {
  expect(parsePair(formatPair(12, 3))).toEqual({ from: 3, to: 12 })
  expect(parsePair(formatPair(0, 1))).toEqual({ from: 0, to: 1 })
  expect(parsePair('12-3')).toEqual({ from: 3, to: 12 })
})

it.each(['', '3', '3-', '-3', '3-3', 'a-b', '3-4-5', '1.5-2', '3-1234567890123'])('%j names no two epochs', (text) => {
  expect(parsePair(text)).toBeNull()
})
