import { describe, expect, it } from 'vitest'
import type { ConsumerResource } from '../contract/resources/consumer.ts'
import type { EpochResource, RolloutState, RolloutResource } from '../contract/resources/epoch.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import {
  answered,
  batchesOf,
  byConsumer,
  coverage,
  coveredTargets,
  epochsBehind,
  percentile,
  summarize,
  targetsInError,
} from './summaries.ts'
import { sampleBatch as batch, sampleConsumer, sampleUnplanned } from '../../tests/sample-views.ts'

it('[WS-27] counts the targets that are reported in error one by one, of planned batches', () => {
  const stale = batch(1, { planned: false, stale: true, targets_in_error: 9 })
  expect(targetsInError([batch(1, { targets_in_error: 2 }), batch(2), stale, batch(3, { targets_in_error: 1 })])).toBe(
    3,
  )
})

describe('summarize', () => {
  it('[WS-13] counts each status and takes the mean of all progress', () => {
    const batches = [
      batch(1, { status: 'completed', progress: 100 }),
      batch(1, { status: 'running', progress: 50 }),
      batch(1, { status: 'running', progress: 20 }),
      batch(1, { status: 'error', progress: 30 }),
      batch(1),
    ]
    expect(summarize(batches)).toEqual({ pending: 1, running: 2, completed: 1, error: 1, total: 5, progress: 40 })
  })

  it('is all zero without any batch', () => {
    expect(summarize([])).toEqual({ pending: 0, running: 0, completed: 0, error: 0, total: 0, progress: 0 })
  })

  it('[WS-16] leaves out what a consumer says of a batch that is not its own any more', () => {
    expect(
      summarize([batch(1, { progress: 10 }), batch(1, { planned: false, stale: true, progress: 90 })]),
    ).toMatchObject({
      pending: 1,
      total: 1,
      progress: 10,
    })
  })

  it('takes what can be walked only once', () => {
    expect(summarize(new Map([[1, batch(1, { progress: 10 })]]).values())).toMatchObject({ total: 1, progress: 10 })
  })
})

it('[UI-10] [WS-15] batches of all tasks are also those that were never planned, which are of no task', () => {
  const planned = [batch(1), batch(2, { task_id: 2 })]
  const unplanned = sampleUnplanned(7, 'a')
  const data = {
    batches: new Map(planned.map((each) => [each.batch_id, each])),
    unplanned: new Map([['a/7', unplanned]]),
  }
  expect(batchesOf(data, null)).toEqual([...planned, unplanned])
  expect(batchesOf(data, 2)).toEqual([planned[1]])
})

describe('byConsumer', () => {
  it('[WS-15] puts the unplanned batches of a consumer after its planned ones', () => {
    const mine = batch(1, { batch_id: 1 })
    const nobodys = batch(1, { batch_id: 2, consumer_id: null })
    const extra = batch(1, { batch_id: 1, planned: false, task_id: null })
    const stranger = batch(1, { batch_id: 5, planned: false, task_id: null, consumer_id: 'c9' })
    const planned = new Map([mine, nobodys].map((each) => [each.batch_id, each]))
    const unplanned = new Map([extra, stranger].map((each) => [`${each.consumer_id}/${each.batch_id}`, each]))
    expect(byConsumer(planned, unplanned)).toEqual(
      new Map([
        ['c1', [mine, extra]],
        [null, [nobodys]],
        ['c9', [stranger]],
      ]),
    )
  })
})

describe('coverage', () => {
  const tasks = (...targets: number[]) => targets.map((count) => ({ targets: count }) as TaskResource)
  const consumer = (state: ConsumerResource['state'], targets: number) => ({ state, targets }) as ConsumerResource

  it('[LV-1] is the share of targets whose consumer is online; suspect, offline and lost ones do not count', () => {
    const consumers = [consumer('online', 60), consumer('suspect', 20), consumer('offline', 15), consumer('lost', 5)]
    expect(coverage(tasks(70, 30), consumers)).toBe(0.6)
  })

  it('is 0 with targets and nobody, 1 where all are covered', () => {
    expect(coverage(tasks(10), [])).toBe(0)
    expect(coverage(tasks(10), [consumer('online', 4), consumer('online', 6)])).toBe(1)
  })

  it('is unknown without any target', () => {
    expect(coverage([], [])).toBeNull()
    expect(coverage(tasks(0), [consumer('online', 0)])).toBeNull()
  })
})

describe('answered', () => {
  it('[EP-3] has answered whoever acked or confirmed, of all who were told', () => {
    const told = { waiting: 1, sent: 2, acked: 4, confirmed: 8, stuck: 16 }
    expect(answered({ told } as EpochResource)).toEqual({ done: 12, told: 31 })
  })

  it('[EP-2] is nobody of nobody where no one had to be told', () => {
    const told = { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 }
    expect(answered({ told } as EpochResource)).toEqual({ done: 0, told: 0 })
  })
})

describe('epochsBehind', () => {
  const rollout = (state: RolloutState, unanswered_from = 7) =>
    new Map([['c1', { consumer_id: 'c1', epoch: 7, state, unanswered_from } as RolloutResource]])

  it.each([
    ['waiting', 1],
    ['sent', 1],
    ['stuck', 1],
    ['acked', 0],
    ['confirmed', 0],
  ] as const)('[EP-3] %s: %s', (state, expected) => {
    expect(epochsBehind('c1', [rollout(state)])).toBe(expected)
  })

  it('[EP-3] counts the epochs in a row, of the task where they are most', () => {
    expect(epochsBehind('c1', [rollout('confirmed', 3), rollout('sent', 6), rollout('stuck', 5)])).toBe(3)
  })

  it('is 0 where it was never told', () => {
    expect(epochsBehind('c2', [rollout('sent')])).toBe(0)
    expect(epochsBehind('c1', [])).toBe(0)
  })
})

describe('[UI-10] coveredTargets', () => {
  const consumers = new Map([
    ['a', sampleConsumer('a', { targets: 30 })],
    ['b', sampleConsumer('b', { state: 'suspect', targets: 12 })],
  ])
  const tasks = new Map([1, 2].map((task_id) => [task_id, { task_id, targets: 25 } as TaskResource]))
  const owned = [
    batch(1, { consumer_id: 'a', targets: 15 }),
    batch(2, { consumer_id: 'b', targets: 10 }),
    batch(3, { task_id: 2, consumer_id: 'a', targets: 15 }),
    batch(4, { task_id: 2, consumer_id: 'b', targets: 2 }),
    batch(5, { task_id: 2, consumer_id: null, targets: 8 }),
  ]
  const data = { tasks, consumers, batches: new Map(owned.map((each) => [each.batch_id, each])) }

  it('of all tasks are what coverage is made of, and those of the tasks together', () => {
    const all = coveredTargets(data, null)
    expect(all).toEqual({ targets: 50, covered: 30 })
    expect(all.covered / all.targets).toBe(coverage(tasks.values(), consumers.values()))
    const each = [1, 2].map((task) => coveredTargets(data, task))
    expect(each).toEqual([
      { targets: 25, covered: 15 },
      { targets: 25, covered: 15 },
    ])
  })

  it('are none of a task that is gone', () => {
    expect(coveredTargets(data, 9)).toEqual({ targets: 0, covered: 0 })
  })
})

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 99 - i)

  it('sorts by number, not by digits, and leaves the given values as they were', () => {
    const values = [10, 9, 100, 1]
    expect(percentile(values, 0.5)).toBe(10)
    expect(values).toEqual([10, 9, 100, 1])
  })

  it('finds the value below which the share lies', () => {
    expect(percentile(hundred, 0)).toBe(0)
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.95)).toBe(95)
  })

  it('stays within the values', () => {
    expect(percentile(hundred, 1)).toBe(99)
    expect(percentile([7], 0.95)).toBe(7)
    expect(percentile([], 0.5)).toBeNull()
  })
})
