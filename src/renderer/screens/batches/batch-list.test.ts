import { describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { type BatchFilter, batchKey, batchOfKey, BatchOrder, filtered } from './batch-list.ts'
import { NOBODY } from '../../stores/nobody.ts'
import { sampleBatch as batch, sampleUnplanned as unplanned } from '../../../../tests/sample-views.ts'

function maps(...batches: BatchResource[]): [Map<number, BatchResource>, Map<string, BatchResource>] {
  return [
    new Map(batches.filter((each) => each.planned).map((each) => [each.batch_id, each])),
    new Map(batches.filter((each) => !each.planned).map((each) => [unplannedKey(each), each])),
  ]
}

const names = (batches: readonly BatchResource[]) => batches.map((each) => `${each.consumer_id} ${each.batch_id}`)
const list = (...batches: BatchResource[]) => names(new BatchOrder().list(...maps(...batches)))

describe('batchKey', () => {
  it('[WS-15] tells planned and unplanned batches of the same id apart, and those of two consumers', () => {
    expect([batch(7), unplanned(7, 'c1'), unplanned(7, 'c2')].map(batchKey)).toEqual(['7', 'c1/7', 'c2/7'])
  })

  it('leads back to the batch, and to none where it is gone', () => {
    const all = [batch(7), unplanned(7, '9'), unplanned(8, 'a/b')]
    for (const each of all) expect(batchOfKey(batchKey(each), ...maps(...all))).toBe(each)
    expect(batchOfKey('8', ...maps(...all))).toBeUndefined()
    expect(batchOfKey('c1/7', ...maps(...all))).toBeUndefined()
  })
})

describe('BatchOrder', () => {
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

  it('shows what was reported since, in the same places', () => {
    const order = new BatchOrder()
    order.list(...maps(batch(2), batch(1)))
    const after = order.list(...maps(batch(1, { progress: 40 }), batch(2)))
    expect(after.map(({ batch_id, progress }) => [batch_id, progress])).toEqual([
      [1, 40],
      [2, 0],
    ])
  })

  it.each([
    ['came', [batch(1), batch(2), batch(3)], ['c1 1', 'c1 2', 'c1 3']],
    ['went', [batch(2)], ['c1 2']],
    ['went where another came', [batch(2), batch(9)], ['c1 2', 'c1 9']],
    ['went to another consumer', [batch(1, { consumer_id: 'c9' }), batch(2)], ['c1 2', 'c9 1']],
    ['is another unplanned one', [batch(2), unplanned(1, 'c0')], ['c0 1', 'c1 2']],
  ])('is made anew where a batch %s', (_, batches, expected) => {
    const order = new BatchOrder()
    order.list(...maps(batch(1), batch(2)))
    expect(names(order.list(...maps(...batches)))).toEqual(expected)
  })
})

describe('filtered', () => {
  const all = [
    batch(4711, { consumer_id: 'Lisbon-3', message: 'Disk FULL', status: 'error' }),
    batch(2, { status: 'running' }),
    batch(3, { consumer_id: null }),
    unplanned(7, 'c1', { status: 'error' }),
    unplanned(8, 'c1', { stale: true, status: 'running' }),
  ]
  const shown = (filter: Partial<BatchFilter>) =>
    filtered(all, { task: null, status: '', consumer: '', query: '', ...filter }).shown.map(({ batch_id }) => batch_id)

  it('[UI-3] takes everything without a filter, as the same list', () => {
    const own = all.slice(0, 4)
    expect(filtered(own, { task: null, status: '', consumer: '', query: '  ' }).shown).toBe(own)
  })

  it('[UI-8] takes those of one task, and nothing that no task has planned', () => {
    const mixed = [...all, batch(9, { task_id: 2 })]
    const ofTask = (task: number) =>
      filtered(mixed, { task, status: '', consumer: '', query: '' }).shown.map(({ batch_id }) => batch_id)
    expect([ofTask(1), ofTask(2), ofTask(3)]).toEqual([[4711, 2, 3], [9], []])
    expect(filtered(mixed, { task: 1, status: '', consumer: 'c1', query: 'x' }).total).toBe(3)
  })

  it('[UI-10] [WS-16] shows a stale report where it is asked for only', () => {
    expect(shown({})).toEqual([4711, 2, 3, 7])
  })

  it('[UI-3] filters by status', () => {
    expect(shown({ status: 'error' })).toEqual([4711, 7])
  })

  it('[WS-15] [WS-16] filters the unplanned and the stale ones, whatever their status', () => {
    expect(shown({ status: 'unplanned' })).toEqual([7])
    expect(shown({ status: 'stale' })).toEqual([8])
  })

  it('[UI-3] filters by consumer, and those of nobody', () => {
    expect(shown({ consumer: 'c1' })).toEqual([2, 7])
    expect(shown({ consumer: NOBODY })).toEqual([3])
    expect(shown({ consumer: 'c' })).toEqual([])
  })

  it('[UI-3] finds by id, consumer and message, whatever the case', () => {
    for (const query of ['471', ' lisbon-3 ', 'disk full', 'LISBON']) expect(shown({ query }), query).toEqual([4711])
    expect(shown({ query: 'porto' })).toEqual([])
    expect(shown({ query: 'null' })).toEqual([])
  })

  it('[UI-3] finds planned batches by their targets, too', () => {
    const found = new Set([2, 7])
    expect(shown({ query: 'porto', found })).toEqual([2])
    expect(shown({ query: 'full', found })).toEqual([4711, 2])
    expect(shown({ query: 'porto', status: 'error', found })).toEqual([])
    expect(shown({ query: '', found })).toHaveLength(4)
  })

  it('[UI-3] wants all of them at once', () => {
    expect(shown({ query: '7', status: 'error', consumer: 'c1' })).toEqual([7])
  })

  it('[UI-3] counts what each status would leave, whichever is chosen', () => {
    const counts = { all: 4, pending: 1, running: 1, completed: 0, error: 2, unplanned: 1, stale: 1 }
    for (const status of ['', 'completed'])
      expect(filtered(all, { task: null, status, consumer: '', query: '' }).counts).toEqual(counts)
    expect(filtered(all, { task: null, status: 'error', consumer: 'c1', query: '' }).counts).toMatchObject({
      all: 2,
      error: 1,
    })
  })
})
