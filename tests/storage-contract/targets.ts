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
