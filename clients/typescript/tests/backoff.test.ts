import { expect, it } from 'vitest'
import { Backoff } from '../src/backoff.ts'

it('[CL-2] waits longer each time, 15 s at most, at random from nothing on', () => {
  const longest = new Backoff(() => 1)
  expect(Array.from({ length: 8 }, () => longest.next())).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000])
  const shortest = new Backoff(() => 0)
  expect(Array.from({ length: 40 }, () => shortest.next())).toEqual(new Array(40).fill(0))
})

it('[CL-2] a monitor that restarts is tried soon, one that is full later; a connection of 15 s starts anew', () => {
  const longest = new Backoff(() => 1)
  const shortest = new Backoff(() => 0)
  expect([longest.next(1012), shortest.next(1012)]).toEqual([3000, 0])
  expect([longest.next(1013), shortest.next(4429)]).toEqual([6000, 3000])
  for (let i = 0; i < 20; i++) longest.next()
  expect(longest.next(1013)).toBe(60_000)
  longest.succeeded(14_999)
  expect(longest.next()).toBe(15_000)
  longest.succeeded(15_000)
  expect(longest.next()).toBe(500)
})
