import { describe, expect, it } from 'vitest'
import type { StoredToken } from '../../src/monitor/storage/port.ts'
import { Desk } from './desk.ts'
import type { MakeSubject } from './subject.ts'

function token(name: string, more: Partial<StoredToken> = {}): StoredToken {
  return {
    name,
    role: 'consumer',
    digest: '0'.repeat(64),
    consumer_pattern: 'eu-*',
    max_consumers: 5,
    created_at: 1,
    secret_since: 1,
    created_by: 'server.token',
    created_via: 'http',
    expires_at: null,
    last_used_at: null,
    last_used_from: null,
    ...more,
  }
}

const byName = (those: readonly StoredToken[]) => those.toSorted((a, b) => (a.name < b.name ? -1 : 1))

export function tokens(make: MakeSubject): void {
  describe('tokens', () => {
    const desk = new Desk(make)

    it('[SEC-4] are kept over a restart as they were put last, and gone once they are deleted', async () => {
      const { storage } = desk
      expect(await storage.tokens()).toEqual([])
      const admin = token('Ünïcode 好', { role: 'admin', consumer_pattern: null, max_consumers: null, expires_at: 9 })
      for (const each of [token('a'), admin, token('gone')]) await storage.putToken(each)
      const rotated = token('a', { digest: 'f'.repeat(64), secret_since: 2, last_used_at: 3, last_used_from: '::1' })
      await storage.putToken(rotated)
      await storage.deleteToken('gone')
      await storage.deleteToken('gone')
      for (const each of ['at once', 'after a restart']) {
        expect(byName(await desk.storage.tokens()), each).toEqual(byName([rotated, admin]))
        await desk.reopen()
      }
    })

    it('[SEC-4] keep when they were last used, and nothing comes back by that', async () => {
      const { storage } = desk
      await storage.putToken(token('a'))
      await storage.saveTokenUse([
        { name: 'a', last_used_at: 7, last_used_from: '10.0.0.1' },
        { name: 'gone', last_used_at: 7, last_used_from: null },
      ])
      await desk.reopen()
      expect(await desk.storage.tokens()).toEqual([token('a', { last_used_at: 7, last_used_from: '10.0.0.1' })])
    })
  })
}
