import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatchResource } from '../../../contract/resources/batch.ts'
import type { ConsumerResource } from '../../../contract/resources/consumer.ts'
import type { TaskResource } from '../../../contract/resources/task.ts'
import { type Assignment, emptyAssignment, locate, outlineChange, placedTargets } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import type { Counts } from '../../../planner/diff.ts'
import { SLOT_COUNT, slotOf } from '../../../planner/hash.ts'
import type { Identity } from '../../../planner/identity.ts'
import { plan } from '../../../planner/plan.ts'
import { priorities, type PriorityLevels, UNRATED } from '../../../planner/priority.ts'
import type { GivenTargets } from '../../../planner/target-run.ts'
import { waitingResource } from '../../../engine/told.ts'
import { newEpochResource } from '../../../engine/epoch.ts'
import { newTask, nextRecord, optionsOf } from '../../../../tests/integration/stored-task.ts'
import { epochEntry } from '../planning/epoch-entry.ts'
import type { Store } from '../store.ts'
import { openSqliteStore } from './sqlite-store.ts'

/** A task as it is on disk. */
interface OnDisk {
  readonly task: TaskResource
  readonly assignment: Assignment
  readonly nextBatchId: number
}

const fresh = (taskId: number): OnDisk => ({ task: newTask(taskId), assignment: emptyAssignment, nextBatchId: 1 })

/** The next epoch of a task for this list and these members: what is published, and what is on disk then. */
function next({ task, assignment: before, nextBatchId }: OnDisk, given: GivenTargets, members: string[]) {
  const options = optionsOf(task)
  const result = plan({ previous: before, edit: { kind: 'replace', ...given }, members, options, nextBatchId })
  const record = nextRecord(task, result)
  const after = { task: record.task, assignment: result.assignment, nextBatchId: record.nextBatchId }
  return { record, before, after: after satisfies OnDisk }
}

/** One of a few addresses, in one of two spellings. */
function addressOf(n: number): string {
  const digits = (n >> 2).toString(16).padStart(40, 'f')
  return `0x${n % 2 === 0 ? digits : digits.toUpperCase()}`
}

/** All there is to say about an assignment. */
const allOf = (assignment = emptyAssignment) => ({
  ...outlineChange(emptyAssignment, assignment),
  levels: assignment.levels,
  identity: assignment.identity,
  targets: [...placedTargets(assignment)],
})

const publish = (store: Store, { record, before, after }: ReturnType<typeof next>) =>
  store.commit(epochEntry(record, before, after.assignment), before, after.assignment)

/** The schema as the first version made it; `user_version` was 1. */
const firstSchema = `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counters VALUES ('next_batch_id', 1), ('next_task_id', 1);
  CREATE TABLE tasks (task_id INTEGER PRIMARY KEY, view TEXT NOT NULL, owners TEXT NOT NULL, members TEXT NOT NULL);
  CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY, task_id INTEGER NOT NULL, consumer_id TEXT, targets TEXT NOT NULL
  );
  CREATE INDEX batches_of_task ON batches (task_id);
  CREATE TABLE progress (
    batch_id INTEGER PRIMARY KEY, status INTEGER NOT NULL, progress REAL NOT NULL, updated_at INTEGER NOT NULL,
    message TEXT NOT NULL
  );
  CREATE TABLE epochs (
    task_id INTEGER NOT NULL, epoch INTEGER NOT NULL, view TEXT NOT NULL, delta BLOB NOT NULL,
    PRIMARY KEY (task_id, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE rollouts (
    task_id INTEGER NOT NULL, epoch INTEGER NOT NULL, consumer_id TEXT NOT NULL, view TEXT NOT NULL,
    PRIMARY KEY (task_id, epoch, consumer_id)
  ) WITHOUT ROWID;
  CREATE TABLE consumers (consumer_id TEXT PRIMARY KEY, view TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE unplanned (
    consumer_id TEXT NOT NULL, batch_id INTEGER NOT NULL, view TEXT NOT NULL, PRIMARY KEY (consumer_id, batch_id)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
`

/** A database of the first version, before there were priorities: a task of two consumers, and one batch nobody planned. */
function writeFirstVersion(file: string) {
  const {
    priority_levels: _,
    identity: _identity,
    guard: _guard,
    undo: _undo,
    ...task
  } = { ...newTask(1), epoch: 3, targets: 20, batches: 2 }
  const members = ['c1', 'c2']
  const owners = Array.from({ length: SLOT_COUNT }, (_owner, slot) => members[slot % 2]!)
  const targets = Array.from({ length: task.targets }, (_target, i) => `t${i}`)
  const batches = members.map((consumer_id, i) => ({
    batch_id: 11 + i,
    consumer_id,
    targets: targets.filter((target) => owners[slotOf(target)] === consumer_id),
  }))
  const { rerated: __, described: _described, ...counts } = next(fresh(1), { targets }, members).record.epoch.counts
  const epoch = {
    ...newEpochResource(
      {
        task_id: 1,
        epoch: 3,
        created_at: 5,
        cause: 'target change: +3 −1',
        causes: [{ kind: 'change', added: 3, removed: 1 }],
        counts: counts as Counts,
      },
      2,
    ),
  }
  const rollout = members.map((id) => waitingResource(1, 3, id))
  const { priority: ___, ...unplanned } = unplannedBatch
  const database = new BetterSqlite(file)
  database.exec(firstSchema)
  const insert = (table: string, ...values: unknown[]) =>
    database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join()})`).run(values)
  insert('tasks', 1, JSON.stringify(task), JSON.stringify(owners), JSON.stringify(members))
  for (const { batch_id, consumer_id, targets: own } of batches) {
    insert('batches', batch_id, 1, consumer_id, own.join('\n'))
  }
  insert('progress', 11, 1, 42.5, 7, 'on it')
  const delta = { removed: ['gone'], placed: [{ target: 't0', batch_id: 11 }], opened: [], closed: [], handed: [] }
  const { causes: ____, ...said } = epoch
  insert('epochs', 1, 3, JSON.stringify(said), deflateRawSync(JSON.stringify(delta)))
  for (const view of rollout) insert('rollouts', 1, 3, view.consumer_id, JSON.stringify(view))
  insert('consumers', 'c1', JSON.stringify(consumer))
  insert('unplanned', 'c1', 123, JSON.stringify(unplanned))
  database.exec("UPDATE counters SET value = 13 WHERE name = 'next_batch_id'")
  database.exec("UPDATE counters SET value = 2 WHERE name = 'next_task_id'")
  database.close()
  return { task, owners, members, batches, epoch, rollout }
}

const unplannedBatch: BatchResource = {
  batch_id: 123,
  task_id: null,
  consumer_id: 'c1',
  planned: false,
  stale: false,
  targets: 0,
  priority: null,
  status: 'running',
  progress: 50,
  message: '',
  updated_at: 9,
}

const consumer: ConsumerResource = {
  consumer_id: 'c1',
  state: 'online',
  state_since: 1,
  drained_at: 8,
  flapping_since: 7,
  kept_since: 6,
  held_until: null,
  restarts: 3,
  stuck_since: null,
  was_too_slow: false,
  session_id: 's',
  connected_at: 1,
  last_seen_at: 2,
  heartbeat_interval: 20,
  remote: '127.0.0.1',
  hostname: 'h',
  pid: 7,
  version: '1',
  labels: { zone: 'a' },
  clock_skew: -3,
  round_trip: null,
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
    const lists = fc.uniqueArray(
      fc.integer({ min: 0, max: 200 }).map((n) => (n % 3 > 0 ? `t${n}` : addressOf(n))),
      { maxLength: 80 },
    )
    const rated = fc.uint8Array({ minLength: 80, maxLength: 80, max: priorities.length - 1 })
    const texts = fc.array(fc.constantFrom(null, '{"label":"a"}', '{"chain":"eth","label":"ü"}'), {
      minLength: 80,
      maxLength: 80,
    })
    const steps = fc.array(
      fc.record({
        // Without a list the targets stay, and are rated anew.
        targets: fc.option(lists, { freq: 3 }),
        ratings: fc.option(rated, { nil: undefined }),
        attributes: fc.option(texts, { nil: undefined }),
        identity: fc.constantFrom<Identity[]>('exact', 'evm', 'auto'),
        members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
      }),
      { minLength: 1, maxLength: 6 },
    )
    const levels = fc.constantFrom<PriorityLevels[]>('auto', 2, 4)
    fc.assert(
      fc.property(levels, steps, (priority_levels, history) => {
        rmSync(file, { force: true })
        let store = openSqliteStore(file)
        let stored: OnDisk = { ...fresh(1), task: { ...newTask(1), priority_levels } }
        let targets: readonly string[] = []
        store.createTask(stored.task)
        for (const step of history) {
          targets = step.targets ?? targets
          const ratings = step.ratings?.slice(0, targets.length)
          const attributes = step.attributes?.slice(0, targets.length)
          stored = { ...stored, task: { ...stored.task, identity: step.identity } }
          const publication = next(stored, { targets, ratings, attributes }, step.members)
          const { record, after } = publication
          publish(store, publication)
          store.close()
          store = openSqliteStore(file)
          const { state, assignments } = store.load()
          expect(state.nextBatchId).toBe(record.nextBatchId)
          expect(state.tasks[0]).toMatchObject({ task: record.task, rollout: record.rollout })
          expect(state.tasks[0]?.outline).toEqual(outlineChange(emptyAssignment, after.assignment))
          expect([...assignments.keys()]).toEqual([1])
          expect(allOf(assignments.get(1))).toEqual(allOf(after.assignment))
          expect(state.tasks[0]?.epochs[0]).toEqual(record.epoch)
          const delta = deltaOf(publication.before, after.assignment)
          expect(store.change(1, record.epoch.epoch)).toMatchObject({ delta, identity: step.identity })
          // What comes next is planned with what was read.
          stored = { task: state.tasks[0]!.task, assignment: assignments.get(1)!, nextBatchId: state.nextBatchId }
        }
        expect(store.epochs(1, 1000, 1000).map(({ epoch }) => epoch)).toEqual(history.map((_, i) => history.length - i))
        store.close()
      }),
      { numRuns: 25 },
    )
  })

  it('keeps what changes between epochs, and forgets what is gone', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(1))
    const publication = next(fresh(1), { targets: ['x', 'y'] }, ['c1', 'c2'])
    publish(store, publication)
    const epoch = { ...publication.record.epoch, state: 'settled', settled_at: 8 } as const
    store.save({
      consumers: [consumer, { ...consumer, consumer_id: 'c2' }],
      progress: [[1, 1, 42.5, 7, 'on it']],
      batches: [unplannedBatch],
      epochs: [epoch],
      rollouts: [{ ...waitingResource(1, 1, 'c1'), state: 'acked', acked_at: 5 }],
    })
    store.save({ consumers_gone: ['c2'] })
    store.close()
    const again = openSqliteStore(file)
    const { state } = again.load()
    expect(state).toMatchObject({
      consumers: [consumer],
      progress: [[1, 1, 42.5, 7, 'on it']],
      unplanned: [unplannedBatch],
    })
    expect(state.tasks[0]?.epochs).toEqual([epoch])
    expect(again.rollout(1, 1)).toMatchObject([
      { consumer_id: 'c1', state: 'acked' },
      { consumer_id: 'c2', state: 'waiting' },
    ])
    again.save({ unplanned_gone: [{ consumer_id: 'c1', batch_id: 123 }] })
    expect(again.load().state.unplanned).toEqual([])
    again.close()
  })

  it('[PL-3] forgets the progress of a batch that goes to somebody else', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(1))
    const first = next(fresh(1), { targets: ['x', 'y'] }, ['a'])
    publish(store, first)
    store.save({ progress: [[1, 1, 42, 7, '']] })
    expect(store.load().state.progress).toEqual([[1, 1, 42, 7, '']])
    const second = next(first.after, { targets: ['x', 'y'] }, ['b'])
    expect(deltaOf(second.before, second.after.assignment).handed).toEqual([[1, 'a', 'b']])
    publish(store, second)
    expect(store.load().state.progress).toEqual([])
    store.close()
  })

  it('never gives the id of a deleted task or batch again', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(7))
    publish(store, next(fresh(7), { targets: ['x', 'y'] }, ['a']))
    store.deleteTask(7)
    store.close()
    const again = openSqliteStore(file)
    expect(again.load().state).toMatchObject({ tasks: [], nextTaskId: 8, nextBatchId: 2, progress: [] })
    again.close()
  })

  it('[PL-5] keeps a priority that changed although no batch did', () => {
    let store = openSqliteStore(file)
    store.createTask(newTask(1))
    const first = next(fresh(1), { targets: ['x', 'y'] }, ['a'])
    publish(store, first)
    const second = next(first.after, { targets: ['x', 'y'], ratings: Uint8Array.of(UNRATED, 0) }, ['a'])
    expect(second.record.epoch.counts).toMatchObject({ rerated: 1, batches_changed: 0, moved_batch: 0 })
    publish(store, second)
    store.close()
    store = openSqliteStore(file)
    expect(allOf(store.load().assignments.get(1))).toEqual(allOf(second.after.assignment))
    store.close()
  })

  it('what was on its way while an epoch was published or a task deleted brings nothing back', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(1))
    const first = next(fresh(1), { targets: ['x'] }, ['a'])
    publish(store, first)
    const second = next(first.after, { targets: [] }, ['a'])
    publish(store, second)
    const late = { tasks: [first.record.task], progress: [[1, 1, 42, 7, '']], rollouts: first.record.rollout } as const
    store.save(late)
    expect(store.load().state).toMatchObject({ tasks: [{ task: second.record.task }], progress: [] })
    store.deleteTask(1)
    store.save(late)
    expect(store.load().state).toMatchObject({ tasks: [], progress: [] })
    expect(store.rollout(1, 1)).toEqual([])
    store.close()
  })

  it('opens a database of the first version with everything in it, all of medium priority', () => {
    const { task, owners, members, batches, rollout } = writeFirstVersion(file)
    const { state, assignments } = openSqliteStore(file).load()
    const [stored] = state.tasks
    const filledIn = { priority_levels: 'auto', identity: 'exact', guard: null, undo: null }
    expect(stored?.task).toEqual({ ...task, ...filledIn })
    expect(stored?.epochs).toMatchObject([{ epoch: 3, cause: 'target change: +3 −1' }])
    expect(stored?.rollout).toEqual(rollout)
    expect(stored?.outline).toMatchObject({ owners, members, closed: [] })
    expect(stored?.outline.put).toEqual(
      batches.map(({ targets, ...batch }) => ({ ...batch, priority: 'medium', size: targets.length })),
    )
    expect(state).toMatchObject({
      consumers: [consumer],
      progress: [[11, 1, 42.5, 7, 'on it']],
      unplanned: [{ batch_id: 123, consumer_id: 'c1' }],
      nextBatchId: 13,
      nextTaskId: 2,
    })
    const assignment = assignments.get(1)!
    const placed = Array.from(placedTargets(assignment), ({ target, ...place }) => [target, place] as const)
    expect(new Map(placed)).toEqual(
      new Map(
        batches.flatMap(({ batch_id, targets }) =>
          targets.map((target) => [target, { batch_id, priority: 'medium', attributes: null }] as const),
        ),
      ),
    )
    expect(placed).toHaveLength(task.targets)
  })

  it('goes on with a database of the first version as with any other', () => {
    const { task, members } = writeFirstVersion(file)
    let store = openSqliteStore(file)
    const { state, assignments } = store.load()
    const stored = { task: state.tasks[0]!.task, assignment: assignments.get(1)!, nextBatchId: state.nextBatchId }
    const known = Array.from({ length: task.targets }, (_, i) => `t${i}`)
    expect(allOf(next(stored, { targets: known }, members).after.assignment)).toEqual(allOf(stored.assignment))
    const given = { targets: [...known, 'new'], ratings: Uint8Array.from([...known.map(() => UNRATED), 0]) }
    const grown = next(stored, given, members)
    publish(store, grown)
    store.close()
    store = openSqliteStore(file)
    const { assignments: read } = store.load()
    expect(allOf(read.get(1))).toEqual(allOf(grown.after.assignment))
    expect(locate(read.get(1)!, 'new')).toMatchObject({ priority: 'urgent' })
    expect(store.epochs(1, 1000, 1000).map(({ epoch }) => epoch)).toEqual([4, 3])
    store.close()
  })

  it('fills in what views of the first version lack: an unplanned batch has no priority, no epoch changed one', () => {
    const { epoch } = writeFirstVersion(file)
    const store = openSqliteStore(file)
    const { tasks, unplanned } = store.load().state
    expect(unplanned).toEqual([unplannedBatch])
    const counts = { ...epoch.counts, rerated: 0, described: 0 }
    expect(tasks[0]?.epochs).toEqual([{ ...epoch, counts }])
    expect(store.epochs(1, 1000, 1000)).toEqual([{ ...epoch, counts }])
    // Its deltas said less, and are not taken for those of today.
    expect([store.oldestEpoch(1), store.change(1, 3)]).toEqual([3, null])
    store.close()
  })

  it('refuses what it cannot work on, and says what to do', () => {
    const store = openSqliteStore(file)
    expect(() => openSqliteStore(file)).toThrow('is in use by another Batchdeck; stop that one')
    store.close()
    const later = new BetterSqlite(file)
    later.pragma('user_version = 99')
    later.close()
    expect(() => openSqliteStore(file)).toThrow('was written by a later version of Batchdeck')
    const torn = join(folder, 'torn.db')
    writeFileSync(torn, 'This is no database. '.repeat(100))
    expect(() => openSqliteStore(torn)).toThrow('is not a sound database')
    expect(() => openSqliteStore(join(torn, 'below.db'))).toThrow(/cannot be opened|directory does not exist/)
  })

  it('[EP-1] a publication that cannot be written leaves the old epoch', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(1))
    const first = next(fresh(1), { targets: ['x', 'y'] }, ['a'])
    publish(store, first)
    const second = next(first.after, { targets: ['x', 'z'] }, ['a', 'b'])
    // The same epoch twice breaks the key of the history, after the batches have been written.
    const clash = { ...second.record, epoch: { ...second.record.epoch, epoch: 1 } }
    expect(() => publish(store, { ...second, record: clash })).toThrow('nothing was changed')
    expect(allOf(store.load().assignments.get(1))).toEqual(allOf(first.after.assignment))
    publish(store, second)
    expect(allOf(store.load().assignments.get(1))).toEqual(allOf(second.after.assignment))
    store.close()
  })

  it('[EP-6] gives the delta of an epoch as it was', () => {
    const store = openSqliteStore(file)
    store.createTask(newTask(1))
    expect(store.oldestEpoch(1)).toBe(null)
    const first = next(fresh(1), { targets: ['x', 'y'] }, ['a'])
    publish(store, first)
    const second = next(first.after, { targets: ['x', 'z'] }, ['b'])
    publish(store, second)
    expect(store.oldestEpoch(1)).toBe(1)
    expect(store.change(1, 2)?.delta).toEqual(deltaOf(second.before, second.after.assignment))
    store.close()
  })
})
