import { beforeEach, describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import type { RegisterFrame } from '../contract/consumer-frames.ts'
import { Engine } from './engine.ts'
import type { EngineSettings } from './engine-settings.ts'

let engine: Engine
let now: number
let sessions: number

function start(settings: Partial<EngineSettings['flaps']> = {}): void {
  engine = new Engine({ ...engineSettings, flaps: { ...engineSettings.flaps, ...settings } }, nothing, now)
}

beforeEach(() => {
  now = 0
  sessions = 0
  start()
})

/** Everybody else speaks every second. */
const steady = new Map<string, string>()

function pass(ms: number): void {
  for (const until = now + ms; now < until;) {
    now += 1000
    for (const session of steady.values()) engine.received(session, { type: 'ping' }, now)
    engine.tick(now)
  }
}

function come(id: string, more: Partial<RegisterFrame> = {}): string {
  const session = `s${++sessions}`
  engine.connected(session, '10.0.0.1', now)
  engine.received(session, { type: 'register', consumer_id: id, ...more }, now)
  return session
}

/** Up for 2 s, down for 3. */
function crash(id: string, times: number, more: Partial<RegisterFrame> = {}): void {
  for (let i = 0; i < times; i++) {
    const session = come(id, more)
    pass(2000)
    engine.disconnected(session, now)
    pass(3000)
  }
}

const others = (...ids: string[]) => {
  steady.clear()
  for (const id of ids) steady.set(id, come(id))
}
const flapping = () =>
  engine
    .snapshot()
    .alerts.filter(({ kind }) => kind === 'consumer_flapping')
    .map(({ consumer_id, count }) => [consumer_id, count])
const members = () => {
  engine.addTask({ ...task, task_id: sessions + 1 })
  return engine.planTerms(sessions + 1).members
}
const task = {
  name: 'Watch',
  strategy: 'balanced',
  batch_size: 99,
  virtual_nodes: 150,
  priority_levels: 'auto',
  identity: 'exact',
  auto_sync: true,
  epoch: 0,
  created_at: 0,
  updated_at: 0,
} as unknown as Parameters<Engine['addTask']>[0]

describe('a consumer that restarts again and again', () => {
  it('[LV-6] is an alert after five restarts, and owns nothing when the grace from its first fall is over', () => {
    others('a')
    crash('b', 6)
    engine.drain(now)
    expect(flapping()).toEqual([])
    crash('b', 1)
    engine.drain(now)
    expect(flapping()).toEqual([['b', 6]])
    expect(members()).toEqual(['a', 'b'])
    crash('b', 6)
    engine.drain(now)
    expect(members()).toEqual(['a'])
    expect(flapping()).toEqual([['b', 12]])
    expect(engine.consumerResource('b')).toMatchObject({ restarts: 12, flapping_since: expect.any(Number) })
    // That it is away now and then is no news.
    expect(engine.snapshot().alerts.map(({ kind }) => kind)).not.toContain('consumer_offline')
  })

  it('[LV-6] is a member again when it has stayed', () => {
    others('a')
    crash('b', 20)
    steady.set('b', come('b'))
    pass(119_000)
    expect(members()).toEqual(['a'])
    pass(2000)
    engine.drain(now)
    expect(members()).toEqual(['a', 'b'])
    expect(flapping()).toEqual([])
    expect(engine.consumerResource('b')).toMatchObject({ restarts: 0, flapping_since: null })
    // And a single fall afterwards is nothing.
    engine.disconnected(steady.get('b')!, now)
    steady.delete('b')
    pass(3000)
    come('b')
    engine.drain(now)
    expect(flapping()).toEqual([])
  })

  it('[LV-6] does not get its slots back by a restart of the monitor', () => {
    others('a')
    crash('b', 20)
    const consumers = engine.snapshot().consumers
    const again = new Engine(engineSettings, { ...nothing, consumers }, now)
    expect(again.consumerResource('b')).toMatchObject({ restarts: 19, flapping_since: expect.any(Number) })
    again.drain(now)
    expect(again.snapshot().alerts.map(({ kind, count }) => [kind, count])).toContainEqual(['consumer_flapping', 19])
    engine = again
    steady.clear()
    for (const id of ['a', 'b']) steady.set(id, come(id))
    expect(members()).toEqual(['a'])
    pass(121_000)
    expect(members()).toEqual(['a', 'b'])
  })

  it.each([
    ['a rolling deploy', () => crash('b', 3)],
    ['a process that only lost its connection', () => crash('b', 20, { pid: 7, hostname: 'h' })],
    [
      'connections of more than two minutes',
      () => {
        for (let i = 0; i < 20; i++) {
          steady.set('b', come('b'))
          pass(121_000)
          engine.disconnected(steady.get('b')!, now)
          steady.delete('b')
          pass(1000)
        }
      },
    ],
    [
      'what the monitor ended itself',
      () => {
        for (let i = 0; i < 20; i++) {
          const session = come('b')
          pass(2000)
          engine.disconnected(session, now, 'TOO_LARGE')
          pass(1000)
        }
      },
    ],
    [
      'takeovers',
      () => {
        for (let i = 0; i < 20; i++) {
          come('b')
          pass(2000)
        }
      },
    ],
  ])('[LV-6] %s is none', (_, happens) => {
    others('a')
    happens()
    come('b')
    engine.drain(now)
    expect(flapping()).toEqual([])
    expect(members()).toEqual(['a', 'b'])
  })

  it('[LV-6] nobody is taken out where it is most of the fleet, nor the last, nor where the limit is 0', () => {
    const everybody = ['a', 'b', 'c']
    for (let i = 0; i < 30; i++) {
      const open = everybody.map((id) => come(id))
      pass(2000)
      for (const session of open) engine.disconnected(session, now)
      pass(3000)
    }
    engine.drain(now)
    expect(flapping().map(([id]) => id)).toEqual(everybody)
    expect(members()).toEqual(everybody)
    now = 0
    start({ maxRestarts: 0 })
    others('a')
    crash('b', 30)
    engine.drain(now)
    expect(flapping()).toHaveLength(1)
    expect(members()).toEqual(['a', 'b'])
  })

  it('[LV-6] [LV-7] a clock that is set makes no restart older', () => {
    others('a')
    crash('b', 7)
    now += 8 * 86_400_000
    engine.stepClock(8 * 86_400_000, now)
    crash('b', 6)
    engine.drain(now)
    expect(flapping()).toEqual([['b', 12]])
    expect(members()).toEqual(['a'])
  })

  it('[LV-6] of whom leaves, or has been calm for an hour, nothing is remembered', () => {
    others('a')
    crash('b', 3)
    crash('c', 3)
    expect(engine.inventory()).toMatchObject({ flaps: 2 })
    engine.received(come('b'), { type: 'leave' }, now)
    steady.set('c', come('c'))
    pass(3_700_000)
    expect(engine.inventory()).toMatchObject({ flaps: 0 })
    expect(engine.consumerResource('c').restarts).toBe(0)
  })
})

describe('a consumer that is lost and comes back again and again', () => {
  /** Up for so long, then away for 2 min: its slots move away, and back. */
  function cycle(upFor: number, times: number): void {
    for (let i = 0; i < times; i++) {
      steady.set('b', come('b'))
      pass(upFor)
      engine.disconnected(steady.get('b')!, now)
      steady.delete('b')
      pass(120_000)
    }
  }

  it('[LV-6] gets its slots five times, and from then on when it has stayed for two minutes for each', () => {
    others('a')
    cycle(130_000, 6)
    engine.drain(now)
    expect(flapping()).toEqual([])
    steady.set('b', come('b'))
    pass(2000)
    engine.drain(now)
    expect(flapping()).toEqual([['b', 6]])
    expect(members()).toEqual(['a'])
    expect(engine.consumerResource('b')).toMatchObject({ restarts: 6, flapping_since: expect.any(Number) })
    pass(11 * 60_000)
    expect(members()).toEqual(['a'])
    pass(62_000)
    engine.drain(now)
    expect(members()).toEqual(['a', 'b'])
    expect(flapping()).toEqual([])
    expect(engine.consumerResource('b')).toMatchObject({ restarts: 0, flapping_since: null })
  })

  it('[LV-6] is asked for more the longer it goes on, and makes no epoch meanwhile', () => {
    others('a')
    cycle(130_000, 7)
    for (let i = 0; i < 10; i++) {
      cycle(130_000, 1)
      expect(members(), `the ${i + 8}th time`).toEqual(['a'])
      engine.drain(now)
      const kinds = engine.snapshot().alerts.flatMap(({ kind, consumer_id }) => (consumer_id === 'b' ? [kind] : []))
      expect([engine.consumerResource('b').state, ...kinds], 'one alert all the time').toEqual([
        'lost',
        'consumer_flapping',
      ])
    }
    // It does not come back any more.
    pass(3_700_000)
    engine.drain(now)
    expect(engine.snapshot().alerts.map(({ kind }) => kind)).toEqual(['consumer_lost'])
  })

  it('[LV-6] by silence alone counts as well', () => {
    others('a')
    const session = come('b')
    for (let i = 0; i < 7; i++) {
      engine.received(session, { type: 'ping' }, now)
      pass(120_000)
    }
    engine.received(session, { type: 'ping' }, now)
    pass(1000)
    engine.drain(now)
    expect(flapping()).toEqual([['b', 7]])
    expect(members()).toEqual(['a'])
  })

  it.each<[string, () => void]>([
    ['five times within an hour', () => cycle(130_000, 5)],
    ['once in a quarter of an hour', () => cycle(14 * 60_000, 20)],
    [
      'while it is drained',
      () => {
        come('b')
        engine.setDrained(['b'], true, now)
        cycle(130_000, 12)
        engine.setDrained(['b'], false, now)
      },
    ],
  ])('[LV-6] %s is none', (_, happens) => {
    others('a')
    happens()
    steady.set('b', come('b'))
    pass(2000)
    engine.drain(now)
    expect(flapping()).toEqual([])
    expect(members()).toEqual(['a', 'b'])
  })

  it('[LV-6] stays a member where most of the fleet does so', () => {
    others('a')
    for (let i = 0; i < 8; i++) {
      const open = ['b', 'c'].map((id) => come(id))
      pass(130_000)
      for (const session of open) engine.disconnected(session, now)
      pass(120_000)
    }
    for (const id of ['b', 'c']) steady.set(id, come(id))
    pass(2000)
    engine.drain(now)
    expect(flapping()).toHaveLength(2)
    expect(members()).toEqual(['a', 'b', 'c'])
  })
})
