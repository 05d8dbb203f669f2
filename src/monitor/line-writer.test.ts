import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { LineWriter } from './line-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'batchdeck-lines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('writes every line in order, through a change of files and to the end', async () => {
  const file = join(folder, 'lines.log')
  const logged: string[] = []
  const writer = new LineWriter({ file }, (line) => logged.push(line))
  for (let n = 0; n < 300; n++) {
    writer.write(`${n}\n`)
    if (n === 100) renameSync(file, `${file}.1`)
    if (n === 200) writer.reopen()
    if (n % 7 === 0) await new Promise((next) => void setImmediate(next))
  }
  await writer.close()
  const [first, second] = [`${file}.1`, file].map((name) => readFileSync(name, 'utf8'))
  expect(`${first}${second}`).toBe(Array.from({ length: 300 }, (_, n) => `${n}\n`).join(''))
  expect(first?.length).toBeGreaterThan(0)
  expect(second?.length).toBeGreaterThan(0)
  expect(logged).toEqual([])
})

it('bounds what waits, says so once, and ends', async () => {
  const logged: string[] = []
  const writer = new LineWriter({ file: '/dev/full' }, (line) => logged.push(line))
  const line = 'x'.repeat(1024 * 1024)
  for (let n = 0; n < 20; n++) writer.write(line)
  await writer.close()
  expect(logged).toEqual([
    'Lines for /dev/full cannot be written: they come faster than the disk takes them. They are left out until they can.',
  ])
})

it('goes on in the old file where no new one can be opened', async () => {
  const place = join(folder, 'moved')
  mkdirSync(place)
  const file = join(place, 'lines.log')
  const logged: string[] = []
  const writer = new LineWriter({ file }, (line) => logged.push(line))
  renameSync(place, `${place}-away`)
  writer.reopen()
  writer.write('still here\n')
  await writer.close()
  expect(readFileSync(join(`${place}-away`, 'lines.log'), 'utf8')).toBe('still here\n')
  expect(logged[0]).toBe(`Lines for ${file} cannot be written: ENOENT. They are left out until they can.`)
})
