import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAppStore } from '../app/app-state.ts'
import { readSettings, usualSettings } from '../app/settings-file.ts'
import { RecentMonitors, type Vault } from './recent-monitors.ts'

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
  const recent = new RecentMonitors(store, safe)
  return {
    remember: (url: string, token: string | null) => recent.remember(url, token),
    forget: (url: string) => recent.forget(url),
    tokenOf: (url: string) => recent.tokenOf(url),
    list: () => store.getState().recent,
  }
}

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
    expect(open().list()).toEqual([{ url: 'https://a', has_token: true }])
    expect(open().tokenOf('https://a')).toBe('secret')
    expect(open().tokenOf('https://b')).toBeNull()
  })

  it('stay in memory only where the system cannot encrypt', () => {
    const unsafe = { ...vault, isSafe: () => false }
    const recent = open(unsafe)
    recent.remember('https://a', 'secret')
    expect(recent.tokenOf('https://a')).toBe('secret')
    expect(recent.list()).toEqual([{ url: 'https://a', has_token: true }])
    expect(readFileSync(file, 'utf8')).not.toContain(vault.encrypt('secret'))
    expect(open(unsafe).list()).toEqual([{ url: 'https://a', has_token: false }])
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
    expect(open().list()).toEqual([{ url: 'https://b', has_token: false }])
  })

  it('count as none where they were encrypted elsewhere', () => {
    writeFileSync(file, JSON.stringify({ recent: [{ url: 'https://a', token: 'not ours' }] }))
    expect(open().tokenOf('https://a')).toBeNull()
  })

  it('are of the last eight monitors', () => {
    const recent = open()
    for (let i = 0; i < 12; i++) recent.remember(`https://${i}`, `t${i}`)
    expect(recent.list().map(({ url }) => url)).toEqual([11, 10, 9, 8, 7, 6, 5, 4].map((i) => `https://${i}`))
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

  it('are usual where a file of before does not know one yet', () => {
    writeFileSync(file, '{"close":"tray"}')
    expect(readSettings(file)).toEqual({ ...usualSettings, close: 'tray' })
  })
})
