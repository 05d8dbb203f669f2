import { beforeEach, describe, expect, it } from 'vitest'
import { engineSettings } from '../../tests/engine-settings.ts'
import type { Batch } from '../planner/batch-list.ts'
import { BatchBoard } from './batch-board.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { Consumers } from './consumers.ts'
import { PendingWatch } from './pending-watch.ts'
import type { Tasks } from './tasks.ts'

const AFTER_MS = 600_000

describe('[AL-5] batches of which nobody has said a word', () => {
  let board: BatchBoard
  let consumers: Consumers
  let tasks: { isRollingOut: boolean }
  let watch: PendingWatch
  let now: number

  beforeEach(() => {
    now = 1_000_000
    tasks = { isRollingOut: false }
    board = new BatchBoard(10, new ChangeRecorder())
    consumers = new Consumers({ ...engineSettings.fleet, lostAfter: 1e9, suspectAfter: 1e9 }, new ChangeRecorder())
    come('a')
    give('a', 1, 2)
    watch = make()
  })

  const make = (after = AFTER_MS) => new PendingWatch(after, consumers, board, tasks as Tasks)

  function come(id: string): void {
    const session = { id: `s-${id}`, remote: '10.0.0.1', connectedAt: now }
    consumers.register({ type: 'register', consumer_id: id }, session, now)
  }

  function give(owner: string, ...ids: number[]): void {
    const put = ids.map(
      (batch_id) => ({ batch_id, consumer_id: owner, priority: 'normal', size: 9 }) as unknown as Batch,
    )
    board.adopt(1, { put, closed: [] })
  }

  const report = (owner: string, id: number, status: 'pending' | 'running' = 'running') =>
    board.report(owner, { batch_id: id, status }, true, now)

  function pass(seconds: number): void {
    for (let i = 0; i < seconds; i += 5) {
      now += 5000
      watch.tick(now)
    }
  }

  it('are overdue after ten minutes where their consumer speaks of others', () => {
    report('a', 1)
    pass(600)
    expect(watch.overdue).toBeNull()
    pass(10)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
    expect(watch.unreported).toBeNull()
    report('a', 2, 'pending')
    pass(5)
    expect(watch.overdue).toBeNull()
  })

  it('are only unknown where it never speaks of any, and overdue once it does', () => {
    pass(700)
    expect(watch.overdue).toBeNull()
    expect(watch.unreported).toEqual({ count: 2, of: 2 })
    report('a', 1)
    pass(5)
    expect(watch.unreported).toBeNull()
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
  })

  it('have their time anew with another consumer, and none with one that is not there', () => {
    report('a', 1)
    come('b')
    pass(500)
    give('b', 2)
    report('b', 9)
    pass(500)
    expect(watch.overdue).toBeNull()
    pass(150)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
    give('c', 2)
    pass(5)
    expect(watch.overdue).toBeNull()
    pass(1000)
    expect(watch.overdue).toBeNull()
  })

  it('are not taken back because their consumer is away for a moment', () => {
    report('a', 1)
    pass(700)
    const before = watch.revision
    for (let i = 0; i < 10; i++) {
      consumers.disconnected('a', 's-a', now)
      pass(20)
      come('a')
      pass(20)
    }
    expect(watch.revision).toBe(before)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
  })

  it('are not said while an epoch is rolled out, and at once when it is over', () => {
    report('a', 1)
    tasks.isRollingOut = true
    pass(900)
    expect(watch.overdue).toBeNull()
    tasks.isRollingOut = false
    pass(5)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
  })

  it('[LV-7] are no older by a clock that is set', () => {
    report('a', 1)
    pass(300)
    now += 10_000_000
    watch.shift(10_000_000)
    pass(295)
    expect(watch.overdue).toBeNull()
    pass(15)
    expect(watch.overdue).not.toBeNull()
  })

  it('[AL-1] are overdue after a restart as they were before, though nobody is back yet', () => {
    report('a', 1)
    consumers.disconnected('a', 's-a', now)
    tasks.isRollingOut = true
    watch = make()
    watch.restore({ overdue: { count: 1, of: 2 }, unreported: null }, now - 1000)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
    pass(20)
    come('a')
    pass(20)
    expect(watch.overdue).toEqual({ count: 1, of: 2 })
    report('a', 2)
    pass(5)
    expect(watch.overdue).toBeNull()
  })

  it('are none of an alert where the setting says so', () => {
    watch = make(0)
    report('a', 1)
    pass(3600)
    expect([watch.overdue, watch.unreported, watch.size]).toEqual([null, null, 0])
  })
})
