import { beforeEach, describe, expect, it } from 'vitest'
import type { EpochCause } from '../contract/cause.ts'
import type { ChangeSet } from './change-set.ts'
import type { Effect } from './effects.ts'
import { Engine } from './engine.ts'
import { type Assignment, contentsOf, emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan, type TargetEdit } from '../planner/plan.ts'
import type { HeartbeatFrame } from '../contract/consumer-frames.ts'
import type { StoredState } from './records.ts'
import { engineSettings as settings, nothing } from '../../tests/engine-settings.ts'

const targets = Array.from({ length: 500 }, (_, i) => `target-${i}`)

/** What the storage holds of task 1. */
let assignment: Assignment
beforeEach(() => void (assignment = emptyAssignment))

function join(engine: Engine, id: string, now: number): void {
  engine.connected(`s-${id}`, '', now)
  engine.received(`s-${id}`, { type: 'register', consumer_id: id }, now)
}

/** A sign of life. */
function hear(engine: Engine, id: string, now: number): void {
  engine.received(engine.consumerResource(id).session_id ?? '', { type: 'ping' }, now)
}

const rolloutOf = (engine: Engine, id: string) =>
  engine.rolloutResources(1).find(({ consumer_id }) => consumer_id === id)

function publish(
  engine: Engine,
  now: number,
  edit: TargetEdit = { kind: 'keep' },
  tell: 'changed' | 'all' = 'changed',
  causes: readonly EpochCause[] = [],
): Effect[] {
  const before = assignment
  const result = plan({ ...engine.planTerms(1), previous: before, edit })
  const record = engine.draft(1, result, { cause: 'test', causes }, tell, now)
  assignment = result.assignment
  return engine.adopt(record, outlineChange(before, assignment), 'test', now)
}

/** Three consumers with 500 targets; everybody was told of epoch 1 at 0. */
function running(): Engine {
  const engine = new Engine(settings, nothing, 0)
  engine.addTask({
    task_id: 1,
    name: 'Watch',
    epoch: 0,
    targets: 0,
    batches: 0,
    batch_size: 99,
    virtual_nodes: 150,
    strategy: 'balanced',
    priority_levels: 'auto',
    identity: 'exact',
    auto_sync: true,
    created_at: 0,
    guard: null,
    sync_due: false,
    undo: null,
  })
  for (const id of ['a', 'b', 'c']) join(engine, id, 0)
  publish(engine, 0, { kind: 'replace', targets })
  return engine
}

/** What a store would give back after a restart. */
function stored(engine: Engine): StoredState {
  const { tasks, consumers, epochs, rollouts } = engine.snapshot()
  return {
    ...nothing,
    tasks: tasks.map((task) => ({
      task,
      outline: outlineChange(emptyAssignment, assignment),
      epochs,
      rollout: rollouts,
    })),
    consumers,
    nextBatchId: 100,
    nextTaskId: 2,
  }
}

const told = (effects: readonly Effect[]) =>
  effects.flatMap((effect) =>
    effect.kind === 'send' && effect.frame.type === 'batch_reload' ? [effect.session_id] : [],
  )

describe('Engine', () => {
  it('[EP-3] repeats an unanswered reload once, then shows the consumer as stuck', () => {
    const engine = running()
    engine.received('s-a', { type: 'batch_reload_ack', task_id: 1, consumer_id: 'a', action: 'reloading' }, 100)
    for (const now of [30_000, 59_999]) for (const id of ['a', 'b', 'c']) hear(engine, id, now)
    expect(told(engine.tick(60_000))).toEqual(['s-b', 's-c'])
    for (const id of ['a', 'b', 'c']) hear(engine, id, 120_000)
    expect(told(engine.tick(120_000))).toEqual([])
    engine.drain(120_000)
    expect(engine.snapshot().epochs[0]).toMatchObject({ state: 'degraded', told: { acked: 1, stuck: 2 } })
    expect(engine.snapshot().alerts).toMatchObject([{ kind: 'rollout_stuck', count: 2 }])
  })

  it('[EP-2] whoever has not answered an epoch is told of the next, whatever it changes', () => {
    const engine = running()
    for (const id of ['a', 'b'] as const) {
      engine.received(`s-${id}`, { type: 'batch_reload_ack', task_id: 1, consumer_id: id, action: 'reloading' }, 1)
    }
    const ofA = engine.batchIds(1, 'a')[0]!
    const remove = contentsOf(assignment, [ofA]).get(ofA)!.targets.slice(0, 1)
    const effects = publish(engine, 2, { kind: 'change', add: { targets: [] }, remove })
    expect(told(effects)).toEqual(['s-a', 's-c'])
    expect(engine.snapshot().epochs.map(({ epoch, state }) => [epoch, state])).toEqual([
      [2, 'rolling_out'],
      [1, 'superseded'],
    ])
  })

  it('[EP-2] whoever has batches of a task is told when it is deleted, and may answer', () => {
    const engine = running()
    engine.connected('s-d', '10.0.0.1', 1)
    engine.received('s-d', { type: 'register', consumer_id: 'd' }, 1)
    const effects = engine.removeTask(1)
    expect(told(effects)).toEqual(['s-a', 's-b', 's-c'])
    expect(effects[0]).toMatchObject({ frame: { task_id: 1, epoch: 1, message: 'task 1 was deleted', batch_count: 0 } })
    const ack = { type: 'batch_reload_ack', task_id: 1, action: 'skipping', epoch: 1 } as const
    expect(engine.received('s-a', { ...ack, consumer_id: 'a' }, 3)).toEqual([])
    expect(() => engine.received('s-d', { ...ack, consumer_id: 'd' }, 3)).toThrow(/task 1/i)
  })

  it('[EP-4] an epoch that all have answered is settled, also where the next one comes before anybody has looked', () => {
    const engine = running()
    for (const id of ['a', 'b', 'c']) {
      const ack = { type: 'batch_reload_ack', task_id: 1, consumer_id: id, action: 'reloading' } as const
      engine.received(`s-${id}`, ack, 5)
    }
    publish(engine, 7, { kind: 'change', add: { targets: ['one more'] }, remove: [] })
    expect(engine.snapshot().epochs).toMatchObject([
      { epoch: 2, state: 'rolling_out' },
      { epoch: 1, state: 'settled', settled_at: 5, told: { acked: 3, waiting: 0 } },
    ])
  })

  it('[EP-12] shows what can be undone when it comes, when the clock is set, and when its time is over', () => {
    const engine = running()
    engine.drain(0)
    const shown = (now: number) => engine.drain(now)?.tasks.map(({ undo }) => undo && [undo.epoch, undo.until])
    const edit = { kind: 'change', add: { targets: ['one more'] }, remove: [] } as const
    publish(engine, 1000, edit, 'changed', [{ kind: 'change', added: 1, removed: 0 }])
    expect(shown(1000)).toEqual([[2, 601_000]])
    // Members change nothing of it.
    join(engine, 'd', 2000)
    publish(engine, 2000, { kind: 'keep' }, 'changed', [{ kind: 'members', change: 'changed' }])
    expect(shown(2000)).toEqual([[2, 601_000]])
    expect(new Engine(settings, stored(engine), 5000).taskResource(1).undo).toMatchObject({ epoch: 2, until: 601_000 })
    engine.stepClock(-50_000, 10_000)
    expect(engine.taskResource(1).undo).toMatchObject({ epoch: 2, until: 551_000 })
    engine.drain(550_999)
    expect(engine.undoable(1, 550_999)).toMatchObject({ epoch: 2 })
    expect(shown(551_000)).toEqual([null])
    expect(() => engine.undoable(1, 551_000)).toThrow('more than 10 minutes old')
  })

  it('[LV-2] a restart in which all come back in time makes no epoch and tells only who had not answered', () => {
    const before = running()
    before.received('s-a', { type: 'batch_reload_ack', task_id: 1, consumer_id: 'a', action: 'reloading' }, 1)
    before.received(
      's-b',
      { type: 'heartbeat', consumer_id: 'b', batches: [], timestamp: 1, epochs: [{ task_id: 1, epoch: 1 }] },
      1,
    )
    const engine = new Engine(settings, stored(before), 1000)
    const effects = ['a', 'b', 'c'].flatMap((id) => {
      engine.connected(`n-${id}`, '', 2000)
      return engine.received(`n-${id}`, { type: 'register', consumer_id: id }, 2000)
    })
    expect(told(effects)).toEqual(['n-c'])
    engine.tick(70_000)
    expect(engine.drainDueSyncs(70_000)).toEqual([])
  })

  it('[LV-3] a change of members that a crash cut off from its epoch is made up for after the restart', () => {
    const before = running()
    before.received('s-c', { type: 'leave' }, 10)
    const engine = new Engine(settings, stored(before), 1000)
    expect(engine.drainDueSyncs(2000)).toEqual([{ taskId: 1, causes: [{ kind: 'members', change: 'restored' }] }])
    publish(engine, 2000)
    expect(engine.membersOf(1)).toEqual(['a', 'b'])
  })

  it('[LV-4] a consumer that was dismissed while silent has to register again', () => {
    const engine = running()
    engine.tick(90_000)
    expect(engine.consumerResource('a').state).toBe('lost')
    engine.dismissLost(['a'], 90_000)
    const heartbeat: HeartbeatFrame = { type: 'heartbeat', consumer_id: 'a', batches: [], timestamp: 1 }
    expect(() => engine.received('s-a', heartbeat, 91_000)).toThrow('Send a register frame first.')
    engine.received('s-a', { type: 'register', consumer_id: 'a' }, 92_000)
    engine.received('s-a', heartbeat, 93_000)
    expect(engine.consumerResource('a').state).toBe('online')
  })

  const ack = { type: 'batch_reload_ack', task_id: 1, consumer_id: 'a', action: 'reloading' } as const

  it('[EP-5] names whom an epoch is the first to count with, and not twice what it is made for', () => {
    const engine = running()
    engine.drainDueSyncs(10_000)
    engine.received('s-a', { type: 'leave' }, 11_000)
    expect(engine.drainDueSyncs(12_000)).toEqual([
      { taskId: 1, causes: [{ kind: 'members', change: 'left', consumers: ['a'] }] },
    ])
    // Before the epoch for that is planned, one more comes.
    join(engine, 'd', 12_001)
    const { members } = engine.planTerms(1)
    expect(engine.memberNews(1, members, true, 12_002)).toEqual([
      { kind: 'members', change: 'joined', consumers: ['d'] },
    ])
    expect(engine.memberNews(1, members, false, 12_002)).toEqual([
      { kind: 'members', change: 'left', consumers: ['a'] },
      { kind: 'members', change: 'joined', consumers: ['d'] },
    ])
  })

  it('[EP-5] whoever came back shortly before a restart, and is in no epoch since, has joined', () => {
    const before = running()
    for (const id of ['b', 'c']) hear(before, id, 89_000)
    before.tick(90_000)
    publish(before, 90_000)
    expect(before.membersOf(1)).toEqual(['b', 'c'])
    hear(before, 'a', 91_000)
    const back = [...before.membersOf(1), 'a'].toSorted()
    expect(before.memberNews(1, back, false, 91_000)).toEqual([
      { kind: 'members', change: 'returned', consumers: ['a'] },
    ])
    const engine = new Engine(settings, structuredClone(stored(before)), 91_100)
    join(engine, 'a', 91_200)
    expect(engine.memberNews(1, back, false, 91_300)).toEqual([{ kind: 'members', change: 'joined', consumers: ['a'] }])
  })

  it('[WS-8] an ack for an epoch that is not there yet is refused, a late one is written down and harmless', () => {
    const engine = running()
    expect(() => engine.received('s-a', { ...ack, epoch: 2 }, 1)).toThrow('later than the current 1')
    publish(engine, 2, { kind: 'replace', targets: targets.slice(1) })
    engine.drain(2)
    engine.received('s-a', { ...ack, epoch: 1 }, 3)
    expect(rolloutOf(engine, 'a')?.state).toBe('sent')
    expect(engine.drain(3)).toMatchObject({
      rollouts: [
        { epoch: 2, state: 'sent', unanswered_from: 2 },
        { epoch: 1, consumer_id: 'a', state: 'acked', acked_at: 3 },
      ],
    })
    expect(engine.snapshot().rollouts.every(({ epoch }) => epoch === 2)).toBe(true)
    engine.received('s-a', ack, 4)
    expect(rolloutOf(engine, 'a')).toMatchObject({ state: 'acked', acked_at: 4 })
  })

  it('[WS-8] an ack without an epoch answers the newest reload of its own session, and none where there was none', () => {
    const engine = running()
    engine.disconnected('s-a', 10)
    engine.connected('again', '', 11)
    const sent = engine.received('again', { type: 'register', consumer_id: 'a' }, 11)
    expect(told(sent)).toEqual(['again'])
    engine.received('again', ack, 12)
    expect(rolloutOf(engine, 'a')).toMatchObject({ state: 'acked', acked_at: 12 })
    join(engine, 'd', 20)
    engine.received('s-d', { ...ack, consumer_id: 'd' }, 21)
    expect(rolloutOf(engine, 'd')).toBeUndefined()
  })

  it('[WS-17] a connection does not speak for a dismissed consumer that has registered on another one', () => {
    const engine = running()
    engine.tick(90_000)
    engine.dismissLost(['a'], 90_000)
    engine.connected('n-a', '', 91_000)
    engine.received('n-a', { type: 'register', consumer_id: 'a' }, 91_000)
    engine.reload(1, ['a'], 91_000)
    engine.received('s-a', { type: 'ping' }, 100_000)
    expect(engine.consumerResource('a').last_seen_at).toBe(91_000)
    const heartbeat: HeartbeatFrame = { type: 'heartbeat', consumer_id: 'a', batches: [], timestamp: 1 }
    expect(() => engine.received('s-a', heartbeat, 100_000)).toThrow('Send a register frame first.')
    engine.disconnected('s-a', 100_000)
    expect(engine.consumerResource('a')).toMatchObject({ state: 'online', session_id: 'n-a' })
    expect(rolloutOf(engine, 'a')?.state).toBe('sent')
  })

  it.each(['changed', 'all'] as const)(
    '[LV-5] a drained consumer is told that its slots move, and stays (%s)',
    (tell) => {
      const engine = running()
      engine.drainDueSyncs(10_000)
      engine.setDrained(['a'], true, 10_000)
      expect(engine.drainDueSyncs(11_000)).toEqual([
        { taskId: 1, causes: [{ kind: 'members', change: 'drained', consumers: ['a'] }] },
      ])
      expect(told(publish(engine, 11_000, undefined, tell))).toContain('s-a')
      expect(engine.membersOf(1)).toEqual(['b', 'c'])
      expect(engine.batchIds(1, 'a').length).toBe(0)
      expect(engine.consumerResource('a')).toMatchObject({ state: 'online', session_id: 's-a', slots: 0, targets: 0 })
      engine.setDrained(['a'], false, 20_000)
      expect(engine.drainDueSyncs(21_000)).toEqual([
        { taskId: 1, causes: [{ kind: 'members', change: 'undrained', consumers: ['a'] }] },
      ])
      publish(engine, 21_000)
      expect(engine.consumerResource('a').slots).toBeGreaterThan(70)
    },
  )

  it('[LV-5] a drain that is undone before it settles makes no epoch', () => {
    const engine = running()
    engine.drainDueSyncs(10_000)
    engine.setDrained(['a'], true, 10_000)
    engine.setDrained(['a'], false, 10_500)
    expect(engine.drainDueSyncs(20_000)).toEqual([])
  })

  it('[LV-5] [PL-10] where all are drained, the batches belong to nobody', () => {
    const engine = running()
    for (const id of ['a', 'b', 'c']) engine.setDrained([id], true, 10)
    expect(told(publish(engine, 20))).toEqual(['s-a', 's-b', 's-c'])
    expect(new Set(engine.slotsResource(1).owners)).toEqual(new Set([null]))
    const unowned = engine.snapshot().batches.filter(({ consumer_id }) => consumer_id === null)
    expect(unowned.reduce((sum, { targets: count }) => sum + count, 0)).toBe(500)
    engine.drain(30)
    expect(engine.snapshot().alerts).toMatchObject([{ kind: 'coverage', count: 500 }])
  })

  it('[LV-5] whoever is drained while lost is told when it returns, once, for no epoch follows', () => {
    const engine = running()
    engine.disconnected('s-a', 0)
    for (const id of ['b', 'c']) hear(engine, id, 60_000)
    engine.tick(60_000)
    expect(told(publish(engine, 61_000))).not.toContain('s-a')
    engine.setDrained(['a'], true, 62_000)
    engine.connected('n-a', '', 63_000)
    const effects = engine.received('n-a', { type: 'register', consumer_id: 'a' }, 63_000)
    expect(told([...effects, ...engine.tick(63_000)])).toEqual(['n-a'])
    expect(told(engine.tick(64_000))).toEqual([])
    expect(JSON.stringify(engine.drainDueSyncs(70_000))).not.toContain('returned')
    expect(rolloutOf(engine, 'a')?.state).toBe('sent')
  })

  it('[LV-5] [EP-4] an epoch does not wait for a drained consumer that is away; it is told when it returns', () => {
    const engine = running()
    engine.disconnected('s-a', 10)
    engine.setDrained(['a'], true, 10)
    expect(told(publish(engine, 20))).toEqual(['s-b', 's-c'])
    for (const id of ['b', 'c']) {
      engine.received(`s-${id}`, { type: 'batch_reload_ack', task_id: 1, consumer_id: id, action: 'reloading' }, 30)
    }
    engine.drain(30)
    expect(engine.snapshot().epochs[0]?.state).toBe('settled')
    engine.connected('n-a', '', 40)
    const effects = engine.received('n-a', { type: 'register', consumer_id: 'a' }, 40)
    expect(told([...effects, ...engine.tick(40)])).toEqual(['n-a'])
  })

  it('[LV-5] that a drained consumer goes needs nobody', () => {
    const engine = running()
    engine.setDrained(['a'], true, 0)
    publish(engine, 1)
    const kinds = (now: number) => {
      engine.drain(now)
      return engine.snapshot().alerts.map(({ kind }) => kind)
    }
    engine.disconnected('s-a', 2)
    expect(kinds(2)).toEqual([])
    engine.disconnected('s-b', 3)
    expect(kinds(3)).toEqual(['coverage', 'consumer_offline'])
  })

  it('[LV-5] a drain is remembered over a restart, and the epoch it was cut off from made up for', () => {
    const before = running()
    before.setDrained(['a'], true, 10)
    const engine = new Engine(settings, structuredClone(stored(before)), 1000)
    expect(engine.drainDueSyncs(2000)).toEqual([{ taskId: 1, causes: [{ kind: 'members', change: 'restored' }] }])
    publish(engine, 2000)
    join(engine, 'a', 3000)
    expect(engine.drainDueSyncs(10_000)).toEqual([])
    expect(engine.membersOf(1)).toEqual(['b', 'c'])
  })

  it('[WS-17] takeovers without end raise an alert, which goes 60 s after the last', () => {
    const engine = running()
    const storms = (now: number) => {
      hear(engine, 'a', now)
      engine.tick(now)
      engine.drain(now)
      return engine.snapshot().alerts.filter(({ kind }) => kind === 'takeover_storm')
    }
    for (let i = 1; i <= 5; i++) {
      expect(storms(i * 1000)).toEqual([])
      engine.connected(`a-${i}`, '', i * 1000)
      engine.received(`a-${i}`, { type: 'register', consumer_id: 'a' }, i * 1000)
    }
    expect(storms(6000)).toMatchObject([{ consumer_id: 'a', since: 6000 }])
    expect(storms(64_999)).toHaveLength(1)
    expect(storms(65_000)).toEqual([])
  })

  it('[LV-4] a stuck consumer raises an alert that goes with the next progress', () => {
    const engine = running()
    const [batchId] = engine.batchIds(1, 'a')
    let changes: ChangeSet | null = null
    const report = (progress: number, now: number) => {
      const batches = [{ batch_id: batchId!, status: 'running' as const, progress }]
      engine.received('s-a', { type: 'heartbeat', consumer_id: 'a', batches, timestamp: 1 }, now)
      engine.tick(now)
      changes = engine.drain(now)
      return engine.snapshot().alerts.filter(({ kind }) => kind === 'consumer_stuck')
    }
    for (let now = 1000; now <= 600_000; now += 30_000) expect(report(50, now)).toEqual([])
    expect(report(50, 601_000)).toMatchObject([{ consumer_id: 'a', since: 601_000 }])
    expect((changes as ChangeSet | null)?.consumers).toContainEqual(
      expect.objectContaining({ consumer_id: 'a', stuck_since: 1000 }),
    )
    expect(report(51, 602_000)).toEqual([])
  })

  it('[WS-30] keeps when its program last got on, through a step of the clock, and makes no change while it stands still', () => {
    const engine = running()
    const beat = (now: number, progressed_ago?: number) => {
      const said = progressed_ago === undefined ? {} : { progressed_ago }
      engine.received('s-a', { type: 'heartbeat', consumer_id: 'a', batches: [], timestamp: 1, ...said }, now)
      return engine.drain(now)?.consumers.find(({ consumer_id }) => consumer_id === 'a')?.progressed_at
    }
    expect(beat(100_000)).toBeUndefined()
    expect(beat(130_000, 30)).toBe(100_000)
    // Whole seconds, and a while on its way.
    expect(beat(160_900, 60)).toBe(100_000)
    expect(beat(161_000, 60)).toBeUndefined()
    expect(engine.consumerResource('a').progressed_at).toBe(100_000)
    engine.stepClock(3_600_000, 3_761_000)
    expect(engine.consumerResource('a').progressed_at).toBe(3_700_000)
    expect(beat(3_790_000, 90)).toBe(3_700_000)
    expect(beat(3_820_000, 0.5)).toBe(3_819_500)
    // Another program of the same id, which does not say.
    expect(beat(3_850_000)).toBeUndefined()
    expect(engine.consumerResource('a').progressed_at).toBeUndefined()
    expect(beat(3_880_000, 1e300)).toBe(0)
  })

  it('[WS-29] knows of whom the log can be had, as its last connection said', () => {
    const engine = running()
    const register = (now: number, features?: string[]) => {
      engine.received('s-a', { type: 'register', consumer_id: 'a', ...(features && { features }) }, now)
      return engine.consumerResource('a').has_log
    }
    expect(register(1)).toBeUndefined()
    expect(register(2, ['x', 'log'])).toBe(true)
    engine.disconnected('s-a', 3)
    expect(engine.consumerResource('a').has_log).toBe(true)
    engine.connected('s-a', '', 4)
    expect(register(4, ['x'])).toBeUndefined()
  })

  it('hands out each change once, and nothing that changes later', () => {
    const engine = running()
    const changes = engine.drain(1)
    expect(changes).toMatchObject({
      tasks: [{ epoch: 1 }],
      consumers: { length: 3 },
      batches: { length: engine.taskResource(1).batches },
      slots: [{ task_id: 1, epoch: 1 }],
      epochs: [{ epoch: 1 }],
      rollouts: { length: 3 },
    })
    expect(engine.drain(2)).toBeNull()
    engine.tick(45_000)
    expect(changes?.consumers?.[0]?.state).toBe('online')
    expect(engine.drain(45_000)?.consumers?.map(({ state }) => state)).toEqual(['suspect', 'suspect', 'suspect'])
  })
})
