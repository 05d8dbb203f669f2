import { describe, expect, it } from 'vitest'
import { HeldFleet } from '../../tests/held-fleet.ts'

const four = ['a', 'b', 'c', 'd']
const minute = 60_000

function fleetOf(ids: readonly string[] = four) {
  const fleet = new HeldFleet(ids)
  fleet.addTask(1)
  fleet.pass(10_000)
  return { fleet, before: fleet.owners(1), start: fleet.now }
}

describe('maintenance', () => {
  it('[MW-2] who is held is offline for as long as that takes, and has the full grace afterwards', () => {
    const { fleet, before, start } = fleetOf()
    fleet.hold({ consumers: ['a', 'b'] }, 30 * minute)
    fleet.close('a', 'b')
    fleet.pass(29 * minute)
    expect(fleet.engine.consumerResource('a')).toMatchObject({ state: 'offline', held_until: start + 30 * minute })
    expect(fleet.engine.consumerResource('c')).toMatchObject({ held_until: null })
    expect(fleet.alerts('consumer_offline').map(({ next_at }) => next_at)).toEqual([
      start + 31 * minute,
      start + 31 * minute,
    ])
    expect(fleet.alerts('coverage')).toMatchObject([{ next_at: start + 31 * minute }])
    fleet.join('a')
    fleet.pass(minute)
    expect(fleet.engine.consumerResource('b')).toMatchObject({ state: 'offline', held_until: null })
    fleet.pass(minute - 1000)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    fleet.pass(5000)
    expect(fleet.epoch(1)).toBe(2)
    expect(fleet.publications.at(-1)).toMatchObject({ causes: [{ change: 'lost', consumers: ['b'] }] })
  })

  it('[MW-2] one that is silent is suspect and no more; ended early, it has the full time from then on', () => {
    const { fleet, before } = fleetOf()
    const end = fleet.hold({}, 60 * minute)
    fleet.pass(20 * minute, ['a'])
    expect(fleet.engine.consumerResource('a')).toMatchObject({ state: 'suspect' })
    end()
    fleet.pass(minute, ['a'])
    expect([fleet.engine.consumerResource('a').state, fleet.owners(1)]).toEqual(['suspect', before])
    fleet.pass(minute, ['a'])
    expect(fleet.engine.consumerResource('a').state).toBe('lost')
  })

  it('[MW-2] [WS-10] who says goodbye is closed normally, and keeps what it has', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({ consumers: ['a'] }, 30 * minute)
    const session = fleet.engine.sessionOf('a')!
    expect(fleet.engine.received(session, { type: 'leave' }, fleet.now)).toEqual([
      { kind: 'close', session_id: session, code: null },
    ])
    expect(() => fleet.engine.received(session, { type: 'leave' }, fleet.now)).toThrow('register')
    fleet.engine.disconnected(session, fleet.now)
    fleet.pass(10 * minute)
    expect(fleet.engine.consumerResource('a')).toMatchObject({ state: 'offline' })
    fleet.join('a')
    fleet.pass(minute)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    // Who is not held leaves as ever.
    fleet.leave('b')
    fleet.pass(minute)
    expect(fleet.engine.hasConsumer('b')).toBe(false)
    expect(fleet.owners(1)).not.toContain('b')
  })

  it('[MW-2] [LV-6] one that restarts again and again is held, and starts anew when that ends', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({ consumers: ['a'] }, 60 * minute)
    for (let n = 0; n < 20; n++) {
      fleet.close('a')
      fleet.pass(10_000)
      fleet.join('a')
      fleet.pass(10_000)
    }
    expect(fleet.engine.consumerResource('a')).toMatchObject({ flapping_since: null, restarts: 0 })
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
  })

  it('[MW-2] [LV-3] held as a whole a task gets no epoch by itself; what was due is one when it ends', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({ task_id: 1 }, 30 * minute)
    fleet.addTask(2)
    fleet.close('a')
    fleet.pass(minute)
    fleet.join('e')
    fleet.pass(minute)
    fleet.leave('b')
    fleet.pass(minute)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    expect(fleet.epoch(2)).toBeGreaterThan(1)
    fleet.source(1, 500)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([2, before])
    fleet.pass(28 * minute)
    expect(fleet.epoch(1)).toBe(3)
    expect(fleet.publications.at(-1)).toMatchObject({
      taskId: 1,
      causes: [
        { change: 'lost', consumers: ['a'] },
        { change: 'joined', consumers: ['e'] },
        { change: 'left', consumers: ['b'] },
      ],
    })
  })

  it('[MW-2] [LV-5] [EP-9] what an operator decides is done: a drain, a sync', () => {
    const { fleet } = fleetOf()
    fleet.hold({}, 30 * minute)
    fleet.engine.setDrained(['a'], true, fleet.now)
    fleet.join('e')
    fleet.pass(minute)
    expect(fleet.epoch(1)).toBe(2)
    expect(new Set(fleet.owners(1))).toEqual(new Set(['b', 'c', 'd']))
    expect(fleet.publications.at(-1)).toMatchObject({ causes: [{ change: 'drained', consumers: ['a'] }] })
    fleet.publish(1, 'operator')
    expect(fleet.owners(1)).toContain('e')
  })

  it('[MW-2] who is held neither loses nor gains slots; all others share theirs as ever', () => {
    const { fleet, before } = fleetOf()
    const own = (owners: readonly (string | null)[], id: string) =>
      owners.flatMap((owner, i) => (owner === id ? [i] : []))
    fleet.hold({ consumers: ['a'] }, 30 * minute)
    fleet.join('e')
    fleet.close('d')
    fleet.pass(5 * minute)
    const owners = fleet.owners(1)
    expect(own(owners, 'a')).toEqual(own(before, 'a'))
    expect([owners.includes('d'), owners.includes('e')]).toEqual([false, true])
    // A restart that takes longer than the grace is no reason to be left out.
    fleet.join('d')
    fleet.pass(minute)
    expect(fleet.owners(1)).toContain('d')
    expect(own(fleet.owners(1), 'a')).toEqual(own(before, 'a'))
  })

  it('[MW-2] nobody who is held and away is given what others lose', () => {
    const { fleet, before } = fleetOf()
    const count = (owners: readonly (string | null)[], id: string) => owners.filter((owner) => owner === id).length
    fleet.hold({ consumers: ['a', 'b'] }, 60 * minute)
    fleet.close('a', 'b', 'c')
    fleet.pass(5 * minute)
    const owners = fleet.owners(1)
    expect([count(owners, 'a'), count(owners, 'b')]).toEqual([count(before, 'a'), count(before, 'b')])
    expect(count(owners, 'd')).toBe(count(before, 'c') + count(before, 'd'))
  })

  it('[MW-2] [LV-5] what is drained while everybody is held goes to those who are there', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({}, 60 * minute)
    fleet.close('a')
    fleet.pass(10_000)
    fleet.engine.setDrained(['b'], true, fleet.now)
    fleet.pass(10_000)
    const owners = fleet.owners(1)
    expect(owners).not.toContain('b')
    for (const [slot, owner] of before.entries()) {
      if (owner === 'b') expect(['c', 'd']).toContain(owners[slot])
      else expect(owners[slot]).toBe(owner)
    }
  })

  it('[MW-2] one that comes anew, and is held itself, waits until that ends', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({ labels: { role: 'canary' } }, 30 * minute)
    fleet.join('e', { role: 'canary' })
    fleet.pass(5 * minute)
    expect(fleet.engine.consumerResource('e').held_until).not.toBeNull()
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    fleet.pass(26 * minute)
    expect(fleet.epoch(1)).toBe(2)
  })

  it('[MW-2] where all others are gone, even one that waits gets what there is', () => {
    const { fleet } = fleetOf(['a', 'b'])
    fleet.hold({ labels: { role: 'canary' } }, 30 * minute)
    fleet.join('e', { role: 'canary' })
    fleet.leave('a')
    fleet.leave('b')
    fleet.pass(10_000)
    expect(new Set(fleet.owners(1))).toEqual(new Set(['e']))
  })

  it('[MW-2] [LV-1] whoever was not looked at for long is suspect, however long', () => {
    const { fleet } = fleetOf()
    fleet.hold({}, 60 * minute)
    fleet.pass(500)
    fleet.now += 20 * minute
    fleet.engine.tick(fleet.now)
    expect(fleet.engine.consumerResource('a').state).toBe('suspect')
  })

  it('[MW-2] [LV-6] one that was restless before is not taken out', () => {
    const { fleet, before } = fleetOf()
    for (let n = 0; n < 6; n++) {
      fleet.close('a')
      fleet.pass(500)
      fleet.join('a')
      fleet.pass(500)
    }
    expect(fleet.alerts('consumer_flapping')).toHaveLength(1)
    fleet.hold({ consumers: ['a'] }, 60 * minute)
    for (let n = 0; n < 6; n++) {
      fleet.close('a')
      fleet.pass(30_000)
      fleet.join('a')
    }
    expect(fleet.engine.consumerResource('a').flapping_since).toBeNull()
    expect(fleet.owners(1)).toBe(before)
  })

  it('[MW-2] a restart ends nothing of it', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({}, 30 * minute)
    fleet.close('a', 'b')
    fleet.restart()
    for (const id of ['b', 'c', 'd']) fleet.join(id)
    fleet.pass(25 * minute)
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
    expect(fleet.engine.consumerResource('a')).toMatchObject({ state: 'offline', held_until: expect.any(Number) })
  })

  it('[MW-2] [LV-7] a clock that is set past its end loses nobody who has not had the full grace', () => {
    const { fleet, before } = fleetOf()
    fleet.hold({ consumers: ['a'] }, 30 * minute)
    fleet.close('a')
    fleet.pass(10 * minute)
    fleet.now += 120 * minute
    fleet.engine.stepClock(120 * minute, fleet.now)
    fleet.pass(minute - 1000)
    expect([fleet.engine.consumerResource('a').state, fleet.owners(1)]).toEqual(['offline', before])
    fleet.pass(10_000)
    expect(fleet.engine.consumerResource('a').state).toBe('lost')
  })

  it('[MW-2] [BR-1] those who do not come back when it ends are lost at once, and the brake holds', () => {
    const { fleet, before } = fleetOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    fleet.hold({}, 30 * minute)
    fleet.close('a', 'b', 'c', 'd', 'e')
    fleet.pass(40 * minute)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 5, of: 8 }])
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
  })

  it('[MW-2] [BR-1] what was lost of a task while it was held is judged when that ends', () => {
    const { fleet, before } = fleetOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    fleet.hold({ task_id: 1 }, 30 * minute)
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      fleet.close(id)
      fleet.pass(3 * minute)
    }
    expect(fleet.alerts('mass_loss')).toEqual([])
    fleet.pass(30 * minute)
    expect(fleet.alerts('mass_loss')).toMatchObject([{ count: 5, of: 8 }])
    expect([fleet.epoch(1), fleet.owners(1)]).toEqual([1, before])
  })
})
