import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDataDir } from './data-dir.ts'
import { filePath } from './file-path.ts'

const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8)

describe.runIf(process.platform !== 'win32')('[FM-1] the data folder', () => {
  let parent: string
  let folder: string
  const logged: string[] = []
  const log = (line: string) => void logged.push(line)
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'batchdeck-modes-'))
    folder = join(parent, 'data')
    logged.length = 0
  })
  afterEach(() => rmSync(parent, { recursive: true, force: true }))

  /** A folder as an earlier version left it, with some files. */
  function leave(...names: string[]): void {
    mkdirSync(join(folder, 'backups'), { recursive: true })
    for (const name of names) {
      writeFileSync(join(folder, name), '')
      chmodSync(join(folder, name), 0o644)
    }
    chmodSync(folder, 0o755)
  }

  it('is made for this user only', () => {
    expect(makeDataDir(folder, log)).toBe(folder)
    expect([modeOf(folder), logged]).toEqual(['700', []])
  })

  it('is narrowed at the start where others could read it, and says so once', () => {
    leave('batchdeck.db', 'batchdeck.db-wal', 'events.db', 'desktop.json', 'notes.txt', 'backups/one.db')
    makeDataDir(folder, log)
    const names = ['', 'batchdeck.db', 'batchdeck.db-wal', 'events.db', 'desktop.json', 'backups', 'backups/one.db']
    expect(names.map((name) => modeOf(join(folder, name)))).toEqual(['700', '600', '600', '600', '600', '700', '600'])
    expect(modeOf(join(folder, 'notes.txt'))).toBe('644')
    expect(logged).toEqual([expect.stringMatching(/^Others could read .*batchdeck\.db.*; now only this user can\.$/)])
    makeDataDir(folder, log)
    expect(logged).toHaveLength(1)
  })

  it('stays as it is where it is more than that; the files in it do not', () => {
    leave('batchdeck.db')
    chmodSync(folder, 0o1777)
    makeDataDir(folder, log)
    expect([modeOf(folder), modeOf(join(folder, 'batchdeck.db'))]).toEqual(['1777', '600'])
    rmSync(join(folder, 'batchdeck.db'))
    chmodSync(folder, 0o755)
    leave('letter.txt')
    makeDataDir(folder, log)
    expect([modeOf(folder), modeOf(join(folder, 'letter.txt'))]).toEqual(['755', '644'])
  })

  it('[ST-2] stays as it is where the database in it is of another program', () => {
    leave('notes.txt', 'backups/one.db')
    const file = join(folder, 'batchdeck.db')
    const other = new BetterSqlite(file)
    other.exec('CREATE TABLE theirs (x)')
    other.close()
    const names = ['', 'batchdeck.db', 'backups', 'backups/one.db']
    const modes = () => names.map((name) => modeOf(join(folder, name)))
    chmodSync(file, 0o644)
    const before = modes()
    expect(() => makeDataDir(folder, log)).toThrow('nothing of it was touched')
    expect([modes(), logged]).toEqual([before, []])
  })

  it('that is a file is refused with a sentence that says so', () => {
    writeFileSync(folder, '')
    expect(() => makeDataDir(folder, log)).toThrow('there is a file in its place')
  })
})

describe('[CF-3] a path', () => {
  it('begins in the home folder with a ~, as in a shell', () => {
    expect(['~', '~/', '~/a/b.pem', '/~/a', '/a/~'].map(filePath)).toEqual([
      homedir(),
      homedir(),
      join(homedir(), 'a', 'b.pem'),
      join('/~/a'),
      join('/a/~'),
    ])
    expect(filePath('a/~b')).toBe(join(process.cwd(), 'a', '~b'))
  })

  it('does not begin in the home of another user', () => {
    for (const path of ['~root', '~root/x', '~+/x']) expect(() => filePath(path)).toThrow('give the whole path')
  })
})
