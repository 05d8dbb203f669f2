import { describe, expect, it } from 'vitest'
import { STORM_TAKEOVERS, STORM_WINDOW_MS, TakeoverWatch } from './takeover-watch.ts'

describe('TakeoverWatch', () => {
  it('[WS-17] five takeovers of one id within 60 s are a storm, until 60 s after the last', () => {
    const watch = new TakeoverWatch()
    for (const now of [0, 15_000, 30_000, 45_000]) watch.note('a', now)
    expect([...watch.storms]).toEqual([])
    watch.note('a', 60_000)
    expect([...watch.storms]).toEqual(['a'])
    watch.tick(119_999)
    expect([...watch.storms]).toEqual(['a'])
    watch.tick(120_000)
    expect([...watch.storms]).toEqual([])
    expect([STORM_TAKEOVERS, STORM_WINDOW_MS]).toEqual([5, 60_000])
  })

  it('[WS-17] goes on while takeovers do, if more slowly', () => {
    const watch = new TakeoverWatch()
    for (let i = 0; i < STORM_TAKEOVERS; i++) watch.note('a', i)
    for (let now = 59_000; now < 600_000; now += 59_000) {
      watch.tick(now)
      watch.note('a', now)
      expect([...watch.storms]).toEqual(['a'])
    }
  })

  it('[WS-17] the last five count, however slow those before were', () => {
    const watch = new TakeoverWatch()
    for (let now = 0; now <= 90_000; now += 30_000) watch.note('a', now)
    expect([...watch.storms]).toEqual([])
    const before = watch.revision
    for (const now of [100_000, 110_000, 119_999]) watch.note('a', now)
    expect([...watch.storms]).toEqual(['a'])
    expect(watch.revision).toBeGreaterThan(before)
    watch.tick(179_999)
    expect([watch.size, watch.storms.size]).toEqual([0, 0])
    expect(watch.revision).toBeGreaterThan(before + 1)
  })

  it('[WS-17] neither slow ones nor those of different ids', () => {
    const watch = new TakeoverWatch()
    for (let now = 0; now < 600_000; now += 15_001) {
      watch.tick(now)
      watch.note('a', now)
    }
    for (const id of ['b', 'c', 'd', 'e', 'f', 'g']) watch.note(id, 600_000)
    expect([...watch.storms]).toEqual([])
  })
})
