import { beforeEach, describe, expect, it } from 'vitest'
import { Consumers } from './consumers.ts'
import { ChangeRecorder } from './change-recorder.ts'
import { engineSettings } from '../../tests/engine-settings.ts'
import { IdleWatch } from './idle-watch.ts'
import type { Tasks } from './tasks.ts'

describe('[AL-4] members that own nothing', () => {
  let consumers: Consumers
  let tasks: { revision: number; targets: number; isRollingOut: boolean }
  let watch: IdleWatch
  let now: number

  const make = () =>
    new IdleWatch(consumers, {
      get revision() {
        return tasks.revision
      },
      get isRollingOut() {
        return tasks.isRollingOut
      },
      all: () => [{ targets: tasks.targets }],
    } as unknown as Tasks)

  beforeEach(() => {
    now = 1_000_000
    tasks = { revision: 0, targets: 10, isRollingOut: false }
    consumers = new Consumers({ ...engineSettings.fleet, lostAfter: 1e9, suspectAfter: 1e9 }, new ChangeRecorder())
    for (const id of ['a', 'b', 'c']) come(id)
    consumers.setLoad('a', 256, 10)
    watch = make()
    watch.restore(null, 60_000, now)
  })

  function come(id: string): void {
    const session = { id: `s-${id}`, remote: '10.0.0.1', connectedAt: now }
    consumers.register({ type: 'register', consumer_id: id }, session, now)
  }

  function pass(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      now += 1000
      watch.tick(now)
    }
  }

  it('are said a minute after everybody could come back, with how many there are in all', () => {
    pass(119)
    expect(watch.shown).toBeNull()
    pass(2)
    expect(watch.shown).toEqual({ count: 2, of: 3 })
  })

  it('are none without targets, and drained ones own nothing because they are to', () => {
    tasks.targets = 0
    pass(300)
    expect(watch.shown).toBeNull()
    tasks = { ...tasks, targets: 10, revision: 1 }
    consumers.drain('b', now)
    pass(61)
    expect(watch.shown).toEqual({ count: 1, of: 2 })
  })

  it('are not said while an epoch is rolled out, and once it is over', () => {
    tasks.isRollingOut = true
    pass(300)
    expect(watch.shown).toBeNull()
    tasks.isRollingOut = false
    pass(1)
    expect(watch.shown).toEqual({ count: 2, of: 3 })
  })

  it('do not come and go with somebody who comes and goes', () => {
    pass(121)
    const before = watch.revision
    for (let i = 0; i < 20; i++) {
      for (const id of ['b', 'c']) consumers.disconnected(id, `s-${id}`, now)
      pass(30)
      for (const id of ['b', 'c']) come(id)
      pass(30)
      expect(watch.shown).not.toBeNull()
    }
    expect(watch.revision).toBe(before)
    for (const id of ['b', 'c']) consumers.setLoad(id, 1, 1)
    tasks.revision++
    pass(59)
    expect(watch.shown).not.toBeNull()
    pass(2)
    expect(watch.shown).toBeNull()
  })

  it('[AL-1] are what they were after a restart, until it is seen otherwise', () => {
    watch = make()
    watch.restore({ count: 2, of: 3 }, 60_000, now)
    for (const id of ['b', 'c']) consumers.disconnected(id, `s-${id}`, now)
    pass(119)
    expect(watch.shown).toEqual({ count: 2, of: 3 })
    pass(2)
    expect(watch.shown).toBeNull()
  })
})
