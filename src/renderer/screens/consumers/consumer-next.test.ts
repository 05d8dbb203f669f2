import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import { conditionOf } from '../../../console/condition.ts'
import { sampleConsumer } from '../../../../tests/sample-views.ts'
import { nextOf } from './consumer-next.ts'
import type { ConsumerRow } from './consumer-rows.ts'

function next(change: Partial<ConsumerResource>, more: Partial<ConsumerRow> = {}) {
  const consumer = sampleConsumer('c1', { slots: 3, last_seen_at: 50, ...change })
  return nextOf({
    consumer,
    condition: conditionOf(consumer),
    behind: 0,
    error: null,
    movesAt: null,
    ...more,
  } as ConsumerRow)
}

describe('what is next of a consumer', () => {
  it.each([
    [{ kind: 'slotsMove', at: 90 }, { state: 'offline' }, { movesAt: 90 }],
    [{ kind: 'slotsKept' }, { state: 'offline' }, {}],
    [null, { state: 'offline', slots: 0 }, {}],
    [{ kind: 'slotsMoved' }, { state: 'lost', slots: 0 }, {}],
    [{ kind: 'slotsWait' }, { state: 'lost' }, {}],
    [{ kind: 'silent', since: 50 }, { state: 'suspect' }, {}],
    [{ kind: 'noProgress', since: 20 }, { stuck_since: 20 }, {}],
    [{ kind: 'restarts', count: 9 }, { flapping_since: 5, restarts: 9 }, {}],
    [{ kind: 'slotsWait' }, { drained_at: 5 }, {}],
    [null, { drained_at: 5, slots: 0 }, {}],
    [null, { slots: 0 }, {}],
    [{ kind: 'error', message: 'timeout' }, {}, { error: 'timeout', behind: 2 }],
    [{ kind: 'behind', epochs: 2 }, {}, { error: '', behind: 2 }],
    [{ kind: 'tooSlow' }, { was_too_slow: true }, {}],
    [null, {}, {}],
  ] as const)('is %o where it is %o %o', (expected, change, more) => {
    expect(next(change, more)).toEqual(expected)
  })

  it('is the trouble before an error of a batch', () => {
    expect(next({ stuck_since: 20 }, { error: 'timeout' })).toEqual({ kind: 'noProgress', since: 20 })
  })
})
