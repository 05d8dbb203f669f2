import { describe, expect, it } from 'vitest'
import type { TargetChangeList } from '../../src/contract/resources/target-change.ts'
import { type EditRequest, StaleRevision } from '../../src/monitor/storage/port.ts'
import { refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

type Import = EditRequest & { readonly kind: 'import' }

export function edits(make: MakeSubject): void {
  describe('edits of a target set', () => {
    const desk = new Desk(make)
    const text = async () => Buffer.from(await desk.storage.targets(1, 'text')).toString()
    const as = async (edit: 'replace' | 'add' | 'remove', list: string): Promise<Import> => ({
      ...(await desk.author.send(list, { format: 'text' })),
      as: edit,
    })

    it('[CH-1] a list is added, removed, or takes the place of all, and what is not there is named', async () => {
      const { author } = desk
      await author.create()
      await author.replace(['a', { target: 'b', priority: 'urgent' }])
      await author.publish(await as('add', 'b\nc\n'))
      expect(await text()).toBe('a\nb\nc\n')
      const removed = await author.publish(await as('remove', 'x\na\ny\nx\n'))
      expect(removed.report).toMatchObject({ counts: { removed: 1 }, notFound: { count: 2, first: ['x', 'y'] } })
      expect(await text()).toBe('b\nc\n')
      expect(Buffer.from(await desk.storage.targets(1, 'csv')).toString()).toContain('b,urgent')
      await author.publish(await as('replace', 'd\n'))
      expect(await text()).toBe('d\n')
      const change = await author.send({ add: ['e'], remove: ['nobody'] }, { edit: 'change' })
      const refused = await refusal(desk.storage.preview(1, author.request({ ...change, as: 'add' })))
      expect(refused).toMatchObject({ code: 'CONFLICT', reason: 'list_is_change' })
      expect((await author.publish(change)).report.notFound).toEqual({ count: 1, first: ['nobody'] })
    })

    it('[CH-3] the lists of a change are there by page while it is only looked at, and change nothing', async () => {
      const { author } = desk
      const known = Array.from({ length: 250 }, (_, i) => `known-${String(i).padStart(3, '0')}`)
      await author.create()
      await author.replace(known)
      const rated = { target: known[5]!, priority: 'low' }
      const edit = await author.send(['new', rated, ...known.slice(150)])
      const page = (list: TargetChangeList, more = {}) =>
        desk.storage.targetChanges(1, author.request(edit), { list, start: 0, limit: 1000, ...more })
      const removed = [...known.slice(0, 5), ...known.slice(6, 150)]
      expect((await page('removed')).targets.map(({ target }) => target)).toEqual(removed)
      expect(await page('removed', { start: 147, limit: 2, query: 'KNOWN' })).toMatchObject({
        base_epoch: 1,
        total: 149,
        matching: 149,
        targets: [{ target: 'known-148' }, { target: 'known-149' }],
      })
      expect(await page('added')).toEqual({
        base_epoch: 1,
        total: 1,
        matching: 1,
        targets: [{ target: 'new', priority: 'medium', attributes: null, was: null }],
      })
      expect((await page('rerated')).targets).toEqual([
        { ...rated, attributes: null, was: { priority: 'medium', attributes: null } },
      ])
      const { firstChanges } = await desk.storage.preview(1, author.request(edit))
      expect(firstChanges.removed.map(({ target }) => target)).toEqual(removed.slice(0, 100))
      expect(firstChanges.rerated).toEqual((await page('rerated')).targets)
      expect(await text()).toBe(`${known.join('\n')}\n`)
      // What is looked at is of the present targets, whatever was looked at before.
      await author.replace(['new'])
      expect(await page('added')).toMatchObject({ base_epoch: 2, total: 101 })
      await desk.storage.discardList(edit.importId)
      expect(await refusal(page('added'))).toBeInstanceOf(Error)
    })

    it('[CH-4] a task is made with its first epoch, in one write, and only where there is none', async () => {
      const { author } = desk
      const { plan, record } = await author.prepare(await author.send(['x', 'y'], {}), 7)
      await desk.storage.commit(plan, record, null)
      await desk.reopen()
      const { tasks, nextTaskId } = await desk.storage.load()
      expect(tasks).toMatchObject([{ task: { task_id: 7, epoch: 1, targets: 2 }, epochs: [{ epoch: 1 }] }])
      expect(nextTaskId).toBe(8)
      expect(Buffer.from(await desk.storage.targets(7, 'text')).toString()).toBe('x\ny\n')
      author.tasks.set(7, record.task)
      const again = await author.prepare(await author.send(['z'], {}), 7)
      const refused = await refusal(desk.storage.commit(again.plan, again.record, null))
      expect(refused).toBeInstanceOf(StaleRevision)
      expect(refused).toMatchObject({ taskId: 7, revision: 1 })
    })

    it('[CH-2] keeps what a task says of its guard, and that it says nothing', async () => {
      const { author } = desk
      await author.create(1, { guard: 30 })
      await author.create(2)
      const guards = async () => (await desk.storage.load()).tasks.map(({ task }) => task.guard)
      await desk.reopen()
      expect(await guards()).toEqual([30, null])
      await author.change(1, { guard: null })
      await author.change(2, { guard: 0 })
      await author.replace(['x'], 2)
      await desk.reopen()
      expect(await guards()).toEqual([null, 0])
    })
  })
}
