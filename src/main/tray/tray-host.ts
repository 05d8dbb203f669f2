import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

const DBUS_TIMEOUT_MS = 2000
/** How long a start at login waits for a tray, and how often it looks. */
const PANEL_TIMEOUT_MS = 10_000
const PANEL_POLL_MS = 1000
const watcher = 'org.kde.StatusNotifierWatcher'
const destination = '--dest=org.freedesktop.DBus'
const method = 'org.freedesktop.DBus.NameHasOwner'
const question = ['--session', '--print-reply', destination, '/org/freedesktop/DBus', method, `string:${watcher}`]

/**
 * Whether there is a tray to hide in. On Linux a desktop may have none, and Electron does not say so: its icon would be
 * nowhere, and so would the window. It can come later, with the panel, so it is asked for each time.
 */
export function hasTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true)
  return new Promise((answer) => {
    execFile('dbus-send', question, { timeout: DBUS_TIMEOUT_MS }, (error, output) =>
      answer(error === null && /boolean true/.test(output)),
    )
  })
}

/** Whether there comes one: at login the panel with the tray may come after us. */
export async function waitForTrayHost(): Promise<boolean> {
  const until = Date.now() + PANEL_TIMEOUT_MS
  for (;;) {
    if (await hasTrayHost()) return true
    if (Date.now() >= until) return false
    await pause(PANEL_POLL_MS)
  }
}
