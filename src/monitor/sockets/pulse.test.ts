import { expect, it, vi } from 'vitest'
import { Pulse } from './pulse.ts'

it('[LV-1] only what comes after a ping breaks its silence: an answer, a frame, any byte', () => {
  let now = 0
  const wire = { bytesRead: 0 }
  const socket = { ping: vi.fn<() => void>() }
  const pulse = new Pulse(socket, wire, () => now)
  now = 5000
  expect(pulse.silence).toBe(0)
  pulse.ping()
  now = 20_000
  expect(pulse.silence).toBe(15_000)
  // A worker in a long callback: its heartbeats come, its answer does not.
  wire.bytesRead = 90
  expect(pulse.silence).toBe(0)
  pulse.ping()
  now = 45_000
  expect(pulse.silence).toBe(25_000)
  pulse.renew()
  expect(pulse.silence).toBe(0)
  expect(pulse.answer()).toBe(40_000)
  expect(pulse.silence).toBe(0)
  expect(pulse.answer()).toBeNull()
  expect(socket.ping).toHaveBeenCalledTimes(1)
})
