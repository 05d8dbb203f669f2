import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveSettings, type Settings } from '../settings/settings.ts'
import { Clock, gapAfter } from './clock.ts'

/** A machine whose clocks a test turns. */
class Machine {
  at = 1_800_000_000_000
  ran = 0
  up = 50_000
  readonly clock: Clock

  constructor(gap?: number) {
    this.clock = new Clock({ wall: () => this.at, steady: () => this.ran, uptime: () => this.up }, gap)
  }

  /** Time passes. */
  run(ms: number): void {
    this.at += ms
    this.ran += ms
    this.up += ms
  }

  /** Suspended: on Linux the steady clock does not count it. */
  sleep(ms: number, isCounted = false): void {
    this.at += ms
    this.up += ms
    if (isCounted) this.ran += ms
  }

  set(by: number): void {
    this.at += by
  }

  /** Looked at as often as a monitor does. */
  live(ms: number) {
    const seen = []
    for (let passed = 0; passed < ms; passed += 250) {
      this.run(250)
      seen.push(...this.clock.look())
    }
    return seen
  }
}

describe('the clock', () => {
  it.each([3_600_000, -3_600_000, 8 * 86_400_000, -8 * 86_400_000, 2001])('[LV-7] is told to be set by %d ms', (by) => {
    const machine = new Machine()
    expect(machine.live(1000)).toEqual([])
    const { clock } = machine
    const before = clock.now()
    machine.set(by)
    machine.run(100)
    // Nobody who asks in between is told another time.
    expect(clock.now()).toBe(before + 100)
    machine.run(150)
    expect(clock.look()).toEqual([{ kind: 'stepped', by }])
    expect(clock.now()).toBe(before + 250 + by)
    expect(machine.live(10_000)).toEqual([])
  })

  it.each([
    ['a machine that slept, where the steady clock stands still', (machine: Machine) => machine.sleep(3_600_000)],
    ['one where it goes on', (machine: Machine) => machine.sleep(3_600_000, true)],
    ['a process that was stopped', (machine: Machine) => machine.run(3_600_000)],
  ])('[LV-7] %s is a gap and no step', (_, happens) => {
    const machine = new Machine()
    machine.live(1000)
    const before = machine.clock.now()
    happens(machine)
    machine.run(250)
    expect(machine.clock.look()).toEqual([{ kind: 'gap', length: 3_600_250 }])
    expect(machine.clock.now()).toBe(before + 3_600_250)
  })

  it.each<[string, Partial<Settings>, number]>([
    ['5 s', {}, 5000],
    ['half of a short lost-after', { 'monitor.liveness.lost-after': 3000 }, 1500],
    ['half of a short suspect-after', { 'monitor.liveness.suspect-after': 3200 }, 1600],
    ['half of a short grace', { 'monitor.liveness.grace': 4000 }, 2000],
    ['half of a short ack-timeout', { 'monitor.rollout.ack-timeout': 2500 }, 1250],
    ['what a busy look may take, where nothing is waited for', { 'monitor.liveness.grace': 0 }, 1000],
    ['more than there is between two looks', { 'console.update-interval': 10_000 }, 20_000],
  ])('[LV-7] a gap is longer than %s', (_, settings, gap) => {
    const length = gapAfter({ ...resolveSettings([]), ...settings })
    expect(length).toBe(gap)
    const machine = new Machine(length)
    machine.run(gap)
    expect(machine.clock.look()).toEqual([])
    machine.run(gap + 1)
    expect(machine.clock.look()).toEqual([{ kind: 'gap', length: gap + 1 }])
  })

  it('[LV-7] tells a step during a gap from the gap', () => {
    const machine = new Machine()
    machine.sleep(60_000)
    machine.set(-3_600_000)
    expect(machine.clock.look()).toEqual([
      { kind: 'gap', length: 60_000 },
      { kind: 'stepped', by: -3_600_000 },
    ])
  })

  it('[LV-7] is followed without a word where a time server moves it a little, and never goes back for that', () => {
    const machine = new Machine()
    let before = machine.clock.now()
    for (let second = 0; second < 100; second++) {
      machine.set(second % 2 === 0 ? 1500 : -1500)
      expect(machine.live(1000)).toEqual([])
      expect(machine.clock.now()).toBeGreaterThanOrEqual(before)
      before = machine.clock.now()
    }
  })

  it('[LV-7] whatever happens, what passed and what was set add up to what the machine says', () => {
    const happening = fc.record({
      kind: fc.constantFrom('run' as const, 'sleep' as const, 'set' as const),
      ms: fc.integer({ min: 3000, max: 700_000_000 }),
      isBack: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const machine = new Machine()
        for (const { kind, ms, isBack } of happenings) {
          const before = machine.clock.now()
          if (kind === 'set') machine.set(isBack ? -ms : ms)
          else machine[kind](ms)
          const changes = machine.clock.look()
          expect(changes.map((change) => change.kind)).toEqual(kind === 'set' ? ['stepped'] : ms > 5000 ? ['gap'] : [])
          expect(machine.clock.now() - before).toBe(kind === 'set' && isBack ? -ms : ms)
          expect(machine.clock.now()).toBe(machine.at)
        }
      }),
    )
  })
})
