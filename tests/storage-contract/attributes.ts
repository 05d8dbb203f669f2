import { describe, expect, it } from 'vitest'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

const lower = '0xdac17f958d2ee523a2206206994597c13d831ec7'
const upper = `0x${lower.slice(2).toUpperCase()}`
const other = '0x52908400098527886e0f7030069857d2e4169ee7'
const usdt = { label: 'USDT', chain: 'eth' }

export function attributes(make: MakeSubject): void {
  describe('attributes and identities', () => {
    const desk = new Desk(make)
    const json = async () => {
      const bytes = await desk.storage.targets(1, 'json')
      return (JSON.parse(Buffer.from(bytes).toString()) as { targets: unknown[] }).targets
    }
    /** Plans the task under another identity, as a change of options does. */
    const reidentify = async (identity: 'exact' | 'evm' | 'auto') => {
      desk.author.tasks.set(1, { ...desk.author.task(1), identity })
      return desk.author.publish({ kind: 'keep' })
    }

    it('[AT-2] are there after a restart, with batches that ask for them, and in no other answer for consumers', async () => {
      const { author } = desk
      author.members = ['a']
      await author.create()
      await author.replace([{ target: 'x', attributes: usdt }, 'y', { target: 'z', priority: 'low', label: 'ü' }])
      for (const _ of ['at once', 'after a restart']) {
        expect(await json()).toEqual([
          { target: 'x', attributes: usdt },
          'y',
          { target: 'z', priority: 'low', attributes: { label: 'ü' } },
        ])
        const batch = { batch_id: 1, consumer_id: 'a', priority: 'medium', targets: ['x', 'y', 'z'] }
        expect((await desk.storage.batches(1, [1])).batches).toEqual([batch])
        expect((await desk.storage.batches(1, [1], true)).batches).toEqual([
          { ...batch, attributes: { x: usdt, z: { label: 'ü' } } },
        ])
        await desk.reopen()
      }
    })

    it('[AT-2] [EP-6] alone are an epoch that touches nobody, is compared, and is taken back', async () => {
      const { author } = desk
      await author.create()
      await author.replace([{ target: 'x', label: 'a' }, { target: 'y', label: 'b' }, 'z'])
      const { report } = await author.replace([{ target: 'x', label: 'A' }, 'y', { target: 'z', label: 'c' }])
      expect(report).toMatchObject({
        changed: true,
        consumersTouched: [],
        counts: { described: 3, added: 0, rerated: 0 },
      })
      await desk.reopen()
      const { counts, targets } = await desk.storage.diff(1, 1, 2, { start: 0, limit: 2 })
      expect(counts).toMatchObject({ described: 3, moved_batch: 0 })
      expect(targets.described).toEqual([
        { target: 'x', from: { label: 'a' }, to: { label: 'A' } },
        { target: 'y', from: { label: 'b' }, to: null },
      ])
      await author.publish({ kind: 'epoch', epoch: 1 })
      expect(await json()).toEqual([
        { target: 'x', attributes: { label: 'a' } },
        { target: 'y', attributes: { label: 'b' } },
        'z',
      ])
      // A list that says nothing of them leaves them.
      expect((await author.replace(['x', 'y', 'z'])).report.changed).toBe(false)
    })

    it('[ID-2] another identity moves targets and merges them, over a restart too, and the way back is compared', async () => {
      const { author } = desk
      await author.create()
      await author.replace([
        { target: upper, priority: 'urgent', label: 'up' },
        { target: lower, priority: 'low' },
        'Mint',
        'mint',
      ])
      const { report } = await reidentify('evm')
      expect(report.counts).toMatchObject({ targets: 3, added: 0, removed: 1, rerated: 1, described: 1 })
      for (const _ of ['at once', 'after a restart']) {
        expect(await json()).toEqual([
          { target: lower, priority: 'urgent', attributes: { label: 'up' } },
          'Mint',
          'mint',
        ])
        await desk.reopen()
      }
      const { targets } = await desk.storage.diff(1, 1, 2, { start: 0, limit: 9 })
      expect(targets).toMatchObject({
        added: [],
        removed: [{ target: upper }],
        rerated: [{ from: 'low', to: 'urgent' }],
      })
      // The spelling that consumers have stays, and is no change.
      const again = await author.send(`${upper}\nMint\nmint\n`, { format: 'text' })
      expect((await desk.storage.preview(1, author.request(again))).counts).toMatchObject({ added: 0, removed: 0 })
      await reidentify('exact')
      await author.publish({ kind: 'epoch', epoch: 1 })
      expect(await json()).toEqual([
        { target: upper, priority: 'urgent', attributes: { label: 'up' } },
        { target: lower, priority: 'low' },
        'Mint',
        'mint',
      ])
    })

    it('[ID-2] another identity that moves targets, and no batch, is an epoch: they are found where they are', async () => {
      const { author } = desk
      await author.create()
      await author.replace([upper, `eth:${other}`, 'Mint'])
      expect((await reidentify('evm')).report).toMatchObject({ changed: true, consumersTouched: [] })
      for (const _ of ['at once', 'after a restart']) {
        const again = await author.send(`${upper}\n${other}\nMint\n`, { format: 'text' })
        expect((await desk.storage.preview(1, author.request(again))).changed).toBe(false)
        await desk.reopen()
      }
    })

    it('[ID-2] another identity that changes no target is there without an epoch', async () => {
      const { author } = desk
      await author.create()
      await author.replace([lower, 'Mint'])
      const change = author.request({ kind: 'keep' })
      const options = { ...change.options, identity: 'auto' } as const
      expect((await desk.storage.preview(1, { ...change, options })).changed).toBe(false)
      await author.change(1, { identity: 'auto' })
      for (const _ of ['at once', 'after a restart']) {
        const edit = await author.send({ remove: [upper] }, { edit: 'change' })
        expect((await desk.storage.preview(1, author.request(edit))).counts).toMatchObject({ removed: 1, targets: 1 })
        await desk.reopen()
      }
    })
  })
}
