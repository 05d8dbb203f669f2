import { describe, expect, it } from 'vitest'
import type { BatchView } from '../../../core/views.ts'
import { unplannedKey } from '../../../core/fleet-data.ts'
import { batchKey, batchList, matches } from './batch-list.ts'

const batch = (batch_id: number, change: Partial<BatchView> = {}): BatchView => ({
  batch_id,
  task_id: 1,
  consumer_id: 'c1',
  planned: true,
  stale: false,
  targets: 10,
  priority: 'medium',
  status: 'pending',
  progress: 0,
  message: '',
  updated_at: null,
  ...change,
})

const unplanned = (batch_id: number, consumer_id: string) =>
  batch(batch_id, { consumer_id, planned: false, task_id: null, targets: 0, priority: null })

function list(...batches: BatchView[]): string[] {
  const planned = new Map(batches.filter((each) => each.planned).map((each) => [each.batch_id, each]))
  const others = new Map(batches.filter((each) => !each.planned).map((each) => [unplannedKey(each), each]))
  return batchList(planned, others).map((each) => `${each.consumer_id} ${each.batch_id}`)
}

describe('batchKey', () => {
  it('[WS-15] tells planned and unplanned batches of the same id apart, and those of two consumers', () => {
    expect([batch(7), unplanned(7, 'c1'), unplanned(7, 'c2')].map(batchKey)).toEqual(['7', 'c1/7', 'c2/7'])
  })
})

describe('batchList', () => {
  it('is by consumer as people count, then by id as a number', () => {
    const batches = [
      batch(3, { consumer_id: 'consumer-10' }),
      batch(10, { consumer_id: 'consumer-2' }),
      batch(9, { consumer_id: 'consumer-2' }),
      batch(1, { consumer_id: 'consumer-9' }),
    ]
    expect(list(...batches)).toEqual(['consumer-2 9', 'consumer-2 10', 'consumer-9 1', 'consumer-10 3'])
  })

  it('has unplanned batches among those of their consumer', () => {
    expect(list(batch(1), batch(5), unplanned(3, 'c1'), unplanned(2, 'c0'))).toEqual(['c0 2', 'c1 1', 'c1 3', 'c1 5'])
  })

  it('has the batches of nobody last', () => {
    const batches = [batch(1, { consumer_id: null }), batch(2, { consumer_id: 'zz' }), batch(3, { consumer_id: '~' })]
    expect(list(...batches).at(-1)).toBe('null 1')
  })
})

describe('matches', () => {
  it('[UI-3] takes everything without a filter', () => {
    expect(matches(batch(1), '', '')).toBe(true)
    expect(matches(unplanned(1, 'c1'), '', '  ')).toBe(true)
  })

  it('[UI-3] filters by status', () => {
    expect(matches(batch(1, { status: 'error' }), 'error', '')).toBe(true)
    expect(matches(batch(1, { status: 'running' }), 'error', '')).toBe(false)
  })

  it('[WS-15] filters the unplanned ones, whatever their status', () => {
    expect(matches(unplanned(1, 'c1'), 'unplanned', '')).toBe(true)
    expect(matches(batch(1), 'unplanned', '')).toBe(false)
    expect(matches({ ...unplanned(1, 'c1'), status: 'error' }, 'error', '')).toBe(true)
  })

  it('[UI-3] finds by id, consumer and message, whatever the case', () => {
    const full = batch(4711, { consumer_id: 'Lisbon-3', message: 'Disk FULL' })
    for (const query of ['471', ' lisbon-3 ', 'disk full', 'LISBON']) expect(matches(full, '', query), query).toBe(true)
    expect(matches(full, '', 'porto')).toBe(false)
  })

  it('[UI-3] wants both, the status and the words', () => {
    const full = batch(1, { status: 'error', message: 'disk full' })
    expect(matches(full, 'error', 'disk')).toBe(true)
    expect(matches(full, 'running', 'disk')).toBe(false)
    expect(matches(full, 'error', 'network')).toBe(false)
  })

  it('does not find a batch of nobody by the word null', () => {
    expect(matches(batch(1, { consumer_id: null }), '', 'null')).toBe(false)
  })
})
