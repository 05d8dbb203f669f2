import { expect, it } from 'vitest'
import { targetLabel } from './target-label.ts'

it('calls a target by its label, name or symbol, whatever the case of the column', () => {
  expect(targetLabel({ attributes: { symbol: 'USDC', Name: 'USD Coin' } })).toBe('USD Coin')
  expect(targetLabel({ attributes: { Label: 'pair-1', name: 'no' } })).toBe('pair-1')
  expect(targetLabel({ attributes: { label: '', symbol: 'X' } })).toBe('X')
  expect(targetLabel({ attributes: { chain: 'eth' } })).toBeNull()
  expect(targetLabel({ attributes: null })).toBeNull()
})
