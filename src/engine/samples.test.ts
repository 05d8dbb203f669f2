import { expect, it } from 'vitest'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { BatchList } from '../planner/batch-list.ts'
import { BatchBoard } from './batch-board.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { Samples } from './samples.ts'

it('the progress of the last hour has a point for each 5 s, and is handed out point by point', () => {
  const recorder = new ChangeRecorder()
  const board = new BatchBoard(3, recorder)
  const batch = { batch_id: 1, consumer_id: 'a', priority: 'medium', size: 3 } as const
  board.adopt(1, outlineChange(emptyAssignment, { ...emptyAssignment, batches: new BatchList([batch]) }))
  const samples = new Samples(board, recorder)
  for (let now = 0; now <= 4_000_000; now += 250) samples.tick(now)
  const times = samples.list().map(({ at }) => at)
  expect(times).toEqual(Array.from({ length: 720 }, (_, i) => 4_000_000 - (719 - i) * 5000))
  expect(recorder.drain(0)?.samples).toHaveLength(801)
  board.report('a', { batch_id: 1, status: 'running', progress: 25 }, true, 1)
  samples.tick(4_005_000)
  const sample = { at: 4_005_000, pending: 0, running: 1, completed: 0, error: 0, progress: 25 }
  expect(samples.list().at(-1)).toEqual(sample)
  expect(recorder.drain(0)?.samples).toEqual([sample])
})
