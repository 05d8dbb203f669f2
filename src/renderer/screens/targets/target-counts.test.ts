import { expect, it } from 'vitest'
import { sampleBatch as batch } from '../../../../tests/sample-views.ts'
import { countTargets } from './target-counts.ts'

it('[UI-3] counts the targets of one task by the status of their batch, and those in error themselves', () => {
  const batches = [
    batch(1, { task_id: 1, targets: 10, status: 'running', targets_in_error: 3 }),
    batch(2, { task_id: 1, targets: 5, status: 'running' }),
    batch(3, { task_id: 1, targets: 7, status: 'error', targets_in_error: 7 }),
    batch(4, { task_id: 2, targets: 99, status: 'error', targets_in_error: 1 }),
  ]
  expect(countTargets(batches, 1)).toEqual({ pending: 0, running: 15, completed: 0, error: 7, ownErrors: 10 })
})
