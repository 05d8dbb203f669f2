import BetterSqlite from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeSchema4 } from '../../../../tests/databases/schema-4.ts'
import { optionsOf } from '../../../../tests/integration/stored-task.ts'
import { causeText } from '../../../console/words/cause.ts'
import { contentsOf, emptyAssignment } from '../../../planner/assignment.ts'
import { deltaOf } from '../../../planner/delta.ts'
import { composeDeltas } from '../../../planner/history.ts'
import { plan } from '../../../planner/plan.ts'
import { openSqliteStore } from './sqlite-store.ts'

describe('a database of the version with schema 4', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-older-'))
    file = join(folder, 'batchdeck.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each(['the first time', 'again'])('opens %s, and holds what that version read of it', (time) => {
    const expected = writeSchema4(file)
    if (time === 'again') openSqliteStore(file).close()
    const store = openSqliteStore(file)
    const { state, assignments } = store.load()
    // What that version did not know is filled in.
    const tasks = state.tasks.map(({ outline, epochs, task: { identity, guard, undo, ...task }, ...stored }) => {
      expect([identity, guard, undo]).toEqual(['exact', null, null])
      const inWords = epochs.map((epoch) => {
        const { causes: _, counts, ...words } = epoch
        const { described, ...counted } = counts
        expect(described).toBe(0)
        return { ...words, counts: counted }
      })
      const { members, owners, put } = outline
      return { ...stored, task, epochs: inWords, members, owners, batches: put }
    })
    const later = new Set(['flapping_since', 'restarts', 'kept_since', 'held_until'])
    const consumers = state.consumers.map((consumer) =>
      Object.fromEntries(Object.entries(consumer).filter(([key]) => !later.has(key))),
    )
    expect({ ...state, tasks, consumers }).toEqual(expected.state)
    expect(tasks.map(({ epochs }) => epochs.length)).toEqual([23, 3, 0])
    for (const [taskId, contents] of Object.entries(expected.contents)) {
      const assignment = assignments.get(Number(taskId))!
      const found = Array.from(contentsOf(assignment, assignment.batches.ids()), ([id, { attributes, ...content }]) => {
        expect(attributes).toEqual(content.targets.map(() => null))
        return [id, content] as const
      })
      expect(Object.fromEntries(found)).toEqual(contents)
    }
    for (const [key, rollout] of Object.entries(expected.rollouts)) {
      const [taskId, epoch] = key.split('/').map(Number)
      expect(store.rollout(taskId!, epoch!)).toEqual(rollout)
    }
    store.close()
  })

  it('with a damaged row is refused with the table and the row', () => {
    writeSchema4(file)
    const database = new BetterSqlite(file)
    database.exec(`UPDATE epochs SET view = '{bad' WHERE task_id = 1 AND epoch = 3`)
    database.close()
    const store = openSqliteStore(file)
    expect(() => store.load()).toThrow(/epochs \(task 1, epoch 3\): \/ is not JSON/)
    store.close()
  })

  it('[EP-5] has the causes of every epoch as data, which says what the words said', () => {
    writeSchema4(file)
    const store = openSqliteStore(file)
    const read = store.load().state.tasks.flatMap(({ epochs }) => epochs)
    expect(read).toHaveLength(26)
    for (const { cause, causes } of read) {
      expect(causeText('en', causes)).toBe(cause)
      expect(causes.map(({ kind }) => kind)).not.toContain('unknown')
    }
    const members = (change: string, ...consumers: string[]) => ({ kind: 'members', change, consumers })
    const options = (...changes: [option: string, from: unknown, to: unknown][]) => ({
      kind: 'options',
      changes: changes.map(([option, from, to]) => ({ option, from, to })),
    })
    expect(
      store
        .epochs(1, Infinity, 1000)
        .toReversed()
        .map(({ causes }) => causes),
    ).toEqual([
      [{ kind: 'import', added: 240, removed: 0 }],
      [{ ...members('joined', 'c1', 'c3', 'c5'), more: 2 }],
      [members('left', 'c5')],
      [members('joined', 'c5')],
      [members('joined', 'options:us')],
      [{ kind: 'change', added: 2, removed: 5 }],
      [options(['batch_size', 20, 15])],
      [options(['strategy', 'balanced', 'ring'], ['virtual_nodes', 150, 77], ['priority_levels', 'auto', 2])],
      [options(['strategy', 'ring', 'balanced'])],
      [{ kind: 'change', added: 0, removed: 41 }],
      [{ kind: 'sync', rebalance: true }],
      [{ kind: 'change', added: 41, removed: 0 }],
      [members('drained', 'c3')],
      [members('undrained', 'c3')],
      [{ kind: 'rollback', to: 1, added: 5, removed: 2 }],
      [options(['auto_sync', false, true]), members('left', 'options:us')],
      [{ ...members('lost', 'c5'), silence: [2000] }],
      [members('returned', 'c5')],
      [members('lost', 'c5', 'target-x')],
      [{ kind: 'change', added: 1, removed: 0 }, members('joined', 'c8')],
      [members('drained', 'options:eu')],
      [{ kind: 'members', change: 'restored' }, members('joined', 'c9')],
      [{ ...members('lost', 'c3'), silence: [1000] }],
    ])
    store.close()
  })

  it('has every delta and every slot map of its epochs', () => {
    writeSchema4(file)
    const store = openSqliteStore(file)
    const { state, assignments } = store.load()
    for (const { task } of state.tasks) {
      const epochs = Array.from({ length: task.epoch }, (_, i) => i + 1)
      const composed = composeDeltas(epochs.map((epoch) => store.change(task.task_id, epoch)!.delta))
      const whole = deltaOf(emptyAssignment, assignments.get(task.task_id) ?? emptyAssignment)
      for (const [name, list] of Object.entries(whole) as [keyof typeof whole, readonly unknown[]][]) {
        const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).toSorted()
        expect(sorted(composed[name]), name).toEqual(sorted(list))
      }
      expect(store.slotMaps(task.task_id, 1, task.epoch)).toHaveLength(task.epoch)
    }
    store.close()
  })

  it('goes on: the same targets for the same members are no change', () => {
    writeSchema4(file)
    const store = openSqliteStore(file)
    const { state, assignments } = store.load()
    const { task, outline } = state.tasks[0]!
    const previous = assignments.get(task.task_id)!
    const terms = { previous, options: optionsOf(task), members: outline.members, nextBatchId: state.nextBatchId }
    expect(plan({ ...terms, edit: { kind: 'keep' } }).changed).toBe(false)
    store.close()
  })
})
