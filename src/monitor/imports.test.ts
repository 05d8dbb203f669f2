import { describe, expect, it } from 'vitest'
import type { ImportResource } from '../contract/resources/import.ts'
import { BatchdeckError } from '../contract/errors.ts'
import { Imports } from './imports.ts'
import type { Storage } from './storage/port.ts'

const MINUTE = 60_000
const list = {
  place: 1,
  edit: 'replace',
  format: 'text',
  isDryRun: false,
  totalBytes: 100,
  by: { role: 'operator', token: null, remote: null },
} as const

function setUp() {
  const clock = { now: 1000 }
  const called: string[] = []
  const shown: ImportResource[][] = []
  const note = async (method: string, id: number) => void called.push(`${method} ${id}`)
  const storage = {
    openList: (id: number) => note('open', id),
    receiveList: (id: number) => note('receive', id).then(() => 7),
    readList: (id: number) => note('read', id),
    discardList: (id: number) => note('discard', id),
  } as unknown as Storage
  const imports = new Imports({ storage, limit: 100, now: () => clock.now })
  const tick = () => {
    const all = imports.tick()
    if (all) shown.push([...all])
  }
  return { clock, called, shown, imports, tick }
}

/** The code something was refused with. */
async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof BatchdeckError ? error.code : error),
  )
}

describe('Imports', () => {
  it('[HT-2] shows one only when it has taken half a second, then whatever changes, and its end', async () => {
    const { clock, shown, imports, tick } = setUp()
    const one = imports.open(list)
    clock.now += 499
    tick()
    expect(shown).toEqual([])
    clock.now += 1
    tick()
    tick()
    expect(shown).toEqual([[expect.objectContaining({ import_id: 1, phase: 'receiving', bytes: 0, total_bytes: 100 })]])
    one.noteBytes(10)
    await one.receive(Buffer.alloc(30))
    tick()
    expect(shown.at(-1)).toMatchObject([{ bytes: 10, lines: 7 }])
    one.end()
    tick()
    expect(shown.at(-1)).toEqual([])
    expect(shown).toHaveLength(3)
  })

  it('[HT-2] does not show one that waits for its operator; when it goes on it is new again', () => {
    const { clock, shown, imports, tick } = setUp()
    const one = imports.open(list)
    one.enter('ready')
    clock.now += MINUTE
    tick()
    expect(imports.all()).toMatchObject([{ phase: 'ready' }])
    one.enter('planning')
    tick()
    expect(shown).toEqual([])
    clock.now += 500
    tick()
    expect(shown).toMatchObject([[{ phase: 'planning' }]])
  })

  it('[HT-2] counts unpacked bytes against the limit', async () => {
    const { imports } = setUp()
    const one = imports.open(list)
    await one.receive(Buffer.alloc(60))
    await one.receive(Buffer.alloc(40))
    expect(await codeOf(one.receive(Buffer.alloc(1)))).toBe('TOO_LARGE')
  })

  it.each(['receiving', 'reading', 'ready', 'planning'] as const)(
    '[HT-2] cancelled while %s, nobody waits for it any longer and it goes no further',
    async (phase) => {
      const { called, imports } = setUp()
      const one = imports.open(list)
      one.enter(phase)
      const waiting = codeOf(one.run(() => new Promise(() => {})))
      imports.cancel(1)
      expect(await waiting).toBe('CANCELLED')
      expect(await codeOf(one.receive(Buffer.alloc(1)))).toBe('CANCELLED')
      expect(() => one.enter('writing')).toThrow('cancelled by an operator')
      expect(called).toEqual(['open 1', 'discard 1'])
      expect(imports.all()).toEqual([])
      expect(() => imports.cancel(1)).toThrow('There is no import 1 under way.')
    },
  )

  it('[HT-2] once it goes to disk it is too late', async () => {
    const { imports } = setUp()
    const one = imports.open(list)
    one.enter('writing')
    const work = one.run(async () => 'published')
    expect(() => imports.cancel(1)).toThrow('it is too late')
    expect(await work).toBe('published')
  })

  it('[HT-2] drops one that nobody goes on with, but none that is at work', () => {
    const { clock, imports, tick } = setUp()
    const stuck = imports.open(list)
    const undecided = imports.open(list)
    undecided.enter('ready')
    imports.open(list).enter('planning')
    clock.now += 9 * MINUTE
    stuck.noteBytes(1)
    clock.now += MINUTE
    tick()
    expect(imports.all().map(({ import_id }) => import_id)).toEqual([1, 3])
    clock.now += 9 * MINUTE
    tick()
    expect(imports.all().map(({ import_id }) => import_id)).toEqual([3])
  })

  it('[HT-2] takes no more than 16 at once', () => {
    const { imports } = setUp()
    const opened = Array.from({ length: 16 }, () => imports.open(list))
    expect(() => imports.open(list)).toThrow('16 imports are under way')
    opened[3]!.end()
    expect(imports.open(list).id).toBe(17)
  })

  it("[HT-2] takes 2 of viewers, 1 of each, and they are in nobody else's way", () => {
    const { imports } = setUp()
    const of = (role: 'viewer' | 'operator', remote: string, token: string | null = null) => ({
      ...list,
      by: { role, token, remote },
    })
    const one = imports.open(of('viewer', '10.0.0.1'))
    expect(() => imports.open(of('viewer', '10.0.0.1'))).toThrow('a list of yours is on its way')
    imports.open(of('viewer', '10.0.0.1', 'eve'))
    expect(() => imports.open(of('viewer', '10.0.0.2'))).toThrow('2 lists of viewers')
    for (let i = 0; i < 16; i++) imports.open(of('operator', '10.0.0.1'))
    expect(() => imports.open(of('operator', '10.0.0.1'))).toThrow('16 imports are under way')
    one.end()
    expect(imports.open(of('viewer', '10.0.0.2')).id).toBe(19)
  })

  it('[ED-4] of a viewer are those of his whole /64', () => {
    const { imports } = setUp()
    const of = (remote: string) => ({ ...list, by: { role: 'viewer' as const, token: null, remote } })
    imports.open(of('2001:db8::1'))
    expect(() => imports.open(of('2001:db8::2'))).toThrow('a list of yours is on its way')
    imports.open(of('2001:db8:0:1::1'))
  })

  it('copies no more of a buffer than the piece', async () => {
    const sizes: number[] = []
    const storage = {
      openList: async () => {},
      receiveList: async (_id: number, piece: Uint8Array) => sizes.push(piece.buffer.byteLength),
    } as unknown as Storage
    const one = new Imports({ storage, limit: 1e6, now: () => 0 }).open(list)
    await one.receive(new Uint8Array(64_000).subarray(10, 20))
    await one.receive(new Uint8Array(30))
    expect(sizes).toEqual([10, 30])
  })
})
