import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogFiles } from './log-files.ts'

let folder: string
let said: string[]
let time: number
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'batchdeck-log-')), 'logs')
  said = []
  time = 0
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const open = (maxBytes = 100) => new LogFiles(folder, (line) => said.push(line), { maxBytes, steady: () => time })
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
/** 20 bytes. */
const line = (n: number) => `${String(n).padStart(19, '0')}\n`

describe('[DT-13] the files of the log', () => {
  it('are five at most, the newest first, and hold every line of their time in order', async () => {
    const files = open()
    for (let n = 0; n < 48; n++) files.write(line(n))
    await files.close()
    expect(readdirSync(folder).toSorted()).toEqual([
      'batchdeck.1.log',
      'batchdeck.2.log',
      'batchdeck.3.log',
      'batchdeck.4.log',
      'batchdeck.log',
    ])
    const all = ['batchdeck.4.log', 'batchdeck.3.log', 'batchdeck.2.log', 'batchdeck.1.log', 'batchdeck.log']
    expect(all.map(read).join('')).toBe(Array.from({ length: 23 }, (_, i) => line(i + 25)).join(''))
    for (const name of all) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(100)
    if (process.platform !== 'win32') {
      for (const name of all) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
      expect(statSync(folder).mode & 0o777).toBe(0o700)
    }
    expect(said).toEqual([])
  })

  it('go on where the last start ended, and one line that is too long is alone', async () => {
    const first = open()
    first.write(line(1))
    await first.close()
    const second = open()
    second.write(`${'x'.repeat(150)}\n`)
    second.write(line(2))
    await second.close()
    expect(read('batchdeck.2.log')).toBe(line(1))
    expect(read('batchdeck.1.log')).toHaveLength(151)
    expect(read('batchdeck.log')).toBe(line(2))
  })

  it('are made anew where somebody has cleared their folder', async () => {
    const files = open()
    files.write(line(1))
    rmSync(folder, { recursive: true })
    time = 10_000
    files.write(line(2))
    await files.close()
    expect(read('batchdeck.log')).toBe(line(2))
  })

  it('that cannot be written are said once, and never an error', async () => {
    const files = open()
    rmSync(folder, { recursive: true })
    // Nobody can make a folder there now.
    writeFileSync(folder, '')
    for (let n = 0; n < 20; n++) {
      time += 10_000
      files.write(line(n))
    }
    await files.close()
    expect(said).toEqual([expect.stringMatching(/^The log has no folder any more: Error: E/)])
    expect(existsSync(join(folder, 'batchdeck.log'))).toBe(false)
  })
})
