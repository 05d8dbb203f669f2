import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultText, lastRestart, noteRestart, reportOf, reportsIn, writeReport } from './fault-report.ts'

let folder: string
beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), 'batchdeck-reports-')), 'reports')))
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const at = Date.UTC(2026, 10, 30, 3, 24, 5, 7)
const scene = {
  version: '1.2.3',
  uptime: 61_400,
  log: ['a line', 'another'],
  redact: (text: string) => text.replaceAll('secret', '(hidden)'),
}

describe('[DT-12] a report', () => {
  it('says what happened, because of what, where, and what led to it', () => {
    const root = Object.assign(new Error('disk: secret'), { code: 'EIO' })
    const error = new Error('outer', { cause: new AggregateError([root], 'several') })
    const text = faultText(error, 'uncaught exception', at, scene)
    expect(text).toMatch(
      /^Batchdeck 1\.2\.3: uncaught exception\n\nTime {6}2026-11-30T03:24:05\.007Z\nUptime {4}61 s\n/,
    )
    expect(text).toContain(`Node ${process.versions.node}`)
    expect(text).toMatch(
      /Error: outer\n {4}at [^]*caused by\nAggregateError: several[^]*caused by\nError: disk: \(hidden\)/,
    )
    expect(text).toContain('    code: EIO')
    expect(text).toContain('Last lines of the log (2):\na line\nanother\n')
    expect(text).not.toContain('secret')
  })

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['only words', 'only words'],
    [7, '7'],
    [{ some: 'thing' }, "{ some: 'thing' }"],
  ])('is made of %s, too', (thrown, words) => {
    expect(faultText(thrown, 'unhandled rejection', at, scene)).toContain(`\n\n${words}\n\nLast lines`)
  })

  it('ends where an error is its own cause', () => {
    const error = new Error('round')
    error.cause = error
    expect(faultText(error, 'x', at, scene).split('caused by')).toHaveLength(8)
  })

  it('is for its user only, and only the newest ten are kept', () => {
    for (let n = 0; n < 12; n++) writeReport(folder, `report ${n}`, at + n * 1000)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    expect(readdirSync(folder)).toHaveLength(11)
    const [newest, ...others] = reportsIn(folder, at + 60_000)
    expect(newest).toEqual({ name: 'fault-20261130T032416007Z.txt', at: at + 11_000 })
    expect(others).toHaveLength(9)
    expect(readFileSync(join(folder, newest!.name), 'utf8')).toBe('report 11')
    if (process.platform !== 'win32') expect(statSync(join(folder, newest!.name)).mode & 0o777).toBe(0o600)
  })

  it('is kept, and the newest, after the clock was set back', () => {
    for (let n = 0; n < 10; n++) writeReport(folder, `report ${n}`, at + n * 1000)
    const dayBefore = at - 86_400_000
    writeReport(folder, 'a moment before', dayBefore - 5000)
    const name = writeReport(folder, 'now', dayBefore)
    expect(reportsIn(folder, dayBefore)).toHaveLength(10)
    expect(reportsIn(folder, dayBefore)[0]).toEqual({ name, at: dayBefore })
  })

  it.each(['', '../fault-20261130T032416007Z.txt', 'fault-20269930T992416007Z.txt', 'fault-x.txt'])(
    'is nothing that is called %j',
    (name) => expect(reportOf(name)).toBeNull(),
  )
})

it('[DT-12] when the app was last restarted is known after it, and whatever else is there is nothing', () => {
  expect(lastRestart(folder)).toBeNull()
  expect(reportsIn(folder, at)).toEqual([])
  noteRestart(folder, at)
  expect(lastRestart(folder)).toBe(at)
  writeFileSync(join(folder, 'last-restart'), 'soon')
  expect(lastRestart(folder)).toBeNull()
})
