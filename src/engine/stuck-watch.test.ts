import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { BatchBoard } from './batch-board.ts'
import { Consumers } from './consumers.ts'
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
  let consumers: Consumers
  let board: BatchBoard
  let watch: StuckWatch
  let now: number

  /** Time passes, and both are heard all the while. */
  function pass(until: number, report: (now: number) => void = () => {}): void {
    for (; now < until; now += 1000) {
      for (const id of ['a', 'b']) consumers.heard(id, now)
      report(now)
      consumers.tick(now)
      watch.tick(now)
    }
  }
  const says = (consumer: string, batch_id: number, status: 'running' | 'completed' | 'pending', progress: number) =>
    board.report(consumer, { batch_id, status, progress }, true, now)
  const stuck = (id = 'a') => consumers.get(id)?.stuckSince

  beforeEach(begin)

  function begin(): void {
    now = 0
    const recorder = new ChangeRecorder()
    consumers = new Consumers(settings, recorder)
    for (const id of ['a', 'b']) {
      consumers.register({ type: 'register', consumer_id: id }, { id, remote: '', connectedAt: 0 }, 0)
    }
    board = new BatchBoard(10, recorder)
    board.adopt(1, { put: [batch(1, 'a'), batch(2, 'a'), batch(3, 'b')], closed: [] })
    watch = new StuckWatch(stuckAfter, consumers, board)
  }

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
    expect(consumers.get('a')?.state).toBe('online')
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

  it('[LV-4] [WS-30] who says that its program goes on is not stuck, and is no longer as soon as it says so', () => {
    says('a', 1, 'running', 10)
    pass(2 * stuckAfter, () => consumers.setProgressed('a', 20_000, now))
    expect(stuck()).toBeNull()
    const last = now - 1000 - 20_000
    // It stands still from here on, and says so.
    pass(last + stuckAfter + 3000, () => consumers.setProgressed('a', now - last, now))
    expect(stuck()).toBe(consumers.get('a')?.progressedAt)
    consumers.setProgressed('a', 0, now)
    watch.tick(now)
    expect(stuck()).toBeNull()
    // It says nothing any more: what its batches say counts.
    consumers.setProgressed('a', undefined, now)
    pass(now + 2000)
    expect(stuck()).toBe(0)
  })

  it('[LV-4] [WS-30] in any history the later of what its batches and its program say counts', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), value: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ kind: fc.constant('percent' as const), value: fc.integer({ min: 0, max: 3 }) }),
      // In steps of 5 s: what differs by less is the same.
      fc.record({ kind: fc.constant('ago' as const), value: fc.integer({ min: 0, max: 150 }) }),
      fc.record({ kind: fc.constant('silent' as const), value: fc.constant(0) }),
    )
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 12 }), (acts) => {
        begin()
        const said = { percent: 0, changedAt: 0, progressedAt: -Infinity }
        says('a', 1, 'running', 0)
        for (const { kind, value } of [...acts, { kind: 'wait' as const, value: 1 }]) {
          if (kind === 'wait') pass(now + value * 5000)
          else if (kind === 'percent') {
            says('a', 1, 'running', value)
            if (value !== said.percent) said.changedAt = now
            said.percent = value
            watch.tick(now)
          } else {
            const ago = kind === 'ago' ? value * 5000 : undefined
            consumers.setProgressed('a', ago, now)
            said.progressedAt = ago === undefined ? -Infinity : Math.max(0, now - ago)
          }
          pass(now + 5000)
          const since = Math.max(said.changedAt, said.progressedAt)
          // The last tick was a second ago.
          expect(stuck(), JSON.stringify(acts)).toBe(now - 1000 - since >= stuckAfter ? since : null)
        }
      }),
      { numRuns: 50 },
    )
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
    consumers.disconnected('a', 'a', now)
    expect(stuck()).toBeNull()
    watch.tick(now)
    expect(stuck()).toBeNull()
  })

  it('[LV-4] looks at all batches once a second at most, and only where something may be other than it was', () => {
    let scans = 0
    const counted = Object.create(board, { all: { value: () => (scans++, board.all()) } }) as BatchBoard
    const counting = new StuckWatch(stuckAfter, consumers, counted)
    const scansWhile = (from: number, until: number, what: (at: number) => void = () => {}) => {
      scans = 0
      for (let at = from; at < until; at += 250) {
        what(at)
        counting.tick(at)
      }
      return scans
    }
    const heard = (at: number) => ['a', 'b'].forEach((id) => consumers.heard(id, at))
    expect(
      scansWhile(0, 10_000, (at) =>
        board.report('a', { batch_id: 1, status: 'running', progress: (at / 250) % 100 }, true, at),
      ),
    ).toBe(10)
    expect(scansWhile(10_000, stuckAfter, heard), 'the last report, and no more').toBe(1)
    // Its last progress was seen at 10,000.
    expect(scansWhile(stuckAfter, stuckAfter + 20_000, heard), 'its time is over').toBe(1)
    expect(stuck('a')).toBe(10_000)
  })

  it('[LV-4] a clock that is set back keeps nobody from being found', () => {
    now = 3_600_000
    says('a', 1, 'running', 10)
    pass(3_602_000)
    now = 2000
    watch.shift(-3_600_000)
    pass(stuckAfter + 1000)
    expect(stuck()).toBe(0)
  })
})
