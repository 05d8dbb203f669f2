import { describe, expect, it } from 'vitest'
import { Imports } from '../imports.ts'
import type { Storage } from '../storage/port.ts'
import { OwnImports } from './own-imports.ts'

const list = { place: 1, edit: 'replace', format: 'text', totalBytes: null } as const

const operator = { role: 'operator', token: null, remote: null } as const

function setUp() {
  const storage = {
    openList: async () => {},
    receiveList: async () => 1,
    readList: async () => ({ targets: 1 }),
    discardList: async () => {},
  } as unknown as Storage
  const imports = new Imports({ storage, limit: 100, now: () => 0 })
  const own = new OwnImports(imports, operator)
  /** One that waits for a decision. */
  const ready = async () => {
    const id = own.open(list)
    await own.receiving(id, async (one) => one.enter('ready'))
    return id
  }
  return { imports, own, ready }
}

describe('[HT-2] the imports of a console', () => {
  it('that it has not decided on end with it', async () => {
    const { imports, own, ready } = setUp()
    await ready()
    own.open(list)
    own.end()
    expect(imports.all()).toEqual([])
  })

  it('that it only looks at end once it is gone', async () => {
    const { imports, own, ready } = setUp()
    const planned = Promise.withResolvers<string>()
    const looked = own.decide(await ready(), () => planned.promise)
    own.end()
    planned.resolve('plan')
    await looked.catch(() => {})
    expect(imports.all()).toEqual([])
  })

  it('that it has asked to be applied outlive it, and end when they are', async () => {
    const { imports, own, ready } = setUp()
    const written = Promise.withResolvers<string>()
    const id = await ready()
    const applied = own.decide(id, (one) => {
      one.setDryRun(false)
      one.enter('writing')
      return written.promise
    })
    own.end()
    expect(imports.all()).toMatchObject([{ import_id: id, phase: 'writing', dry_run: false }])
    written.resolve('published')
    expect(await applied).toBe('published')
    expect(imports.all()).toEqual([])
  })

  it('are ready again after a decision that came to nothing', async () => {
    const { imports, own, ready } = setUp()
    const id = await ready()
    const failed = own.decide(id, async (one) => {
      one.setDryRun(false)
      throw new Error('stale')
    })
    await expect(failed).rejects.toThrow('stale')
    expect(imports.all()).toMatchObject([{ phase: 'ready', dry_run: true }])
    expect(await own.decide(id, async () => 'again')).toBe('again')
  })

  it('are asked for by those who opened them, in the phase they are in, and never again when they are over', async () => {
    const { imports, own, ready } = setUp()
    const id = await ready()
    await expect(own.receiving(id, async () => {})).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(new OwnImports(imports, operator).decide(id, async () => {})).rejects.toMatchObject({
      code: 'UNKNOWN_IMPORT',
    })
    own.finish(id)
    expect(imports.all()).toEqual([])
    await expect(own.decide(id, async () => {})).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    const other = await ready()
    own.discard(other)
    own.discard(other)
    await expect(own.decide(other, async () => {})).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    const cancelled = await ready()
    imports.cancel(cancelled)
    expect(own.size).toBe(1)
    await expect(own.decide(cancelled, async () => {})).rejects.toMatchObject({ code: 'UNKNOWN_IMPORT' })
    expect(own.size).toBe(0)
  })
})
