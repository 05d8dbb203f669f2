import { describe, expect, it } from 'vitest'
import type { TargetPageQuery } from '../../src/monitor/storage/port.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

export function targets(make: MakeSubject): void {
  describe('targets', () => {
    const desk = new Desk(make)
    const list = [
      'b',
      { target: 'a', priority: 'high' },
      'Z',
      '\u{1F600}',
      { target: '\uFF5E', priority: 'low' },
      '=1+1',
    ]
    const inOrder = ['=1+1', 'Z', 'a', 'b', '\u{1F600}', '\uFF5E']
    const text = async (format: 'text' | 'csv' | 'json') =>
      Buffer.from(await desk.storage.targets(1, format)).toString()

    it('[PL-5] come in code-unit order, in each format, over a restart too', async () => {
      await desk.author.create()
      expect(await text('text')).toBe('')
      expect(JSON.parse(await text('json'))).toEqual({ task_id: 1, epoch: 0, targets: [] })
      await desk.author.replace(list)
      for (const _ of ['at once', 'after a restart']) {
        expect(await text('text')).toBe(inOrder.map((target) => `${target}\n`).join(''))
        expect(JSON.parse(await text('json'))).toEqual({
          task_id: 1,
          epoch: 1,
          targets: ['=1+1', 'Z', list[1], 'b', '\u{1F600}', list[4]],
        })
        // Exactly as it is, for it is read back: nothing is done against spreadsheets here.
        expect((await text('csv')).split('\r\n')).toEqual([
          'target,priority',
          '=1+1,medium',
          'Z,medium',
          'a,high',
          'b,medium',
          '\u{1F600},medium',
          '\uFF5E,low',
          '',
        ])
        await desk.reopen()
      }
    })

    it('what is given away can be given back', async () => {
      await desk.author.create()
      await desk.author.replace(list)
      for (const format of ['csv', 'json'] as const) {
        const body =
          format === 'json' ? (JSON.parse(await text(format)) as { targets: unknown[] }).targets : await text(format)
        const edit = await desk.author.send(body, { format })
        expect((await desk.storage.preview(1, desk.author.request(edit))).changed).toBe(false)
      }
    })

    it('come in pages, those that match only, and of the present epoch', async () => {
      await desk.author.create()
      await desk.author.replace(Array.from({ length: 25 }, (_, i) => `t${i}`))
      const page = { task_id: 1, epoch: 1, total: 25, attribute_names: [] }
      const pageOf = async (taskId: number, query: TargetPageQuery) => {
        const { targets: rows, ...counts } = await desk.storage.page(taskId, query)
        return { ...counts, targets: rows.map(({ target }) => target) }
      }
      expect(await pageOf(1, { start: 1, limit: 2 })).toEqual({ ...page, matching: 25, targets: ['t1', 't10'] })
      expect(await pageOf(1, { query: '2', start: 0, limit: 3 })).toEqual({
        ...page,
        matching: 7,
        targets: ['t12', 't2', 't20'],
      })
      expect(await pageOf(1, { query: '2', start: 7, limit: 3 })).toMatchObject({ matching: 7, targets: [] })
      await desk.author.replace(['new'])
      expect(await pageOf(1, { start: 0, limit: 9 })).toMatchObject({ epoch: 2, total: 1, targets: ['new'] })
      expect(await pageOf(5, { start: 0, limit: 9 })).toMatchObject({ epoch: 0, total: 0, targets: [] })
    })

    it('[TG-1] [TG-2] [WS-27] are found, one by one and by what is said of them', async () => {
      const { author } = desk
      author.members = ['a']
      await author.create(1)
      await author.create(2)
      await author.replace(['Alpha', { target: 'beta', priority: 'high' }], 1)
      await author.replace(['alpha-2'], 2)
      const { storage } = desk
      const found = await storage.findTargets([1, 2, 3], 'ALPHA', 5)
      expect(found.map(({ task_id, target, consumer_id }) => [task_id, target, consumer_id])).toEqual([
        [1, 'Alpha', 'a'],
        [2, 'alpha-2', 'a'],
      ])
      expect(await storage.findTargets([1, 2], 'a', 1)).toHaveLength(1)
      expect(await storage.target(1, 'ALPHA')).toEqual({ found: null, near: 'Alpha' })
      expect(await storage.target(3, 'Alpha')).toEqual({ found: null, near: null })
      expect(await storage.target(1, 'beta')).toMatchObject({
        found: { target: 'beta', priority: 'high', consumer_id: 'a', added: { epoch: 1 }, known_from: 1, report: null },
        near: null,
      })
      const batch = (await storage.batchOf(1, 'beta'))!
      expect((await storage.batches(1, [batch])).batches[0]?.targets).toContain('beta')
      expect(await storage.batchOf(1, 'gamma')).toBeNull()
      const reports = [
        { target: 'beta', status: 'error', message: 'no', at: 5 },
        { target: 'gamma', status: 'error', at: 5 },
      ] as const
      expect(await storage.reportTargets([{ consumer_id: 'a', reports }], 10)).toEqual({
        in_error: [[batch, 1]],
        kept: { pending: 0, running: 0, completed: 0, error: 1 },
        strange: 1,
        left_out: 0,
      })
      const inError = { filter: { report: 'error' }, start: 0, limit: 9 } as const
      expect(await storage.page(1, inError)).toMatchObject({
        matching: 1,
        targets: [{ target: 'beta', report: { at: 5 } }],
      })
      await author.replace(['Alpha', 'new'], 1)
      expect(await storage.page(1, inError)).toMatchObject({ matching: 0 })
      expect(await storage.reportTargets([], 10)).toMatchObject({ in_error: [[batch, 0]], kept: { error: 0 } })
    })

    it('come by batch, those asked for in that order, without those that are gone or of another task', async () => {
      const { author } = desk
      author.members = ['a']
      await author.create(1)
      await author.create(2)
      await author.replace(list, 1)
      await author.replace(['elsewhere'], 2)
      const batch = { batch_id: 1, consumer_id: 'a', priority: 'medium', targets: inOrder }
      expect(await desk.storage.batches(1, [99, 2, 1])).toEqual({ epoch: 1, batches: [batch] })
      expect(await desk.storage.batches(2, [1, 2])).toMatchObject({ epoch: 1, batches: [{ batch_id: 2 }] })
      expect(await desk.storage.batchTargets(1, 1)).toEqual(
        inOrder.map((target) => ({
          target,
          priority: target === 'a' ? 'high' : target === '\uFF5E' ? 'low' : 'medium',
        })),
      )
      expect(await desk.storage.batchTargets(1, 2)).toBeNull()
      await author.replace([], 1)
      expect(await desk.storage.batches(1, [1])).toEqual({ epoch: 2, batches: [] })
      expect(await desk.storage.batchTargets(1, 1)).toBeNull()
    })
  })
}
