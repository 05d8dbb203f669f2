import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { type Batch, BatchList } from '../planner/batch-list.ts'
import { batchResource } from './batch.ts'
import { BatchBoard } from './batch-board.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { Engine } from './engine.ts'

const owners = [null, 'a', 'b', 'c'] as const
const ids = [1, 2, 3, 4] as const

const step = fc.oneof(
  fc.record({ kind: fc.constant('count' as const), id: fc.constantFrom(...ids), count: fc.nat({ max: 3 }) }),
  fc.record({
    kind: fc.constant('epoch' as const),
    batches: fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...owners)), { maxLength: 4 }),
  }),
  fc.constant({ kind: 'forget' as const }),
)

describe('[WS-27] targets in error', () => {
  it('of a consumer are those of its batches, whatever epochs, counts and restarts of their owner come', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const recorder = new ChangeRecorder()
        const board = new BatchBoard(3, recorder)
        const ofOwners = new Map<string, number>()
        const shown = new Map<number, number>()
        let current = emptyAssignment
        for (const each of steps) {
          if (each.kind === 'count') board.setTargetsInError(each.id, each.count)
          else if (each.kind === 'forget') board.forgetTargetsInError()
          else {
            const batches = [...new Map(each.batches)].toSorted(([a], [b]) => a - b)
            const next = {
              ...current,
              batches: new BatchList(
                batches.map(([batch_id, consumer_id]): Batch => {
                  return { batch_id, consumer_id, priority: 'medium', size: 5 }
                }),
              ),
            }
            board.adopt(1, outlineChange(current, next))
            current = next
          }
          for (const [owner, count] of board.drainTargetsInError()) ofOwners.set(owner, count)
          const { batches = [], batchesCounted = [], batchesGone = [] } = recorder.drain(0) ?? {}
          for (const id of batchesGone) shown.delete(id)
          for (const { batch_id, targets_in_error = 0 } of [...batches, ...batchesCounted]) {
            shown.set(batch_id, targets_in_error)
          }
          const planned = Array.from(board.all(), batchResource)
          expect(shown).toEqual(new Map(planned.map((batch) => [batch.batch_id, batch.targets_in_error ?? 0])))
          for (const owner of ['a', 'b', 'c']) {
            const own = planned.filter(({ consumer_id }) => consumer_id === owner)
            const sum = own.reduce((total, { targets_in_error = 0 }) => total + targets_in_error, 0)
            expect(ofOwners.get(owner) ?? 0).toBe(sum)
          }
        }
      }),
    )
  })

  it('are shown of batch and consumer, not written to disk with the batch, and start anew with another owner', () => {
    const batch = { batch_id: 1, consumer_id: 'a', priority: 'medium', size: 5 } as const
    const first = { ...emptyAssignment, batches: new BatchList([batch]) }
    const engine = new Engine(engineSettings, nothing, 0)
    engine.connected('s', '', 0)
    engine.received('s', { type: 'register', consumer_id: 'a' }, 0)
    // The board alone: of the task only its batches matter here.
    const board = (engine as unknown as { parts: { board: BatchBoard } }).parts.board
    board.adopt(1, outlineChange(emptyAssignment, first))
    engine.drain(0)
    engine.received(
      's',
      { type: 'heartbeat', consumer_id: 'a', batches: [], targets: [{ target: 'x', status: 'error' }] },
      5,
    )
    const sayings = [{ consumer_id: 'a', reports: [{ target: 'x', status: 'error', at: 5 }] }]
    expect(engine.drain(5)).toMatchObject({ targetSayings: sayings })
    engine.received('s', { type: 'batch_status', batch_id: 1, status: 'running', message: '', targets: [] }, 6)
    expect(engine.drain(6)).toMatchObject({ targetSayings: [] })
    engine.setTargetsInError([
      [1, 2],
      [99, 1],
    ])
    expect(engine.drain(7)).toMatchObject({
      batches: [],
      batchesCounted: [{ batch_id: 1, targets_in_error: 2 }],
      consumers: [{ consumer_id: 'a', targets_in_error: 2 }],
    })
    engine.setTargetsInError([[1, 2]])
    expect(engine.drain(8)).toBeNull()
    board.adopt(1, outlineChange(first, { ...first, batches: new BatchList([{ ...batch, consumer_id: 'b' }]) }))
    const changes = engine.drain(9)!
    expect(changes.batches[0]).not.toHaveProperty('targets_in_error')
    expect(changes.consumers[0]).not.toHaveProperty('targets_in_error')
  })
})
