import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatchView, ConsumerView } from '../../core/console-api.ts'
import { emptyAssignment } from '../../core/planner/assignment.ts'
import { plan } from '../../core/planner/plan.ts'
import type { EpochRecord, StoredTask } from '../../core/records.ts'
import { waitingView } from '../../core/rollout.ts'
import { newEpochView } from '../../core/task-state.ts'
import { newTask, optionsOf } from '../../../tests/integration/stored-task.ts'
import { openStore } from './store.ts'

/** The next epoch of a task for this list and these members. */
function nextRecord(
  before: Pick<StoredTask, 'task' | 'assignment'>,
  nextBatchId: number,
  targets: string[],
  members: string[],
): EpochRecord {
  const { task, assignment: previous } = before
  const result = plan({ previous, edit: { kind: 'replace', targets }, members, options: optionsOf(task), nextBatchId })
  const { counts, delta, assignment } = result
  const epoch = task.epoch + 1
  return {
    task: { ...task, epoch, targets: counts.targets, batches: counts.batches },
    epoch: newEpochView({ task_id: task.task_id, epoch, created_at: epoch, cause: 'test', counts }, members.length),
    assignment,
    delta,
    rollout: members.toSorted().map((id) => waitingView(task.task_id, epoch, id)),
    nextBatchId: result.nextBatchId,
  }
}

const consumer: ConsumerView = {
  consumer_id: 'c1',
  state: 'online',
  state_since: 1,
  session_id: 's',
  connected_at: 1,
  last_seen_at: 2,
  remote: '127.0.0.1',
  hostname: 'h',
  pid: 7,
  version: '1',
  labels: { zone: 'a' },
  clock_skew: -3,
  slots: 4,
  targets: 5,
}

describe('store', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-store-'))
    file = join(folder, 'batchdeck.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('[EP-1] after any history of publications, a reopened store holds just the last one', () => {
    const steps = fc.array(
      fc.record({
        targets: fc.uniqueArray(
          fc.integer({ min: 0, max: 200 }).map((n) => `t${n}`),
          { maxLength: 80 },
        ),
        members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
      }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(steps, (history) => {
        rmSync(file, { force: true })
        let store = openStore(file)
        let stored: Pick<StoredTask, 'task' | 'assignment'> = { task: newTask(1), assignment: emptyAssignment }
        let { nextBatchId } = store.load()
        store.createTask(stored.task)
        for (const { targets, members } of history) {
          const record = nextRecord(stored, nextBatchId, targets, members)
          store.publish(record)
          store.close()
          store = openStore(file)
          const state = store.load()
          expect(state.nextBatchId).toBe(record.nextBatchId)
          expect(state.tasks[0]).toMatchObject({ task: record.task, rollout: record.rollout })
          expect(state.tasks[0]?.assignment.owners).toEqual(record.assignment.owners)
          expect([...(state.tasks[0]?.assignment.batches ?? [])]).toEqual([...record.assignment.batches])
          expect(state.tasks[0]?.epochs[0]).toEqual(record.epoch)
          stored = state.tasks[0] ?? stored
          nextBatchId = state.nextBatchId
        }
        expect(store.epochs(1, 1000, 1000).map(({ epoch }) => epoch)).toEqual(history.map((_, i) => history.length - i))
        store.close()
      }),
      { numRuns: 25 },
    )
  })

  it('keeps what changes between epochs, and forgets what is gone', () => {
    const store = openStore(file)
    store.createTask(newTask(1))
    const record = nextRecord({ task: newTask(1), assignment: emptyAssignment }, 1, ['x', 'y'], ['c1', 'c2'])
    store.publish(record)
    const unplanned = {
      batch_id: 123,
      task_id: null,
      consumer_id: 'c1',
      planned: false,
      targets: 0,
      status: 'running',
      progress: 50,
      message: '',
      updated_at: 9,
    } satisfies BatchView
    const epoch = { ...record.epoch, state: 'settled', settled_at: 8 } as const
    store.save({
      consumers: [consumer, { ...consumer, consumer_id: 'c2' }],
      progress: [[1, 1, 42.5, 7, 'on it']],
      batches: [unplanned],
      epochs: [epoch],
      rollouts: [{ ...waitingView(1, 1, 'c1'), state: 'acked', acked_at: 5 }],
    })
    store.save({ consumers_gone: ['c2'] })
    store.close()
    const again = openStore(file)
    const state = again.load()
    expect(state).toMatchObject({ consumers: [consumer], progress: [[1, 1, 42.5, 7, 'on it']], unplanned: [unplanned] })
    expect(state.tasks[0]?.epochs).toEqual([epoch])
    expect(again.rollout(1, 1)).toMatchObject([
      { consumer_id: 'c1', state: 'acked' },
      { consumer_id: 'c2', state: 'waiting' },
    ])
    again.save({ unplanned_gone: [{ consumer_id: 'c1', batch_id: 123 }] })
    expect(again.load().unplanned).toEqual([])
    again.close()
  })

  it('[PL-3] forgets the progress of a batch that goes to somebody else', () => {
    const store = openStore(file)
    store.createTask(newTask(1))
    const first = nextRecord({ task: newTask(1), assignment: emptyAssignment }, 1, ['x', 'y'], ['a'])
    store.publish(first)
    store.save({ progress: [[1, 1, 42, 7, '']] })
    const second = nextRecord(first, first.nextBatchId, ['x', 'y'], ['b'])
    expect(second.delta.handed).toEqual([{ batch_id: 1, consumer_id: 'b' }])
    store.publish(second)
    expect(store.load().progress).toEqual([])
    store.close()
  })

  it('never gives the id of a deleted task or batch again', () => {
    const store = openStore(file)
    store.createTask(newTask(7))
    store.publish(nextRecord({ task: newTask(7), assignment: emptyAssignment }, 1, ['x', 'y'], ['a']))
    store.deleteTask(7)
    store.close()
    const again = openStore(file)
    expect(again.load()).toMatchObject({ tasks: [], nextTaskId: 8, nextBatchId: 2, progress: [] })
    again.close()
  })

  it('refuses what it cannot work on, and says what to do', () => {
    const store = openStore(file)
    expect(() => openStore(file)).toThrow('is in use by another Batchdeck; stop that one')
    store.close()
    const later = new BetterSqlite(file)
    later.pragma('user_version = 99')
    later.close()
    expect(() => openStore(file)).toThrow('was written by a later version of Batchdeck')
    const torn = join(folder, 'torn.db')
    writeFileSync(torn, 'This is no database. '.repeat(100))
    expect(() => openStore(torn)).toThrow('is not a sound database')
    expect(() => openStore(join(torn, 'below.db'))).toThrow(/cannot be opened|directory does not exist/)
  })

  it('[EP-1] a publication that cannot be written leaves the old epoch', () => {
    const store = openStore(file)
    store.createTask(newTask(1))
    const first = nextRecord({ task: newTask(1), assignment: emptyAssignment }, 1, ['x', 'y'], ['a'])
    store.publish(first)
    const second = nextRecord(first, first.nextBatchId, ['x', 'z'], ['a', 'b'])
    // The same epoch twice breaks the key of the history, after the batches have been written.
    const clash = { ...second, epoch: { ...second.epoch, epoch: 1 } }
    expect(() => store.publish(clash)).toThrow('nothing was changed')
    expect([...(store.load().tasks[0]?.assignment.batches ?? [])]).toEqual([...first.assignment.batches])
    store.publish(second)
    expect([...(store.load().tasks[0]?.assignment.batches ?? [])]).toEqual([...second.assignment.batches])
    store.close()
  })
})
