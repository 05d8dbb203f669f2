import { describe, expect, it } from 'vitest'
import { describeMemberEvents, Fleet } from './fleet.ts'

const settings = {
  suspectAfter: 45_000,
  lostAfter: 90_000,
  grace: 60_000,
  memberDebounce: 1000,
  memberDebounceMax: 5000,
  lostRetention: 86_400_000,
}

const session = (id: string, at = 0) => ({ session_id: id, remote: '127.0.0.1', connected_at: at })

function fleetWith(...ids: string[]): Fleet {
  const fleet = new Fleet(settings)
  for (const id of ids) fleet.register({ type: 'register', consumer_id: id }, session(`s-${id}`), 0)
  return fleet
}

describe('Fleet', () => {
  it('[LV-1] silence makes suspect, then lost; any frame brings it back', () => {
    const fleet = fleetWith('c1')
    fleet.tick(44_999)
    expect(fleet.get('c1')?.state).toBe('online')
    fleet.tick(45_000)
    expect(fleet.get('c1')?.state).toBe('suspect')
    fleet.heard('c1', 50_000)
    expect(fleet.get('c1')?.state).toBe('online')
    fleet.tick(140_000)
    expect(fleet.get('c1')).toMatchObject({ state: 'lost', state_since: 140_000 })
    expect(fleet.members()).toEqual([])
    fleet.heard('c1', 141_000)
    expect(fleet.get('c1')?.state).toBe('online')
    expect(fleet.members()).toEqual(['c1'])
  })

  it('[LV-2] a consumer back within the grace period makes no member event', () => {
    const fleet = fleetWith('c1')
    fleet.takeMemberEvents(10_000)
    fleet.disconnected('c1', 's-c1', 10_000)
    fleet.tick(69_999)
    expect(fleet.get('c1')?.state).toBe('offline')
    expect(fleet.members()).toEqual(['c1'])
    fleet.register({ type: 'register', consumer_id: 'c1' }, session('s2', 69_999), 69_999)
    fleet.tick(80_000)
    expect(fleet.takeMemberEvents(100_000)).toEqual([])
  })

  it('[LV-2] after the grace period it is lost', () => {
    const fleet = fleetWith('c1')
    fleet.takeMemberEvents(10_000)
    fleet.disconnected('c1', 's-c1', 10_000)
    fleet.tick(70_000)
    expect(fleet.takeMemberEvents(71_000)).toEqual([{ kind: 'lost', consumer_id: 'c1', silence: 70_000 }])
  })

  it('[LV-2] the end of a session that was replaced changes nothing', () => {
    const fleet = fleetWith('c1')
    fleet.register({ type: 'register', consumer_id: 'c1' }, session('newer'), 10)
    fleet.disconnected('c1', 's-c1', 20)
    expect(fleet.get('c1')).toMatchObject({ state: 'online', session_id: 'newer' })
  })

  it('[LV-3] member changes wait for 1 s of quiet, and for 5 s at most', () => {
    const fleet = new Fleet(settings)
    for (let i = 0; i < 20; i++) {
      const now = i * 500
      const isDue = fleet.takeMemberEvents(now).length > 0
      expect(isDue, `at ${now}`).toBe(now === 5000)
      fleet.register({ type: 'register', consumer_id: `c${i}` }, session(`s${i}`), now)
    }
    expect(fleet.takeMemberEvents(9999)).toHaveLength(0)
    expect(fleet.takeMemberEvents(10_000)).toHaveLength(10)
  })

  it('[LV-4] forgets a lost consumer after the retention time', () => {
    const fleet = fleetWith('c1')
    fleet.disconnected('c1', 's-c1', 0)
    fleet.tick(60_000)
    fleet.tick(60_000 + settings.lostRetention)
    expect(fleet.get('c1')).toBeUndefined()
    expect([...fleet.gone]).toEqual(['c1'])
  })

  it('[WS-10] leave takes it out at once', () => {
    const fleet = fleetWith('c1', 'c2')
    fleet.leave('c1', 100)
    expect(fleet.members()).toEqual(['c2'])
    expect(fleet.takeMemberEvents(1100).map(({ kind }) => kind)).toEqual(['joined', 'left'])
  })

  it('[LV-2] a restart gives everybody a new grace period', () => {
    const before = fleetWith('c1', 'c2')
    before.disconnected('c2', 's-c2', 0)
    before.tick(60_000)
    before.heard('c1', 60_000)
    const fleet = new Fleet(settings)
    fleet.restore([...before.views()], 1_000_000)
    expect(fleet.get('c1')).toMatchObject({ state: 'offline', state_since: 1_000_000, session_id: null })
    expect(fleet.get('c2')).toMatchObject({ state: 'lost', state_since: 60_000 })
    fleet.tick(1_059_999)
    expect(fleet.members()).toEqual(['c1'])
  })

  it('[WS-14] shows how far the clock of a consumer is off', () => {
    const fleet = fleetWith('c1')
    fleet.heard('c1', 1000, 4000)
    expect(fleet.get('c1')?.clock_skew).toBe(3000)
  })
})

describe('describeMemberEvents', () => {
  it('[EP-5] says in words what happened', () => {
    expect(describeMemberEvents([{ kind: 'lost', consumer_id: 'consumer-7', silence: 93_400 }])).toBe(
      'consumer-7 lost, silent for 93 s',
    )
    const joined = ['d', 'a', 'c', 'b', 'e'].map((consumer_id) => ({ kind: 'joined' as const, consumer_id }))
    expect(describeMemberEvents([...joined, { kind: 'left', consumer_id: 'x' }])).toBe(
      'a, b, c and 2 more joined; x left',
    )
  })
})
