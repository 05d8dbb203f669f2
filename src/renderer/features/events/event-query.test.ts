import { describe, expect, it } from 'vitest'
import { eventTypes } from '../../../contract/events.ts'
import { eventQueryOf, plainTypes } from './event-query.ts'

const HOUR_MS = 3_600_000

describe('what an address of Events asks for', () => {
  it('[UI-8] leaves statuses of batches out unless they, or a batch, are asked for', () => {
    expect(eventQueryOf({}, 0)).toEqual({ types: plainTypes })
    expect(plainTypes).toHaveLength(eventTypes.length - 1)
    expect(eventQueryOf({ statuses: '1' }, 0)).toEqual({})
    expect(eventQueryOf({ batch: '7' }, 0)).toEqual({ batch_id: 7 })
    expect(eventQueryOf({ type: 'alert,member' }, 0)).toEqual({ types: ['member', 'alert'] })
    expect(eventQueryOf({ type: 'member', statuses: '1' }, 0)).toEqual({ types: ['batch_status', 'member'] })
    expect(eventQueryOf({ type: 'batch_status', consumer: 'c1' }, 0)).toEqual({
      types: ['batch_status'],
      consumer_id: 'c1',
    })
  })

  it('[UI-11] is of the range: one that goes on has no end, one of two ends has both', () => {
    expect(eventQueryOf({ statuses: '1', range: '' }, 9 * HOUR_MS)).toEqual({ since: 8 * HOUR_MS })
    expect(eventQueryOf({ statuses: '1', range: '6h' }, 9 * HOUR_MS)).toEqual({ since: 3 * HOUR_MS })
    expect(eventQueryOf({ statuses: '1', range: '1000-61000' }, 0)).toEqual({ since: 1000, until: 61_000 })
  })

  it('reads words and severities, and leaves out what cannot be read', () => {
    expect(eventQueryOf({ statuses: '1', q: ' rack 5 ', severity: 'info,critical,loud', task: '3' }, 0)).toEqual({
      q: 'rack 5',
      severity: ['critical', 'info'],
      task_id: 3,
    })
    expect(eventQueryOf({ statuses: '1', task: 'x', batch: '', severity: 'loud', type: 'noise', q: ' ' }, 0)).toEqual(
      {},
    )
  })
})
