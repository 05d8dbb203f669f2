import { describe, expect, it } from 'vitest'
import { isNews, memberCauses, type MemberEvent, MemberEvents } from './member-events.ts'

describe('MemberEvents', () => {
  it('[LV-3] wait for 1 s of quiet, and for 5 s at most', () => {
    const events = new MemberEvents({ memberDebounce: 1000, memberDebounceMax: 5000 })
    for (let i = 0; i < 20; i++) {
      const now = i * 500
      expect(events.drain(now).length > 0, `at ${now}`).toBe(now === 5000)
      events.note({ kind: 'joined', consumer_id: `c${i}` }, now)
    }
    expect(events.drain(9999)).toHaveLength(0)
    expect(events.drain(10_000)).toHaveLength(10)
    expect(events.drain(20_000)).toEqual([])
  })

  it('[LV-3] wait no longer where the clock is set back, neither for quiet nor for the most', () => {
    const debounce = { memberDebounce: 1000, memberDebounceMax: 5000 }
    const quiet = new MemberEvents(debounce)
    quiet.note({ kind: 'joined', consumer_id: 'a' }, 100_000)
    quiet.shift(-100_000)
    expect(quiet.drain(999)).toEqual([])
    expect(quiet.drain(1000)).toHaveLength(1)
    const busy = new MemberEvents(debounce)
    busy.note({ kind: 'joined', consumer_id: 'a' }, 100_000)
    busy.shift(-100_000)
    for (let now = 500; now < 5000; now += 500) {
      expect(busy.drain(now), `at ${now}`).toEqual([])
      busy.note({ kind: 'joined', consumer_id: `c${now}` }, now)
    }
    expect(busy.drain(5000)).toHaveLength(10)
  })

  it('[LV-3] of each consumer the latest counts', () => {
    const events = new MemberEvents({ memberDebounce: 1000, memberDebounceMax: 5000 })
    events.note({ kind: 'drained', consumer_id: 'a' }, 0)
    events.note({ kind: 'undrained', consumer_id: 'a' }, 1)
    expect(events.drain(1001)).toEqual([{ kind: 'undrained', consumer_id: 'a' }])
  })
})

describe('isNews', () => {
  it.each([
    ['joined', false],
    ['returned', false],
    ['undrained', false],
    ['left', true],
    ['lost', true],
    ['drained', true],
  ] as const)('[EP-5] %s is news to an epoch where being a member of it is %s', (kind, isMember) => {
    const event: MemberEvent = kind === 'lost' ? { kind, consumer_id: 'a', silence: 0 } : { kind, consumer_id: 'a' }
    expect(isNews(event, new Set(['a']))).toBe(isMember)
    expect(isNews(event, new Set(['b']))).toBe(!isMember)
  })
})

describe('memberCauses', () => {
  const of = (kind: 'joined' | 'left' | 'drained' | 'undrained', ...ids: string[]) =>
    ids.map((consumer_id) => ({ kind, consumer_id }))

  it('[EP-5] says what happened in the order in which it first did, and to whom, all of them by name', () => {
    expect(memberCauses([...of('joined', 'd', 'a'), ...of('left', 'x'), ...of('joined', 'c', 'b', 'e')])).toEqual([
      { kind: 'members', change: 'joined', consumers: ['a', 'b', 'c', 'd', 'e'] },
      { kind: 'members', change: 'left', consumers: ['x'] },
    ])
  })

  it('[EP-5] keeps of each that was lost how long it was silent', () => {
    const lost = [
      { kind: 'lost', consumer_id: 'b', silence: 93_400 },
      { kind: 'lost', consumer_id: 'a', silence: 60_000.5 },
    ] as const
    expect(memberCauses(lost)).toEqual([
      { kind: 'members', change: 'lost', consumers: ['a', 'b'], silence: [60_001, 93_400] },
    ])
  })

  it('[EP-5] what changed before a restart has no names', () => {
    expect(memberCauses([{ kind: 'restored', consumer_id: '' }])).toEqual([{ kind: 'members', change: 'restored' }])
  })

  it('[LV-5] [EP-5] tells a drain from who left', () => {
    expect(memberCauses([...of('undrained', 'c7'), ...of('drained', 'b', 'a')])).toEqual([
      { kind: 'members', change: 'undrained', consumers: ['c7'] },
      { kind: 'members', change: 'drained', consumers: ['a', 'b'] },
    ])
  })
})
