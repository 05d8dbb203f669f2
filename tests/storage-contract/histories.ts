import { describe, expect, it } from 'vitest'
import type { EpochDiff } from '../../src/contract/resources/epoch.ts'
import { slotsAt } from '../../src/contract/slot-history.ts'
import { refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'
import { whole } from './shown.ts'

export function histories(make: MakeSubject): void {
  describe('the history of a task', () => {
    const desk = new Desk(make)
    const numbers = async (before: number, limit: number) =>
      (await desk.storage.epochs(1, before, limit)).map(({ epoch }) => epoch)

    it('[EP-5] gives epochs newest first, and no more than are asked for', async () => {
      await desk.author.create()
      for (const list of [['x'], ['y'], ['z'], ['x', 'z']]) await desk.author.replace(list)
      for (const _ of ['at once', 'after a restart']) {
        expect(await numbers(Infinity, 100)).toEqual([4, 3, 2, 1])
        expect(await numbers(4, 2)).toEqual([3, 2])
        expect(await numbers(1, 2)).toEqual([])
        expect(await desk.storage.rollout(1, 9)).toEqual([])
        await desk.reopen()
      }
      expect((await desk.storage.load()).tasks[0]?.epochs.map(({ epoch }) => epoch)).toEqual([4, 3, 2, 1])
    })

    it('[EP-6] compares any two, in both directions and in pages', async () => {
      await desk.author.create()
      await desk.author.replace(['x', { target: 'y', priority: 'low' }, 'gone'])
      desk.author.members = ['b']
      await desk.author.replace(['x', { target: 'y', priority: 'high' }, 'new', 'newer'])
      await desk.reopen()
      const there = await desk.storage.diff(1, 1, 2, whole)
      expect(there).toMatchObject({ task_id: 1, from: 1, to: 2, counts: { added: 2, removed: 1, rerated: 1 } })
      expect(there.targets.rerated).toEqual([{ target: 'y', from: 'low', to: 'high' }])
      const back = await desk.storage.diff(1, 2, 1, whole)
      expect(back.targets.added).toEqual(there.targets.removed)
      expect(back.slots).toEqual(there.slots.map(({ slot, from, to }) => ({ slot, from: to, to: from })))
      const seen: string[] = []
      for (let start: number | null = 0; start !== null;) {
        const page: EpochDiff = await desk.storage.diff(1, 0, 2, { start, limit: 1 })
        expect(page.counts).toMatchObject({ added: 4, removed: 0 })
        seen.push(...page.targets.added.map(({ target }) => target))
        start = page.next
      }
      expect(seen).toEqual(['new', 'newer', 'x', 'y'])
      const unknown = { code: 'UNKNOWN_EPOCH' }
      expect(await refusal(desk.storage.diff(1, 0, 3, whole))).toMatchObject(unknown)
      expect(await refusal(desk.storage.diff(5, 0, 1, whole))).toMatchObject(unknown)
    })

    it('[EP-6] makes the targets of an earlier epoch the present ones', async () => {
      await desk.author.create()
      const texts: string[] = []
      const text = async () => Buffer.from(await desk.storage.targets(1, 'csv')).toString()
      for (const list of [['x'], [{ target: 'x', priority: 'low' }, 'y'], ['y', 'z']]) {
        await desk.author.replace(list)
        texts.push(await text())
      }
      await desk.reopen()
      for (const epoch of [1, 3, 2]) {
        await desk.author.publish({ kind: 'epoch', epoch })
        expect(await text()).toBe(texts[epoch - 1])
      }
      const beyond = desk.author.request({ kind: 'epoch', epoch: 7 })
      expect(await refusal(desk.storage.preview(1, beyond))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    })

    it('[EP-10] has the slots of every epoch', async () => {
      await desk.author.create()
      const outlines = []
      for (const [i, members] of [['a'], ['a', 'b'], [], ['b', 'c']].entries()) {
        desk.author.members = members
        outlines.push((await desk.author.replace([`x${i}`, 'y'])).outline)
      }
      await desk.reopen()
      const history = await desk.storage.slotHistory(1, 1, 4)
      expect(history).toMatchObject({ task_id: 1, oldest: 1 })
      for (const [i, { owners, slotTargets }] of outlines.entries()) {
        expect(slotsAt(history, i + 1)?.map).toEqual({ owners, targets: slotTargets })
      }
      expect((await desk.storage.slotHistory(1, 3, 4)).epochs.map(({ epoch }) => epoch)).toEqual([3, 4])
      expect(await refusal(desk.storage.slotHistory(1, 1, 5))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    })

    it('[EP-6] keeps as many epochs as it is told to; what is gone stays gone, and no target goes with it', async () => {
      await desk.reopen(3)
      await desk.author.create()
      const first = await desk.author.replace(['t1', 't2'])
      for (let n = 2; n <= 6; n++) await desk.author.replace([`t${n}`, `t${n + 1}`])
      const late = { epochs: [first.record.epoch], rollouts: first.record.rollout }
      const gone = { code: 'UNKNOWN_EPOCH' }
      for (const keptEpochs of [3, Infinity, Infinity]) {
        await desk.storage.save(late)
        expect(await numbers(Infinity, 100)).toEqual([6, 5, 4])
        expect(await desk.storage.rollout(1, 1)).toEqual([])
        expect((await desk.storage.diff(1, 4, 6, whole)).counts).toMatchObject({ added: 2, removed: 2 })
        expect(await refusal(desk.storage.diff(1, 3, 6, whole))).toMatchObject(gone)
        expect(await refusal(desk.storage.slotHistory(1, 1, 3))).toMatchObject(gone)
        expect(await desk.storage.slotHistory(1, 1, 5)).toMatchObject({
          oldest: 4,
          epochs: [{ epoch: 4 }, { epoch: 5 }],
        })
        expect(Buffer.from(await desk.storage.targets(1, 'text')).toString()).toBe('t6\nt7\n')
        await desk.reopen(keptEpochs)
      }
      await desk.author.publish({ kind: 'epoch', epoch: 4 })
      expect(Buffer.from(await desk.storage.targets(1, 'text')).toString()).toBe('t4\nt5\n')
      expect(await numbers(Infinity, 100)).toEqual([7, 6, 5, 4])
    })

    it('[EP-12] keeps what can be undone, however few epochs are kept, and no longer than it can', async () => {
      await desk.reopen(1)
      await desk.author.create()
      await desk.author.replace(['t1'])
      const commit = async (items: readonly string[], undoable: number | null) => {
        const prepared = await desk.author.prepare(await desk.author.send(items))
        await desk.author.commit({ ...prepared, record: { ...prepared.record, undoable } })
      }
      await commit(['t1', 't2'], 2)
      await commit(['t1', 't2', 't3'], 2)
      expect(await numbers(Infinity, 100)).toEqual([3, 2])
      await desk.reopen(1)
      await desk.author.publish({ kind: 'before', epoch: 2 })
      expect(Buffer.from(await desk.storage.targets(1, 'text')).toString()).toBe('t1\n')
      // All that is known is that it was before the oldest: as an epoch it is gone.
      expect(await refusal(desk.storage.diff(1, 1, 4, whole))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
      await commit(['t5'], null)
      expect(await numbers(Infinity, 100)).toEqual([5])
      const gone = desk.author.request({ kind: 'before', epoch: 4 })
      expect(await refusal(desk.storage.prepare(1, gone))).toMatchObject({ code: 'UNKNOWN_EPOCH' })
    })

    it('[EP-5] gives a monitor that starts the last hundred, and all others when they are asked for', async () => {
      await desk.author.create()
      for (let n = 1; n <= 103; n++) await desk.author.replace([`t${n % 7}`])
      await desk.reopen()
      const [task] = (await desk.storage.load()).tasks
      expect([task?.epochs.length, task?.epochs[0]?.epoch, task?.epochs.at(-1)?.epoch]).toEqual([100, 103, 4])
      expect(await numbers(4, 100)).toEqual([3, 2, 1])
    })
  })
}
