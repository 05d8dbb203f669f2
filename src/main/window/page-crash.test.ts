import type { BrowserWindow } from 'electron'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const electron = vi.hoisted(() => ({
  answers: [] as number[],
  asked: [] as { message: string; buttons: string[] }[],
  quits: 0,
}))
vi.mock('electron', () => ({
  app: { quit: () => electron.quits++ },
  dialog: {
    async showMessageBox(_window: unknown, question: { message: string; buttons: string[] }) {
      electron.asked.push(question)
      return { response: electron.answers.shift() ?? 0 }
    },
  },
}))
const { PageCrash } = await import('./page-crash.ts')

class Contents extends EventEmitter {
  isDebugged = false
  crashes = 0
  isDevToolsOpened = () => this.isDebugged
  forcefullyCrashRenderer = () => this.crashes++
}
class Window extends EventEmitter {
  readonly webContents = new Contents()
  isSeen = true
  isGone = false
  isVisible = () => this.isSeen
  isDestroyed = () => this.isGone
}

let window: Window
let logged: string[]
let reloads: number
let logsOpened: number
let time: number

beforeEach(() => {
  vi.useFakeTimers()
  window = new Window()
  logged = []
  reloads = logsOpened = time = 0
  electron.answers.length = electron.asked.length = electron.quits = 0
  new PageCrash({
    window: window as unknown as BrowserWindow,
    log: (line) => logged.push(line),
    language: () => 'en',
    reload: () => reloads++,
    openLogs: () => logsOpened++,
    steady: () => time,
  }).watch()
})
afterEach(() => void vi.useRealTimers())

const crash = (reason = 'crashed') => window.webContents.emit('render-process-gone', {}, { reason, exitCode: 5 })
const failLoad = (code: number, isMainFrame = true) =>
  window.webContents.emit('did-fail-load', {}, code, 'ERR_X', 'file:///page', isMainFrame)
const settled = () => vi.advanceTimersByTimeAsync(0)

describe('[DT-14] the page', () => {
  it('is loaded anew when it crashes, is killed or cannot be loaded, and not when it ends on purpose', () => {
    crash()
    crash('clean-exit')
    failLoad(-3)
    failLoad(-6, false)
    expect(reloads).toBe(1)
    failLoad(-6)
    expect(reloads).toBe(2)
    expect(logged).toEqual([
      'The page has crashed (crashed, 5); it is loaded anew.',
      'The page could not be loaded (ERR_X, -6); it is loaded anew.',
    ])
  })

  it('is left after three times within a minute, and somebody is asked once', async () => {
    electron.answers.push(1, 0)
    for (let n = 0; n < 5; n++) crash()
    expect(reloads).toBe(3)
    await settled()
    expect(electron.asked.map(({ message }) => message)).toEqual([
      'The window keeps failing',
      'The window keeps failing',
    ])
    expect(electron.asked[0]?.buttons).toEqual(['Reload', 'Open Logs', 'Quit'])
    expect(logsOpened).toBe(1)
    expect(reloads).toBe(4)
    // From there on it has three more.
    for (let n = 0; n < 3; n++) crash()
    expect(reloads).toBe(7)
  })

  it('may crash each half minute for ever', () => {
    for (let n = 0; n < 50; n++) {
      crash()
      time += 30_000
    }
    expect(reloads).toBe(50)
  })

  it('that nobody sees waits until it is shown', async () => {
    window.isSeen = false
    for (let n = 0; n < 4; n++) crash()
    await settled()
    expect(electron.asked).toEqual([])
    window.emit('show')
    window.emit('show')
    expect(reloads).toBe(4)
  })

  it('ends with the app where that is chosen', async () => {
    electron.answers.push(2)
    for (let n = 0; n < 4; n++) crash()
    await settled()
    expect(electron.quits).toBe(1)
    expect(reloads).toBe(3)
  })

  it('that hangs is ended after a while, unless it answers again or is debugged', () => {
    window.emit('unresponsive')
    vi.advanceTimersByTime(14_000)
    window.emit('responsive')
    vi.advanceTimersByTime(60_000)
    window.webContents.isDebugged = true
    window.emit('unresponsive')
    vi.advanceTimersByTime(60_000)
    expect(window.webContents.crashes).toBe(0)
    window.webContents.isDebugged = false
    window.emit('unresponsive')
    vi.advanceTimersByTime(15_000)
    expect(window.webContents.crashes).toBe(1)
  })

  it('of a window that is gone is nobody’s', () => {
    window.emit('unresponsive')
    window.isGone = true
    window.emit('closed')
    vi.advanceTimersByTime(60_000)
    crash()
    expect([reloads, window.webContents.crashes]).toEqual([0, 0])
  })
})
