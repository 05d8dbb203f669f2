import { beforeEach, describe, expect, it } from 'vitest'
import { EventJournal } from './event-journal.ts'
import { BatchBoard } from './batch-board.ts'
import { Fleet } from './fleet.ts'
import { StuckWatch } from './stuck-watch.ts'
import { engineSettings } from '../../tests/engine-settings.ts'

const settings = engineSettings.fleet
const { stuckAfter } = engineSettings
const batch = (batch_id: number, consumer_id: string, size = 3) => ({
  batch_id,
  consumer_id,
  priority: 'medium' as const,
  size,
})

describe('StuckWatch', () => {
  let fleet: Fleet
  let board: BatchBoard
  let watch: StuckWatch
  let now: number

  /** Time passes, and both are heard all the while. */
  function pass(until: number, report: (now: number) => void = () => {}): void {
    for (; now < until; now += 1000) {
      for (const id of ['a', 'b']) fleet.heard(id, now)
      report(now)
      fleet.tick(now)
      watch.tick(fleet, board, now)
    }
  }
  const says = (consumer: string, batch_id: number, status: 'running' | 'completed' | 'pending', progress: number) =>
    board.report(consumer, { batch_id, status, progress }, true, now)
  const stuck = (id = 'a') => fleet.get(id)?.stuck_since

  beforeEach(() => {
    now = 0
    fleet = new Fleet(settings, new EventJournal())
    for (const id of ['a', 'b']) {
      fleet.register({ type: 'register', consumer_id: id }, { session_id: id, remote: '', connected_at: 0 }, 0)
    }
    board = new BatchBoard(10, new EventJournal())
    board.adopt(1, { put: [batch(1, 'a'), batch(2, 'a'), batch(3, 'b')], closed: [] })
    watch = new StuckWatch(stuckAfter)
  })

  it('[LV-4] is stuck once none of its running batches has made progress for long, and heals with the next', () => {
    says('a', 1, 'running', 10)
    says('b', 3, 'running', 10)
    pass(stuckAfter, () => {
      // The same again and again is no progress.
      says('a', 1, 'running', 10)
      says('b', 3, 'running', (now / 1000) % 100)
    })
    expect(stuck()).toBeNull()
    pass(stuckAfter + 1000)
    expect([stuck('a'), stuck('b')]).toEqual([0, null])
    expect(fleet.get('a')?.state).toBe('online')
    says('a', 1, 'running', 11)
    pass(stuckAfter + 2000)
    expect(stuck()).toBeNull()
    pass(2 * stuckAfter + 2000)
    expect(stuck()).toBe(stuckAfter + 1000)
  })

  it('[LV-4] one running batch that goes on is enough', () => {
    says('a', 1, 'running', 10)
    pass(3 * stuckAfter, (at) => says('a', 2, 'running', (at / 60_000) % 100))
    expect(stuck()).toBeNull()
  })

  it.each(['completed', 'pending'] as const)('[LV-4] whoever has nothing running is not stuck (%s)', (status) => {
    says('a', 1, status, 50)
    pass(3 * stuckAfter)
    expect(stuck()).toBeNull()
    says('a', 1, 'running', 50)
    pass(4 * stuckAfter + 1000)
    expect(stuck()).toBe(3 * stuckAfter)
    says('a', 1, status, 50)
    pass(4 * stuckAfter + 2000)
    expect(stuck()).toBeNull()
  })

  it('[LV-4] [WS-15] counts unplanned batches, too', () => {
    board.report('a', { batch_id: 77, status: 'running', progress: 5 }, false, 0)
    pass(stuckAfter + 1000)
    expect(stuck()).toBe(0)
  })

  it('[LV-4] an epoch that only resizes a batch is no progress; one that gives it to another begins anew', () => {
    says('a', 1, 'running', 0)
    pass(stuckAfter / 2)
    board.adopt(1, { put: [batch(1, 'a', 4)], closed: [] })
    pass(stuckAfter + 1000)
    expect(stuck()).toBe(0)
    board.adopt(1, { put: [batch(1, 'b', 4)], closed: [] })
    says('b', 1, 'running', 0)
    pass(stuckAfter + 2000)
    expect([stuck('a'), stuck('b')]).toEqual([null, null])
    pass(2 * stuckAfter + 2000)
    expect(stuck('b')).toBe(stuckAfter + 1000)
  })

  it('[LV-4] [WS-16] what it said of a batch that it has lost does not count', () => {
    says('b', 1, 'running', 5)
    says('a', 1, 'running', 5)
    pass(stuckAfter + 1000)
    expect([stuck('a'), stuck('b')]).toEqual([0, null])
  })

  it('[LV-4] is about those that are heard: silence is another matter', () => {
    says('a', 1, 'running', 1)
    pass(stuckAfter + 1000)
    expect(stuck()).toBe(0)
    fleet.disconnected('a', 'a', now)
    expect(stuck()).toBeNull()
    watch.tick(fleet, board, now)
    expect(stuck()).toBeNull()
  })

  it('[LV-4] looks at all batches once a second at most', () => {
    let scans = 0
    const counted = { all: () => (scans++, board.all()) } as unknown as BatchBoard
    for (let at = 0; at < 10_000; at += 250) watch.tick(fleet, counted, at)
    expect(scans).toBe(10)
  })
})
