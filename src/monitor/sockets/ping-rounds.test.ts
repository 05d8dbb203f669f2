import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MAX_PINGS_PER_SECOND, PingRounds } from './ping-rounds.ts'
import { Pulse } from './pulse.ts'

const INTERVAL_MS = 15_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** So many sockets that answer every ping at once. @returns when each was pinged, s */
function fleet(count: number): { rounds: PingRounds; pings: number[][] } {
  const rounds = new PingRounds({ interval: INTERVAL_MS, lostAfter: 90_000, isHeard: () => true, cut: () => {} })
  const start = performance.now()
  const pings = Array.from({ length: count }, (_, i) => {
    const times: number[] = []
    const ping = () => {
      times.push((performance.now() - start) / 1000)
      pulse.answer()
    }
    const pulse = new Pulse({ ping }, { bytesRead: 0 })
    rounds.join({ id: `c-${i}`, pulse })
    return times
  })
  return { rounds, pings }
}

test('[LV-1] each socket is pinged every 15 s while there are few', () => {
  const { rounds, pings } = fleet(300)
  vi.advanceTimersByTime(3 * INTERVAL_MS)
  rounds.stop()
  expect(new Set(pings.map((times) => times.length))).toEqual(new Set([3]))
  for (const [first, second] of pings) expect(second! - first!).toBeCloseTo(15)
})

test('[LV-1] a large fleet is pinged less often, and all of it', () => {
  const { rounds, pings } = fleet(60 * MAX_PINGS_PER_SECOND)
  vi.advanceTimersByTime(120_000)
  rounds.stop()
  const all = pings.flat()
  expect(all.length / 120).toBeLessThanOrEqual(MAX_PINGS_PER_SECOND * 1.02)
  const gaps = pings.flatMap((times) => times.slice(1).map((at, i) => at - times[i]!))
  expect(pings.every((times) => times.length >= 1)).toBe(true)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(60.01)
})

test('[LV-1] who does not answer and is lost is cut, however large the fleet is', () => {
  const cut: string[] = []
  const rounds = new PingRounds({
    interval: INTERVAL_MS,
    lostAfter: 90_000,
    isHeard: () => false,
    cut: (id) => cut.push(id),
  })
  for (let i = 0; i < 60 * MAX_PINGS_PER_SECOND; i++) {
    const pulse: Pulse = new Pulse({ ping: () => i !== 7 && pulse.answer() }, { bytesRead: 0 })
    rounds.join({ id: `c-${i}`, pulse })
  }
  vi.advanceTimersByTime(200_000)
  rounds.stop()
  expect(new Set(cut)).toEqual(new Set(['c-7']))
})
