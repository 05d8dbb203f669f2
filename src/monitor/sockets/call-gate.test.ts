import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallGate, type CallLimits, operatorCalls, viewerCalls } from './call-gate.ts'
import { RateLimit } from './rate-limit.ts'

/** The messages are numbers; each is under way until it is ended. */
function setUp(limits: CallLimits, shared: RateLimit | null = null) {
  const passed: number[] = []
  const ends: (() => void)[] = []
  const told: string[] = []
  const reader = { isFull: false }
  const gate = new CallGate({
    limits,
    shared,
    isFull: () => reader.isFull,
    pause: () => void told.push('pause'),
    resume: () => void told.push('resume'),
    run(message) {
      passed.push(message.length)
      return new Promise<void>((done) => void ends.push(done))
    },
    clock: () => Date.now(),
  })
  const endAll = async () => {
    for (const end of ends.splice(0)) end()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { passed, told, reader, gate, endAll }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('[WS-25] the calls of a console', () => {
  it.each([
    ['a viewer', viewerCalls, 8],
    ['an operator', operatorCalls, 64],
  ])('of %s wait while too many are under way, and its socket is not read', async (_who, limits, most) => {
    const { passed, told, gate, endAll } = setUp(limits)
    for (let i = 1; i <= most + 2; i++) gate.accept(Buffer.alloc(i))
    expect(passed).toEqual(Array.from({ length: most }, (_, i) => i + 1))
    expect(told).toEqual(['pause'])
    await endAll()
    expect(passed).toHaveLength(most + 2)
    expect(told).toEqual(['pause', 'resume'])
  })

  it('wait while all consoles of a viewer together have asked as much as they may', async () => {
    const shared = new RateLimit(10, 2, Date.now())
    const one = setUp(viewerCalls, shared)
    const other = setUp(viewerCalls, shared)
    for (let i = 1; i <= 2; i++) one.gate.accept(Buffer.alloc(i))
    other.gate.accept(Buffer.alloc(3))
    expect([one.passed, other.passed, other.told]).toEqual([[1, 2], [], ['pause']])
    await vi.advanceTimersByTimeAsync(200)
    expect([other.passed, other.told]).toEqual([[3], ['pause', 'resume']])
  })

  it('wait while the answers are not read', () => {
    const { passed, told, reader, gate } = setUp(operatorCalls)
    reader.isFull = true
    gate.accept(Buffer.alloc(1))
    expect([passed, told]).toEqual([[], ['pause']])
    reader.isFull = false
    gate.pump()
    expect([passed, told]).toEqual([[1], ['pause', 'resume']])
  })

  it('of a viewer come no faster than so many a second, long ones fewer', async () => {
    const { passed, gate, endAll } = setUp({ mostUnderWay: Infinity, rate: { perSecond: 10, burst: 20 } })
    for (let i = 0; i < 100; i++) gate.accept(Buffer.alloc(1))
    expect(passed).toHaveLength(20)
    await vi.advanceTimersByTimeAsync(3000)
    expect(passed.length).toBeGreaterThanOrEqual(48)
    expect(passed.length).toBeLessThanOrEqual(50)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(passed).toHaveLength(100)
    const long = Buffer.alloc(9 * 64 * 1024)
    for (let i = 0; i < 10; i++) gate.accept(long)
    expect(passed).toHaveLength(102)
    await vi.advanceTimersByTimeAsync(4000)
    expect(passed.length).toBeLessThanOrEqual(106)
    gate.end()
    await endAll()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(passed.length).toBeLessThanOrEqual(106)
  })
})
