import { expect, it } from 'vitest'
import { HeldFleet } from '../../tests/held-fleet.ts'

const minute = 60_000

it('[AL-7] targets that are not covered are no news where all whose they are, are muted; until the first of that ends', () => {
  const fleet = new HeldFleet(['a', 'b', 'c', 'd'])
  fleet.addTask(1)
  fleet.pass(10_000)
  const end = fleet.hold({ consumers: ['a'] }, 30 * minute, true)
  fleet.hold({ consumers: ['b'] }, 60 * minute, true)
  const { now } = fleet
  fleet.close('a', 'b')
  fleet.pass(minute)
  expect(fleet.alerts('coverage')).toMatchObject([{ muted: { window_id: 1, until: now + 30 * minute } }])
  // Somebody else who is away is no part of the plan.
  fleet.close('c')
  fleet.pass(1000)
  expect(fleet.alerts('coverage')[0]).not.toHaveProperty('muted')
  fleet.join('c')
  fleet.pass(1000)
  expect(fleet.alerts('coverage')).toMatchObject([{ muted: { window_id: 1 } }])
  fleet.join('a')
  fleet.pass(1000)
  expect(fleet.alerts('coverage')).toMatchObject([{ muted: { window_id: 2, until: now + 60 * minute } }])
  fleet.close('a')
  fleet.pass(1000)
  end()
  fleet.pass(1000)
  expect(fleet.alerts('coverage')[0]).not.toHaveProperty('muted')
})
