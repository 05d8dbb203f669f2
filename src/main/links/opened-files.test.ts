import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FILE_PIECE_BYTES } from '../../contract/desktop-links.ts'
import { type AppStore, createAppStore } from '../app/app-state.ts'
import { OpenedFiles } from './opened-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MAX_SIZE = 3 * FILE_PIECE_BYTES
let store: AppStore
let files: OpenedFiles
let starts = 0

beforeEach(() => {
  store = createAppStore(join(folder, `${starts++}.json`), 'en')
  files = new OpenedFiles({ store, maxSize: MAX_SIZE })
})

afterEach(() => files.close())

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const file = () => store.getState().file
const text = async (id: number, from = 0) => new TextDecoder().decode(await files.read(id, from))

describe('[DT-18] a file that is opened with the app', () => {
  it('is given to the page by its name, in pieces, until the page has it', async () => {
    const bytes = new Uint8Array(2 * FILE_PIECE_BYTES + 5).fill(7)
    await files.open(put('fleet.targets', bytes))
    expect(file()).toEqual({ id: 1, name: 'fleet.targets', size: bytes.length, fault: null })
    const sizes = []
    for (let from = 0; from < bytes.length; from += FILE_PIECE_BYTES) sizes.push((await files.read(1, from)).length)
    expect(sizes).toEqual([FILE_PIECE_BYTES, FILE_PIECE_BYTES, 5])
    expect(await files.read(1, bytes.length)).toHaveLength(0)
    files.done(1)
    expect(file()).toBeNull()
    expect(await files.read(1, 0)).toHaveLength(0)
  })

  it('is the last one that was opened, and no other is read under its number', async () => {
    await files.open(put('a.txt', 'a'))
    await files.open(put('b.txt', 'b'))
    expect(await text(1)).toBe('')
    expect(await text(2)).toBe('b')
    files.done(1)
    expect(file()).toMatchObject({ id: 2 })
    const both = [files.open(put('c.txt', 'c')), files.open(put('d.txt', 'd'))]
    await Promise.all(both)
    expect(file()).toMatchObject({ name: 'd.txt' })
  })

  it('is read as long as it was when it was opened, whatever becomes of it', async () => {
    const path = put('growing.txt', 'one')
    await files.open(path)
    appendFileSync(path, 'two')
    expect(await text(1)).toBe('one')
    truncateSync(path, 1)
    expect(await text(1)).toBe('o')
    expect(await text(1, 1)).toBe('')
  })

  it('is refused in words where it is no list', async () => {
    mkdirSync(join(folder, 'sub'))
    const cases = [
      [join(folder, 'missing.txt'), 'missing'],
      [join(put('a-file', 'x'), 'below'), 'missing'],
      [join(folder, 'sub'), 'no_file'],
      [put('empty.csv', ''), 'empty'],
      [put('large.csv', new Uint8Array(MAX_SIZE + 1)), 'too_large'],
      ['\0', 'unreadable'],
    ] as const
    for (const [path, fault] of cases) {
      await files.open(path)
      expect(file(), path).toMatchObject({ fault, size: 0 })
      expect(await files.read(file()?.id ?? 0, 0)).toHaveLength(0)
    }
  })

  it.runIf(process.platform !== 'win32')('is not waited for where nobody writes to it', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await files.open(pipe)
    expect(file()).toMatchObject({ fault: 'no_file' })
    await files.open('/dev/zero')
    expect(file()).toMatchObject({ fault: 'no_file' })
  })

  it('has a name that can be shown', async () => {
    const name = process.platform === 'win32' ? 'x.txt' : 'a\u202Etxt.exe\n'
    await files.open(put(name, 'x'))
    expect(file()?.name).not.toMatch(/\p{C}/u)
  })
})
