import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { engineSettings } from '../../tests/engine-settings.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { Consumers } from './consumers.ts'
import { Deadlines } from './deadlines.ts'

const settings = { ...engineSettings.fleet, lostRetention: 300_000 }
const ids = ['a', 'b', 'c']

interface Walked {
  state: 'online' | 'suspect' | 'offline' | 'lost'
  since: number
  heardAt: number
  /** Of which time nobody is blamed. */
  countedFrom: number
  interval: number
  isConnected: boolean
}

/** The same rules as plainly as possible: everybody is looked at with each tick. */
class Walk {
  readonly consumers = new Map<string, Walked>()
  private renewedAt = -Infinity

  register(id: string, interval: number, now: number): void {
    const since = this.consumers.get(id)?.state === 'online' ? this.consumers.get(id)!.since : now
    this.consumers.set(id, { state: 'online', since, heardAt: now, countedFrom: now, interval, isConnected: true })
  }

  heard(id: string, now: number): void {
    const consumer = this.consumers.get(id)
    if (!consumer) return
    consumer.heardAt = now
    consumer.countedFrom = now
    this.enter(consumer, 'online', now)
  }

  close(id: string, now: number): void {
    const consumer = this.consumers.get(id)
    if (!consumer?.isConnected) return
    consumer.isConnected = false
    if (consumer.state === 'lost') return
    consumer.state = 'offline'
    consumer.since = now
    consumer.countedFrom = now
  }

  tick(now: number): void {
    for (const [id, consumer] of this.consumers) {
      const silence = now - consumer.countedFrom
      const isOver = silence
      if (consumer.state === 'lost') {
        if (!consumer.isConnected && isOver >= settings.lostRetention) this.consumers.delete(id)
      } else if (consumer.state === 'offline') {
        if (isOver >= settings.grace) this.enter(consumer, 'lost', now)
      } else if (silence >= Math.max(settings.lostAfter, 3 * consumer.interval)) this.enter(consumer, 'lost', now)
      else if (silence >= Math.max(settings.suspectAfter, 1.5 * consumer.interval)) this.enter(consumer, 'suspect', now)
    }
  }

  /** Nobody was heard from `now - gap` on. */
  renew(gap: number, now: number): void {
    const isAgain = now - gap - this.renewedAt < 2 * settings.lostAfter
    for (const consumer of this.consumers.values()) {
      const later = Math.min(now, consumer.countedFrom + gap)
      consumer.countedFrom = isAgain || consumer.state === 'lost' ? later : now
    }
    this.renewedAt = isAgain ? this.renewedAt + gap : now
  }

  private enter(consumer: Walked, state: Walked['state'], now: number): void {
    if (consumer.state !== state) {
      consumer.since = now
      if (state === 'lost') consumer.countedFrom = now
    }
    consumer.state = state
  }
}

const id = fc.constantFrom(...ids)
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('register' as const), id, by: fc.constantFrom(0, 10, 60) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('heard' as const), id, by: fc.constant(0) }) },
  fc.record({ kind: fc.constant('close' as const), id, by: fc.constant(0) }),
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('time' as const), id, by: fc.integer({ min: 0, max: 50_000 }) }),
  },
  // The clock is set.
  fc.record({
    kind: fc.constant('step' as const),
    id,
    by: fc.constantFrom(-8 * 86_400_000, -3_600_000, -100, 3_600_000, 8 * 86_400_000),
  }),
  // The machine sleeps, or the process is stopped.
  fc.record({ kind: fc.constant('gap' as const), id, by: fc.integer({ min: 5000, max: 3_600_000 }) }),
)

describe('Consumers and their clock', () => {
  it('[LV-1] [LV-2] [LV-4] [LV-7] deadlines make of everybody what a look at all of them would, whatever the clock is set to', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const consumers = new Consumers(settings, new ChangeRecorder())
        const walk = new Walk()
        // What really passes, and what the clock says beside.
        let [passed, now, sessions] = [0, 0, 0]
        for (const { kind, id: of, by } of steps) {
          const session = consumers.get(of)?.session?.id ?? ''
          if (kind === 'register') {
            const frame = { type: 'register', consumer_id: of, ...(by > 0 && { heartbeat_interval: by }) } as const
            consumers.register(frame, { id: `${++sessions}`, remote: '', connectedAt: now }, now)
            walk.register(of, by * 1000, passed)
          } else if (kind === 'heard') {
            if (session === '') continue
            consumers.heard(of, now)
            walk.heard(of, passed)
          } else if (kind === 'close') {
            consumers.disconnected(of, session, now)
            walk.close(of, passed)
          } else if (kind === 'step') {
            now += by
            consumers.shift(by)
          } else {
            now += by
            passed += by
            if (kind === 'gap') {
              consumers.renew(by, now)
              walk.renew(by, passed)
            }
            consumers.tick(now)
            walk.tick(passed)
          }
          const ago = now - passed
          const states = Array.from(consumers.all(), ({ id: name, state, stateSince }) => [
            name,
            state,
            stateSince - ago,
          ])
          expect(states).toEqual(Array.from(walk.consumers, ([name, { state, since }]) => [name, state, since]))
          // One deadline each, but for those who are lost and connected.
          const waiting = [...walk.consumers.values()].filter(
            ({ state, isConnected }) => state !== 'lost' || !isConnected,
          )
          expect(consumers.armed).toBeGreaterThanOrEqual(waiting.length)
          expect(consumers.armed).toBeLessThanOrEqual(walk.consumers.size)
        }
      }),
      { numRuns: 300 },
    )
  })

  it.each([3_600_000, -3_600_000, 8 * 86_400_000, -8 * 86_400_000])(
    '[LV-7] a clock that is set by %d ms loses nobody, keeps nobody, and makes nobody older',
    (by) => {
      const consumers = new Consumers(settings, new ChangeRecorder())
      for (const of of ids) {
        consumers.register({ type: 'register', consumer_id: of }, { id: of, remote: '', connectedAt: 0 }, 1000)
      }
      consumers.disconnected('b', 'b', 1000)
      const states = () => Array.from(consumers.all(), ({ state }) => state).join(' ')
      consumers.tick(31_000)
      consumers.shift(by)
      consumers.tick(31_000 + by)
      expect(states()).toBe('online offline online')
      expect(consumers.get('b')?.stateSince).toBe(1000 + by)
      consumers.heard('a', 40_000 + by)
      consumers.tick(46_000 + by)
      expect(states()).toBe('online offline suspect')
      consumers.tick(61_000 + by)
      expect(states()).toBe('online lost suspect')
      consumers.tick(91_000 + by)
      expect(states()).toBe('suspect lost lost')
      expect(consumers.drainMemberEvents(96_001 + by).map(({ kind }) => kind)).toEqual(['joined', 'lost', 'lost'])
    },
  )

  it('[LV-7] after a gap everybody has the full time, and after many gaps in a row the dead are found all the same', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    for (const of of ids) {
      consumers.register({ type: 'register', consumer_id: of }, { id: of, remote: '', connectedAt: 0 }, 0)
    }
    consumers.disconnected('b', 'b', 0)
    const states = () => Array.from(consumers.all(), ({ state }) => state).join(' ')
    consumers.tick(40_000)
    // It sleeps for an hour.
    let now = 3_640_000
    consumers.renew(3_600_000, now)
    consumers.tick(now)
    expect(states()).toBe('online offline online')
    consumers.tick(now + 44_999)
    expect(states()).toBe('online offline online')
    consumers.tick(now + 60_000)
    expect(states()).toBe('suspect lost suspect')
    // And is held up for 10 s every 20 s from then on.
    for (let ran = 60_000; ran < 90_000; ran += 10_000) {
      now += 20_000
      consumers.renew(10_000, now + 60_000)
      consumers.tick(now + 60_000)
    }
    expect(states()).toBe('lost lost lost')
  })

  it('[LV-1] a sign of life that only puts a deadline off does nothing about it', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    consumers.register({ type: 'register', consumer_id: 'a' }, { id: 's', remote: '', connectedAt: 0 }, 0)
    const arm = vi.spyOn(Deadlines.prototype, 'arm')
    try {
      for (let now = 0; now < 44_000; now += 10) consumers.heard('a', now)
      expect(arm).not.toHaveBeenCalled()
      consumers.tick(45_000)
      expect(arm).toHaveBeenCalledExactlyOnceWith('a', 43_990 + 45_000)
    } finally {
      arm.mockRestore()
    }
    expect([consumers.get('a')?.state, consumers.armed]).toEqual(['online', 1])
  })

  it('[LV-4] waits for nothing once everybody is gone', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    for (const of of ids) {
      consumers.register({ type: 'register', consumer_id: of }, { id: of, remote: '', connectedAt: 0 }, 0)
      consumers.disconnected(of, of, 0)
    }
    expect(consumers.tick(60_000)).toEqual([])
    consumers.leave('a', 60_000)
    expect(consumers.tick(360_000)).toEqual(['b', 'c'])
    expect([consumers.armed, [...consumers.all()].length]).toEqual([0, 0])
  })
})
