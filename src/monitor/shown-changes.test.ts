import { describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { Engine } from '../engine/engine.ts'
import { shownChanges } from './shown-changes.ts'
import { savedChanges } from './storage/saved-changes.ts'

/** A consumer that has been here for a while. */
function running(): Engine {
  const engine = new Engine(engineSettings, nothing, 0)
  engine.connected('s', '', 0)
  engine.received('s', { type: 'register', consumer_id: 'a' }, 0)
  engine.drain(0)
  return engine
}

describe('of what changed', () => {
  it('consoles are shown all that may be seen, and only that is written which outlives the process', () => {
    const engine = running()
    engine.tick(5000)
    engine.received('s', { type: 'batch_status', batch_id: 9, status: 'error', message: 'no' }, 5000)
    const set = engine.drain(5000)!
    const consumers = [{ consumer_id: 'a', last_seen_at: 5000 }]
    const batches = [{ batch_id: 9, planned: false, status: 'error' }]
    expect(shownChanges(set)).toMatchObject({ consumers, batches, samples: [{}], alerts: [{ kind: 'batch_errors' }] })
    expect(Object.keys(shownChanges(set)!).toSorted()).toEqual(['alerts', 'batches', 'consumers', 'samples'])
    expect(savedChanges(set)).toMatchObject({ consumers, batches })
    expect(Object.keys(savedChanges(set)!).toSorted()).toEqual(['batches', 'consumers'])
  })

  it('[LV-1] a round trip is shown and not written; with something else of its consumer it comes once', () => {
    const engine = running()
    engine.answeredPing('s', 7)
    const set = engine.drain(1)!
    expect(shownChanges(set)).toMatchObject({ consumers: [{ consumer_id: 'a', round_trip: 7 }] })
    expect(savedChanges(set)).toBeNull()
    engine.answeredPing('s', 70)
    engine.setDrained(['a'], true, 2)
    const both = engine.drain(2)!
    expect(shownChanges(both)?.consumers).toMatchObject([{ round_trip: 70, drained_at: 2 }])
    expect(savedChanges(both)?.consumers).toHaveLength(1)
    engine.answeredPing('s', 7)
    engine.received('s', { type: 'leave' }, 3)
    expect(shownChanges(engine.drain(3)!)).toEqual({ consumers_gone: ['a'] })
  })

  it('what only happened is shown to nobody and written nowhere', () => {
    const engine = running()
    engine.audit.noteMonitor(1, { action: 'started', version: '1' })
    const set = engine.drain(1)!
    expect(set.facts).toEqual([{ kind: 'MonitorStarted', at: 1, version: '1' }])
    expect([shownChanges(set), savedChanges(set)]).toEqual([null, null])
    expect(engine.drain(2)).toBeNull()
  })

  it('alerts that are over are shown as none', () => {
    const engine = running()
    engine.alerts.setStorageProblem({ message: 'full' }, 1)
    expect(shownChanges(engine.drain(1)!)).toMatchObject({ alerts: [{ kind: 'storage' }] })
    engine.alerts.setStorageProblem(null, 2)
    expect(shownChanges(engine.drain(2)!)).toEqual({ alerts: [] })
  })
})
