import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppLog } from './app-log.ts'
import { lastRestart, noteRestart } from './fault-report.ts'

const electron = vi.hoisted(() => ({
  done: [] as unknown[],
  isReady: true,
  ask: vi.fn<(options: { message: string; detail: string; buttons: string[] }) => Promise<{ response: number }>>(),
}))
vi.mock('electron', () => ({
  app: {
    getVersion: () => '1.2.3',
    isReady: () => electron.isReady,
    relaunch: ({ args }: { args: string[] }) => electron.done.push(args),
    exit: (code: number) => electron.done.push(`exit ${code}`),
  },
  dialog: {
    showMessageBox: electron.ask,
    showErrorBox: (_title: string, text: string) => electron.done.push(text),
  },
  shell: { openPath: async (path: string) => void electron.done.push(`open ${path}`) },
}))
const { Faults } = await import('./faults.ts')

let folder: string
let lines: string[]
let ends: number
let isLeaving: boolean
/** What `process` was told to do with a fault. */
let handlers: Map<string, (thrown: unknown) => void>

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'batchdeck-faults-')), 'reports')
  lines = []
  ends = 0
  isLeaving = false
  electron.isReady = true
  electron.done.length = 0
  electron.ask.mockReset()
  handlers = new Map()
  vi.spyOn(process, 'on').mockImplementation((name, handler) => {
    handlers.set(String(name), handler as (thrown: unknown) => void)
    return process
  })
  const log = {
    recent: () => lines,
    redacted: (text: string) => text.replaceAll('secret', '(hidden)'),
    write: (text: string) => void lines.push(text),
    close: async () => {},
  }
  const faults = new Faults({
    folder,
    log: log as unknown as AppLog,
    language: () => 'en',
    end: async () => {
      ends++
      if (ends > 0) throw new Error('even that fails')
    },
    isLeaving: () => isLeaving,
    start: () => ({ isSafe: true, isHidden: false }),
  })
  faults.watch()
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

const fail = (thrown: unknown, how = 'uncaughtException') => handlers.get(how)?.(thrown)
const ended = () => expect.poll(() => electron.done.at(-1)).toBe('exit 1')
const reports = () => readdirSync(folder).filter((name) => name.startsWith('fault-'))

describe('[DT-12] a fault', () => {
  it.each(['uncaughtException', 'unhandledRejection'])(
    '(%s) is reported, and the app starts anew as it was',
    async (how) => {
      fail(new Error('broken'), how)
      fail(new Error('and again meanwhile'))
      await ended()
      const [name] = reports()
      expect(reports()).toHaveLength(1)
      expect(ends).toBe(1)
      expect(electron.done).toEqual([expect.arrayContaining(['--safe', `--after-fault=${name}`]), 'exit 1'])
      expect(lastRestart(folder)).not.toBeNull()
      expect(lines.join('\n')).toContain('Another fault meanwhile (uncaught exception): Error: and again meanwhile')
      expect(electron.ask).not.toHaveBeenCalled()
    },
  )

  it('soon after that restart asks, with the report at hand', async () => {
    noteRestart(folder, Date.now() - 60_000)
    electron.ask.mockResolvedValueOnce({ response: 1 }).mockResolvedValueOnce({ response: 2 })
    fail(new Error('broken with secret'))
    await ended()
    const file = join(folder, reports()[0] ?? '')
    expect(electron.ask.mock.calls[0]?.[0]).toMatchObject({
      message: 'Batchdeck ran into an error again',
      buttons: ['Restart', 'Open Report', 'Quit'],
      detail: expect.stringContaining(`Error: broken with (hidden)\n\nThe report is in\n${file}`) as unknown,
    })
    expect(electron.done).toEqual([`open ${file}`, 'exit 1'])
  })

  it('long after it does not', async () => {
    noteRestart(folder, Date.now() - 11 * 60_000)
    fail('words')
    await ended()
    expect(electron.ask).not.toHaveBeenCalled()
    expect(electron.done).toHaveLength(2)
  })

  it('that cannot be written down asks, since nobody would know when to stop', async () => {
    writeFileSync(folder, 'no folder')
    electron.ask.mockResolvedValueOnce({ response: 0 })
    fail(new Error('broken'))
    await ended()
    expect(electron.ask.mock.calls[0]?.[0]).toMatchObject({
      buttons: ['Restart', 'Quit'],
      detail: expect.stringContaining('No report could be written') as unknown,
    })
    expect(electron.done).toEqual([expect.arrayContaining(['--after-fault=']), 'exit 1'])
    // The log has it then.
    expect(lines.join('\n')).toContain('Error: broken\n    at ')
  })

  it('before anything can be asked is told, and the app ends', async () => {
    electron.isReady = false
    noteRestart(folder, Date.now())
    fail(new Error('early'))
    await ended()
    expect(electron.done).toEqual([expect.stringContaining('Error: early'), 'exit 1'])
  })

  it('of an app that ends anyway is reported, and it stays ended', () => {
    isLeaving = true
    fail(new Error('late'))
    expect(reports()).toHaveLength(1)
    expect(electron.done).toEqual([])
  })

  it('is none where whoever read our output has gone', () => {
    fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    expect(lines).toEqual(['A reader has gone (uncaught exception): Error: write EPIPE'])
    expect(electron.done).toEqual([])
  })
})
