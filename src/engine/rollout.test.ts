import { describe, expect, it } from 'vitest'
import { ChangeRecorder } from './change-recorder.ts'
import { Rollout } from './rollout.ts'
import { waitingResource } from './told.ts'

const settings = { ackTimeout: 60_000, resends: 1 }
const nobodyLost = () => false

function rolloutFor(...ids: string[]): Rollout {
  return new Rollout(
    1,
    4,
    ids.map((id) => waitingResource(1, 4, id)),
    settings,
    new ChangeRecorder(),
  )
}

const shown = (rollout: Rollout, id: string) => rollout.resources().find(({ consumer_id }) => consumer_id === id)

describe('Rollout', () => {
  it('[EP-3] goes from sent over acked to confirmed and keeps the times', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 100)
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'sent', sent_at: 100 })
    expect(rollout.ack('c1', 'reloading', 150)).toBe(true)
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'acked', action: 'reloading', acked_at: 150 })
    rollout.confirm('c1', 200)
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'confirmed', confirmed_at: 200 })
    expect(rollout.state(nobodyLost)).toBe('settled')
  })

  it('[EP-3] who works with it already stays confirmed, whatever it answers late', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 0)
    rollout.confirm('c1', 10)
    expect(rollout.ack('c1', 'skipping', 20)).toBe(true)
    expect(shown(rollout, 'c1')).toMatchObject({
      state: 'confirmed',
      action: 'skipping',
      acked_at: 20,
      confirmed_at: 10,
    })
    rollout.confirm('c1', 30)
    rollout.ack('c1', 'reloading', 40)
    expect(shown(rollout, 'c1')).toMatchObject({ action: 'reloading', acked_at: 20, confirmed_at: 10 })
  })

  it('[EP-3] sends once more after 60 s, then it is stuck', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 0)
    expect(rollout.tick(59_999)).toEqual([])
    expect(rollout.tick(60_000)).toEqual(['c1'])
    expect(rollout.tick(119_999)).toEqual([])
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'sent', sent_at: 0 })
    expect(rollout.tick(120_000)).toEqual([])
    expect(shown(rollout, 'c1')?.state).toBe('stuck')
    expect(rollout.state(nobodyLost)).toBe('degraded')
    rollout.ack('c1', 'skipping', 130_000)
    expect(rollout.state(nobodyLost)).toBe('settled')
  })

  it('[EP-3] who is not connected waits, and is never counted as stuck', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', false, 0)
    expect(rollout.tick(1_000_000)).toEqual([])
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'waiting', sent_at: null })
    expect(rollout.unanswered()).toEqual(['c1'])
  })

  it('[EP-3] knows since which epoch a consumer has not answered, until it does', () => {
    const recorder = new ChangeRecorder()
    const stored = [waitingResource(1, 4, 'c1', 2), waitingResource(1, 4, 'c2')]
    const rollout = new Rollout(1, 4, stored, settings, recorder)
    rollout.tell('c1', true, 0)
    expect(rollout.resources().map((view) => view.unanswered_from)).toEqual([2, 4])
    expect(['c1', 'c2', 'c3'].map((id) => rollout.unansweredFrom(id))).toEqual([2, 4, 5])
    recorder.forget()
    rollout.answeredUpTo('c1', 2)
    rollout.answeredUpTo('c1', 1)
    rollout.answeredUpTo('c2', 4)
    expect(rollout.resources().map((view) => view.unanswered_from)).toEqual([3, 4])
    expect(recorder.drain(0)?.rollouts.map(({ consumer_id }) => consumer_id)).toEqual(['c1'])
    rollout.ack('c1', 'reloading', 1)
    expect([shown(rollout, 'c1')?.unanswered_from, rollout.unansweredFrom('c1')]).toEqual([4, 5])
  })

  it('[EP-3] a closed socket takes an unanswered reload back, an answered one not', () => {
    const rollout = rolloutFor('c1', 'c2')
    rollout.tell('c1', true, 0)
    rollout.tell('c2', true, 0)
    rollout.ack('c2', 'reloading', 1)
    rollout.disconnected('c1')
    rollout.disconnected('c2')
    expect(rollout.resources().map(({ state }) => state)).toEqual(['waiting', 'acked'])
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

  it('[EP-3] whoever was stuck and is told again is sent as many repeats again', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 0)
    rollout.tick(60_000)
    rollout.tick(120_000)
    expect(shown(rollout, 'c1')?.state).toBe('stuck')
    rollout.tell('c1', true, 200_000)
    expect(shown(rollout, 'c1')).toMatchObject({ state: 'sent', sent_at: 0 })
    expect(rollout.tick(259_999)).toEqual([])
    expect(rollout.tick(260_000)).toEqual(['c1'])
    expect(rollout.tick(320_000)).toEqual([])
    expect(shown(rollout, 'c1')?.state).toBe('stuck')
  })

  it('[EP-3] a repeat is counted from the last time it was sent, in the order in which it is due', () => {
    const rollout = rolloutFor('c1', 'c2', 'c3')
    for (const [id, at] of [
      ['c3', 0],
      ['c1', 10],
      ['c2', 10],
      ['c3', 30_000],
    ] as const) {
      rollout.tell(id, true, at)
    }
    expect(rollout.tick(60_000)).toEqual([])
    expect(rollout.tick(60_010)).toEqual(['c1', 'c2'])
    expect(rollout.tick(90_000)).toEqual(['c3'])
  })

  it('[EP-3] waits for nothing once all have answered, and asks nobody anew', () => {
    const rollout = rolloutFor('c1', 'c2')
    for (const id of ['c1', 'c2']) rollout.tell(id, true, 0)
    expect(rollout.armed).toBe(2)
    rollout.ack('c1', 'reloading', 1)
    rollout.disconnected('c2')
    expect(rollout.tick(1_000_000)).toEqual([])
    expect(rollout.armed).toBe(0)
  })

  it('[EP-3] a clock that is set back gives nobody longer than the timeout from then on', () => {
    const rollout = rolloutFor('c1')
    rollout.tell('c1', true, 3_600_000)
    rollout.shift(-3_600_000)
    expect(rollout.tick(59_999)).toEqual([])
    expect(rollout.tick(60_000)).toEqual(['c1'])
  })
})
