import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { descriptorLimit, Descriptors, openDescriptors } from './descriptors.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[ED-5] are low when only the reserve is left, and out when hardly any of it is', async () => {
  let connections = 0
  let others = 40
  const descriptors = new Descriptors(
    256,
    () => connections,
    async () => others + connections,
  )
  await descriptors.start()
  const state = (open: number) => {
    connections = open
    return [descriptors.isLow, descriptors.isScarce, descriptors.isOut]
  }
  expect([descriptors.reserved, descriptors.open]).toEqual([32, 40])
  expect([state(183), state(184), state(199), state(200), state(207), state(208)]).toEqual([
    [false, false, false],
    [true, false, false],
    [true, false, false],
    [true, true, false],
    [true, true, false],
    [true, true, true],
  ])
  // However many come at once, those count that are in.
  expect([descriptors.fits(183), descriptors.fits(184)]).toEqual([true, false])
  connections = 100
  others = 140
  await vi.advanceTimersByTimeAsync(30_000)
  expect(descriptors.open).toBe(240)
  descriptors.stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('[ED-5] are kept back in proportion, within bounds; without a limit they are never low', async () => {
  const reservedOf = (limit: number) => new Descriptors(limit, () => 0).reserved
  expect([64, 1024, 1_048_576].map((limit) => reservedOf(limit))).toEqual([16, 128, 512])
  const without = new Descriptors(Infinity, () => 1_000_000)
  await without.start()
  expect(without.isLow).toBe(false)
})

it.runIf(process.platform === 'linux')('[ED-5] are counted where the system shows them', async () => {
  expect(descriptorLimit()).toBeGreaterThan(16)
  expect(await openDescriptors()).toBeGreaterThan(3)
})
