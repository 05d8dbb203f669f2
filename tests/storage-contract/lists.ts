import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { refusal } from './author.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

export function lists(make: MakeSubject): void {
  describe('lists that come in', () => {
    const desk = new Desk(make)

    it('[HT-2] says how many lines came, what they hold, and plans them', async () => {
      await desk.author.create()
      await desk.storage.openList(7, 'text', 'replace')
      expect(await desk.storage.receiveList(7, Buffer.from('x\ny\ntwo'))).toBe(2)
      // Part of a longer buffer, cut within a character.
      const rest = Buffer.from('…… words\n好\n')
      const cut = rest.length - 2
      expect(await desk.storage.receiveList(7, rest.subarray(6, cut))).toBe(3)
      expect(await desk.storage.receiveList(7, rest.subarray(cut))).toBe(4)
      expect(await desk.storage.readList(7)).toMatchObject({
        targets: 3,
        invalid: 1,
        complaints: [{ line: 3, text: 'two words' }],
        can_skip: true,
      })
      const request = (onInvalid: 'refuse' | 'skip') => desk.author.request({ kind: 'import', importId: 7, onInvalid })
      expect(await refusal(desk.storage.preview(1, request('refuse')))).toMatchObject({
        name: 'BatchdeckError',
        code: 'INVALID_TARGETS',
        detail: { invalid: 1, valid: 3 },
        complaints: [{ path: 'line 3' }],
      })
      const report = await desk.storage.preview(1, request('skip'))
      expect(report).toMatchObject({ changed: true, counts: { targets: 3 }, skipped: [{ line: 3 }] })
      expect(report.ignoredColumns).toEqual([])
    })

    it.each([
      ['json', '{"targets":["b",{"target":"a","priority":"low"}]}'],
      ['csv', 'note,target,priority\nn,b,\nn,a,low\n'],
      ['ndjson', '"b"\n{"target":"a","priority":"low"}\n'],
      ['text', '# list\nb\na\n'],
    ] as const)('[HT-1] takes %s', async (format, body) => {
      await desk.author.create()
      await desk.author.publish(await desk.author.send(body, { format }))
      const priority = format === 'text' ? 'medium' : 'low'
      const csv = Buffer.from(await desk.storage.targets(1, 'csv')).toString()
      // Other columns are attributes (AT-1).
      const [name, note] = format === 'csv' ? [',note', ',n'] : ['', '']
      expect(csv.split(/\r?\n/)).toEqual([`target,priority${name}`, `a,${priority}${note}`, `b,medium${note}`, ''])
    })

    it.each([
      ['INVALID_JSON', '{"targets":["x"'],
      ['INVALID_MESSAGE', '{"target":["x"]}'],
      ['INVALID_JSON', gzipSync('["x"]').toString('latin1')],
    ])('[HT-1] refuses as a whole with %s what is no list', async (code, body) => {
      expect(await refusal(desk.author.send(body))).toMatchObject({ name: 'BatchdeckError', code })
    })

    it('[HT-2] one that is discarded is gone, with the plan that was made of it', async () => {
      await desk.author.create()
      const edit = await desk.author.send(['x'])
      const prepared = await desk.author.prepare(edit)
      await desk.storage.discardList(edit.importId)
      expect(await desk.storage.receiveList(edit.importId, Buffer.from('late'))).toBeNull()
      expect(await refusal(desk.author.commit(prepared))).toBeInstanceOf(Error)
      expect(await refusal(desk.author.prepare(edit))).toBeInstanceOf(Error)
      await desk.reopen()
      expect((await desk.storage.load()).tasks).toMatchObject([{ task: { epoch: 0 }, outline: { put: [] } }])
    })

    it('[HT-2] one that is discarded while it comes in is gone, and others go on', async () => {
      await desk.author.create()
      await desk.storage.openList(101, 'text', 'replace')
      await desk.storage.openList(102, 'text', 'replace')
      await desk.storage.receiveList(101, Buffer.from('x\n'))
      await desk.storage.receiveList(102, Buffer.from('y\n'))
      await desk.storage.discardList(101)
      await desk.storage.readList(102)
      await desk.author.publish({ kind: 'import', importId: 102, onInvalid: 'refuse' })
      expect(Buffer.from(await desk.storage.targets(1, 'text')).toString()).toBe('y\n')
      expect(await refusal(desk.storage.readList(101))).toBeInstanceOf(Error)
    })

    it('one that was only previewed costs no plan that is prepared', async () => {
      await desk.author.create()
      const prepared = await desk.author.prepare(await desk.author.send(['x']))
      const other = await desk.author.send(['y', 'z'])
      await desk.storage.preview(1, desk.author.request(other))
      await desk.storage.discardList(other.importId)
      await desk.author.commit(prepared)
      expect(Buffer.from(await desk.storage.targets(1, 'text')).toString()).toBe('x\n')
    })
  })
}
