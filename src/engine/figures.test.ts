import { expect, it } from 'vitest'
import { batchFigures, consumerFigures, workFigures } from './figures.ts'
import type { ReportedBatch } from './batch.ts'
import { type Consumer, restoredConsumer } from './consumer.ts'
import { sampleConsumer } from '../../tests/sample-views.ts'

it('counts consumers by state, and how many are drained, stuck, kept, held and connected', () => {
  const consumer = (change: Partial<Consumer>): Consumer => ({ ...restoredConsumer(sampleConsumer('c'), 0), ...change })
  const session = { id: 's', remote: '', connectedAt: 0 }
  expect(consumerFigures([])).toEqual({
    byState: { online: 0, suspect: 0, offline: 0, lost: 0 },
    drained: 0,
    stuck: 0,
    kept: 0,
    held: 0,
    sessions: 0,
  })
  expect(
    consumerFigures([
      consumer({ state: 'online', session, stuckSince: 5 }),
      consumer({ state: 'online', session, drainedAt: 0 }),
      consumer({ state: 'suspect', session, drainedAt: 7, stuckSince: 0 }),
      consumer({ state: 'offline', drainedAt: 7, heldUntil: 9 }),
      consumer({ state: 'lost', keptSince: 3 }),
      consumer({ state: 'lost', session }),
    ]),
  ).toEqual({
    byState: { online: 2, suspect: 1, offline: 1, lost: 2 },
    drained: 3,
    stuck: 2,
    kept: 1,
    held: 1,
    sessions: 4,
  })
})

it('[WS-15] [WS-16] counts planned batches by status, and beside them those that are stale or unplanned', () => {
  const batch = (kind: ReportedBatch['kind'], status: ReportedBatch['status']) => ({ kind, status }) as ReportedBatch
  expect(
    batchFigures([
      batch('planned', 'pending'),
      batch('planned', 'running'),
      batch('planned', 'running'),
      batch('planned', 'error'),
      batch('stale', 'error'),
      batch('unplanned', 'completed'),
      batch('unplanned', 'error'),
    ]),
  ).toEqual({ byStatus: { pending: 1, running: 2, completed: 0, error: 1 }, stale: 1, unplanned: 2 })
})

it('[UI-10] [WS-15] [WS-16] work is of a task, or of none where it was never planned; stale reports are no work', () => {
  const batch = (kind: ReportedBatch['kind'], taskId: number | null, progress: number) =>
    ({ kind, taskId, status: 'error', progress }) as ReportedBatch
  const byStatus = (error: number) => ({ pending: 0, running: 0, completed: 0, error })
  expect([
    ...workFigures([
      batch('planned', 1, 20),
      batch('planned', 1, 40),
      batch('unplanned', null, 90),
      batch('stale', 1, 100),
      batch('stale', null, 100),
    ]),
  ]).toEqual([
    [1, { byStatus: byStatus(2), progress: 30 }],
    [null, { byStatus: byStatus(1), progress: 90 }],
  ])
})
