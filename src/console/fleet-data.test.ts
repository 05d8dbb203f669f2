import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../contract/feed.ts'
import type { Sample } from '../contract/resources/sample.ts'
import type { EpochResource, RolloutResource } from '../contract/resources/epoch.ts'
import type { TaskResource } from '../contract/resources/task.ts'
import { applyChanges, type FleetData, fromSnapshot, unplannedKey } from './fleet-data.ts'
import {
  sampleBatch as batch,
  sampleUnplanned as unplanned,
  sampleConsumer as consumer,
} from '../../tests/sample-views.ts'

const server: Snapshot['server'] = {
  version: '1.0.0',
  role: 'operator',
  started_at: 0,
  url: 'http://127.0.0.1:8080',
  consumer_url: 'ws://127.0.0.1:8080/websocket/monitor',
  data_dir: '/data',
  connections: 0,
  frames_per_second: 0,
  demo: 'absent',
}

const task = (task_id: number, change: Partial<TaskResource> = {}): TaskResource => ({
  task_id,
  name: `task ${task_id}`,
  epoch: 1,
  targets: 0,
  batches: 0,
  batch_size: 100,
  virtual_nodes: 100,
  strategy: 'balanced',
  priority_levels: 'auto',
  identity: 'exact',
  auto_sync: true,
  created_at: 0,
  guard: null,
  sync_due: false,
  undo: null,
  ...change,
})

const epoch = (number: number, change: Partial<EpochResource> = {}): EpochResource => ({
  task_id: 1,
  epoch: number,
  created_at: 0,
  cause: 'targets',
  causes: [],
  state: 'settled',
  counts: {} as EpochResource['counts'],
  told: { waiting: 0, sent: 0, acked: 0, confirmed: 0, stuck: 0 },
  settled_at: null,
  ...change,
})

const rollout = (number: number, consumer_id: string, change: Partial<RolloutResource> = {}): RolloutResource => ({
  task_id: 1,
  epoch: number,
  consumer_id,
  unanswered_from: number,
  state: 'sent',
  action: null,
  sent_at: 0,
  acked_at: null,
  confirmed_at: null,
  ...change,
})

const sample = (at: number): Sample => ({ at, pending: 0, running: 0, completed: 0, error: 0, progress: 0 })

const snapshot: Snapshot = {
  server,
  tasks: [task(1), task(2)],
  consumers: [consumer('c1'), consumer('c2')],
  batches: [batch(1), batch(2), unplanned(2, 'c1'), unplanned(2, 'c2')],
  slots: [
    { task_id: 1, epoch: 2, owners: ['c1'], targets: [3] },
    { task_id: 2, epoch: 1, owners: ['c2'], targets: [3] },
  ],
  epochs: [epoch(2), epoch(1), epoch(1, { task_id: 2 })],
  rollouts: [rollout(2, 'c1'), rollout(2, 'c2'), rollout(1, 'c1', { task_id: 2 })],
  alerts: [{ alert_id: 'a', kind: 'coverage', since: 0 }],
  samples: [sample(1), sample(2)],
  imports: [],
  sources: [],
}

const epochNumbers = (data: FleetData, taskId: number) => data.epochs.get(taskId)?.map(({ epoch: number }) => number)

describe('fromSnapshot', () => {
  it('holds everything by its id', () => {
    const data = fromSnapshot(snapshot)
    expect(data.server).toBe(server)
    expect([...data.tasks.keys()]).toEqual([1, 2])
    expect([...data.consumers.keys()]).toEqual(['c1', 'c2'])
    expect(data.slots.get(2)?.owners).toEqual(['c2'])
    expect(epochNumbers(data, 1)).toEqual([2, 1])
    expect(epochNumbers(data, 2)).toEqual([1])
    expect([...(data.rollouts.get(1)?.keys() ?? [])]).toEqual(['c1', 'c2'])
    expect(data.alerts).toEqual(snapshot.alerts)
    expect(data.samples).toEqual(snapshot.samples)
  })

  it('[WS-15] keeps an unplanned batch apart from a planned one, and from one of another consumer, of the same id', () => {
    const data = fromSnapshot(snapshot)
    expect([...data.batches.keys()]).toEqual([1, 2])
    expect(data.batches.get(2)?.planned).toBe(true)
    expect([...data.unplanned.keys()]).toEqual(['c1/2', 'c2/2'])
    expect(unplannedKey({ consumer_id: null, batch_id: 7 })).toBe('/7')
  })
})

describe('applyChanges', () => {
  const before = fromSnapshot(snapshot)

  it('keeps the identity of everything when nothing changed', () => {
    const after = applyChanges(before, {})
    for (const key of Object.keys(before) as (keyof FleetData)[]) expect(after[key], key).toBe(before[key])
  })

  it('keeps the identity of what a change does not touch, and of empty lists', () => {
    const after = applyChanges(before, { consumers: [consumer('c1', { state: 'lost' })], batches: [], progress: [] })
    for (const key of Object.keys(before) as (keyof FleetData)[]) {
      if (key !== 'consumers') expect(after[key], key).toBe(before[key])
    }
    expect(after.consumers.get('c1')?.state).toBe('lost')
    expect(after.consumers.get('c2')).toBe(before.consumers.get('c2'))
  })

  it('never changes the data it was given', () => {
    applyChanges(before, {
      tasks_gone: [1],
      consumers_gone: ['c1'],
      batches_gone: [1],
      unplanned_gone: [{ consumer_id: 'c1', batch_id: 2 }],
      progress: [[2, 1, 50, 9, 'x']],
      epochs: [epoch(3)],
      rollouts: [rollout(3, 'c1')],
      samples: [sample(3)],
    })
    expect(before).toEqual(fromSnapshot(snapshot))
  })

  it('replaces a whole thing by its id', () => {
    const after = applyChanges(before, {
      server: { ...server, connections: 5 },
      tasks: [task(2, { name: 'renamed' }), task(3)],
      batches: [batch(2, { consumer_id: 'c2' })],
      slots: [{ task_id: 2, epoch: 2, owners: ['c1'], targets: [3] }],
      alerts: [],
    })
    expect(after.server.connections).toBe(5)
    expect([...after.tasks.values()].map(({ name }) => name)).toEqual(['task 1', 'renamed', 'task 3'])
    expect(after.batches.get(2)?.consumer_id).toBe('c2')
    expect(after.unplanned).toBe(before.unplanned)
    expect(after.slots.get(2)).toEqual({ task_id: 2, epoch: 2, owners: ['c1'], targets: [3] })
    expect(after.alerts).toEqual([])
  })

  it('takes away what is gone', () => {
    const after = applyChanges(before, {
      consumers_gone: ['c1'],
      batches_gone: [1],
      unplanned_gone: [{ consumer_id: 'c1', batch_id: 2 }],
    })
    expect([...after.consumers.keys()]).toEqual(['c2'])
    expect([...after.batches.keys()]).toEqual([2])
    expect([...after.unplanned.keys()]).toEqual(['c2/2'])
  })

  it('takes away what a gone task had: slots, epochs, rollouts', () => {
    const after = applyChanges(before, { tasks_gone: [1] })
    for (const map of [after.tasks, after.slots, after.epochs, after.rollouts]) expect([...map.keys()]).toEqual([2])
  })

  it('applies what is gone before the newest values: what went and came back is there', () => {
    const after = applyChanges(before, {
      tasks_gone: [1],
      tasks: [task(1, { name: 'again' })],
      consumers_gone: ['c1'],
      consumers: [consumer('c1', { hostname: 'new' })],
      batches_gone: [1],
      batches: [batch(1, { targets: 3 }), unplanned(2, 'c1')],
      unplanned_gone: [{ consumer_id: 'c1', batch_id: 2 }],
      epochs: [epoch(1, { cause: 'again' })],
      rollouts: [rollout(1, 'c9')],
      slots: [{ task_id: 1, epoch: 1, owners: ['c9'], targets: [3] }],
    })
    expect(after.tasks.get(1)?.name).toBe('again')
    expect(after.consumers.get('c1')?.hostname).toBe('new')
    expect(after.batches.get(1)?.targets).toBe(3)
    expect(after.unplanned.has('c1/2')).toBe(true)
    expect(epochNumbers(after, 1)).toEqual([1])
    expect([...(after.rollouts.get(1)?.keys() ?? [])]).toEqual(['c9'])
    expect(after.slots.get(1)?.owners).toEqual(['c9'])
  })

  describe('progress', () => {
    it('[WS-13] sets status, progress, time and message of a planned batch, and nothing else', () => {
      const after = applyChanges(before, { progress: [[2, 2, 100, 1234, 'done']] })
      expect(after.batches.get(2)).toEqual(
        batch(2, { status: 'completed', progress: 100, updated_at: 1234, message: 'done' }),
      )
      expect(after.batches.get(1)).toBe(before.batches.get(1))
      expect(after.unplanned).toBe(before.unplanned)
    })

    it('applies to a batch that came with the same frame', () => {
      const after = applyChanges(before, { batches: [batch(9)], progress: [[9, 3, 40, 5, 'disk full']] })
      expect(after.batches.get(9)).toMatchObject({ status: 'error', progress: 40, message: 'disk full' })
    })

    it('ignores a batch that is not known', () => {
      const after = applyChanges(before, { batches_gone: [1], progress: [[1, 1, 10, 5, '']] })
      expect([...after.batches.keys()]).toEqual([2])
    })
  })

  describe('epochs', () => {
    it('merges by number, newest first', () => {
      const after = applyChanges(before, { epochs: [epoch(2, { state: 'superseded' }), epoch(4), epoch(3)] })
      expect(epochNumbers(after, 1)).toEqual([4, 3, 2, 1])
      expect(after.epochs.get(1)?.[2]?.state).toBe('superseded')
      expect(after.epochs.get(2)).toBe(before.epochs.get(2))
    })

    it('starts the list of a task that had none', () => {
      expect(epochNumbers(applyChanges(before, { epochs: [epoch(1, { task_id: 3 })] }), 3)).toEqual([1])
    })
  })

  describe('rollouts', () => {
    it('[EP-3] replaces the answer of one consumer in the same epoch', () => {
      const after = applyChanges(before, { rollouts: [rollout(2, 'c2', { state: 'acked', acked_at: 5 })] })
      expect(after.rollouts.get(1)?.get('c2')?.state).toBe('acked')
      expect(after.rollouts.get(1)?.get('c1')).toBe(before.rollouts.get(1)?.get('c1'))
      expect(after.rollouts.get(2)).toBe(before.rollouts.get(2))
    })

    it('[EP-3] replaces all rollouts of the older epoch by those of a newer one', () => {
      const after = applyChanges(before, { rollouts: [rollout(2, 'c1', { state: 'acked' }), rollout(3, 'c2')] })
      expect([...(after.rollouts.get(1)?.values() ?? [])]).toEqual([rollout(3, 'c2')])
      expect(after.rollouts.get(2)).toBe(before.rollouts.get(2))
    })
  })

  it('keeps the newest hour of samples: 720 of 5 s each, oldest first', () => {
    const full = applyChanges(before, { samples: Array.from({ length: 720 }, (_, i) => sample(i + 3)) })
    expect(full.samples).toHaveLength(720)
    expect(full.samples[0]?.at).toBe(3)
    const after = applyChanges(full, { samples: [sample(1000)] })
    expect(after.samples).toHaveLength(720)
    expect([after.samples[0]?.at, after.samples.at(-1)?.at]).toEqual([4, 1000])
  })
})
