import { describe, expect, it, vi } from 'vitest'
import { filterOf, filterParams, sortNames, sortOf } from './target-filter.ts'

vi.hoisted(() => vi.stubGlobal('location', { hash: '' }))
const { formatHash, parseHash } = await import('../../stores/route.ts')

describe('[UI-8] the filters of targets in the address', () => {
  it('are taken word by word, and survive being written and read', () => {
    const params = {
      q: '0xAb',
      priority: 'high',
      consumer: 'c 1/ü',
      batch: '12',
      status: 'error',
      report: 'running',
      attribute: 'a=b&c',
      value: '0.05 %',
    }
    expect(Object.keys(params)).toEqual([...filterParams])
    const read = parseHash(formatHash('targets', params))
    expect(filterOf(read.params)).toEqual({
      priority: 'high',
      consumer_id: 'c 1/ü',
      batch_id: 12,
      status: 'error',
      report: 'running',
      attribute: { name: 'a=b&c', value: '0.05 %' },
    })
  })

  it('are none where nothing is asked for, or nothing that is known', () => {
    expect(filterOf({})).toEqual({})
    const odd = { priority: 'HIGH', consumer: '', batch: '1x', status: 'lost', report: '', value: 'alone' }
    expect(filterOf(odd)).toEqual({})
  })

  it('tell nobody from everybody, and an attribute from its value', () => {
    expect(filterOf({ consumer: '-nobody-' })).toEqual({ consumer_id: null })
    expect(filterOf({ attribute: 'chain' })).toEqual({ attribute: { name: 'chain' } })
  })

  it('sort by what can be sorted by, and by target else', () => {
    expect(sortOf('-consumer')).toBe('-consumer')
    expect([sortOf(''), sortOf('age'), sortOf('-')]).toEqual(['target', 'target', 'target'])
    expect([...sortNames]).toEqual(['target', 'priority', 'consumer', 'batch', 'slot'])
  })
})
