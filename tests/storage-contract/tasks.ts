import { describe, expect, it } from 'vitest'
import { StaleRevision } from '../../src/monitor/storage/port.ts'
import { newTask } from '../integration/stored-task.ts'
import { refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'
import { shown } from './shown.ts'

export function tasks(make: MakeSubject): void {
  describe('tasks', () => {
    const desk = new Desk(make)

    it('holds nothing at first, and gives ids from 1', async () => {
      const nothing = { tasks: [], consumers: [], progress: [], unplanned: [], nextBatchId: 1, nextTaskId: 1 }
      expect(await desk.storage.load()).toEqual(nothing)
      await desk.reopen()
      expect(await desk.storage.load()).toEqual(nothing)
    })

    it('keeps a task with its options, changed ones too, over a restart', async () => {
      const { author } = desk
      await author.create(3, { name: 'Ünïcode 好', strategy: 'ring', priority_levels: 4, auto_sync: false })
      await author.create(1)
      await author.change(3, { name: 'Other', batch_size: 7, virtual_nodes: 3, priority_levels: 'auto' })
      await desk.reopen()
      const { tasks: stored, nextTaskId } = await desk.storage.load()
      expect(stored.map(({ task }) => task)).toEqual([author.task(1), author.task(3)])
      expect(stored.map(({ epochs, rollout }) => [epochs, rollout])).toEqual([
        [[], []],
        [[], []],
      ])
      expect(stored[0]?.outline).toMatchObject({ members: [], put: [], closed: [] })
      expect(nextTaskId).toBe(4)
    })

    it('refuses a second task of the same id, and leaves the first as it is', async () => {
      const { author } = desk
      const first = await author.create(1, { name: 'First' })
      const error = await refusal(desk.storage.createTask(newTask(1)))
      expect(error).toBeInstanceOf(StaleRevision)
      expect(error).toMatchObject({ code: 'STALE', taskId: 1, revision: 0 })
      await author.replace(['x'])
      expect(await refusal(desk.storage.createTask(newTask(1)))).toMatchObject({ code: 'STALE', revision: 1 })
      await desk.reopen()
      const { tasks: stored } = await desk.storage.load()
      expect(stored).toMatchObject([{ task: { ...first, epoch: 1, targets: 1, batches: 1 } }])
    })

    it('refuses other options for an epoch that is not the present one, and for a task that is gone', async () => {
      const { author } = desk
      const before = await author.create()
      await author.replace(['x'])
      const late = await refusal(desk.storage.changeTask({ ...before, name: 'Late' }))
      expect(late).toBeInstanceOf(StaleRevision)
      expect(late).toMatchObject({ code: 'STALE', taskId: 1, revision: 1 })
      expect(await refusal(desk.storage.changeTask(newTask(2)))).toMatchObject({ code: 'STALE', revision: null })
      await desk.reopen()
      expect((await desk.storage.load()).tasks.map(({ task }) => task)).toEqual([author.task(1)])
    })

    it('forgets a deleted task with all that is its, over a restart too, and nothing of the others', async () => {
      const { author } = desk
      await author.create(1)
      await author.create(2)
      await author.replace(['x', 'y'], 1)
      await author.replace(['z'], 2)
      await author.replace(['z', 'new'], 2)
      await desk.storage.save({
        progress: [1, 2, 3, 4].map((id) => [id, 1, 50, 7, 'on it'] as const),
      })
      const others = await shown(desk.storage, 2, author.nextBatchId)
      const { batches } = await desk.storage.batches(1, [1, 2, 3, 4])
      expect(batches.length).toBeGreaterThan(0)
      await author.delete(1)
      await author.delete(1)
      for (const each of ['at once', 'after a restart']) {
        expect(await shown(desk.storage, 1, author.nextBatchId), each).toMatchObject({
          text: '',
          batches: { epoch: 0, batches: [] },
          epochs: [],
          rollouts: [],
          slots: { refused: { code: 'UNKNOWN_EPOCH' } },
        })
        expect(await shown(desk.storage, 2, author.nextBatchId), each).toEqual(others)
        await desk.reopen()
      }
      const { tasks: stored, progress, nextTaskId, nextBatchId } = await desk.storage.load()
      expect(stored.map(({ task }) => task)).toEqual([author.task(2)])
      const left = new Set((await desk.storage.batches(2, [1, 2, 3, 4])).batches.map(({ batch_id }) => batch_id))
      expect(new Set(progress.map(([id]) => id))).toEqual(left)
      // No task and no batch ever gets the id of one that is gone.
      expect([nextTaskId, nextBatchId]).toEqual([3, author.nextBatchId])
    })

    it('a task that is made anew under the id of a deleted one begins with nothing', async () => {
      const { author } = desk
      await author.create(1)
      await author.replace(['x'])
      await author.delete(1)
      await author.create(1)
      expect(await shown(desk.storage, 1, author.nextBatchId)).toMatchObject({ text: '', epochs: [] })
      const { outline } = await author.replace(['y'])
      expect(outline.put).toMatchObject([{ batch_id: 2 }])
      await desk.reopen()
      expect((await desk.storage.epochs(1, Infinity, 10)).map(({ epoch }) => epoch)).toEqual([1])
    })
  })

  describe('at its end', () => {
    const desk = new Desk(make)

    it('has done what was asked before, is closed as often as it is asked to, and refuses what comes later', async () => {
      const created = desk.author.create(1)
      const closing = [desk.storage.close(), desk.storage.close()]
      await Promise.all([created, ...closing])
      await desk.storage.close()
      const refused = { code: 'STORAGE_FAILED', name: 'BatchdeckError' }
      expect(await refusal(desk.storage.createTask(newTask(2)))).toMatchObject(refused)
      expect(await refusal(desk.storage.load())).toMatchObject(refused)
      await desk.reopen()
      expect((await desk.storage.load()).tasks).toMatchObject([{ task: { task_id: 1 } }])
    })
  })
}
