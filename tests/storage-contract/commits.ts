import { describe, expect, it } from 'vitest'
import { SLOT_COUNT } from '../../src/planner/hash.ts'
import { type PlanHandle, StaleRevision } from '../../src/monitor/storage/port.ts'
import { refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'
import { inOrder, shown } from './shown.ts'

export function commits(make: MakeSubject): void {
  describe('epochs', () => {
    const desk = new Desk(make)
    const many = Array.from({ length: 100 }, (_, i) => ({
      target: `target-${i}`,
      ...(i % 3 === 0 && { priority: i % 2 === 0 ? 'urgent' : 'low' }),
    }))
    /** Everything there is to say, but for what only a restart reads. */
    const all = () => shown(desk.storage, 1, desk.author.nextBatchId)

    it('[PL-7] a preview says what would change and changes nothing', async () => {
      const { author } = desk
      await author.create()
      await author.replace(many)
      const before = await all()
      author.members = ['a', 'b', 'c']
      const edit = await author.send({ add: ['new'], remove: ['target-1', 'target-2'] }, { edit: 'change' })
      const report = await desk.storage.preview(1, author.request(edit))
      expect(report).toMatchObject({ changed: true, counts: { targets: 99, consumers: 3, added: 1, removed: 2 } })
      expect(await desk.storage.preview(1, author.request(edit))).toEqual(report)
      expect(await all()).toEqual(before)
      await desk.reopen()
      expect(await all()).toEqual(before)
    })

    it('[EP-1] what is committed is there over a restart, and the next plan starts from it', async () => {
      const { author } = desk
      await author.create()
      const first = await author.replace(many)
      expect(first.outline).toMatchObject({ members: ['a', 'b'], closed: [] })
      expect(first.outline.owners).toHaveLength(SLOT_COUNT)
      expect(first.outline.slotTargets.reduce((sum, count) => sum + count)).toBe(100)
      expect(first.outline.put.reduce((sum, { size }) => sum + size, 0)).toBe(100)
      author.members = ['a', 'c']
      const edit = await author.send(
        { add: ['new', { target: 'target-3', priority: 'high' }], remove: ['target-1'] },
        { edit: 'change' },
      )
      const second = await author.publish(edit)
      const before = await all()
      expect(before.epochs).toEqual([second.record.epoch, first.record.epoch])
      expect(before.rollouts).toEqual([second.record.rollout, first.record.rollout])
      await desk.reopen()
      expect(await all()).toEqual(before)
      const { tasks, nextBatchId } = await desk.storage.load()
      expect(nextBatchId).toBe(author.nextBatchId)
      expect(tasks).toMatchObject([{ task: second.record.task, epochs: before.epochs, rollout: second.record.rollout }])
      const { owners, members, slotTargets, put, closed } = tasks[0]!.outline
      expect({ owners, members, slotTargets }).toEqual({
        owners: second.outline.owners,
        members: ['a', 'c'],
        slotTargets: second.outline.slotTargets,
      })
      expect(closed).toEqual([])
      // All batches: those that the last epoch changed, and those that it did not.
      const known = new Map(first.outline.put.map((batch) => [batch.batch_id, batch]))
      for (const batch of second.outline.put) known.set(batch.batch_id, batch)
      for (const id of second.outline.closed) known.delete(id)
      expect(put).toEqual([...known.values()].toSorted((a, b) => a.batch_id - b.batch_id))
      const again = await desk.storage.preview(1, author.request({ kind: 'keep' }))
      expect(again).toMatchObject({ changed: false, counts: { targets: 100, moved_batch: 0 } })
    })

    it('[PL-10] a list without members, and members without a list', async () => {
      const { author } = desk
      await author.create()
      author.members = []
      const { outline } = await author.replace(['x'])
      expect(outline.put).toEqual([{ batch_id: 1, consumer_id: null, priority: 'medium', size: 1 }])
      author.members = ['a']
      expect((await author.publish({ kind: 'keep' })).outline.put).toMatchObject([{ batch_id: 1, consumer_id: 'a' }])
      expect((await author.replace([])).outline).toMatchObject({ put: [], closed: [1], members: ['a'] })
      const before = await all()
      await desk.reopen()
      expect(await all()).toEqual(before)
      expect((await desk.storage.load()).tasks).toMatchObject([{ outline: { members: ['a'], put: [] } }])
    })

    it.each([
      ['an older epoch', 0, 1],
      ['a later one', 2, 1],
      ['no task at all', 1, null],
    ])('[EP-7] a commit on %s is refused and changes nothing', async (what, expected, revision) => {
      const { author } = desk
      await author.create()
      await author.replace(['x', 'y'])
      const prepared = await author.prepare(await author.send(['y', 'z']))
      if (what === 'no task at all') await author.delete(1)
      const before = await all()
      const error = await refusal(desk.storage.commit(prepared.plan, prepared.record, expected))
      expect(error).toBeInstanceOf(StaleRevision)
      expect(error).toMatchObject({ code: 'STALE', taskId: 1, revision })
      expect(await all()).toEqual(before)
      const state = inOrder(await desk.storage.load())
      await desk.reopen()
      expect(await all()).toEqual(before)
      expect((await desk.storage.load()).tasks.length).toBe(revision === null ? 0 : 1)
      expect(inOrder(await desk.storage.load()).nextBatchId).toBe(revision === null ? 3 : author.nextBatchId)
      expect(state.nextTaskId).toBe(1)
    })

    it('[EP-7] a plan that was refused as stale can still be committed on the epoch it was made of', async () => {
      const { author } = desk
      await author.create()
      const prepared = await author.prepare(await author.send(['x']))
      expect(await refusal(desk.storage.commit(prepared.plan, prepared.record, 7))).toMatchObject({ code: 'STALE' })
      await author.commit(prepared)
      expect((await all()).text).toBe('x\n')
    })

    it('commits a plan once, the one that was prepared last, and for its own task only', async () => {
      const { author } = desk
      await author.create(1)
      await author.create(2)
      const none = await author.prepare(await author.send(['x']))
      const other = await author.prepare(await author.send(['y']), 2)
      for (const [plan, record] of [
        [none.plan, none.record],
        [other.plan, none.record],
        [987_654 as PlanHandle, other.record],
      ] as const) {
        expect(await refusal(desk.storage.commit(plan, record, 0))).toBeInstanceOf(Error)
      }
      await author.commit(other)
      const again = {
        ...other.record,
        task: { ...other.record.task, epoch: 2 },
        epoch: { ...other.record.epoch, epoch: 2 },
      }
      expect(await refusal(desk.storage.commit(other.plan, again, 1))).toBeInstanceOf(Error)
      expect(await desk.storage.epochs(2, Infinity, 10)).toEqual([other.record.epoch])
      expect(await desk.storage.epochs(1, Infinity, 10)).toEqual([])
    })

    it('[EP-1] what cannot be written leaves the old epoch, here as over a restart', async () => {
      const { author } = desk
      await author.create()
      const first = await author.replace(['x'])
      const before = await all()
      const prepared = await author.prepare(await author.send(['y']))
      const clash = { ...prepared.record, epoch: first.record.epoch }
      expect(await refusal(desk.storage.commit(prepared.plan, clash, 1))).toBeInstanceOf(Error)
      expect(await all()).toEqual(before)
      await desk.reopen()
      expect(await all()).toEqual(before)
      expect((await desk.storage.load()).tasks).toMatchObject([{ task: author.task() }])
    })

    it('calls are carried out in the order in which they are made', async () => {
      const { author } = desk
      await author.create()
      const edit = await author.send(['x', 'y'])
      const request = author.request(edit)
      const [prepared, size, gone, epochs] = await Promise.all([
        desk.storage.prepare(1, request),
        desk.storage.targets(1, 'text').then(({ length }) => length),
        desk.storage.deleteTask(1),
        desk.storage.changeTask(author.task()).catch((error: unknown) => error),
      ])
      expect(prepared.report.counts.targets).toBe(2)
      expect([size, gone]).toEqual([0, undefined])
      expect(epochs).toBeInstanceOf(StaleRevision)
    })
  })
}
