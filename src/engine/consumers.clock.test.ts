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
  interval: number
  isConnected: boolean
}

/** The same rules as plainly as possible: everybody is looked at with each tick. */
class Walk {
  readonly consumers = new Map<string, Walked>()
  private tickedAt = -Infinity

  register(id: string, interval: number, now: number): void {
    const since = this.consumers.get(id)?.state === 'online' ? this.consumers.get(id)!.since : now
    this.consumers.set(id, { state: 'online', since, heardAt: now, interval, isConnected: true })
  }

  heard(id: string, now: number): void {
    const consumer = this.consumers.get(id)
    if (!consumer) return
    consumer.heardAt = now
    this.enter(consumer, 'online', now)
  }

  close(id: string, now: number): void {
    const consumer = this.consumers.get(id)
    if (!consumer?.isConnected) return
    consumer.isConnected = false
    if (consumer.state === 'lost') return
    consumer.state = 'offline'
    consumer.since = now
  }

  tick(now: number): void {
    for (const [id, consumer] of this.consumers) {
      if (now < this.tickedAt) {
        consumer.heardAt = Math.min(consumer.heardAt, now)
        consumer.since = Math.min(consumer.since, now)
      }
      const silence = now - consumer.heardAt
      const isOver = now - consumer.since
      if (consumer.state === 'lost') {
        if (!consumer.isConnected && isOver >= settings.lostRetention) this.consumers.delete(id)
      } else if (consumer.state === 'offline') {
        if (isOver >= settings.grace) this.enter(consumer, 'lost', now)
      } else if (silence >= Math.max(settings.lostAfter, 3 * consumer.interval)) this.enter(consumer, 'lost', now)
      else if (silence >= Math.max(settings.suspectAfter, 1.5 * consumer.interval)) this.enter(consumer, 'suspect', now)
    }
    this.tickedAt = now
  }

  private enter(consumer: Walked, state: Walked['state'], now: number): void {
    if (consumer.state !== state) consumer.since = now
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
    kind: fc.constant('time' as const),
    id,
    by: fc.constantFrom(-7_200_000, -60_000, -100, 3_600_000, 86_400_000),
  }),
)

describe('Consumers and their clock', () => {
  it('[LV-1] [LV-2] [LV-4] deadlines make of everybody what a look at all of them would, whatever the clock is set to', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const consumers = new Consumers(settings, new ChangeRecorder())
        const walk = new Walk()
        let [now, tickedAt, sessions] = [0, -Infinity, 0]
        for (const { kind, id: of, by } of steps) {
          const session = consumers.get(of)?.session?.id ?? ''
          if (kind === 'register') {
            const frame = { type: 'register', consumer_id: of, ...(by > 0 && { heartbeat_interval: by }) } as const
            consumers.register(frame, { id: `${++sessions}`, remote: '', connectedAt: now }, now)
            walk.register(of, by * 1000, now)
          } else if (kind === 'heard') {
            if (session === '') continue
            consumers.heard(of, now)
            walk.heard(of, now)
          } else if (kind === 'close') {
            consumers.disconnected(of, session, now)
            walk.close(of, now)
          } else {
            now += by
            if (now < tickedAt) consumers.setBack(now)
            tickedAt = now
            consumers.tick(now)
            walk.tick(now)
          }
          const states = Array.from(consumers.all(), (consumer) => [consumer.id, consumer.state, consumer.stateSince])
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

  it('[LV-1] a clock that is set back loses nobody, and keeps nobody for longer than from then on', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    for (const of of ids) {
      consumers.register({ type: 'register', consumer_id: of }, { id: of, remote: '', connectedAt: 0 }, 7_200_000)
    }
    consumers.disconnected('b', 'b', 7_200_000)
    const states = () => Array.from(consumers.all(), ({ state }) => state).join(' ')
    consumers.setBack(1000)
    consumers.tick(1000)
    expect(states()).toBe('online offline online')
    consumers.heard('a', 30_000)
    consumers.tick(46_000)
    expect(states()).toBe('online offline suspect')
    consumers.tick(61_000)
    expect(states()).toBe('online lost suspect')
    consumers.tick(91_000)
    expect(states()).toBe('suspect lost lost')
    expect(consumers.drainMemberEvents(92_000).map(({ kind }) => kind)).toEqual(['joined', 'lost', 'lost'])
  })

  it('[LV-1] a clock that is set back between two ticks, seen by nobody but who was heard then, keeps it for no longer', () => {
    const consumers = new Consumers(settings, new ChangeRecorder())
    consumers.tick(0)
    consumers.register({ type: 'register', consumer_id: 'a' }, { id: 'a', remote: '', connectedAt: 0 }, 10_000)
    consumers.heard('a', 1000)
    consumers.tick(45_999)
    expect(consumers.get('a')?.state).toBe('online')
    consumers.tick(46_000)
    expect(consumers.get('a')?.state).toBe('suspect')
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
