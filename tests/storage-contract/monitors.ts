import { describe, expect, it } from 'vitest'
import { type ForeignChange, StaleRevision, type Storage } from '../../src/monitor/storage/port.ts'
import { Author, refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject, SharedSubject } from './subject.ts'
import { inOrder, shown } from './shown.ts'

/** What each is held to. */
export function alone(make: MakeSubject): void {
  describe('a monitor alone', () => {
    const desk = new Desk(make)

    it('is never told of what it commits itself', async () => {
      const told: ForeignChange[] = []
      const end = desk.storage.onChange((change) => told.push(change))
      await desk.author.create()
      await desk.author.replace(['x'])
      await desk.author.change(1, { name: 'Other' })
      await desk.author.delete(1)
      end()
      expect(told).toEqual([])
    })
  })
}

/** What those are held to that several monitors may have open. */
export function together(make: () => SharedSubject): void {
  describe('two monitors on one store', () => {
    let openBeside: () => Storage
    const desk = new Desk(() => {
      const subject = make()
      openBeside = () => subject.openBeside()
      return subject
    })
    function beside(): { other: Author; told: ForeignChange[]; end: () => void } {
      const other = new Author(openBeside())
      const told: ForeignChange[] = []
      return { other, told, end: other.storage.onChange((change) => told.push(change)) }
    }
    /** What one knows of a task is what the other does. */
    function learn(author: Author, from: Author): void {
      for (const [id, task] of from.tasks) author.tasks.set(id, task)
      author.nextBatchId = from.nextBatchId
    }

    it('each is told of what the other commits, once and in order, and has it then', async () => {
      const { author } = desk
      const { other, told, end } = beside()
      await author.create()
      const first = await author.replace(['x', { target: 'y', priority: 'low' }, 'z'])
      author.members = ['b', 'c']
      await author.change(1, { name: 'Other' })
      const second = await author.replace(['y', 'new'])
      expect(told).toEqual([
        { kind: 'task', task: expect.objectContaining({ epoch: 0, name: 'Task 1' }) as unknown },
        { kind: 'epoch', record: first.record, outline: first.outline },
        { kind: 'task', task: expect.objectContaining({ epoch: 1, name: 'Other' }) as unknown },
        { kind: 'epoch', record: second.record, outline: second.outline },
      ])
      const all = await shown(author.storage, 1, author.nextBatchId)
      expect(await shown(other.storage, 1, author.nextBatchId)).toEqual(all)
      learn(other, author)
      other.members = ['c']
      await other.replace(['y', 'newest'])
      expect((await shown(author.storage, 1, other.nextBatchId)).text).toBe('newest\ny\n')
      await author.storage.deleteTask(1)
      expect(told.slice(4)).toEqual([{ kind: 'task_gone', taskId: 1 }])
      expect((await shown(other.storage, 1, other.nextBatchId)).epochs).toEqual([])
      end()
      await author.create(2)
      expect(told).toHaveLength(5)
    })

    it('[EP-7] of two that plan the same epoch one is refused, and has changed nothing', async () => {
      const { author } = desk
      const { other } = beside()
      await author.create()
      learn(other, author)
      const mine = await author.prepare(await author.send(['mine']))
      const theirs = await other.prepare(await other.send(['theirs']))
      await author.commit(mine)
      const before = await shown(author.storage, 1, author.nextBatchId)
      const error = await refusal(other.commit(theirs))
      expect(error).toBeInstanceOf(StaleRevision)
      expect(error).toMatchObject({ taskId: 1, revision: 1 })
      // Nor where it has heard of the epoch meanwhile, for the plan was made of another one.
      expect(await refusal(other.storage.commit(theirs.plan, theirs.record, 1))).toBeInstanceOf(StaleRevision)
      expect(await shown(author.storage, 1, author.nextBatchId)).toEqual(before)
      expect(await shown(other.storage, 1, author.nextBatchId)).toEqual(before)
      learn(other, author)
      await other.publish(await other.send(['theirs']))
      expect((await shown(author.storage, 1, other.nextBatchId)).text).toBe('theirs\n')
    })

    it('a plan whose task the other deleted is refused, and a task that the other made is not made again', async () => {
      const { author } = desk
      const { other } = beside()
      await author.create()
      learn(other, author)
      const theirs = await other.prepare(await other.send(['theirs']))
      await author.storage.deleteTask(1)
      expect(await refusal(other.commit(theirs))).toMatchObject({ code: 'STALE', revision: null })
      await other.create(5)
      expect(await refusal(author.create(5))).toMatchObject({ code: 'STALE', revision: 0 })
    })

    it('whoever comes later, or comes back, has what both committed', async () => {
      const { author } = desk
      const { other } = beside()
      await author.create()
      await author.replace(['x', 'y'])
      learn(other, author)
      await other.replace(['y', 'z'])
      learn(author, other)
      const all = await shown(author.storage, 1, author.nextBatchId)
      const { other: third } = beside()
      expect(await shown(third.storage, 1, author.nextBatchId)).toEqual(all)
      await Promise.all([other.storage.close(), third.storage.close()])
      await desk.reopen()
      expect(await shown(desk.storage, 1, author.nextBatchId)).toEqual(all)
      expect(inOrder(await desk.storage.load()).tasks).toMatchObject([{ task: author.task() }])
    })
  })
}
