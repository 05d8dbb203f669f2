import { expect, it } from 'vitest'
import { ViewerRates } from './viewer-rates.ts'

const viewer = { role: 'viewer', token: 'wall', remote: '2001:db8::1' } as const

it('[WS-25] all consoles of a viewer have one rate, of its whole /64, and nothing is left when they are gone', () => {
  const clock = { now: 0 }
  const rates = new ViewerRates(() => clock.now)
  const one = rates.join(viewer)
  const other = rates.join({ ...viewer, remote: '2001:db8::2' })
  const another = rates.join({ ...viewer, token: 'desk' })
  const spend = ({ limit }: typeof one) => {
    let passed = 0
    while (limit!.tryAcquire(clock.now)) passed++
    return passed
  }
  expect([spend(one), spend(other), spend(another)]).toEqual([2000, 0, 2000])
  clock.now += 1000
  expect([spend(other), spend(one)]).toEqual([500, 0])
  expect(rates.join({ ...viewer, role: 'operator' }).limit).toBeNull()
  expect(rates.size).toBe(2)
  for (const { leave } of [one, other, another]) leave()
  expect(rates.size).toBe(0)
})
