import { describe, expect, it } from 'vitest'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

export function records(make: MakeSubject): void {
  describe('records', () => {
    const desk = new Desk(make)

    it('[ST-1] are kept over a restart as they were put last, each kind by itself, and gone once deleted', async () => {
      const { storage } = desk
      expect(await storage.records()).toEqual([])
      const silence = { kind: 'window', name: '7', view: { why: 'x', scope: { labels: { zone: 'eu' } } } }
      const channel = { kind: 'channel', name: '7', view: { url: 'https://x.example/y', tasks: [1, 2] } }
      await storage.putRecord({ ...silence, view: null })
      for (const record of [silence, channel, { ...channel, name: '8' }]) await storage.putRecord(record)
      await storage.deleteRecord('channel', '8')
      await storage.deleteRecord('channel', '9')
      for (const time of ['at once', 'after a restart']) {
        expect(await desk.storage.records(), time).toEqual([channel, silence])
        await desk.reopen()
      }
    })
  })
}
