import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readTokenFile } from './token-files.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'batchdeck-token-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What is read of a file with this in it, and what is logged. */
function read(content: string, mode = 0o600): { token: string; lines: string[] } {
  const file = join(folder, 'token')
  writeFileSync(file, content)
  chmodSync(file, mode)
  const lines: string[] = []
  return { token: readTokenFile(file, 'server.token-file', (line) => lines.push(line)), lines }
}

it('[SEC-5] a token is the one line of its file', () => {
  expect(read('s3cret\r\n')).toEqual({ token: 's3cret', lines: [] })
  expect(() => read(' \n')).toThrow('server.token-file')
  expect(() => read('one\ntwo')).toThrow('server.token-file')
  expect(() => readTokenFile(join(folder, 'none'), 'server.token-file', () => {})).toThrow('ENOENT')
})

it('[SEC-5] what is far too long for a token is none, however it ends', () => {
  expect(read('x'.repeat(1000)).token).toHaveLength(1000)
  expect(() => read(`${'x'.repeat(100_000)}\n`)).toThrow('server.token-file')
})

it.runIf(process.platform !== 'win32')('[SEC-5] a file that others can read is said to be one', () => {
  expect(read('s3cret', 0o644).lines).toEqual([expect.stringContaining('chmod 600') as unknown])
})
