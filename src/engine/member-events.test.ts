import { describe, expect, it } from 'vitest'
import { describeMemberEvents, isNews, type MemberEvent, MemberEvents } from './member-events.ts'

describe('MemberEvents', () => {
  it('[LV-3] wait for 1 s of quiet, and for 5 s at most', () => {
    const events = new MemberEvents({ memberDebounce: 1000, memberDebounceMax: 5000 })
    for (let i = 0; i < 20; i++) {
      const now = i * 500
      expect(events.take(now).length > 0, `at ${now}`).toBe(now === 5000)
      events.note({ kind: 'joined', consumer_id: `c${i}` }, now)
    }
    expect(events.take(9999)).toHaveLength(0)
    expect(events.take(10_000)).toHaveLength(10)
    expect(events.take(20_000)).toEqual([])
  })

  it('[LV-3] of each consumer the latest counts', () => {
    const events = new MemberEvents({ memberDebounce: 1000, memberDebounceMax: 5000 })
    events.note({ kind: 'drained', consumer_id: 'a' }, 0)
    events.note({ kind: 'undrained', consumer_id: 'a' }, 1)
    expect(events.take(1001)).toEqual([{ kind: 'undrained', consumer_id: 'a' }])
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

  it('[LV-5] [EP-5] names the operator where it was one', () => {
    const of = (kind: 'drained' | 'undrained', ...ids: string[]) => ids.map((consumer_id) => ({ kind, consumer_id }))
    expect(describeMemberEvents(of('drained', 'c7'))).toBe('c7 drained by an operator')
    expect(describeMemberEvents([...of('undrained', 'c7'), ...of('drained', 'b', 'a')])).toBe(
      'c7 back from drain; a, b drained by an operator',
    )
  })
})
