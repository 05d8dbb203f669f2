import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleBatch, sampleUnplanned } from '../../tests/sample-views.ts'
import { batchesInError, errorGroups } from './error-groups.ts'

describe('[UI-10] errorGroups', () => {
  it('count each batch in error once, the most first, and who has them', () => {
    const of = fc.record({
      status: fc.constantFrom('error' as const, 'running' as const),
      message: fc.constantFrom('', 'rate limited', 'timeout'),
      consumer_id: fc.constantFrom('a', 'b', 'c'),
      stale: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(of), (list) => {
        const batches = list.map((change, i) => sampleBatch(i, change))
        const groups = errorGroups(batches)
        const counted = batches.filter(({ status, stale }) => status === 'error' && !stale)
        expect(groups.reduce((sum, group) => sum + group.batches, 0)).toBe(counted.length)
        expect(groups.map((group) => group.batches)).toEqual(
          groups.map((group) => group.batches).toSorted((a, b) => b - a),
        )
        for (const { message, consumers } of groups) {
          const own = counted.filter((batch) => batch.message === message)
          expect(consumers).toBe(new Set(own.map(({ consumer_id }) => consumer_id)).size)
        }
      }),
    )
  })

  it('count what was never planned, too: it stands among the batches', () => {
    expect(errorGroups([sampleUnplanned(1, 'a', { status: 'error', message: 'x' })])).toEqual([
      { message: 'x', batches: 1, consumers: 1 },
    ])
  })
})

describe('[UI-10] batchesInError', () => {
  it('are the planned and the unplanned ones, no stale reports, and of one task those that are known to be of it', () => {
    const planned = [
      sampleBatch(1, { status: 'error', task_id: 1 }),
      sampleBatch(2, { status: 'running', task_id: 1 }),
      sampleBatch(3, { status: 'error', task_id: 2 }),
    ]
    const unplanned = [
      sampleUnplanned(8, 'a', { status: 'error', task_id: null }),
      sampleUnplanned(9, 'a', { status: 'error', task_id: 1, stale: true }),
    ]
    const ids = (taskId: number | null) => batchesInError(planned, unplanned, taskId).map(({ batch_id }) => batch_id)
    expect([ids(null), ids(1)]).toEqual([[1, 3, 8], [1]])
  })
})
