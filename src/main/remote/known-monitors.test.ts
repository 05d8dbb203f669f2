import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAppStore } from '../app/app-state.ts'
import { readSettings, usualSettings } from '../app/settings-file.ts'
import { KnownMonitors, type Vault } from './known-monitors.ts'

let folder: string
let file: string
const vault: Vault = {
  isSafe: () => true,
  encrypt: (text) => Buffer.from(text).toString('hex'),
  decrypt(text) {
    if (!/^[0-9a-f]+$/.test(text)) throw new Error('This was encrypted elsewhere.')
    return Buffer.from(text, 'hex').toString()
  },
}
function open(safe = vault) {
  const store = createAppStore(file, 'en')
  const known = new KnownMonitors(store, safe)
  return {
    known,
    remember: (url: string, token: string | null) => known.remember({ name: null, url, ssh: null }, token),
    forget: (id: string) => known.forget(id),
    tokenOf: (id: string) => known.tokenOf(id),
    list: () => store.getState().known,
    ids: () => store.getState().known.map(({ id }) => id),
    attached: () => store.getState().settings.attached,
  }
}
const a = { id: 'https://a', name: null, url: 'https://a', ssh: null, watch: true }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'batchdeck-recent-'))
  file = join(folder, 'desktop.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('[DT-5] tokens of other monitors', () => {
  it('are kept encrypted, for this user only, and known after a restart', () => {
    open().remember('https://a', 'secret')
    expect(readFileSync(file, 'utf8')).not.toContain('secret')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
    expect(open().list()).toEqual([{ ...a, has_token: true }])
    expect(open().tokenOf('https://a')).toBe('secret')
    expect(open().tokenOf('https://b')).toBeNull()
  })

  it('stay in memory only where the system cannot encrypt', () => {
    const unsafe = { ...vault, isSafe: () => false }
    const recent = open(unsafe)
    recent.remember('https://a', 'secret')
    expect(recent.tokenOf('https://a')).toBe('secret')
    expect(recent.list()).toEqual([{ ...a, has_token: true }])
    expect(readFileSync(file, 'utf8')).not.toContain(vault.encrypt('secret'))
    expect(open(unsafe).list()).toEqual([{ ...a, has_token: false }])
  })

  it('are gone with their monitor, and with one that needs none any more', () => {
    const recent = open()
    recent.remember('https://a', 'secret')
    recent.remember('https://b', null)
    recent.remember('https://a', null)
    expect(recent.list().map(({ url, has_token }) => `${url} ${has_token}`)).toEqual([
      'https://a false',
      'https://b false',
    ])
    recent.forget('https://a')
    expect(open().list()).toMatchObject([{ url: 'https://b', has_token: false }])
  })

  it('count as none where they were encrypted elsewhere', () => {
    writeFileSync(file, JSON.stringify({ recent: [{ url: 'https://a', token: 'not ours' }] }))
    expect(open().tokenOf('https://a')).toBeNull()
  })

  it('are of the last fifty monitors: the one that was not used for longest goes', () => {
    const recent = open()
    for (let i = 0; i < 50; i++) recent.remember(`https://${i}`, `t${i}`)
    recent.known.use('https://0')
    recent.remember('https://new', null)
    expect(recent.ids()).toHaveLength(50)
    expect(recent.ids().slice(0, 3)).toEqual(['https://new', 'https://0', 'https://49'])
    expect(recent.ids()).not.toContain('https://1')
  })

  it('[DT-20] are of an address and the SSH host that it is behind', () => {
    const { known, ids } = open()
    known.remember({ name: 'A', url: 'http://127.0.0.1:8080', ssh: 'ops@a' }, 'of a')
    known.remember({ name: 'B', url: 'http://127.0.0.1:8080', ssh: 'ops@b' }, 'of b')
    known.remember({ name: null, url: 'http://127.0.0.1:8080', ssh: null }, null)
    expect(ids()).toEqual([
      'http://127.0.0.1:8080',
      'ssh://ops@b/http://127.0.0.1:8080',
      'ssh://ops@a/http://127.0.0.1:8080',
    ])
    expect(ids().map((id) => known.tokenOf(id))).toEqual([null, 'of b', 'of a'])
  })

  it('[DT-19] [DT-21] are not watched before somebody connects to those of a file; what is known gets their names', () => {
    const { known, list } = open()
    known.remember({ name: null, url: 'https://a', ssh: null }, 'secret')
    known.add([
      { name: 'Production', url: 'https://a', ssh: null },
      { name: 'Lab', url: 'https://lab', ssh: 'ops@lab' },
    ])
    expect(list()).toMatchObject([
      { name: 'Production', watch: true, has_token: true },
      { name: 'Lab', watch: false, has_token: false },
    ])
    known.change('https://a', { watch: false })
    known.change('ssh://ops@lab/https://lab', { name: null })
    expect(list()).toMatchObject([
      { name: 'Production', watch: false },
      { name: null, watch: false },
    ])
  })
})

describe('the settings of the desktop', () => {
  it.each(['', 'null', '{"close":"explode"}', '{"recent":[{"url":1}]}', '[]'])(
    'are the usual ones where the file says %j',
    (text) => {
      writeFileSync(file, text)
      expect(readSettings(file)).toEqual(usualSettings)
    },
  )

  it('[DT-5] hold the monitors that a version before remembered, and the one it was attached to', () => {
    const before = {
      attached: 'https://b',
      recent: [
        { url: 'https://a', token: '61' },
        { url: 'https://b', token: null },
      ],
    }
    writeFileSync(file, JSON.stringify(before))
    expect(readSettings(file)).toEqual({
      ...usualSettings,
      attached: 'https://b',
      connections: [
        { name: null, url: 'https://a', ssh: null, watch: true, token: '61' },
        { name: null, url: 'https://b', ssh: null, watch: true, token: null },
      ],
    })
    expect(open().tokenOf('https://a')).toBe('a')
    writeFileSync(file, JSON.stringify({ ...before, recent: [] }))
    expect([open().ids(), open().attached()]).toEqual([['https://b'], 'https://b'])
    writeFileSync(file, JSON.stringify({ ...before, attached: 'ssh://-oProxyCommand=x/http://b', recent: [] }))
    expect([open().ids(), open().attached()]).toEqual([[], null])
  })

  it('lose no other monitor by one that cannot be read', () => {
    const good = { name: 'A', url: 'https://a', ssh: 'ops@a', watch: false, token: null }
    // Tried, the first would end the app, and the last be given its token without the host that it is behind.
    const odd = [{ url: 'nowhere at all' }, { url: 'https://a/?b' }, { url: 'http://127.0.0.1:8080', ssh: 'a host' }]
    writeFileSync(file, JSON.stringify({ close: 'tray', connections: [null, 7, { url: 1 }, ...odd, good] }))
    expect(readSettings(file)).toEqual({ ...usualSettings, close: 'tray', connections: [good] })
  })

  it('lose no other setting by one that cannot be right, and none that only a newer version knows', () => {
    const good = { name: 'A', url: 'https://a', ssh: null, watch: true, token: '61' }
    const kept = { dataFolder: '/data', port: 8082, connections: [good], later: { deep: [1] } }
    const odd = {
      zoom: 1e9,
      language: 'fr',
      close: null,
      acceptedShare: 7,
      attached: {},
      notify: { coverage: false, mass_loss: 'x' },
    }
    writeFileSync(file, JSON.stringify({ ...kept, ...odd, update: { channel: 'nightly', automatic: false } }))
    expect(readSettings(file)).toEqual({
      ...usualSettings,
      ...kept,
      notify: { ...usualSettings.notify, coverage: false },
      update: { channel: 'stable', automatic: false },
    })
    for (const port of ['8080', 0, 65_536, 1.5, [], true]) {
      writeFileSync(file, JSON.stringify({ ...kept, port }))
      expect(readSettings(file)).toEqual({ ...usualSettings, ...kept, port: null })
    }
  })

  it('are put aside where nothing of them can be read', () => {
    const damaged = '{"connections":[{"url":"https://only.here"'
    writeFileSync(file, damaged)
    expect(readSettings(file)).toEqual(usualSettings)
    expect(readFileSync(join(folder, 'desktop.damaged.json'), 'utf8')).toBe(damaged)
    expect(existsSync(file)).toBe(false)
  })

  it('are usual where a file of before does not know one yet', () => {
    writeFileSync(file, '{"close":"tray"}')
    expect(readSettings(file)).toEqual({ ...usualSettings, close: 'tray' })
  })
})
