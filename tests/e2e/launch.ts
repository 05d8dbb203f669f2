import type * as Electron from 'electron'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'

const root = resolve(import.meta.dirname, '../..')

/** Electron's own binary, or null. Only files are read: to import `electron` would begin a download. */
export function realElectron(): string | null {
  const folder = join(root, 'node_modules/electron')
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    const installed = readFileSync(join(folder, 'dist/version'), 'utf8').trim().replace(/^v/, '')
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
    return installed === version && existsSync(binary) && hasDisplay ? binary : null
  } catch {
    return null
  }
}

/** The built app, on the real binary where there is one and on the stand-in otherwise. */
export function launchDesktop(
  userData: string,
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<ElectronApplication> {
  return launchApp(root, userData, { BATCHDECK_SERVER_PORT: '0', ...more }, flags)
}

/**
 * Any app.
 * @param entry its folder, or its archive
 * @param first a file that is run in the app's process before it starts
 */
export async function launchApp(
  entry: string,
  userData: string,
  more: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
  first?: string,
): Promise<ElectronApplication> {
  const own = [entry, `--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const app = await _electron.launch({
    executablePath: realElectron() ?? join(root, 'tests/electron-standin/electron'),
    args: [...(first === undefined ? [] : ['-r', first]), ...own, ...flags],
    cwd: root,
    env: { ...process.env, STANDIN_NODE: process.execPath, ...more },
    colorScheme: null,
  })
  const close = app.close.bind(app)
  app.close = async () => {
    // Whatever is under way (DT-16).
    await app.evaluate(answerQuit).catch(() => {})
    await close()
  }
  return app
}

function answerQuit({ dialog }: typeof Electron): void {
  const quit = ['Quit', '退出']
  Object.assign(dialog, {
    showMessageBox: async (first: object, second?: object) => {
      const { buttons = [], cancelId = 0 } = (second ?? first) as { buttons?: string[]; cancelId?: number }
      const response = buttons.findIndex((label) => quit.includes(label))
      return { response: response < 0 ? cancelId : response, checkboxChecked: false }
    },
  })
}

/** The environment of a Linux desktop that has a tray, or none; others have one anyway. @param folder for what says so */
export function desktopWithTray(folder: string, hasTray: boolean): Record<string, string> {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'dbus-send'), `#!/bin/sh\necho "   boolean ${hasTray}"\n`)
  chmodSync(join(bin, 'dbus-send'), 0o755)
  return { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
}
