import { describe, expect, it } from 'vitest'
import type { ChangeSet } from './change-set.ts'
import { Observers } from './observers.ts'

type Shown = Pick<ChangeSet, 'at' | 'consumers' | 'consumersGone' | 'epochs' | 'tasksGone'>
const nothing = { consumers: [], consumersGone: [], epochs: [], tasksGone: [] }
const changes = (at: number, content: Partial<Shown>): Shown => ({ at, ...nothing, ...content })
const consumer = (consumer_id: string, state: string, state_since = 1) => ({ consumer_id, state, state_since })
const epoch = (number: number, state: string) => ({ task_id: 1, epoch: number, state, cause: 'c', created_at: number })

/** What was sent, and to whom. */
function said(observers: Observers, shown: Shown) {
  return observers.announce(shown).map((effect) => {
    if (effect.kind !== 'broadcast') throw new Error('An observer is only sent broadcasts.')
    return [[...effect.session_ids], effect.frame] as const
  })
}

describe('Observers', () => {
  it('[WS-11] tells nothing while nobody listens, and everybody once who does', () => {
    const observers = new Observers()
    const status = { type: 'consumer_status', data: { consumer_id: 'a', state: 'online', timestamp: 1 } } as const
    expect(observers.tell(status)).toEqual([])
    observers.add('s1')
    observers.add('s2')
    observers.remove('s1')
    expect(observers.tell(status)).toMatchObject([{ kind: 'broadcast', frame: status }])
    expect(said(observers, changes(1, { consumers: [consumer('a', 'online')] as never }))[0]?.[0]).toEqual(['s2'])
  })

  it('[WS-11] a state that stays is no news, nor is what was there before', () => {
    const observers = new Observers()
    observers.add('s')
    const snapshot = { consumers: [consumer('a', 'online')], epochs: [epoch(2, 'settled'), epoch(1, 'superseded')] }
    observers.know(changes(0, snapshot as never))
    expect(said(observers, changes(2, { consumers: [consumer('a', 'online')] as never }))).toEqual([])
    const lost = { consumers: [consumer('a', 'lost', 7)] as never, consumersGone: ['b'] }
    expect(said(observers, changes(3, lost)).map(([, frame]) => frame)).toEqual([
      { type: 'consumer_status', data: { consumer_id: 'a', state: 'lost', timestamp: 7 } },
    ])
    expect(said(observers, changes(9, { consumersGone: ['a'] })).map(([, frame]) => frame)).toEqual([
      { type: 'consumer_status', data: { consumer_id: 'a', state: 'gone', timestamp: 9 } },
    ])
  })

  it('[WS-11] tells of a new epoch and of each state it passes through, not of older ones', () => {
    const observers = new Observers()
    observers.add('s')
    const states = (content: unknown[]) =>
      said(observers, changes(1, { epochs: content as never })).map(([, frame]) => frame.data)
    expect(states([epoch(1, 'rolling_out')])).toMatchObject([{ epoch: 1, state: 'rolling_out', cause: 'c' }])
    expect(states([epoch(1, 'rolling_out')])).toEqual([])
    expect(states([epoch(2, 'rolling_out'), epoch(1, 'superseded')])).toMatchObject([
      { epoch: 1, state: 'superseded' },
      { epoch: 2, state: 'rolling_out' },
    ])
    expect(states([epoch(1, 'superseded'), epoch(2, 'settled')])).toMatchObject([{ epoch: 2, state: 'settled' }])
  })
})
