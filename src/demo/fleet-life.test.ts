import { expect, it } from 'vitest'
import { nextEvent } from './fleet-life.ts'
import { seededRandom } from './random.ts'

it('in a day a consumer crashes about every three minutes, mostly within the grace period, and the list grows', () => {
  const random = seededRandom(7)
  const day = 24 * 3_600_000
  const counts = { grow: 0, short: 0, long: 0 }
  for (let now = 0; now < day;) {
    const { after, event } = nextEvent(random)
    now += after
    if (event.kind === 'grow') counts.grow += 1
    else if (event.away < 60_000) counts.short += 1
    else counts.long += 1
  }
  expect(counts.short + counts.long).toBeGreaterThan(day / 180_000 / 1.3)
  expect(counts.short + counts.long).toBeLessThan((day / 180_000) * 1.3)
  expect(counts.short).toBeGreaterThan(counts.long * 3)
  expect(counts.long).toBeGreaterThan(0)
  expect(counts.grow).toBeGreaterThan(counts.short)
})
