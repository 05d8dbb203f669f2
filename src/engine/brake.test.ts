import { describe, expect, it } from 'vitest'
import { engineSettings } from '../../tests/engine-settings.ts'
import { HeldFleet, targetsOf } from '../../tests/held-fleet.ts'
import { heldFor } from './alert-hold.ts'

const ten = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
const six = ten.slice(0, 6)
const minute = 60_000

/** Ten consumers with a task, of whom these close at once and do not come back. */
function afterLossOf(gone: readonly string[], settings = {}) {
  const fleet = new HeldFleet(ten, settings)
  fleet.addTask(1)
  fleet.pass(10_000)
  const before = fleet.owners(1)
  fleet.close(...gone)
  fleet.pass(2 * minute)
  return { fleet, before }
}

describe('the brake', () => {
  it('[BR-1] where more than half of the owners are lost at once nobody gets their slots, and an alert says so', () => {
    const { fleet, before } = afterLossOf(six)
    expect(fleet.epoch(1)).toBe(1)
    expect(fleet.owners(1)).toBe(before)
    expect(fleet.alerts('mass_loss')).toEqual([
      { alert_id: 'mass_loss:1', kind: 'mass_loss', task_id: 1, count: 6, of: 10, since: 70_000 },
    ])
    expect(fleet.alerts('consumer_lost').map(({ consumer_id, next_at }) => [consumer_id, next_at])).toEqual(
      six.map((id) => [id, undefined]),
    )
    expect(fleet.engine.consumerResource('a')).toMatchObject({ state: 'lost', kept_since: 70_000 })
    // Nor is anybody forgotten whose slots are kept.
    fleet.now += 25 * 60 * minute
    fleet.pass(1000)
    expect(fleet.engine.consumerResource('a')).toMatchObject({ kept_since: 70_000 })
    // Let go, it has its day from then on.
    fleet.publish(1, 'release')
    fleet.pass(1000)
    expect(fleet.engine.consumerResource('a')).toMatchObject({ kept_since: null })
  })

  it.each([
    ['half of them', ten.slice(0, 5), {}],
    ['fewer than five', ten.slice(0, 4), { brake: { massLoss: 1, least: 5, hold: 0 } }],
    ['where it is never wanted', six, { brake: { massLoss: 0, least: 1, hold: 0 } }],
    ['all but one, where all are meant', ten.slice(1), { brake: { massLoss: 100, least: 5, hold: 0 } }],
  ])('[BR-1] %s: slots move as ever, with one epoch', (_, gone, settings) => {
    const { fleet } = afterLossOf(gone, settings)
    expect(fleet.epoch(1)).toBe(2)
    expect(fleet.alerts('mass_loss')).toEqual([])
    expect(fleet.engine.keptConsumers()).toEqual([])
  })

  it.each([50, 100])(
    '[BR-1] with %d percent it holds where all are lost, and the first to come back inherits nothing',
    (massLoss) => {
      const { fleet, before } = afterLossOf(ten, { brake: { massLoss, least: 5, hold: 0 } })
      expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 10, of: 10 }])
      for (const id of ['h', 'i', 'j']) fleet.join(id)
      fleet.pass(10 * minute)
      expect(fleet.owners(1)).toBe(before)
      expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 7, of: 10 }])
    },
  )

  it('[BR-1] those who come back have their slots, and with the last of them the alert goes; no epoch was made', () => {
    const { fleet, before } = afterLossOf(six)
    for (const id of six.slice(0, 5)) fleet.join(id)
    fleet.pass(minute)
    // Few enough for an epoch, but its slots were promised to it.
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 1 }])
    fleet.join('f')
    fleet.pass(minute)
    expect(fleet.alerts('mass_loss')).toEqual([])
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    expect(fleet.engine.consumerResource('f')).toMatchObject({ state: 'online', kept_since: null })
  })

  it('[BR-1] losses that trickle in within the debounce are one', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1)
    fleet.pass(10_000)
    for (const id of six) {
      fleet.close(id)
      fleet.pass(800)
    }
    fleet.pass(2 * minute)
    expect(fleet.epoch(1)).toBe(1)
    expect(fleet.engine.keptConsumers()).toEqual(six)
  })

  it('[BR-1] silence that began together and ends apart, a heartbeat from each other, is one loss', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1)
    fleet.pass(10_000)
    for (const [i, id] of six.entries()) {
      // Each was heard for the last time 5 s after the one before.
      fleet.pass(5000, six.slice(0, i))
      fleet.engine.heard(fleet.engine.sessionOf(id)!, fleet.now)
    }
    fleet.pass(3 * minute, six)
    expect(fleet.epoch(1)).toBe(1)
    expect(fleet.engine.keptConsumers()).toEqual(six)
  })

  it('[BR-1] while it is on whoever is lost as well keeps what he has, and who comes anew waits', () => {
    const { fleet, before } = afterLossOf(six)
    fleet.close('g')
    fleet.join('new')
    fleet.pass(5 * minute)
    fleet.join('newer')
    fleet.leave('newer')
    fleet.pass(5 * minute)
    expect(fleet.owners(1)).toBe(before)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 7, of: 10 }])
    for (const id of [...six, 'g']) fleet.join(id)
    fleet.pass(10_000)
    expect(fleet.epoch(1)).toBe(2)
    expect(fleet.publications.at(-1)).toMatchObject({
      asker: 'nobody',
      causes: [{ kind: 'members', change: 'joined', consumers: ['new'] }],
    })
  })

  it('[BR-1] what a source, an import or a sync publishes leaves their slots with them; a new task is theirs in nothing', () => {
    const { fleet, before } = afterLossOf(six)
    fleet.source(1, 500)
    fleet.publish(1, 'operator', { kind: 'change', add: { targets: targetsOf(650) }, remove: [] })
    expect(fleet.publish(1, 'operator')).toBe(false)
    expect(fleet.epoch(1)).toBe(3)
    expect(fleet.owners(1)).toEqual(before)
    fleet.addTask(2)
    expect(new Set(fleet.owners(2))).toEqual(new Set(['g', 'h', 'i', 'j']))
    expect(fleet.alerts('mass_loss')).toHaveLength(1)
  })

  it('[BR-2] released, the others get their slots with one epoch; in other tasks with one that follows', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1)
    fleet.addTask(2)
    fleet.pass(10_000)
    fleet.close(...six)
    fleet.pass(2 * minute)
    expect(fleet.alerts('mass_loss').map(({ task_id }) => task_id)).toEqual([1, 2])
    fleet.publish(1, 'release', { kind: 'keep' }, [{ kind: 'release' }])
    fleet.pass(minute)
    expect([fleet.epoch(1), fleet.epoch(2)]).toEqual([2, 2])
    for (const taskId of [1, 2]) expect(new Set(fleet.owners(taskId))).toEqual(new Set(['g', 'h', 'i', 'j']))
    expect(fleet.publications.at(-1)).toMatchObject({
      taskId: 2,
      asker: 'nobody',
      causes: [{ kind: 'members', change: 'lost', consumers: six }],
    })
    expect(fleet.alerts('mass_loss')).toEqual([])
    expect(fleet.alerts('consumer_lost')).toHaveLength(6)
  })

  it('[BR-1] over a restart it holds, and who is lost of whom nobody came back is judged the same', () => {
    const { fleet, before } = afterLossOf(six)
    fleet.restart()
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 6, of: 10, since: 70_000 }])
    for (const id of ten.slice(0, 3)) fleet.join(id)
    fleet.pass(5 * minute)
    // The network is dead: those who were here before have not come back, either.
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 7, of: 10 }])
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
  })

  it('[BR-1] after a restart with a dead network the first three inherit nothing', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1)
    fleet.pass(10_000)
    const before = fleet.owners(1)
    fleet.restart()
    for (const id of ten.slice(0, 3)) fleet.join(id)
    fleet.pass(5 * minute)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 7, of: 10 }])
  })

  it('[BR-2] with a time to hold it lets go by itself then, says so before, and waits where nobody is there', () => {
    const settings = { brake: { massLoss: 50, least: 5, hold: 10 * minute } }
    const { fleet } = afterLossOf(six, settings)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ next_at: 70_000 + 10 * minute }])
    fleet.restart()
    for (const id of ten.slice(6)) fleet.join(id)
    fleet.pass(8 * minute)
    expect(fleet.epoch(1)).toBe(1)
    fleet.pass(3 * minute)
    expect(fleet.epoch(1)).toBe(2)
    expect(fleet.publications.at(-1)).toMatchObject({ causes: [{ change: 'lost', consumers: six }] })
    expect(fleet.alerts('mass_loss')).toEqual([])

    const { fleet: empty } = afterLossOf(ten, settings)
    empty.pass(20 * minute)
    expect(empty.alerts('mass_loss')).toHaveLength(1)
    empty.join('a')
    empty.pass(10_000)
    expect(new Set(empty.owners(1))).toEqual(new Set(['a']))
  })

  it('[BR-1] [LV-4] [LV-5] one that is drained gives its slots away, one that is dismissed with the next epoch', () => {
    const { fleet } = afterLossOf(six)
    fleet.engine.setDrained(['a'], true, fleet.now)
    fleet.pass(10_000)
    expect(fleet.epoch(1)).toBe(2)
    expect(fleet.owners(1)).not.toContain('a')
    fleet.engine.dismissLost(['b'], fleet.now)
    fleet.pass(10_000)
    expect(fleet.owners(1)).toContain('b')
    expect(fleet.publish(1, 'operator')).toBe(true)
    expect(fleet.owners(1)).not.toContain('b')
    expect(fleet.engine.keptConsumers()).toEqual(['c', 'd', 'e', 'f'])
  })

  it('[BR-1] [EP-8] a task that waits for its operator is braked for what is lost at once, not for what was over time', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1, false)
    fleet.pass(10_000)
    for (const id of six) {
      fleet.close(id)
      fleet.pass(5 * minute)
    }
    expect(fleet.alerts('mass_loss')).toEqual([])
    fleet.publish(1, 'operator')
    for (const id of six) fleet.join(id)
    fleet.pass(10_000)
    fleet.publish(1, 'operator')
    fleet.close(...six)
    fleet.pass(2 * minute)
    expect(fleet.alerts('mass_loss')).toHaveLength(1)
    expect(fleet.publish(1, 'operator')).toBe(false)
  })

  it('[BR-1] of a large fleet those are kept as well who own nothing: none of it is planned anew while they come back', () => {
    const large = Array.from({ length: 300 }, (_, n) => `c${n}`)
    const fleet = new HeldFleet(large)
    fleet.addTask(1)
    fleet.pass(5000)
    const before = fleet.owners(1)
    const gone = large
      .filter((id) => !before.includes(id))
      .concat(large.filter((id) => before.includes(id)).slice(0, 140))
    fleet.close(...gone)
    fleet.pass(70_000)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: gone.length, of: 300 }])
    for (const id of gone.toReversed()) fleet.join(id)
    fleet.pass(10_000)
    expect([fleet.epoch(1), fleet.owners(1), fleet.kept]).toEqual([1, before, 0])
    // Without them nothing moves, and nobody has to decide anything.
    const idle = large.filter((id) => !before.includes(id))
    fleet.close(...idle)
    fleet.pass(70_000)
    expect([fleet.alerts('mass_loss'), fleet.owners(1)]).toEqual([[], before])
  })

  it('[BR-1] [LV-6] who comes back to his own slots, time and again, is trusted as before', () => {
    const { fleet, before } = afterLossOf(six)
    for (let n = 0; n < 7; n++) {
      for (const id of six) fleet.join(id)
      fleet.pass(3 * minute)
      fleet.close(...six)
      fleet.pass(2 * minute)
    }
    expect([fleet.engine.consumerResource('a').flapping_since, fleet.alerts('consumer_flapping')]).toEqual([null, []])
    expect(fleet.owners(1)).toBe(before)
  })

  it('[BR-1] [MW-2] whoever is silent and held is not on the way to be lost', () => {
    const fleet = new HeldFleet(ten)
    fleet.addTask(1)
    fleet.pass(10_000)
    fleet.hold({ consumers: six }, 60 * minute)
    fleet.close('j')
    fleet.pass(5 * minute, six)
    expect([fleet.epoch(1), fleet.alerts('mass_loss')]).toEqual([2, []])
  })

  it('[BR-1] nobody is kept for a task that is gone', () => {
    const { fleet } = afterLossOf(six)
    fleet.engine.removeTask(1)
    fleet.pass(1000)
    expect(fleet.engine.keptConsumers()).toEqual([])
  })

  it('[WS-21] who is kept makes no room for others', () => {
    const { fleet } = afterLossOf(six, { maxConsumers: 10 })
    expect(() => fleet.join('new')).toThrow('max-consumers')
  })

  it('[BR-1] [LV-7] a step of the clock and a gap leave it as it is', () => {
    const { fleet, before } = afterLossOf(six, { brake: { massLoss: 50, least: 5, hold: 10 * minute } })
    fleet.now += 60 * minute
    fleet.engine.stepClock(60 * minute, fleet.now)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ since: 70_000 + 60 * minute, next_at: 70_000 + 70 * minute }])
    fleet.now += 30 * minute
    fleet.engine.passGap(30 * minute, fleet.now)
    fleet.pass(1000)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 6 }])
    expect(fleet.owners(1)).toBe(before)
    expect(heldFor('mass_loss', engineSettings)).toBe(0)
  })
})
