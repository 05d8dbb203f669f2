import { expect, it } from 'vitest'
import { consumersIn } from './window-scope.ts'

it('[MW-1] a scope is about whom it names and who carries all of its labels', () => {
  const all = new Map([
    ['c1', { labels: { zone: 'eu' } }],
    ['c2', { labels: { zone: 'eu', canary: '' } }],
    ['c3', { labels: {} }],
  ])
  expect(consumersIn({}, all)).toEqual(['c1', 'c2', 'c3'])
  expect(consumersIn({ consumers: ['c3', 'c9', 'c1', 'c3'] }, all)).toEqual(['c3', 'c1'])
  expect(consumersIn({ labels: { zone: 'eu' } }, all)).toEqual(['c1', 'c2'])
  expect(consumersIn({ labels: { zone: 'eu', canary: '' } }, all)).toEqual(['c2'])
  expect(consumersIn({ consumers: ['c1'], labels: { canary: '' } }, all)).toEqual([])
})
