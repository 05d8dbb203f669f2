import BetterSqlite from 'better-sqlite3'
import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EpochDiff } from '../../../contract/resources/epoch.ts'
import { priorities } from '../../../planner/priority.ts'
import { TaskHistory, refusal, whole } from '../../../../tests/integration/task-history.ts'
import { newTask, nextRecord } from '../../../../tests/integration/stored-task.ts'
import { rewrite } from '../../../../tests/databases/reseal.ts'

describe('the history of a task', () => {
  let folder: string
  let file: string
  const opened: TaskHistory[] = []
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'batchdeck-history-'))
    file = join(folder, 'batchdeck.db')
  })
  afterEach(() => {
    for (const history of opened.splice(0)) history.planning.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function begin(keptEpochs?: number): TaskHistory {
    const history = new TaskHistory(file, keptEpochs)
    opened.push(history)
    return history
  }

  const item = fc.record({
    target: fc.integer({ min: 0, max: 60 }).map((n) => `t${n}`),
    priority: fc.constantFrom(...priorities),
  })
  const items = fc.uniqueArray(item, { maxLength: 50, selector: ({ target }) => target })
  const steps = fc.array(fc.record({ items, members: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')) }), {
    minLength: 1,
    maxLength: 6,
  })

  it('[EP-6] compares any two epochs, and rolls back to the very targets of any', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (list, choices) => {
        rmSync(file, { force: true })
        const history = new TaskHistory(file)
        const sets = [history.targets()]
        for (const step of list) {
          history.members = step.members
          if (history.publish(history.replace(step.items))) sets.push(history.targets())
        }
        history.reopen()
        for (const [from, before] of sets.entries()) {
          for (const [to, after] of sets.entries()) {
            const { targets, counts } = history.diff(from, to)
            const added = [...after.keys()].filter((target) => !before.has(target)).toSorted()
            const removed = [...before.keys()].filter((target) => !after.has(target)).toSorted()
            const rerated = [...before].filter(([target, was]) => (after.get(target) ?? was) !== was)
            expect(targets.added.map(({ target }) => target)).toEqual(added)
            expect(targets.removed.map(({ target }) => target)).toEqual(removed)
            expect(new Map(targets.rerated.map(({ target, from: was }) => [target, was]))).toEqual(new Map(rerated))
            expect(counts).toMatchObject({
              added: added.length,
              removed: removed.length,
              rerated: rerated.length,
              moved_batch: targets.moved.length,
            })
          }
        }
        for (const choice of choices) {
          const current = history.task.epoch
          if (current === 0) break
          expect(history.publish({ kind: 'epoch', epoch: current })).toBe(false)
          const epoch = 1 + (choice % current)
          const isPublished = history.publish({ kind: 'epoch', epoch })
          expect(history.targets()).toEqual(sets[epoch])
          if (!isPublished) continue
          expect(history.task.epoch).toBe(current + 1)
          expect(history.diff(epoch, current + 1).counts).toMatchObject({ added: 0, removed: 0, rerated: 0 })
          sets.push(history.targets())
          history.reopen()
        }
        history.planning.close()
      }),
      { numRuns: 25 },
    )
  })

  it('[EP-6] says what became of batches and slots', () => {
    const history = begin()
    history.members = ['a']
    history.publish(history.replace(['x', 'y']))
    history.members = ['b']
    history.publish(history.replace(['x', { target: 'y', priority: 'urgent' }, 'z']))
    const there = history.diff(1, 2)
    expect(there).toMatchObject({
      task_id: 1,
      from: 1,
      to: 2,
      counts: { added: 1, removed: 0, rerated: 1, moved_batch: 0, batches_handed: 1, slots_moved: 256 },
      targets: {
        added: [{ target: 'z', batch_id: 1, priority: 'medium' }],
        rerated: [{ target: 'y', from: 'medium', to: 'urgent' }],
      },
      batches: { opened: [], closed: [], handed: [{ batch_id: 1, from: 'a', to: 'b' }], relevelled: [] },
      next: null,
    })
    expect(there.slots[10]).toEqual({ slot: 10, from: 'a', to: 'b' })
    expect(history.diff(2, 1)).toMatchObject({
      from: 2,
      to: 1,
      targets: { added: [], removed: [{ target: 'z', batch_id: 1, priority: 'medium' }] },
      batches: { handed: [{ batch_id: 1, from: 'b', to: 'a' }] },
    })
    expect(history.diff(0, 2).batches.opened).toEqual([{ batch_id: 1, consumer_id: 'b', priority: 'medium' }])
    expect(Object.values(history.diff(2, 2).counts).every((count) => count === 0)).toBe(true)
  })

  it('[EP-6] gives long lists in pages, with the counts of all on each', () => {
    const history = begin()
    const names = Array.from({ length: 25 }, (_, i) => `t${String(i).padStart(2, '0')}`)
    history.publish(history.replace(names))
    const seen: string[] = []
    const slots: number[] = []
    for (let start: number | null = 0; start !== null;) {
      const page: EpochDiff = history.planning.diff(1, 0, 1, { start, limit: 10 })
      expect(page.counts).toEqual(history.diff(0, 1).counts)
      seen.push(...page.targets.added.map(({ target }) => target))
      slots.push(...page.slots.map(({ slot }) => slot))
      start = page.next
    }
    expect(seen).toEqual(names)
    expect(slots).toEqual(Array.from({ length: 256 }, (_, slot) => slot))
    expect(history.planning.diff(1, 0, 1, { start: 0, limit: 256 }).next).toBe(null)
  })

  it('[EP-6] refuses epochs that never were, to compare and to roll back to', () => {
    const history = begin()
    history.publish(history.replace(['x']))
    const unknown = { code: 'UNKNOWN_EPOCH', message: 'Task 1 has no epoch 2.' }
    expect(refusal(() => history.diff(2, 1))).toMatchObject(unknown)
    expect(refusal(() => history.diff(0, 2))).toMatchObject(unknown)
    expect(refusal(() => history.publish({ kind: 'epoch', epoch: 2 }))).toMatchObject(unknown)
    expect(refusal(() => history.planning.diff(7, 0, 1, whole))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    expect(Object.values(history.planning.diff(7, 0, 0, whole).counts).every((count) => count === 0)).toBe(true)
  })

  it('[EP-6] does not compare across an epoch of the first version, and says why', () => {
    const history = begin()
    for (const list of [['x'], ['x', 'y'], ['y'], ['y', 'z']]) history.publish(history.replace(list))
    history.planning.close()
    rewrite(file, 'DELETE FROM deltas WHERE epoch <= 2')
    history.reopen()
    const why = expect.stringContaining('Epoch 2 of task 1 was published by an earlier version') as string
    expect(refusal(() => history.diff(1, 4))).toMatchObject({ code: 'CONFLICT', message: why })
    expect(refusal(() => history.publish({ kind: 'epoch', epoch: 1 }))).toMatchObject({
      code: 'CONFLICT',
      message: why,
    })
    expect(history.diff(2, 4).counts).toMatchObject({ added: 1, removed: 1 })
    history.publish({ kind: 'epoch', epoch: 2 })
    expect([...history.targets().keys()]).toEqual(['x', 'y'])
  })

  it('[EP-6] keeps as many epochs as it is told to, and every target whatever that is', () => {
    const history = begin(1)
    for (let n = 1; n <= 5; n++) history.publish(history.replace(Array.from({ length: 10 * n }, (_, i) => `t${n + i}`)))
    const targets = history.targets()
    expect(targets.size).toBe(50)
    expect(history.keptEpochNumbers()).toEqual([5])
    history.planning.close()
    const database = new BetterSqlite(file)
    expect(database.prepare('SELECT epoch FROM deltas').pluck().all()).toEqual([5])
    database.close()
    history.reopen()
    expect(history.targets()).toEqual(targets)
    expect(history.keptEpochNumbers()).toEqual([5])
    expect(history.planning.rollout(1, 4)).toEqual([])
    expect(history.planning.rollout(1, 5)).toHaveLength(2)
    const gone = { code: 'UNKNOWN_EPOCH', message: expect.stringContaining('is no longer kept') as string }
    expect(refusal(() => history.diff(4, 5))).toMatchObject(gone)
    expect(refusal(() => history.diff(5, 0))).toMatchObject(gone)
    expect(refusal(() => history.publish({ kind: 'epoch', epoch: 4 }))).toMatchObject(gone)
    expect(history.diff(5, 5).counts.added).toBe(0)
    expect(history.publish({ kind: 'epoch', epoch: 5 })).toBe(false)
  })

  it('[EP-6] compares and rolls back to the oldest epoch that is kept, and not beyond', () => {
    const history = begin(3)
    const sets = [history.targets()]
    for (let n = 1; n <= 6; n++) {
      history.publish(history.replace([`t${n}`, `t${n + 1}`]))
      sets.push(history.targets())
    }
    expect(history.keptEpochNumbers()).toEqual([6, 5, 4])
    expect(history.diff(4, 6).counts).toMatchObject({ added: 2, removed: 2 })
    expect(refusal(() => history.diff(3, 6))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    history.publish({ kind: 'epoch', epoch: 4 })
    expect(history.targets()).toEqual(sets[4])
  })

  it('[EP-6] comes down to a lower number step by step', () => {
    const history = begin()
    for (let n = 1; n <= 25; n++) history.publish(history.replace([`t${n}`]))
    history.reopen(2)
    expect(history.keptEpochNumbers()).toHaveLength(25)
    const lengths = [26, 27, 28, 29].map((n) => {
      history.publish(history.replace([`t${n}`]))
      return history.keptEpochNumbers().length
    })
    expect(lengths).toEqual([16, 7, 2, 2])
    expect(history.keptEpochNumbers()).toEqual([29, 28])
  })

  it('[EP-6] another task keeps its epochs, and what comes late brings no forgotten one back', () => {
    const history = begin(1)
    const other = newTask(2)
    history.planning.createTask(other)
    const { plan, report } = history.planning.prepare(2, history.request(history.replace(['other'])))
    history.planning.commit(plan, nextRecord(other, report), 0)
    history.nextBatchId = report.nextBatchId
    history.publish(history.replace(['x']))
    const late = { epochs: history.planning.epochs(1, 2, 1), rollouts: history.planning.rollout(1, 1) }
    expect(late.rollouts).toHaveLength(2)
    history.publish(history.replace(['y']))
    history.planning.save(late)
    expect(history.keptEpochNumbers()).toEqual([2])
    expect(history.planning.rollout(1, 1)).toEqual([])
    expect(history.planning.epochs(2, 100, 100)).toHaveLength(1)
    expect(history.planning.rollout(2, 1)).toHaveLength(2)
  })
})
