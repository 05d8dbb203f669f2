import { expect, it } from 'vitest'
import type { EpochDiff } from '../../../contract/resources/epoch.ts'
import { countOf, diffLists, firstList, rowsOf } from './diff-lists.ts'

const diff: EpochDiff = {
  task_id: 1,
  from: 3,
  to: 12,
  counts: {
    added: 1,
    removed: 2,
    rerated: 3,
    described: 10,
    moved_consumer: 11,
    moved_batch: 4,
    batches_opened: 5,
    batches_closed: 6,
    batches_handed: 7,
    batches_relevelled: 8,
    slots_moved: 9,
  },
  targets: {
    added: [{ target: 'x', batch_id: 7, priority: 'medium', attributes: null }],
    removed: [{ target: 'y', batch_id: 8, priority: 'medium', attributes: { label: 'USDC' } }],
    rerated: [{ target: 'z', from: 'low', to: 'urgent' }],
    described: [{ target: 'v', from: null, to: { chain: 'eth', label: 'USDC' } }],
    moved: [{ target: 'w', from: 7, to: 8 }],
  },
  batches: {
    opened: [{ batch_id: 9, consumer_id: 'c1', priority: 'medium' }],
    closed: [{ batch_id: 10, consumer_id: null, priority: 'medium' }],
    handed: [{ batch_id: 11, from: 'c1', to: null }],
    relevelled: [{ batch_id: 12, from: 'low', to: 'high' }],
  },
  slots: [{ slot: 0, from: null, to: 'c2' }],
  next: null,
}

it('[EP-6] every list has its own count and its own rows, before and after', () => {
  const rows = Object.fromEntries(diffLists.map((list) => [list, rowsOf(diff, list, 'nobody')]))
  expect(diffLists.map((list) => countOf(diff, list))).toEqual([1, 2, 4, 3, 10, 5, 6, 7, 8, 9])
  expect(rows).toEqual({
    added: [{ subject: 'x', from: '', to: '7' }],
    removed: [{ subject: 'y', from: '8', to: '' }],
    moved: [{ subject: 'w', from: '7', to: '8' }],
    rerated: [{ subject: 'z', from: 'low', to: 'urgent' }],
    described: [{ subject: 'v', from: '', to: 'chain: eth · label: USDC' }],
    opened: [{ subject: '9', from: '', to: 'c1' }],
    closed: [{ subject: '10', from: 'nobody', to: '' }],
    handed: [{ subject: '11', from: 'c1', to: 'nobody' }],
    relevelled: [{ subject: '12', from: 'low', to: 'high' }],
    slots: [{ subject: '0', from: 'nobody', to: 'c2' }],
  })
})

it('shows the first list that has anything in it', () => {
  const counts = { ...diff.counts, added: 0, removed: 0, moved_batch: 0 }
  expect([firstList(diff), firstList({ ...diff, counts })]).toEqual(['added', 'rerated'])
})
