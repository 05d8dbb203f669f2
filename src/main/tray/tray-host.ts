import { execFile } from 'node:child_process'

const PATIENCE = 2000
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
    execFile('dbus-send', question, { timeout: PATIENCE }, (error, output) =>
      answer(error === null && /boolean true/.test(output)),
    )
  })
}
