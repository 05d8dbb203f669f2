import { beforeEach, describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import type { Admitted } from './admission.ts'
import { Engine } from './engine.ts'

const settings = { ...engineSettings, maxConsumers: 3, fleet: { ...engineSettings.fleet, grace: 1000 } }
let engine: Engine
let now: number

beforeEach(() => {
  now = 1000
  engine = new Engine(settings, nothing, now)
})

/** A consumer that registers on a connection of its own. @returns the code of what it was refused with */
function register(id: string, by?: Admitted): string | null {
  engine.connected(id, '10.0.0.1', now)
  try {
    engine.received(id, { type: 'register', consumer_id: id }, now, by)
    return null
  } catch (error) {
    engine.disconnected(id, now)
    return (error as { code: string }).code
  }
}

function lose(id: string): void {
  engine.disconnected(id, now)
  pass(1000)
}

function pass(ms: number): void {
  now += ms
  engine.tick(now)
}

const known = () => engine.consumerResources().map(({ consumer_id }) => consumer_id)
const alerts = () => {
  engine.drain(now)
  return engine.snapshot().alerts.filter(({ kind }) => kind === 'consumers_refused')
}

describe('[WS-21] admission', () => {
  it('refuses whoever comes and leaves without end, by its token, and lets it in again as time passes', () => {
    const comeAndGo = (by?: Admitted) => {
      const code = register('loop', by)
      if (code === null) engine.received('loop', { type: 'leave' }, now)
      return code
    }
    const codes = Array.from({ length: 3010 }, () => comeAndGo())
    expect(codes.filter((code) => code !== null)).toEqual(Array<string>(10).fill('TOO_MANY_CONSUMERS'))
    expect(alerts()).toMatchObject([{ count: 10 }])
    expect(comeAndGo({ token: 'another', maxConsumers: 1 })).toBeNull()
    engine.stepClock(86_400_000, now + 86_400_000)
    now += 86_400_000
    expect(comeAndGo(), 'a clock that is set earns nothing').toBe('TOO_MANY_CONSUMERS')
    pass(3600)
    expect([comeAndGo(), comeAndGo()]).toEqual([null, 'TOO_MANY_CONSUMERS'])
  })

  it('refuses new ids beyond the limit, and never one that is known', () => {
    expect(['a', 'b', 'c', 'd'].map((id) => register(id))).toEqual([null, null, null, 'TOO_MANY_CONSUMERS'])
    engine.disconnected('a', now)
    expect(register('a')).toBeNull()
    expect(known()).toEqual(['a', 'b', 'c'])
    expect(engine.consumersRefused).toBe(1)
  })

  it('makes room by forgetting the longest lost one, but none that is connected, held or drained', () => {
    for (const id of ['a', 'b', 'c']) register(id)
    engine.disconnected('b', now)
    expect(register('d')).toBe('TOO_MANY_CONSUMERS')
    pass(1000)
    lose('a')
    engine.setDrained(['b'], true, now)
    expect(register('d')).toBeNull()
    expect(known()).toEqual(['b', 'c', 'd'])
    expect(register('e')).toBe('TOO_MANY_CONSUMERS')
    // It is not known any more, so that it is new.
    expect(register('a')).toBe('TOO_MANY_CONSUMERS')
  })

  it('bounds the ids of one token by its own number, over restarts too, whatever the others have', () => {
    const by = { token: 'eu', maxConsumers: 1 }
    expect(register('a', by)).toBeNull()
    expect(register('b', by)).toBe('TOO_MANY_CONSUMERS')
    expect(register('b')).toBeNull()
    // Who knows it already brings in nobody.
    expect(register('b', by)).toBeNull()
    expect(engine.consumersOfToken('eu')).toBe(1)
    const consumers = engine.consumerResources()
    expect(consumers.map(({ admitted_by }) => admitted_by)).toEqual(['eu', undefined])
    engine = new Engine(settings, { ...nothing, consumers }, now)
    expect(register('c', by)).toBe('TOO_MANY_CONSUMERS')
    // The id of another token makes no room for one of this.
    pass(1000)
    expect(register('c', by)).toBeNull()
    expect(known()).toEqual(['b', 'c'])
  })

  it('is an alert with a count until it has been quiet for a minute, also where the clock is set', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) register(id)
    expect(alerts()).toMatchObject([{ count: 2 }])
    pass(30_000)
    register('f')
    expect(alerts()).toMatchObject([{ count: 3 }])
    now -= 10_000_000
    engine.stepClock(-10_000_000, now)
    engine.tick(now)
    pass(59_999)
    expect(alerts()).toHaveLength(1)
    pass(1)
    expect(alerts()).toEqual([])
    expect(engine.consumersRefused).toBe(3)
  })
})
