import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { batchResource } from './batch.ts'
import { BatchBoard } from './batch-board.ts'
import { type Assignment, emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { type Batch, BatchList } from '../planner/batch-list.ts'

const batch = (batch_id: number, consumer_id: string | null, ...targets: string[]): Batch => ({
  batch_id,
  consumer_id,
  priority: 'medium',
  size: targets.length,
})
const assignment = (...batches: Batch[]): Assignment => ({
  ...emptyAssignment,
  batches: new BatchList(batches),
})

const first = assignment(batch(1, 'c1', 'a', 'b'), batch(2, 'c2', 'c'))

describe('BatchBoard', () => {
  let board: BatchBoard
  let recorder: ChangeRecorder
  /** What there is to show since the last look. */
  const drain = () => {
    const { batches = [], batchesGone = [], unplannedGone = [], progress = [] } = recorder.drain(0) ?? {}
    return { batches, batches_gone: batchesGone, unplanned_gone: unplannedGone, progress }
  }
  const shown = (batchId: number) => {
    const found = board.get(batchId)
    return found && batchResource(found)
  }
  const ofConsumer = (id: string) => Array.from(board.ofConsumer(id), batchResource)
  beforeEach(() => {
    recorder = new ChangeRecorder()
    board = new BatchBoard(3, recorder)
    board.adopt(1, outlineChange(emptyAssignment, first))
    recorder.forget()
  })

  it('[WS-6] takes the report of the owner', () => {
    board.report('c1', { batch_id: 1, status: 'running', progress: 50, message: 'half' }, true, 7)
    expect(shown(1)).toMatchObject({ status: 'running', progress: 50, message: 'half', updated_at: 7 })
    expect(drain().progress).toEqual([[1, 1, 50, 7, 'half']])
    expect(drain().progress).toEqual([])
  })

  it('[WS-6] a status without a number completes, restarts or leaves the progress', () => {
    board.report('c1', { batch_id: 1, status: 'running', progress: 50 }, true, 1)
    board.report('c1', { batch_id: 1, status: 'error' }, true, 2)
    expect(shown(1)?.progress).toBe(50)
    board.report('c1', { batch_id: 1, status: 'completed' }, true, 3)
    expect(shown(1)?.progress).toBe(100)
  })

  it('[WS-15] shows a batch that was never planned under its consumer', () => {
    board.report('c1', { batch_id: 123, status: 'running', progress: 50 }, false, 1)
    expect(ofConsumer('c1').map(({ batch_id, planned }) => [batch_id, planned])).toEqual([
      [1, true],
      [123, false],
    ])
  })

  it('[PL-5] a planned batch shows its level, an unplanned one has none', () => {
    board.adopt(1, outlineChange(first, assignment({ ...batch(1, 'c1', 'a'), priority: 'urgent' })))
    board.report('c1', { batch_id: 123, status: 'running' }, false, 1)
    expect(ofConsumer('c1').map(({ batch_id, priority }) => [batch_id, priority])).toEqual([
      [1, 'urgent'],
      [123, null],
    ])
  })

  it('[WS-15] remembers only so many unplanned batches, the newest', () => {
    for (const batch_id of [11, 12, 13, 14]) board.report('c1', { batch_id, status: 'pending' }, false, 1)
    const taken = drain()
    expect(taken.batches.map(({ batch_id }) => batch_id)).toEqual([12, 13, 14])
    expect(taken.unplanned_gone).toEqual([{ consumer_id: 'c1', batch_id: 11 }])
  })

  it('[WS-16] the former owner cannot overwrite the new one', () => {
    board.report('c1', { batch_id: 1, status: 'running', progress: 50 }, true, 1)
    board.adopt(1, outlineChange(first, assignment(batch(1, 'c2', 'a', 'b'), batch(2, 'c2', 'c'))))
    board.report('c1', { batch_id: 1, status: 'completed', progress: 100 }, true, 2)
    expect(shown(1)).toMatchObject({ consumer_id: 'c2', status: 'pending', progress: 0, updated_at: null })
    const stale = { batch_id: 1, task_id: 1, planned: false, stale: true, status: 'completed', progress: 100 }
    expect(ofConsumer('c1')).toMatchObject([stale])
    expect(drain().batches).toContainEqual(expect.objectContaining({ ...stale, consumer_id: 'c1' }))
  })

  it('[WS-16] a report about a closed batch is kept as stale, until its consumer speaks of it no more', () => {
    board.adopt(1, outlineChange(first, assignment(batch(2, 'c2', 'c'))))
    expect(drain().batches_gone).toEqual([1])
    board.report('c1', { batch_id: 1, status: 'completed' }, true, 2)
    board.report('c1', { batch_id: 77, status: 'running' }, false, 2)
    board.dropStale('c1', new Set([1]))
    expect(ofConsumer('c1')).toMatchObject([
      { batch_id: 1, task_id: null, stale: true },
      { batch_id: 77, stale: false },
    ])
    board.dropStale('c1', new Set())
    expect(ofConsumer('c1')).toMatchObject([{ batch_id: 77 }])
    expect(drain().unplanned_gone).toEqual([{ consumer_id: 'c1', batch_id: 1 }])
  })

  it('[WS-16] whoever gets a batch back is stale no more; another one stays so', () => {
    const moved = assignment(batch(1, 'c2', 'a', 'b'), batch(2, 'c2', 'c'))
    board.adopt(1, outlineChange(first, moved))
    board.report('c1', { batch_id: 1, status: 'running' }, true, 2)
    board.report('c3', { batch_id: 1, status: 'running' }, true, 2)
    board.adopt(1, outlineChange(moved, first))
    expect(ofConsumer('c1')).toMatchObject([{ batch_id: 1, planned: true, stale: false }])
    expect(ofConsumer('c3')).toMatchObject([{ batch_id: 1, planned: false, stale: true }])
  })

  it('says whether a report was news', () => {
    const report = { batch_id: 1, status: 'running', progress: 5 } as const
    expect(board.report('c1', report, true, 1)).toBe(true)
    expect(board.report('c1', report, true, 2)).toBe(false)
    expect(board.report('c1', { ...report, progress: 6 }, true, 3)).toBe(true)
    expect(board.report('c2', report, true, 3)).toBe(true)
    expect(board.report('c2', report, true, 4)).toBe(false)
  })

  it('[PL-3] a batch that only changed its targets goes on', () => {
    board.report('c1', { batch_id: 1, status: 'running', progress: 40 }, true, 1)
    board.adopt(1, outlineChange(first, assignment(batch(1, 'c1', 'a'), batch(2, 'c2', 'c'))))
    expect(shown(1)).toMatchObject({ status: 'running', progress: 40, targets: 1 })
  })

  it('[WS-15] an id that is planned later means the planned batch', () => {
    board.report('c1', { batch_id: 9, status: 'running', progress: 50 }, false, 1)
    drain()
    board.adopt(1, outlineChange(first, assignment(...first.batches, batch(9, 'c1', 'z'))))
    expect(drain().unplanned_gone).toEqual([{ consumer_id: 'c1', batch_id: 9 }])
    expect(ofConsumer('c1').filter(({ batch_id }) => batch_id === 9)).toMatchObject([{ planned: true }])
  })
})
