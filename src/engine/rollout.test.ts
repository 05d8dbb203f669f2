import { describe, expect, it } from 'vitest'
import { EventJournal } from './event-journal.ts'
import { Rollout, waitingView } from './rollout.ts'

const settings = { ackTimeout: 60_000, resends: 1 }
const nobodyLost = () => false

function rolloutFor(...ids: string[]): Rollout {
  return new Rollout(
    1,
    4,
    ids.map((id) => waitingView(1, 4, id)),
    new EventJournal(),
  )
}

describe('Rollout', () => {
  it('[EP-3] goes from sent over acked to confirmed and keeps the times', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 100)
    expect(rollout.view('c1')).toMatchObject({ state: 'sent', sent_at: 100 })
    expect(rollout.ack('c1', 'reloading', 150)).toBe(true)
    expect(rollout.view('c1')).toMatchObject({ state: 'acked', action: 'reloading', acked_at: 150 })
    rollout.confirm('c1', 200)
    expect(rollout.view('c1')).toMatchObject({ state: 'confirmed', confirmed_at: 200 })
    expect(rollout.state(nobodyLost)).toBe('settled')
  })

  it('[EP-3] sends once more after 60 s, then it is stuck', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 0)
    expect(rollout.tick(59_999, settings)).toEqual([])
    expect(rollout.tick(60_000, settings)).toEqual(['c1'])
    expect(rollout.tick(119_999, settings)).toEqual([])
    expect(rollout.view('c1')).toMatchObject({ state: 'sent', sent_at: 0 })
    expect(rollout.tick(120_000, settings)).toEqual([])
    expect(rollout.view('c1')?.state).toBe('stuck')
    expect(rollout.state(nobodyLost)).toBe('degraded')
    rollout.ack('c1', 'skipping', 130_000)
    expect(rollout.state(nobodyLost)).toBe('settled')
  })

  it('[EP-3] who is not connected waits, and is never counted as stuck', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', false, 0)
    expect(rollout.tick(1_000_000, settings)).toEqual([])
    expect(rollout.view('c1')).toMatchObject({ state: 'waiting', sent_at: null })
    expect(rollout.unanswered()).toEqual(['c1'])
  })

  it('[EP-3] knows since which epoch a consumer has not answered, until it does', () => {
    const rollout = new Rollout(1, 4, [waitingView(1, 4, 'c1', 2), waitingView(1, 4, 'c2')], new EventJournal())
    rollout.tell('c1', true, 0)
    expect([...rollout.views()].map((view) => view.unanswered_from)).toEqual([2, 4])
    expect(['c1', 'c2', 'c3'].map((id) => rollout.unansweredFrom(id))).toEqual([2, 4, 5])
    rollout.changed.clear()
    rollout.answeredUpTo('c1', 2)
    rollout.answeredUpTo('c1', 1)
    rollout.answeredUpTo('c2', 4)
    expect([...rollout.views()].map((view) => view.unanswered_from)).toEqual([3, 4])
    expect([...rollout.changed]).toEqual(['c1'])
    rollout.ack('c1', 'reloading', 1)
    expect([rollout.view('c1')?.unanswered_from, rollout.unansweredFrom('c1')]).toEqual([4, 5])
  })

  it('[EP-3] a closed socket takes an unanswered reload back, an answered one not', () => {
    const rollout = rolloutFor('c1', 'c2')
    rollout.tell('c1', true, 0)
    rollout.tell('c2', true, 0)
    rollout.ack('c2', 'reloading', 1)
    rollout.disconnected('c1')
    rollout.disconnected('c2')
    expect([...rollout.views()].map(({ state }) => state)).toEqual(['waiting', 'acked'])
  })

  it('[EP-4] is degraded while an awaited consumer is lost', () => {
    const rollout = rolloutFor('c1', 'c2')
    rollout.tell('c1', true, 0)
    expect(rollout.state(nobodyLost)).toBe('rolling_out')
    expect(rollout.state((id) => id === 'c2')).toBe('degraded')
  })

  it('[WS-8] an ack from somebody who was not told is no answer', () => {
    expect(rolloutFor('c1').ack('other', 'reloading', 1)).toBe(false)
    expect(rolloutFor('c1').ack('c1', 'reloading', 1)).toBe(false)
  })
})
