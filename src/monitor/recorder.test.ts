import { describe, expect, it } from 'vitest'
import type { Changes, ConsoleFrame } from '../contract/feed.ts'
import { Engine } from '../engine/engine.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { emptyAssignment, outlineChange } from '../planner/assignment.ts'
import { plan } from '../planner/plan.ts'
import { Feed } from './feed.ts'
import { Recorder } from './recorder.ts'
import { engineSettings as settings, nothing } from '../../tests/engine-settings.ts'

/** A recorder on a disk that can be filled, and what a console sees of it. */
function recording() {
  const disk = { isFull: false, saved: [] as Changes[] }
  const clock = { now: 0 }
  const frames: ConsoleFrame[] = []
  const logged: string[] = []
  const now = () => clock.now
  const engine = new Engine(settings, nothing, 0)
  const storage = {
    async save(changes: Changes) {
      if (disk.isFull) throw BatchdeckError.from({ code: 'STORAGE_FAILED', message: 'The disk is full.' })
      disk.saved.push(changes)
    },
    decide: (decision: Changes) => storage.save(decision),
  }
  const feed = new Feed(() => ({ ...engine.snapshot(), server: {} as never, imports: [], sources: [] }), now)
  const recorder = new Recorder({ engine, storage, feed, now, log: (line) => logged.push(line) })
  feed.subscribe((frame) => frames.push(frame))
  const join = (id: string) => {
    engine.connected(`s-${id}`, '', clock.now)
    engine.received(`s-${id}`, { type: 'register', consumer_id: id }, clock.now)
  }
  return { disk, clock, frames, logged, engine, recorder, join }
}

/** The storage's answers to everything asked so far have arrived when this is done. */
const task = {
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
} as const
const list = { kind: 'replace', targets: ['a', 'b'] } as const

/** Publishes the next epoch of task 1 as the storage would; all its members are told. */
function publish(engine: Engine): void {
  const result = plan({ ...engine.planTerms(1), previous: emptyAssignment, edit: list })
  const record = engine.draft(1, result, { cause: 'test', causes: [] }, 'all', 0)
  engine.adopt(record, outlineChange(emptyAssignment, result.assignment), 'test', 0)
}

const answered = () => new Promise((resolve) => setImmediate(resolve))

describe('Recorder', () => {
  it('writes and shows the newest values once', async () => {
    const { disk, frames, recorder, join } = recording()
    join('c1')
    recorder.flush()
    recorder.flush()
    await recorder.settled()
    expect(disk.saved).toMatchObject([{ consumers: [{ consumer_id: 'c1', state: 'online' }] }])
    expect(frames.map(({ type, seq }) => [type, seq])).toEqual([
      ['snapshot', 0],
      ['changes', 1],
    ])
  })

  it('while the disk refuses, goes on showing and raises an alert; later writes all, and what is gone', async () => {
    const { disk, clock, frames, logged, engine, recorder, join } = recording()
    join('c1')
    join('c2')
    recorder.flush()
    disk.isFull = true
    join('c3')
    engine.received('s-c2', { type: 'leave' }, 0)
    recorder.flush()
    await answered()
    recorder.flush()
    const alerts = frames.flatMap((frame) => (frame.type === 'changes' ? (frame.changes.alerts ?? []) : []))
    expect(alerts).toMatchObject([{ kind: 'storage', message: 'The disk is full.' }])
    expect(logged).toEqual(['The disk is full.'])
    disk.isFull = false
    recorder.flush()
    await answered()
    expect(disk.saved, 'it is left alone for a while').toHaveLength(1)
    clock.now = 2000
    recorder.flush()
    await answered()
    expect(disk.saved[1]).toMatchObject({
      consumers: [{ consumer_id: 'c1' }, { consumer_id: 'c3' }],
      consumers_gone: ['c2'],
    })
    expect(logged).toEqual(['The disk is full.', 'The database can be written again.'])
    recorder.flush()
    expect(engine.snapshot().alerts).toEqual([])
  })

  it('a write that succeeds while one before it fails makes up for nothing', async () => {
    const { disk, clock, logged, engine, recorder, join } = recording()
    join('c1')
    join('c2')
    await recorder.settled()
    disk.isFull = true
    engine.received('s-c2', { type: 'leave' }, 0)
    recorder.flush()
    disk.isFull = false
    join('c3')
    recorder.flush()
    await answered()
    expect(disk.saved[1]).toMatchObject({ consumers: [{ consumer_id: 'c3' }] })
    expect(disk.saved[1]).not.toHaveProperty('consumers_gone')
    expect(logged).toEqual(['The disk is full.'])
    clock.now = 2000
    recorder.flush()
    await answered()
    expect(disk.saved[2]).toMatchObject({
      consumers: [{ consumer_id: 'c1' }, { consumer_id: 'c3' }],
      consumers_gone: ['c2'],
    })
  })

  it('[EP-11] a decision is done once it is on disk, and nothing that is saved meanwhile undoes it there', async () => {
    const { disk, clock, engine, recorder, join } = recording()
    for (const id of ['c1', 'c2']) join(id)
    await recorder.settled()
    const decided = recorder.decide(engine.draftDrain(['c1'], true, 0), () => {
      return { result: engine.setDrained(['c1'], true, clock.now), isWhole: true }
    })
    clock.now = 6000
    for (const id of ['c1', 'c2']) engine.received(`s-${id}`, { type: 'ping' }, clock.now)
    recorder.flush()
    expect(engine.consumerResource('c1').drained_at).toBeNull()
    expect(await decided).toEqual(['c1'])
    await recorder.settled()
    const [, decision, meanwhile, after] = disk.saved
    expect(decision).toMatchObject({ consumers: [{ consumer_id: 'c1', drained_at: 0 }] })
    expect(meanwhile!.consumers).toMatchObject([{ consumer_id: 'c2' }])
    expect(after!.consumers).toMatchObject([{ consumer_id: 'c1', drained_at: 6000, last_seen_at: 6000 }])
  })

  it('[EP-11] a decision that the disk refuses is not done, and what was held back for it is written later', async () => {
    const { disk, clock, engine, recorder, join } = recording()
    join('c1')
    await recorder.settled()
    disk.isFull = true
    const act = () => ({ result: engine.setDrained(['c1'], true, 0), isWhole: true })
    await expect(recorder.decide(engine.draftDrain(['c1'], true, 0), act)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    })
    expect(engine.consumerResource('c1').drained_at).toBeNull()
    expect(engine.snapshot().alerts).toMatchObject([{ kind: 'storage' }])
    disk.isFull = false
    clock.now = 2000
    await recorder.settled()
    expect(disk.saved.at(-1)).toMatchObject({ consumers: [{ consumer_id: 'c1', drained_at: null }] })
  })

  it('[EP-11] where a decision was overtaken, all is written anew: the disk had more of it than there is', async () => {
    const { disk, clock, logged, engine, recorder, join } = recording()
    join('c1')
    engine.disconnected('s-c1', 0)
    clock.now = 60_000
    engine.tick(clock.now)
    await recorder.settled()
    const act = () => {
      const result = engine.dismissLost(['c1'], clock.now)
      return { result, isWhole: result.length === 1 }
    }
    const decided = recorder.decide(engine.draftDismissal(['c1']), act)
    join('c1')
    expect(await decided).toEqual([])
    await recorder.settled()
    expect(disk.saved.at(-1)).toMatchObject({ consumers: [{ consumer_id: 'c1', state: 'online' }] })
    expect(logged).toEqual([])
  })

  it('[EP-1] the alert of a refused epoch stays until everything could be written, not until the next small thing was', async () => {
    const { disk, clock, engine, recorder, join } = recording()
    join('c1')
    await recorder.settled()
    const refused = BatchdeckError.from({ code: 'STORAGE_FAILED', message: 'The disk is full.' })
    await expect(recorder.written(Promise.reject(refused))).rejects.toBe(refused)
    for (const id of ['c2', 'c3']) {
      join(id)
      recorder.flush()
      await answered()
      expect(engine.snapshot().alerts).toMatchObject([{ kind: 'storage', message: 'The disk is full.' }])
    }
    expect(disk.saved).toHaveLength(1)
    clock.now = 2000
    recorder.flush()
    await answered()
    recorder.flush()
    expect(disk.saved[1]).toMatchObject({ consumers: [{}, {}, {}] })
    expect(engine.snapshot().alerts).toEqual([])
  })

  it('[EP-3] answers to an epoch that was superseded while the disk refused are written with the rest', async () => {
    const { disk, clock, engine, recorder } = recording()
    engine.connected('s', '', 0)
    engine.received('s', { type: 'register', consumer_id: 'c1' }, 0)
    engine.addTask(task)
    publish(engine)
    await recorder.settled()
    disk.isFull = true
    engine.received('s', { type: 'batch_reload_ack', task_id: 1, consumer_id: 'c1', action: 'reloading' }, 5)
    recorder.flush()
    await answered()
    publish(engine)
    disk.isFull = false
    clock.now = 2000
    recorder.flush()
    await answered()
    expect(disk.saved.at(-1)?.rollouts).toMatchObject([
      { epoch: 1, state: 'acked', acked_at: 5 },
      { epoch: 2, state: 'sent' },
    ])
  })

  it('at the end does not wait before it tries again what the disk refused', async () => {
    const { disk, logged, recorder, join } = recording()
    disk.isFull = true
    join('c1')
    await recorder.settled()
    await recorder.settled()
    expect(logged).toEqual(['The disk is full.'])
    disk.isFull = false
    await recorder.settled()
    expect(disk.saved).toMatchObject([{ consumers: [{ consumer_id: 'c1' }] }])
  })
})
