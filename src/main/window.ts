import { BrowserWindow, shell } from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'

const least = { width: 1024, height: 700 }

interface Bounds {
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly y?: number
}

/**
 * `[SEC-3]` The console's window: sandboxed, isolated, without Node, on its own page only.
 * @param stateFile where it remembers its place
 */
export function openWindow(page: string, preload: string, stateFile: string): BrowserWindow {
  const window = new BrowserWindow({
    ...readBounds(stateFile),
    minWidth: least.width,
    minHeight: least.height,
    title: 'Batchdeck',
    backgroundColor: '#0e1116',
    show: false,
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false },
  })
  const contents = window.webContents
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
  contents.session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  )
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writeBounds(stateFile, window.getNormalBounds()))
  void window.loadFile(page)
  return window
}

function readBounds(file: string): Bounds {
  try {
    const { width, height, x, y } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    if (typeof width === 'number' && typeof height === 'number' && typeof x === 'number' && typeof y === 'number') {
      return { x, y, width: Math.max(least.width, width), height: Math.max(least.height, height) }
    }
  } catch {
    // The first start, or a file that is no more what it was: the usual size then.
  }
  return { width: 1440, height: 900 }
}

function writeBounds(file: string, bounds: Bounds): void {
  try {
    writeFileSync(file, JSON.stringify(bounds))
  } catch (error) {
    console.error(`The window's place could not be remembered: ${String(error)}`)
  }
}
