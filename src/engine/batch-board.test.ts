import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { batchResource } from './batch.ts'
import { BatchBoard } from './batch-board.ts'
import { sampleUnplanned } from '../../tests/sample-views.ts'
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

  it('samples how many planned batches are in each status, and their mean progress to two decimals', () => {
    expect(new BatchBoard(3, recorder).sample(5)).toEqual({
      at: 5,
      pending: 0,
      running: 0,
      completed: 0,
      error: 0,
      progress: 0,
    })
    const three = assignment(...first.batches, batch(3, 'c2', 'd'))
    board.adopt(1, outlineChange(first, three))
    board.report('c1', { batch_id: 1, status: 'error', progress: 50 }, true, 1)
    board.report('c2', { batch_id: 2, status: 'running', progress: 51 }, true, 1)
    board.report('c2', { batch_id: 77, status: 'running', progress: 100 }, false, 1)
    expect(board.sample(9)).toEqual({ at: 9, pending: 1, running: 1, completed: 0, error: 1, progress: 33.67 })
  })

  it('counts batches in error, planned and unplanned ones, until they are not or are gone; stale ones never', () => {
    const fail = (consumer: string, id: number, wasPlanned = true) =>
      board.report(consumer, { batch_id: id, status: 'error' }, wasPlanned, 1)
    fail('c1', 1)
    fail('c1', 1)
    expect(board.failures).toBe(1)
    fail('c1', 77, false)
    fail('c3', 2)
    expect(board.failures).toBe(2)
    board.report('c1', { batch_id: 77, status: 'running' }, false, 2)
    expect(board.failures).toBe(1)
    // A batch that goes on stays in error; one that is handed over starts anew; one that is closed is gone.
    const smaller = assignment(batch(1, 'c1', 'a'), batch(2, 'c2', 'c'))
    board.adopt(1, outlineChange(first, smaller))
    expect(board.failures).toBe(1)
    const handed = assignment(batch(1, 'c2', 'a'), batch(2, 'c2', 'c'))
    board.adopt(1, outlineChange(smaller, handed))
    expect(board.failures).toBe(0)
    fail('c2', 1)
    board.adopt(1, outlineChange(handed, assignment(batch(2, 'c2', 'c'))))
    expect(board.failures).toBe(0)
    fail('c1', 77, false)
    board.forget('c1')
    expect(board.failures).toBe(0)
  })

  it('has another revision, one that was never there, whenever a status, a progress or a batch is another', () => {
    const seen = [board.revision]
    const step = (act: () => void, isChange = true) => {
      act()
      if (isChange) expect(board.revision).toBeGreaterThan(seen.at(-1)!)
      else expect(board.revision).toBe(seen.at(-1))
      seen.push(board.revision)
    }
    const report = (message: string, progress: number, status: 'running' | 'error' = 'running', id = 1) => {
      board.report('c1', { batch_id: id, status, progress, message }, id === 1, 1)
    }
    step(() => report('', 5))
    step(() => report('other words', 5), false)
    step(() => report('', 6))
    step(() => report('', 6, 'error'))
    step(() => report('', 6, 'running', 77))
    step(() => board.forget('c1'))
    step(() => board.forget('c1'), false)
    const without = assignment(batch(2, 'c2', 'c'))
    step(() => board.adopt(1, outlineChange(first, without)))
    step(() => board.adopt(1, outlineChange(without, first)))
    step(() => board.adopt(1, outlineChange(first, first)), false)
  })

  it('remembers nobody who speaks of no batches but its own, and with room for none nothing of others', () => {
    board.report('c1', { batch_id: 77, status: 'running' }, false, 1)
    expect([board.foreignSpeakers, board.speaksOfOthers('c1')]).toEqual([1, true])
    board.forget('c1')
    expect([board.foreignSpeakers, board.speaksOfOthers('c1')]).toEqual([0, false])
    const proud = new BatchBoard(0, recorder)
    expect(proud.report('c1', { batch_id: 77, status: 'running' }, false, 1)).toBe(true)
    expect(proud.foreignSpeakers).toBe(0)
  })

  it('takes over what was reported before a restart', () => {
    const unplanned = sampleUnplanned(77, 'c1', { status: 'error', progress: 3, message: 'x', updated_at: 8 })
    const stale = { ...unplanned, batch_id: 2, task_id: 1, stale: true }
    board.restore(
      [
        [1, 3, 40, 7, 'broken'],
        [999, 1, 40, 7, 'unknown'],
      ],
      [unplanned, stale, { ...unplanned, consumer_id: null }],
    )
    expect(shown(1)).toMatchObject({ status: 'error', progress: 40, updated_at: 7, message: 'broken' })
    expect(ofConsumer('c1').slice(1)).toEqual([unplanned, stale])
    expect(board.failures).toBe(2)
    expect(board.foreignSpeakers).toBe(1)
  })

  it('[EV-3] tells of another status or message, and of every batch that is new, but not of progress alone', () => {
    const told = () =>
      (recorder.drain(0)?.facts ?? []).map((fact) => fact.kind === 'BatchReported' && [fact.at, fact.batch.batch_id])
    const report = { batch_id: 1, status: 'running', progress: 5, message: '' } as const
    board.report('c1', report, true, 1)
    expect(told()).toEqual([[1, 1]])
    board.report('c1', { ...report, progress: 6 }, true, 2)
    expect(told()).toEqual([])
    board.report('c1', { ...report, message: 'words' }, true, 3)
    expect(told()).toEqual([[3, 1]])
    board.report('c1', { ...report, batch_id: 77 }, false, 4)
    expect(told()).toEqual([[4, 77]])
    board.report('c1', { ...report, batch_id: 77 }, false, 5)
    expect(told()).toEqual([])
  })
})
