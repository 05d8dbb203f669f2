import { describe, expect, it } from 'vitest'
import { newState, type StoredSource } from '../../src/monitor/sources/source-state.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

function source(taskId: number, more: Partial<StoredSource> = {}): StoredSource {
  return {
    task_id: taskId,
    origin: 'token',
    definition: { kind: 'url', url: 'https://example.com/ä?好', headers: { 'X-Key': 's3cret' } },
    fingerprint: 'f'.repeat(64),
    since: 1,
    state: newState,
    ...more,
  }
}

const run = {
  at: 5,
  took: 7,
  outcome: 'failed',
  found: null,
  added: null,
  removed: null,
  epoch: null,
  problem: { message: 'No.', reason: 'source_answered', values: { host: 'x', status: '500' } },
} as const

const pending = {
  at: 9,
  why: 'guard',
  found: 3,
  added: 1,
  removed: 2,
  rerated: 0,
  of: 4,
  base_epoch: 6,
  digest: 'd',
  format: 'text',
} as const

export function sources(make: MakeSubject): void {
  describe('sources', () => {
    const desk = new Desk(make)

    it('[SO-1] are kept over a restart as they were put or saved last, and gone once they are deleted', async () => {
      const { storage } = desk
      expect(await storage.sources()).toEqual([])
      const ofSettings = source(2, { origin: 'settings', definition: null })
      for (const each of [source(1), ofSettings, source(3)]) await storage.putSource(each)
      await storage.deleteSource(3)
      await storage.deleteSource(3)
      const state = { ...newState, last_run: run, failures: 4, pending, discarded: 'e', validator: '{}', epoch: 6 }
      await storage.saveSource(source(1, { state }))
      // To save what is known brings nothing back.
      await storage.saveSource(source(3, { state }))
      for (const time of ['at once', 'after a restart']) {
        expect(await desk.storage.sources(), time).toEqual([source(1, { state }), ofSettings])
        await desk.reopen()
      }
    })

    it('[SO-1] go with their task', async () => {
      const { task_id: task } = await desk.author.create(1)
      await desk.storage.putSource(source(task))
      await desk.storage.putSource(source(task + 1))
      await desk.storage.deleteTask(task)
      await desk.reopen()
      expect((await desk.storage.sources()).map(({ task_id }) => task_id)).toEqual([task + 1])
    })
  })
}
