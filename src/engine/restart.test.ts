import { describe, expect, it } from 'vitest'
import { engineSettings, nothing } from '../../tests/engine-settings.ts'
import { newTask } from '../../tests/integration/stored-task.ts'
import type { EpochResource } from '../contract/resources/epoch.ts'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan } from '../planner/plan.ts'
import { Engine } from './engine.ts'
import type { StoredState } from './records.ts'

const targets = Array.from({ length: 200 }, (_, i) => `target-${i}`)

function register(engine: Engine, id: string, now: number): void {
  engine.connected(`s-${id}`, '10.0.0.1', now)
  engine.received(`s-${id}`, { type: 'register', consumer_id: id }, now)
}

/** An engine with one task, all of whose targets a and b watch, and what a store has of it. */
function running() {
  const engine = new Engine(engineSettings, nothing, 0)
  engine.addTask(newTask(1))
  for (const id of ['a', 'b']) register(engine, id, 0)
  const edit = { kind: 'replace', targets } as const
  const result = plan({ ...engine.planTerms(1), previous: emptyAssignment, edit })
  const outline = outlineChange(emptyAssignment, result.assignment)
  engine.adopt(engine.draft(1, result, { cause: 'test', causes: [] }, 'changed', 0), outline, 'test', 0)
  const stored = (epochs?: readonly EpochResource[]): StoredState => {
    const shown = engine.snapshot()
    const { tasks, consumers, rollouts: rollout } = shown
    const storedTasks = tasks.map((task) => ({ task, outline, epochs: epochs ?? shown.epochs, rollout }))
    return { ...nothing, tasks: storedTasks, consumers, nextBatchId: 100, nextTaskId: 2 }
  }
  return { engine, stored }
}

describe('after a restart', () => {
  it('[LV-2] everybody owns what they owned, though nobody is there', () => {
    const { engine, stored } = running()
    const load = (of: Engine) =>
      of.snapshot().consumers.map(({ consumer_id, slots, targets: own }) => [consumer_id, slots, own])
    const before = load(engine)
    expect(before.reduce((sum, [, slots]) => sum + Number(slots), 0)).toBe(256)
    expect(before.reduce((sum, [, , own]) => sum + Number(own), 0)).toBe(200)
    const again = new Engine(engineSettings, stored(), 1000)
    expect(load(again)).toEqual(before)
    expect(again.snapshot().consumers.map(({ state }) => state)).toEqual(['offline', 'offline'])
    // Nobody is to blame for it: that nothing is watched, and that everybody is awaited, is all there is to say (AL-1).
    const facts = again.drain(1000)?.facts ?? []
    expect(facts.map((fact) => fact.kind === 'AlertRaised' && fact.alert.kind)).toEqual([
      'coverage',
      'consumers_awaited',
    ])
  })

  it('[EP-4] earlier epochs that were on their way have been superseded; others are as they were', () => {
    const { engine, stored } = running()
    const [current] = engine.snapshot().epochs
    const older = (epoch: number, state: EpochResource['state']): EpochResource => ({ ...current!, epoch, state })
    const epochs = [
      current!,
      older(0, 'rolling_out'),
      older(-1, 'degraded'),
      older(-2, 'settled'),
      older(-3, 'superseded'),
    ]
    const again = new Engine(engineSettings, stored(epochs), 1000)
    expect(again.snapshot().epochs.map(({ epoch, state }) => [epoch, state])).toEqual([
      [1, 'rolling_out'],
      [0, 'superseded'],
      [-1, 'superseded'],
      [-2, 'settled'],
      [-3, 'superseded'],
    ])
  })
})

describe('a clock that is set back', () => {
  it('[LV-4] does not hide a consumer that gets nowhere', () => {
    const { engine } = running()
    const batch = engine.batchIds(1, 'a')[0]!
    const hear = (now: number) => {
      for (const id of ['a', 'b']) engine.received(`s-${id}`, { type: 'ping' }, now)
      engine.tick(now)
    }
    engine.received('s-a', { type: 'batch_status', batch_id: batch, status: 'running', progress: 1, message: '' }, 0)
    hear(10_000_000)
    engine.stepClock(-10_000_000, 0)
    for (let now = 0; now <= engineSettings.stuckAfter; now += 20_000) hear(now)
    expect(engine.consumerResource('a').stuck_since).toBe(0)
    expect(engine.consumerResource('b').stuck_since).toBeNull()
  })
})

describe('a heartbeat', () => {
  it('[EP-3] confirms an epoch where it speaks of a batch that is new with it, or of the epoch itself', () => {
    const { engine } = running()
    const state = (id: string) => engine.rolloutResources(1).find(({ consumer_id }) => consumer_id === id)?.state
    const beat = (
      id: string,
      batches: readonly number[],
      epochs: readonly { task_id: number; epoch: number }[] = [],
    ) => {
      const reports = batches.map((batch_id) => ({ batch_id, status: 'running' as const, progress: 1 }))
      engine.received(
        `s-${id}`,
        { type: 'heartbeat', consumer_id: id, batches: reports, epochs: [...epochs], timestamp: 1 },
        1,
      )
    }
    beat('a', [999])
    beat('b', [engine.batchIds(1, 'a')[0]!], [{ task_id: 1, epoch: 0 }])
    expect([state('a'), state('b')]).toEqual(['sent', 'sent'])
    beat('a', [engine.batchIds(1, 'a')[0]!])
    expect([state('a'), state('b')]).toEqual(['confirmed', 'sent'])
    beat('b', [], [{ task_id: 1, epoch: 1 }])
    expect(state('b')).toBe('confirmed')
  })
})
