import { spawn } from 'node:child_process'
import { ElectronDownload } from './electron-download.mjs'
import { electronBinary } from './electron.mjs'
import { onPath } from './project.mjs'

/** Whether windows can be shown here. */
function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/**
 * The Electron binary, downloaded where it is missing, or why there is no desktop app. It is waited for as long as bytes
 * come; after 20 s without any the download goes on beside what is started instead.
 * @returns {Promise<{ binary: string } | { reason: string, help?: string, download?: ElectronDownload } | { endedBy: number }>}
 *   `endedBy`: the exit code, where somebody ended it meanwhile
 */
export async function obtainDesktop() {
  if (!hasDisplay()) return { reason: 'there is no display' }
  if (process.platform === 'linux' && process.getuid?.() === 0) return { reason: 'Electron does not run as root' }
  const present = electronBinary()
  if (present) return { binary: present }
  return await new ElectronDownload().wait()
}

/** Opens a page in the person's browser, where there is one and a display; quiet where not. */
export function openBrowser(url) {
  if (!hasDisplay()) return
  const [command, ...args] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '""', url]
      : [process.platform === 'darwin' ? 'open' : onPath('xdg-open'), url]
  if (!command) return
  const browser = spawn(command, args, { stdio: 'ignore', detached: true })
  browser.once('error', () => {})
  browser.unref()
}
