import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { ownAppImage } from './app-image.ts'
import { autostartEntry } from './autostart-entry.ts'

/** What a start at login is given, so that it stays in the tray. */
export const HIDDEN = '--hidden'

/** Whether this app can register itself: on macOS only as an app of its own. */
export const canStartAtLogin = process.platform !== 'darwin' || app.isPackaged

export function startsAtLogin(): boolean {
  if (process.platform === 'linux') return existsSync(autostartFile())
  return app.getLoginItemSettings(command()).openAtLogin
}

/** @throws where the folder of the desktop cannot be written */
export function setStartAtLogin(isWanted: boolean): void {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: isWanted, ...command() })
    return
  }
  const file = autostartFile()
  if (isWanted) {
    const { path, args } = command()
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, autostartEntry([path, ...args]))
  } else rmSync(file, { force: true })
}

/** Whether this start was one at login, or wants to look like one. */
export function isHiddenStart(): boolean {
  if (process.argv.includes(HIDDEN)) return true
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

/** How this app is started. The file of an AppImage is where its user put it, not where it is mounted. */
function command(): { path: string; args: string[] } {
  const path = ownAppImage() ?? process.execPath
  return { path, args: [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN] }
}

function autostartFile(): string {
  return join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart', 'batchdeck.desktop')
}
