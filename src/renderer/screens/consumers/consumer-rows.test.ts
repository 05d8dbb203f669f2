import { describe, expect, it } from 'vitest'
import type { AlertResource } from '../../../contract/resources/alert.ts'
import type { RolloutResource } from '../../../contract/resources/epoch.ts'
import { conditionsOf } from '../../../console/condition.ts'
import { unplannedKey } from '../../../console/fleet-data.ts'
import { ConsumerRows } from './consumer-rows.ts'
import { sampleBatch as batch, sampleConsumer as consumer } from '../../../../tests/sample-views.ts'

const consumerRows = (data: Parameters<ConsumerRows['list']>[0], scope: number | null) =>
  new ConsumerRows().list(data, scope)

describe('ConsumerRows', () => {
  const mine = batch(1, { status: 'running', progress: 50 })
  const extra = batch(9, {
    planned: false,
    task_id: null,
    status: 'error',
    progress: 10,
    message: 'later',
    updated_at: 7,
  })
  const ofOtherTask = batch(3, { task_id: 2, status: 'error', message: 'earlier', updated_at: 5, targets: 4 })
  const consumers = new Map(
    [consumer('c1', { slots: 5, targets: 14 }), consumer('c2', { state: 'offline', slots: 2 })].map((each) => [
      each.consumer_id,
      each,
    ]),
  )
  const alerts = [
    { alert_id: 'a', kind: 'consumer_offline', consumer_id: 'c2', since: 0, next_at: 60 },
  ] as AlertResource[]
  const data = {
    consumers,
    conditions: conditionsOf(consumers, alerts),
    alerts,
    batches: new Map([mine, batch(2, { consumer_id: null }), ofOtherTask].map((each) => [each.batch_id, each])),
    unplanned: new Map([[unplannedKey(extra), extra]]),
    rollouts: new Map([
      [1, new Map([['c2', { consumer_id: 'c2', state: 'stuck', epoch: 4, unanswered_from: 3 } as RolloutResource]])],
    ]),
    slots: new Map([[2, { task_id: 2, epoch: 1, owners: ['c1', 'c1', 'c2', null], targets: [2, 2, 0, 0] }]]),
  }
  const rows = consumerRows(data, null)

  it('has a row for each consumer, in their order', () => {
    expect(rows.map((each) => each.consumer.consumer_id)).toEqual(['c1', 'c2'])
    expect(rows.map((each) => each.condition)).toEqual(['online', 'offline'])
  })

  it('[WS-15] sums up the planned and the unplanned batches of each, and none of nobody', () => {
    expect(rows[0]?.batches).toEqual([mine, ofOtherTask, extra])
    expect(rows[0]?.summary).toEqual({ pending: 0, running: 1, completed: 0, error: 2, total: 3, progress: 20 })
    expect(rows[1]?.batches).toEqual([])
    expect(rows[1]?.summary.total).toBe(0)
  })

  it('says what the last batch in error said, and no stale one (WS-16)', () => {
    expect(rows.map(({ error }) => error)).toEqual(['later', null])
    const stale = batch(1, { planned: false, stale: true, status: 'error', message: 'not mine any more' })
    const [row] = consumerRows(
      { ...data, batches: new Map(), unplanned: new Map([[unplannedKey(stale), stale]]) },
      null,
    )
    expect(row?.error).toBeNull()
  })

  it('[EP-3] knows who has still to answer the current epoch, and when slots move', () => {
    expect(rows.map((each) => each.behind)).toEqual([0, 2])
    expect(rows.map((each) => each.movesAt)).toEqual([null, 60])
  })

  it('makes no row anew of which nothing has changed', () => {
    const kept = new ConsumerRows()
    const before = kept.list(data, null)
    expect(kept.list({ ...data, batches: new Map(data.batches) }, null).map((row, i) => row === before[i])).toEqual([
      true,
      true,
    ])
    const moved = batch(1, { status: 'running', progress: 60 })
    const after = kept.list({ ...data, batches: new Map([...data.batches, [1, moved]]) }, null)
    expect(after.map((row, i) => row === before[i])).toEqual([false, true])
    expect(after[0]?.summary.progress).toBeGreaterThan(before[0]!.summary.progress)
    // An alert alone may say that it is flapping.
    kept.list(data, null)
    const flapping = kept.list({ ...data, conditions: new Map([...data.conditions, ['c1', 'flapping']]) }, null)
    expect(flapping.map(({ condition }) => condition)).toEqual(['flapping', 'offline'])
    const others = kept.list(data, 2)
    expect(others.map((row, i) => row === after[i])).toEqual([false, false])
  })

  it('[UI-10] counts of one task what is of that task, for all of them what the monitor counts', () => {
    expect(rows.map(({ slots, targets }) => [slots, targets])).toEqual([
      [5, 14],
      [2, 0],
    ])
    const scoped = consumerRows(data, 2)
    expect(scoped.map(({ slots, targets, behind }) => [slots, targets, behind])).toEqual([
      [2, 4, 0],
      [1, 0, 0],
    ])
    expect(scoped[0]?.batches).toEqual([ofOtherTask])
  })
})
